"""A caseload changes hands as a whole: with a reason, nothing that is closed to whoever takes it, and both are told."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from tests.world import World

from alongside.cases.models import Case
from alongside.cases.supervising.actions import hand_over_caseload
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
