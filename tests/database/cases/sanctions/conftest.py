"""Sanctions against a patient who has a GP: proposed, approved, sent."""

from collections.abc import Callable
from typing import Any

import pytest
from tests.days import in_days
from tests.letters_of_sanctions import approve_letters
from tests.sanctions import OPINION, Propose, moved, stays
from tests.world import World

from alongside.cases.models import Case, Sanction
from alongside.cases.sanctions import actions, queries
from alongside.incidents.new_report import NewResponsible, Who
from alongside.ledger.actions import Actor
from alongside.people.actions import actor_for


@pytest.fixture
def case(new_case: Callable[..., Case]) -> Case:
    """A case against a patient, who has a GP."""
    return new_case(responsible=[NewResponsible("patient", who=Who(name="Arno Velt"))])


@pytest.fixture
def director(world: World) -> Actor:
    return actor_for(world.director.user)


@pytest.fixture
def chief(world: World) -> Actor:
    return actor_for(world.chief_executive.user)


@pytest.fixture
def propose(case: Case, by: Actor) -> Propose:
    """Begins a sanction against the patient: `propose("exclusion")`."""

    def begin(kind: str = "written_warning", **more: Any) -> Sanction:
        [person] = queries.people_of(case)
        given = {"terms": "Do not come to Ward 7 without an appointment.", **more}
        return actions.propose_sanction(case, kind, person, "You struck a nurse.", by=by, **given)

    return begin


@pytest.fixture
def approved(propose: Propose, by: Actor) -> Propose:
    """One that was approved: `approved("exclusion", director)`."""

    def make(kind: str = "written_warning", approver: Actor = by, **days: Any) -> Sanction:
        sanction = moved(propose(kind), "record_opinion", by, **OPINION)
        return moved(sanction, "approve", approver, **{**stays(), **days})

    return make


@pytest.fixture
def sent(approved: Propose, by: Actor, director: Actor) -> Propose:
    """One whose letters went out."""

    def make(*args: Any, **days: Any) -> Sanction:
        sanction = approved(*args, **days)
        approve_letters(sanction, by, director)
        return moved(sanction, "issue", by, on=in_days(0))

    return make
