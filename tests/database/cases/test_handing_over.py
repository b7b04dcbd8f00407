"""A caseload changes hands as a whole: with a reason, nothing that is closed to whoever takes it, and both are told."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from tests.world import World

from alongside.cases.models import Case
from alongside.cases.supervising.actions import hand_over_caseload
from alongside.cases.working.actions import add_task
from alongside.incidents.new_report import NewResponsible, Who
from alongside.ledger.actions import Actor
from alongside.messages.models import Message
from alongside.people.actions import actor_for, appoint
from alongside.people.models import Staff
from alongside.people.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def taker(world: World) -> Staff:
    """A second security specialist."""
    appoint(world.second_nurse, Role.LSMS)
    return world.second_nurse


@pytest.fixture
def director(world: World) -> Actor:
    return actor_for(world.director.user)


def test_the_director_hands_over_what_they_chose_and_both_are_told(
    world: World, taker: Staff, new_case: Callable[..., Case], sign_in: Callable[[str], Any]
) -> None:
    given, kept = new_case("The desk"), new_case("The car park")
    browser = sign_in("director")
    assert "/cases/hand-over" in browser.get("/cases/board").content.decode()
    assert world.lsms.name in browser.get("/cases/hand-over").content.decode()
    there = f"/cases/hand-over/{world.lsms.pk}"
    page = browser.get(there).content.decode()
    assert "The desk" in page
    assert "The car park" in page
    said = {"taker": str(taker.pk), "cases": [str(given.pk)], "why": ""}
    assert browser.post(there, said).status_code == 422
    assert browser.post(there, said | {"why": "Lee is on leave."}).status_code == 302
    given.refresh_from_db()
    kept.refresh_from_db()
    assert (given.owner, kept.owner) == (taker, world.lsms)
    assert given.events.get(what="given", text="Lee is on leave.").actor_name == "Dara Holm"
    for staff, subject in ((world.lsms, "Cases were handed over"), (taker, "You take over cases")):
        assert Message.objects.filter(recipient=staff, subject=subject).count() == 1


def test_all_or_none(world: World, taker: Staff, new_case: Callable[..., Case], director: Actor) -> None:
    open_one = new_case("The desk")
    closed = new_case("The ward", responsible=[NewResponsible("colleague", who=Who(staff=taker))])
    with pytest.raises(ValidationError, match=f"Closed to {taker.name}: {closed.reference}"):
        hand_over_caseload(world.lsms, taker, [open_one.pk, closed.pk], "Leave.", by=director)
    open_one.refresh_from_db()
    assert open_one.owner == world.lsms
    hand_over_caseload(world.lsms, taker, [open_one.pk], "Leave.", by=director)
    with pytest.raises(ValidationError, match="meanwhile"):
        hand_over_caseload(world.lsms, taker, [open_one.pk], "Leave.", by=director)


def test_only_to_a_specialist_of_the_same_body(world: World, case: Case, director: Actor) -> None:
    for wrong in (world.lsms, world.outsider, world.nurse):
        with pytest.raises(ValidationError, match="specialist"):
            hand_over_caseload(world.lsms, wrong, [case.pk], "Leave.", by=director)


def test_a_specialist_hands_nothing_over(world: World, case: Case, sign_in: Callable[[str], Any]) -> None:
    for who in ("lsms", "outsider", "nurse"):
        assert sign_in(who).get(f"/cases/hand-over/{world.lsms.pk}").status_code == 403
    assert "/cases/hand-over" not in sign_in("lsms").get("/cases/board").content.decode()


def test_what_the_giver_has_still_to_do_goes_with_the_cases(
    world: World, taker: Staff, new_case: Callable[..., Case], sign_in: Callable[[str], Any], by: Actor
) -> None:
    case = new_case("The desk")
    own = add_task(case, "Ask for the tape", owner=world.lsms, by=by)
    of_another = add_task(case, "Mend the door", owner=world.manager, by=by)
    browser = sign_in("director")
    there = f"/cases/hand-over/{world.lsms.pk}"
    page = browser.get(there).content.decode()
    assert f"{world.lsms.name} has 1 open task in them." in page
    assert 'name="tasks"' in page
    assert "checked" in page.partition('name="tasks"')[2].partition(">")[0]
    said = {"taker": str(taker.pk), "cases": [str(case.pk)], "why": "Lee is on leave.", "tasks": "on"}
    assert browser.post(there, said).status_code == 302
    own.refresh_from_db()
    of_another.refresh_from_db()
    assert (own.owner, of_another.owner) == (taker, world.manager)
    assert case.events.get(what="task_changed", about_id=own.pk).after["owner"] == str(taker.pk)


def test_tasks_stay_where_that_is_chosen(
    world: World, taker: Staff, new_case: Callable[..., Case], director: Actor, by: Actor
) -> None:
    case = new_case("The desk")
    own = add_task(case, "Ask for the tape", owner=world.lsms, by=by)
    hand_over_caseload(world.lsms, taker, [case.pk], "Leave.", by=director, with_tasks=False)
    own.refresh_from_db()
    assert own.owner == world.lsms


def test_a_single_case_is_given_with_its_tasks(
    world: World, taker: Staff, new_case: Callable[..., Case], sign_in: Callable[[str], Any], by: Actor
) -> None:
    case = new_case("The desk")
    own = add_task(case, "Ask for the tape", owner=world.lsms, by=by)
    browser = sign_in("lsms")
    assert "goes with it" in browser.get(f"/cases/{case.reference}").content.decode()
    assert browser.post(f"/cases/{case.reference}/give", {"owner": str(taker.pk), "tasks": "on"}).status_code == 302
    own.refresh_from_db()
    assert own.owner == taker


def test_a_second_tab_that_is_older_keeps_the_reason(
    world: World, taker: Staff, new_case: Callable[..., Case], sign_in: Callable[[str], Any]
) -> None:
    case = new_case("The desk")
    browser, there = sign_in("director"), f"/cases/hand-over/{world.lsms.pk}"
    said = {"taker": str(taker.pk), "cases": [str(case.pk)], "why": "Lee is on leave until May."}
    assert browser.post(there, said).status_code == 302
    again = browser.post(there, said)
    page = again.content.decode()
    assert again.status_code == 422
    assert "Somebody changed who works these cases meanwhile." in page
    assert "Lee is on leave until May." in page
    assert sign_in("outsider").post(there, said).status_code in (403, 404)
