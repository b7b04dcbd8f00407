"""A buddy is who has agreed to be one: asking, answering, covering, handing over, ending; and what a buddy sees and does."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from tests.pages import shown
from tests.situation_of_plans import today
from tests.taken_away import rows_of

from alongside.ledger.actions import SYSTEM
from alongside.ledger.clock import now
from alongside.ledger.models import Entry
from alongside.messages.models import Message
from alongside.people.models import ContactPoint, Staff
from alongside.people.roles import Role
from alongside.watch import actions, engine
from alongside.watch.actions import Itinerary, Press
from alongside.watch.behind import Behind
from alongside.watch.buddies.standing import agreed_for, buddies_at
from alongside.watch.engine import Step, Target
from alongside.watch.holding import gap_in
from alongside.watch.models import Alarm, BuddyAgreement
from alongside.watch.plans import plan_for, publish_plan

pytestmark = pytest.mark.django_db

BUDDY = Target(role=Role.BUDDY)


@pytest.fixture
def as_(client):
    """Signs somebody in."""

    def sign_in(place):
        client.force_login(place.user)
        return client

    return sign_in


def rung(worker, at=None):
    """The names of whom a plan rings as the worker's buddy."""
    keys = Behind(worker.organisation_id).find([BUDDY], worker, at or now())
    return [Staff.objects.get(pk=key).name for key in keys]


def asks(as_, worker, who, **form):
    answer = as_(worker).post("/buddy/ask", {"who": who, "lasts": "standing"} | form)
    assert answer.status_code == 302, answer.content.decode()
    return BuddyAgreement.objects.filter(worker=worker).latest("pk")


def agrees(as_, place, agreement):
    return as_(place).post(f"/buddy/{agreement.pk}/accept", {"understood": "yes"})


def told(person):
    return [one.subject or one.body for one in Message.objects.filter(recipient=person, about_type="buddy")]


def test_whoever_is_asked_is_no_buddy_before_they_agree(as_, world):
    agreement = asks(as_, world.second_nurse, "Olu Grant")
    assert rung(world.second_nurse) == []
    assert any("Tomas Vale asks you" in one for one in told(world.operator))
    page = shown(as_(world.operator).get(f"/buddy/{agreement.pk}"))
    assert "What it means" in page
    assert "call 999" in page
    assert agrees(as_, world.operator, agreement).status_code == 302
    assert rung(world.second_nurse) == ["Olu Grant"]
    assert any("Olu Grant has agreed" in one for one in told(world.second_nurse))
    assert Entry.objects.filter(verb="buddy.accepted", subject_id=agreement.pk).count() == 1


def test_a_line_manager_who_is_the_buddy_too_is_named_once(as_, world):
    agrees(as_, world.manager, asks(as_, world.nurse, world.manager))
    page = as_(world.nurse).get("/my-safety").content.decode()
    assert page.split("can see that you are on a visit")[0].rsplit("<p>", 1)[1].count(world.manager.name) == 1


def test_nobody_agrees_without_saying_that_they_have_read_it_or_for_somebody_else(as_, world):
    agreement = asks(as_, world.second_nurse, "Olu Grant")
    page = shown(as_(world.operator).post(f"/buddy/{agreement.pk}/accept"), 422)
    assert "Read what it means" in page
    assert as_(world.second_nurse).post(f"/buddy/{agreement.pk}/accept", {"understood": "yes"}).status_code == 302
    assert as_(world.second_operator).get(f"/buddy/{agreement.pk}").status_code == 404
    assert rung(world.second_nurse) == []


def test_who_cannot_be_rung_cannot_agree(as_, world):
    agreement = asks(as_, world.second_nurse, "Olu Grant")
    ContactPoint.objects.filter(staff=world.operator, channel="sms").update(verified_at=None)
    page = shown(agrees(as_, world.operator, agreement), 422)
    assert "no telephone number that is proved" in page
    assert rung(world.second_nurse) == []


def test_a_plan_does_not_count_on_a_buddy_who_has_not_agreed(as_, world, only):
    only(world.manager, world.operator)
    plan = publish_plan(world.organisation, "x", [Step((BUDDY, Target(staff_id=world.manager.pk)))], team=world.team)
    assert plan == plan_for(world.second_nurse)
    ContactPoint.objects.filter(staff__in=[world.supervisor, world.operator], channel="sms").update(verified_at=None)
    ContactPoint.objects.filter(staff=world.lsms, channel="sms").update(verified_at=None)
    agreement = asks(as_, world.second_nurse, world.buddy.name)
    assert gap_in(plan, world.second_nurse) is not None
    ContactPoint.objects.filter(staff=world.buddy, channel="sms").update(verified_at=now())
    assert gap_in(plan, world.second_nurse) is not None, "asked is not agreed"
    agrees(as_, world.buddy, agreement)
    assert gap_in(plan, world.second_nurse) is None
    BuddyAgreement.objects.filter(pk=agreement.pk).update(lasts="day", ends=now() + timedelta(hours=1))
    assert gap_in(plan, world.second_nurse) is None
    assert gap_in(plan, world.second_nurse, end=now() + timedelta(hours=2)) is not None, "it ends within the visit"


def test_declining_has_a_reason_and_whoever_asked_reads_it(as_, world):
    agreement = asks(as_, world.second_nurse, "Olu Grant")
    page = shown(as_(world.operator).post(f"/buddy/{agreement.pk}/decline", {"reason": " "}), 422)
    assert "Say why" in page
    assert as_(world.operator).post(f"/buddy/{agreement.pk}/decline", {"reason": "On leave"}).status_code == 302
    bodies = Message.objects.filter(recipient=world.second_nurse, about_type="buddy").values_list("body", flat=True)
    assert any("On leave" in one for one in bodies), list(bodies)
    assert "On leave" in shown(as_(world.second_nurse).get(f"/buddy/{agreement.pk}"))


def test_a_buddy_for_a_day_is_none_the_day_after(as_, world):
    tomorrow = today() + timedelta(days=1)
    agreement = asks(as_, world.second_nurse, "Olu Grant", lasts="day", day=tomorrow.isoformat())
    agrees(as_, world.operator, agreement)
    agreement.refresh_from_db()
    assert rung(world.second_nurse) == []
    assert rung(world.second_nurse, agreement.begins) == ["Olu Grant"]
    assert rung(world.second_nurse, agreement.ends - timedelta(seconds=1)) == ["Olu Grant"]
    assert rung(world.second_nurse, agreement.ends) == []


def test_whoever_covers_is_rung_instead_and_only_for_that_time(as_, world):
    agreed = BuddyAgreement.objects.get(worker=world.nurse)
    span = {"begins_day": today() + timedelta(days=2), "begins_time": "08:00"}
    span |= {"ends_day": today() + timedelta(days=3), "ends_time": "08:00"}
    form = {"who": "Olu Grant", "lasts": "shifts"} | span
    assert as_(world.buddy).post(f"/buddy/{agreed.pk}/take-over", form).status_code == 302
    cover = BuddyAgreement.objects.get(instead_of=agreed)
    assert rung(world.nurse, cover.begins) == ["Bo Lind"], "nobody covers before they agree"
    agrees(as_, world.operator, cover)
    assert rung(world.nurse) == ["Bo Lind"]
    assert rung(world.nurse, cover.begins) == ["Olu Grant"]
    assert rung(world.nurse, cover.ends) == ["Bo Lind"]
    as_(world.nurse).post(f"/buddy/{agreed.pk}/end", {"reason": "I change teams"})
    assert rung(world.nurse, cover.begins) == []


def test_a_hand_over_ends_the_one_before_once_the_other_has_agreed(as_, world):
    agreed = BuddyAgreement.objects.get(worker=world.nurse)
    assert (
        as_(world.buddy).post(f"/buddy/{agreed.pk}/take-over", {"who": "Olu Grant", "lasts": "over"}).status_code == 302
    )
    assert rung(world.nurse) == ["Bo Lind"]
    agrees(as_, world.operator, BuddyAgreement.objects.get(instead_of=agreed))
    assert rung(world.nurse) == ["Olu Grant"]
    agreed.refresh_from_db()
    assert agreed.status == "ended"
    assert "Olu Grant has taken over" in agreed.reason


def test_either_ends_it_and_the_other_is_told_why(as_, world):
    agreed = BuddyAgreement.objects.get(worker=world.nurse)
    assert "Say why" in shown(as_(world.buddy).post(f"/buddy/{agreed.pk}/end"), 422)
    assert as_(world.buddy).post(f"/buddy/{agreed.pk}/end", {"reason": "I move away"}).status_code == 302
    assert rung(world.nurse) == []
    assert any("no longer your buddy" in one for one in told(world.nurse))
    assert told(world.buddy) == []


@pytest.mark.parametrize(
    ("form", "complaint"),
    [
        ({"who": "Nobody Here"}, "Nobody who works here"),
        ({"who": "Tomas Vale"}, "Somebody else has to look out"),
        ({"lasts": ""}, "Choose for how long"),
        ({"lasts": "day", "day": ""}, "Choose the day"),
        ({"lasts": "day", "day": "2020-01-01"}, "later than the beginning"),
        ({"lasts": "shifts"}, "Choose the day and the time"),
        ({"words": "x" * 501}, "500 characters"),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_what_was_typed_stays(as_, world, form, complaint):
    sent = {"who": "Olu Grant", "lasts": "standing", "words": "Thursday clinics"} | form
    page = shown(as_(world.second_nurse).post("/buddy/ask", sent), 422)
    assert complaint in page
    assert "There is a problem" in page
    assert sent["words"] in page
    assert BuddyAgreement.objects.filter(worker=world.second_nurse).count() == 0


def test_the_same_person_is_asked_once(as_, world):
    asks(as_, world.second_nurse, "Olu Grant")
    page = shown(as_(world.second_nurse).post("/buddy/ask", {"who": "Olu Grant", "lasts": "standing"}), 422)
    assert "has been asked already" in page


def test_a_buddy_sees_the_day_and_neither_position_nor_note(as_, world):
    visit = actions.plan_visit(
        world.nurse,
        Itinerary("14 Tannery Row", now() + timedelta(hours=1), lat=53.38891, lon=-2.59541),
        by=SYSTEM,
        start=True,
    )
    actions.leave_note(visit, "Dog in the kitchen", by=SYSTEM)
    page = shown(as_(world.buddy).get("/buddy"))
    assert "The day of Nia Okoye" in page
    assert "14 Tannery Row" in page
    assert "Out" in page
    assert "Dog in the kitchen" not in page
    assert "53.38" not in page
    for other in (world.second_nurse, world.outsider, world.operator):
        assert "14 Tannery Row" not in shown(as_(other).get("/buddy"))
    BuddyAgreement.objects.filter(worker=world.nurse).update(status="ended", ended_at=now())
    assert "14 Tannery Row" not in shown(as_(world.buddy).get("/buddy"))


def test_in_an_alarm_each_step_is_recorded_by_one_press(as_, world):
    alarm = actions.ask_for_help(world.nurse, Press(engine.AlarmKind.SOS, now()), by=SYSTEM)
    page = shown(as_(world.buddy).get(f"/response?alarm={alarm.pk}"))
    for words in ("You are their buddy", "Call them", "Go, or send somebody", "Tell the line manager", "Call 999"):
        assert words in page
    sent = {"step": "no_answer", "more": "Her car is in the drive"}
    assert as_(world.buddy).post(f"/buddy/alarms/{alarm.pk}/steps", sent).status_code == 302
    said = Alarm.objects.get().events.filter(name="Progressed").latest("number")
    assert said.content["text"] == "Called them: no answer. Her car is in the drive"
    assert said.actor_name == "Bo Lind"
    assert "Called them: no answer. Her car is in the drive" in shown(
        as_(world.operator).get(f"/response?alarm={alarm.pk}")
    )
    assert "You are their buddy" not in shown(as_(world.operator).get(f"/response?alarm={alarm.pk}"))
    page = shown(as_(world.buddy).post(f"/buddy/alarms/{alarm.pk}/steps", {"step": "999", "more": "x" * 1001}), 422)
    assert "1000 characters" in page
    assert "x" * 1001 in page


def test_in_a_silent_alarm_the_buddy_is_told_not_to_call(as_, world):
    visit = actions.plan_visit(
        world.nurse, Itinerary("14 Tannery Row", now() + timedelta(hours=1)), by=SYSTEM, start=True
    )
    actions.end_visit(visit, by=SYSTEM, pin="8642")
    page = shown(as_(world.buddy).get(f"/response?alarm={Alarm.objects.get().pk}"))
    assert "Do not call them" in page
    assert "Ring their number" not in page


def test_the_list_of_what_was_agreed_is_narrowed_paged_and_taken_away(as_, world):
    for number in range(30):
        BuddyAgreement.objects.create(
            organisation=world.organisation,
            worker=world.nurse,
            buddy=world.operator,
            lasts="standing",
            begins=now(),
            status="ended",
            asked_at=now(),
            ended_at=now(),
            reason=f"r{number}",
        )
    page = shown(as_(world.nurse).get("/buddy/all"))
    assert page.count('scope="col"')
    assert "Older" in page
    assert "Bo Lind" in shown(as_(world.nurse).get("/buddy/all?search=lind"))
    assert "Olu Grant" not in shown(as_(world.nurse).get("/buddy/all?state=agreed"))
    assert "Nothing fits this" in shown(as_(world.nurse).get("/buddy/all?side=theirs"))
    rows = rows_of(as_(world.nurse).get("/buddy/all?format=csv&state=over"))
    assert len(rows) == 31
    assert {row[1] for row in rows[1:]} == {"Olu Grant"}
    assert len(rows_of(as_(world.outsider).get("/buddy/all?format=csv"))) == 1


def test_whoever_has_left_is_rung_no_more(world):
    Staff.objects.filter(pk=world.buddy.pk).update(active=False)
    assert buddies_at(agreed_for([world.nurse.pk])[world.nurse.pk], now()) == ()


def test_who_stood_as_buddy_before_stands_as_having_agreed(world):
    before = import_module("alongside.watch.migrations.0010_buddies")
    BuddyAgreement.objects.all().delete()
    Staff.objects.filter(pk=world.second_nurse.pk).update(buddy=world.operator)
    before.stand_as_agreed(apps, None)
    assert rung(world.second_nurse) == ["Olu Grant"]
    assert rung(world.nurse) == []
