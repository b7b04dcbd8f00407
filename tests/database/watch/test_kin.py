"""The next of kin: kept by the worker, told last, once, and never more than the worker agreed to."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from tests.pages import shown

from alongside.ledger.clock import now
from alongside.ledger.models import Entry
from alongside.messages.models import Message
from alongside.people.actions import actor_for
from alongside.watch import actions
from alongside.watch.decisions import Moment, decide_alarm
from alongside.watch.engine import AlarmKind, ClockDue, Step, Target
from alongside.watch.kin import forget_kin, name_kin
from alongside.watch.models import NextOfKin
from alongside.watch.plans import publish_plan

pytestmark = pytest.mark.django_db

NUMBER, RING = "+447700900888", "+441632960001"


@pytest.fixture
def by(world):
    return actor_for(world.nurse.user)


@pytest.fixture
def plan(world):
    steps = [Step((Target(world.buddy.pk),)), Step((Target(kin=True),))]
    return publish_plan(world.organisation, "District nursing", steps, team=world.team, kin_number=RING)


def written_to(alarm):
    return [one.body for one in Message.objects.filter(address=NUMBER, about_id=alarm.pk).order_by("queued_at")]


def press(world, by, kind=AlarmKind.SOS):
    return actions.ask_for_help(world.nurse, actions.Press(kind, now()), by=by)


def next_clock(alarm):
    """What the watch does when the alarm's clock comes."""
    alarm.refresh_from_db()
    decide_alarm(alarm, ClockDue(), Moment(alarm.clock_at))


def test_the_next_of_kin_is_told_after_everybody_at_work_and_only_once(world, by, plan):
    name_kin(world.nurse, "Ola Okoye", NUMBER, "help", by=by)
    alarm = press(world, by)
    assert written_to(alarm) == []

    for _ in range(4):
        next_clock(alarm)

    [told] = written_to(alarm)
    assert told.startswith("Ola Okoye, Nia Okoye may need help at work, and nobody there has answered yet.")
    assert RING in told
    message = Message.objects.get(address=NUMBER, about_id=alarm.pk)
    assert (message.recipient, message.choices, message.channel) == (None, [], "sms")


@pytest.mark.parametrize(
    ("tells", "says", "says_not"),
    [
        ("ask", "are trying to reach Nia", "may need help"),
        ("help", "may need help", "14 Mill Lane"),
        ("place", "Where: 14 Mill Lane.", "Two dogs"),
    ],
)
def test_the_next_of_kin_is_never_told_more_than_the_worker_agreed_to(world, by, plan, tells, says, says_not):
    name_kin(world.nurse, "Ola Okoye", NUMBER, tells, by=by)
    visit = actions.plan_visit(
        world.nurse, actions.Itinerary("14 Mill Lane", now() + timedelta(hours=1)), by=by, start=True
    )
    actions.leave_note(visit, "Two dogs", by=by)
    alarm = press(world, by)
    next_clock(alarm)

    [told] = written_to(alarm)
    assert says in told
    assert says_not not in told
    assert "14 Mill Lane" not in told or tells == "place"


def test_a_next_of_kin_who_was_told_learns_that_somebody_has_taken_it_and_that_it_is_over(world, by, plan):
    name_kin(world.nurse, "Ola Okoye", NUMBER, "help", by=by)
    alarm = press(world, by)
    next_clock(alarm)
    Message.objects.filter(address=NUMBER, purpose="alarm").update(status="sent", sent_at=now())

    actions.take_alarm(alarm, world.buddy, by=actor_for(world.buddy.user))
    actions.close_alarm(alarm, world.buddy, "found_safe", "", by=actor_for(world.buddy.user))

    assert [words.split(" ")[0] for words in written_to(alarm)[1:]] == ["Somebody", "What"]


def test_a_next_of_kin_who_was_not_told_hears_nothing_of_it(world, by, plan):
    name_kin(world.nurse, "Ola Okoye", NUMBER, "help", by=by)
    alarm = press(world, by)
    actions.take_alarm(alarm, world.buddy, by=actor_for(world.buddy.user))
    actions.close_alarm(alarm, world.buddy, "found_safe", "", by=actor_for(world.buddy.user))

    assert written_to(alarm) == []


def test_a_silent_alarm_is_never_told_to_the_next_of_kin_and_goes_on_to_the_broadcast(world, by, plan):
    name_kin(world.nurse, "Ola Okoye", NUMBER, "place", by=by)
    alarm = press(world, by, AlarmKind.DURESS)
    for _ in range(3):
        next_clock(alarm)

    alarm.refresh_from_db()
    assert (written_to(alarm), alarm.status) == ([], "exhausted")


def test_where_the_worker_has_named_nobody_the_plan_goes_on(world, by, plan):
    alarm = press(world, by)
    for _ in range(2):
        next_clock(alarm)

    alarm.refresh_from_db()
    assert alarm.status == "exhausted"


def test_whoever_is_named_is_told_so_once_and_can_be_forgotten(world, by):
    name_kin(world.nurse, "Ola Okoye", "07700 900888", "help", by=by)
    name_kin(world.nurse, "Ola Okoye", NUMBER, "place", by=by)

    [told] = Message.objects.filter(address=NUMBER)
    assert "has named you" in told.body
    forget_kin(world.nurse, by=by)
    assert not NextOfKin.objects.exists()
    assert set(Entry.objects.filter(verb__startswith="kin.").values_list("verb", flat=True)) == {
        "kin.named",
        "kin.forgotten",
    }


@pytest.mark.parametrize(
    ("said", "field"),
    [
        (("", NUMBER, "help"), "name"),
        (("Ola", "0770", "help"), "number"),
        (("Ola", "my mother", "help"), "number"),
        (("Ola", NUMBER, "everything"), "tells"),
    ],
)
def test_a_next_of_kin_that_is_none_is_refused_with_words(world, by, said, field):
    with pytest.raises(ValidationError) as refused:
        name_kin(world.nurse, *said, by=by)
    assert list(refused.value.message_dict) == [field]


def test_ones_own_number_is_no_next_of_kin(world, by):
    own = world.nurse.contact_points.get(channel="sms").address
    with pytest.raises(ValidationError, match="your own number"):
        name_kin(world.nurse, "Me", own, "help", by=by)


def test_the_worker_names_somebody_on_a_page_that_nobody_else_sees(client, world):
    client.force_login(world.nurse.user)
    said = {"name": "Ola Okoye", "number": "07700 900888", "tells": "help"}

    assert client.post("/my-safety/kin", said).status_code == 302
    assert "+447700900888" in shown(client.get("/my-safety/kin"))
    assert "Write the name" in shown(client.post("/my-safety/kin", said | {"name": ""}), 422)
    client.force_login(world.buddy.user)
    assert "Ola Okoye" not in shown(client.get("/my-safety/kin"))
