"""How lone working is used: numbers of a team, never of a person; who might need help, by the alphabet and without a count."""

from datetime import timedelta

import pytest
from tests.pages import shown
from tests.taken_away import rows_of

from alongside.devices.actions import register_device
from alongside.ledger.actions import SYSTEM
from alongside.ledger.clock import now
from alongside.people.actions import add_contact_point, add_staff
from alongside.people.models import Team
from alongside.people.roles import Role
from alongside.watch import actions, engine
from alongside.watch.actions import Itinerary, Press

pytestmark = pytest.mark.django_db


@pytest.fixture
def crowd(world):
    """Seven people who work alone in the team: five who go out, and two who do not."""
    added = [
        add_staff(world.organisation, f"Worker {letter}", roles=[Role.WORKER], team=world.team) for letter in "FDBECA"
    ]
    for number, one in enumerate(added):
        add_contact_point(one, "sms", f"+44770090099{number}", verified=True)
    return sorted([*added, world.nurse], key=lambda one: one.name)


def goes_out(worker, *, note=False):
    visit = actions.plan_visit(worker, Itinerary("14 Tannery Row", now() + timedelta(hours=1)), by=SYSTEM, start=True)
    if note:
        actions.leave_note(visit, "Dog in the kitchen", by=SYSTEM)
    return actions.end_visit(visit, by=SYSTEM, needs_pin=False)


def false_alarm(world, worker):
    alarm = actions.ask_for_help(worker, Press(engine.AlarmKind.SOS, now()), by=SYSTEM)
    actions.take_alarm(alarm, world.operator, by=SYSTEM)
    actions.close_alarm(alarm, world.operator, "false_accidental", "", by=SYSTEM)
    return alarm


def seen(client, world, query=""):
    client.force_login(world.manager.user)
    return shown(client.get(f"/team/use{query}"))


def test_what_was_used_is_counted_for_the_team_and_by_month(client, world, crowd, later):
    for number, one in enumerate(crowd[:5]):
        goes_out(one, note=number < 2)
    false_alarm(world, crowd[0])
    late = actions.ask_for_help(crowd[1], Press(engine.AlarmKind.SOS, now()), by=SYSTEM)
    later(seconds=90)
    actions.take_alarm(late, world.operator, by=SYSTEM)
    actions.close_alarm(late, world.operator, "false_accidental", "", by=SYSTEM)
    actions.ask_for_help(crowd[2], Press(engine.AlarmKind.DURESS, now()), by=SYSTEM)
    seen(client, world)
    rows = rows_of(client.get("/team/use?format=csv"))
    assert rows[1] == ["The whole time", "5", "5", "2", "5", "2", "1", "1"]
    assert rows[0][1:4] == ["Visits planned", "Of these, begun here", "Begun with a note"]
    assert [row[1] for row in rows[2:]] == ["5"]


def test_who_might_need_help_stands_by_the_alphabet_without_a_number(client, world, crowd):
    for one in crowd[:5]:
        goes_out(one)
    page = seen(client, world, "?search=worker")
    names = [one.name for one in crowd if f"<li>{one.name}</li>" in page]
    assert names == ["Worker E", "Worker F"]
    assert page.index("Worker E") < page.index("Worker F")
    assert "<li>Worker A</li>" not in page
    assert all(one.name not in str(rows_of(client.get("/team/use?format=csv"))) for one in crowd)


def test_fewer_than_five_people_are_not_broken_down(client, world):
    goes_out(world.nurse)
    page = seen(client, world)
    assert "too few for numbers" in page
    assert "Visits planned" not in page
    assert len(rows_of(client.get("/team/use?format=csv"))) == 1


def test_a_month_in_which_few_were_out_is_left_out(client, world, crowd):
    for one in crowd[:4]:
        goes_out(one)
    page = seen(client, world)
    assert "The whole time" in page
    assert "No month is shown" in page


def test_another_team_and_another_time_are_counted_apart(client, world, crowd):
    for one in crowd[:5]:
        goes_out(one)
    other = Team.objects.create(organisation=world.organisation, name="Night team")
    crowd[0].line_manager, crowd[0].team = world.manager, other
    crowd[0].save()
    assert "too few for numbers" in seen(client, world, f"?team={other.pk}")
    long_ago = rows_of(client.get("/team/use?format=csv&first=2020-01-01&last=2020-03-01"))
    assert long_ago[1][1:] == ["0"] * 7


def test_a_device_that_was_never_heard_is_named(client, world):
    register_device(world.nurse, "link", "Badge of Nia", secret="key-of-the-badge-of-the-nurse")
    assert "Badge of Nia, Nia Okoye" in seen(client, world)
