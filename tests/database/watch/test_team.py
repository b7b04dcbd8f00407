"""A line manager's board: who of the team is out, due, late or without a plan; positions and notes never."""

from datetime import timedelta

import pytest
from tests.pages import shown
from tests.taken_away import rows_of

from alongside.ledger.actions import SYSTEM
from alongside.ledger.clock import now
from alongside.people.actions import add_staff, appoint
from alongside.people.models import Staff, Team, User
from alongside.people.roles import Role
from alongside.watch import actions, engine
from alongside.watch.actions import Itinerary, Press
from alongside.watch.models import Plan, PlanCheck, Visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def board(client, world):
    """The board as the manager sees it."""

    def look(query="", place=world.manager, status=200):
        client.force_login(place.user)
        return shown(client.get(f"/team{query}"), status)

    return look


def out(worker, place="14 Tannery Row"):
    itinerary = Itinerary(place, now() + timedelta(hours=1), lat=53.38891, lon=-2.59541)
    return actions.plan_visit(worker, itinerary, by=SYSTEM, start=True)


def states(client, query=""):
    return {row[0]: row[2] for row in rows_of(client.get(f"/team?format=csv{query}"))[1:]}


def test_the_board_says_who_is_out_late_and_in_and_whoever_needs_somebody_stands_first(client, world, board):
    visit = out(world.nurse)
    actions.leave_note(visit, "Dog in the kitchen", by=SYSTEM)
    late = out(world.second_nurse, "2 Mill Lane")
    Visit.objects.filter(pk=late.pk).update(status=engine.VisitStatus.OVERDUE)
    page = board()
    assert states(client) == {"Tomas Vale": "Late", "Nia Okoye": "Out", "Bo Lind": "Not on a visit"}
    assert page.index("Tomas Vale") < page.index("Nia Okoye") < page.index("Bo Lind")
    assert "Dog in the kitchen" not in page
    assert "53.38" not in page
    assert list(states(client, "&state=late")) == ["Tomas Vale"]
    assert list(states(client, "&search=oko")) == ["Nia Okoye"]
    assert "Nobody fits this" in board("?state=alarm")


def test_an_alarm_stands_first_and_leads_to_it(world, board):
    out(world.second_nurse)
    alarm = actions.ask_for_help(world.nurse, Press(engine.AlarmKind.SOS, now()), by=SYSTEM)
    page = board()
    assert page.index("Nia Okoye") < page.index("Tomas Vale")
    assert f"/response?alarm={alarm.pk}" in page


def test_whose_plan_does_not_hold_is_found(client, world, board):
    assert "No plan that holds" not in board()
    plan = Plan.objects.get(team=world.team)
    said = {"checked_at": now(), "checked_on": now().date(), "holds": False}
    PlanCheck.objects.create(plan=plan, organisation=world.organisation, **said)
    page = board("?state=no_plan")
    assert page.count("No plan that holds") == 3
    assert "Nia Okoye" in page


def test_a_manager_does_not_see_their_own_silent_alarm_or_other_teams(client, world, board):
    other = Team.objects.create(organisation=world.organisation, name="Night team")
    add_staff(world.organisation, "Uma Night", roles=[Role.WORKER], team=other)
    appoint(world.manager, Role.WORKER)
    actions.ask_for_help(world.manager, Press(engine.AlarmKind.DURESS, now()), by=SYSTEM)
    page = board()
    assert "Uma Night" not in page
    assert "Asha Rao</span>" not in page
    assert "Asha Rao" not in states(client)


def test_who_is_named_as_line_manager_sees_their_own_people_and_nobody_else_does(client, world, board):
    Staff.objects.filter(pk=world.nurse.pk).update(line_manager=world.lsms)
    assert list(states_of(client, world.lsms)) == ["Nia Okoye"]
    for place in (world.outsider, world.second_nurse, world.operator):
        board(place=place, status=403)


def states_of(client, place):
    client.force_login(place.user)
    return states(client)


def test_the_board_is_paged_and_its_fragment_is_narrowed_as_the_page_is(client, world, board):
    for number in range(30):
        user = User.objects.create_user(f"w{number}", name=f"Worker {number:02}")
        add_staff(world.organisation, f"Worker {number:02}", user=user, roles=[Role.WORKER], team=world.team)
    page = board("?search=worker")
    assert "Worker 24" in page
    assert "Worker 25" not in page
    assert "Next" in page
    assert 'hx-get="/team/now?search=worker"' in page
    again = board("?search=worker&page=2")
    assert "Worker 25" in again
    assert 'hx-get="/team/now?search=worker&amp;page=2"' in again
    assert "<html" not in shown(client.get("/team/now?search=worker&page=2"))
