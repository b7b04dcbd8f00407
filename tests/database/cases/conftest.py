"""A case to work with, of what the nurse reported."""

from collections.abc import Callable
from typing import Any

import pytest
from tests.conftest import AppClient
from tests.days import in_days, today
from tests.letters_of_sanctions import approve_letters
from tests.offences import Open, fresh
from tests.referrals import Bodies, make_bodies
from tests.sanctions import OPINION, Propose, moved, stays
from tests.world import World

from alongside.cases.models import Case, PoliceTrack, Sanction
from alongside.cases.opening.actions import open_case
from alongside.cases.police import actions
from alongside.cases.police.actions import Victim as Against
from alongside.cases.queries import incidents_of, people_hurt_in
from alongside.cases.sanctions.actions import propose_sanction
from alongside.cases.sanctions.queries import people_of
from alongside.cases.victims.actions import note_feedback
from alongside.cases.victims.holding import today_of
from alongside.cases.working.waiving import ask_waiver, decide_waiver
from alongside.incidents.actions import Submitted
from alongside.incidents.models import Affected
from alongside.ledger.actions import Actor
from alongside.people.actions import actor_for


@pytest.fixture
def by(world: World) -> Actor:
    """The security specialist, as the ledger names them."""
    return actor_for(world.lsms.user)


@pytest.fixture
def case(world: World, report: Callable[..., Submitted], by: Actor) -> Case:
    """A case of one report, which the specialist works."""
    return open_case([report().incident], owner=world.lsms, by=by)


@pytest.fixture
def new_case(world: World, report: Callable[..., Submitted], by: Actor) -> Callable[..., Case]:
    """Opens a case of a new report: `new_case(kinds=["theft"])`."""

    def make(title: str = "", **changes: Any) -> Case:
        return open_case([report(**changes).incident], title=title, owner=world.lsms, by=by)

    return make


@pytest.fixture
def tell_everybody(by: Actor) -> Callable[[Case], None]:
    """Tells everybody hurt in a case what came of it, so that nothing is owed to them any more."""

    def tell(case: Case) -> None:
        for person in people_hurt_in(case):
            note_feedback(person, today_of(person), "Lee Stone", "He was cautioned.", by=by)

    return tell


@pytest.fixture
def let_off(world: World, by: Actor) -> Callable[[Case, str, str], None]:
    """The security director agrees that a promise to a person hurt is not kept: `let_off(case, code, "She left.")`."""

    def agree(case: Case, code: str, why: str) -> None:
        decide_waiver(ask_waiver(case, code, why, by=by), True, "", by=actor_for(world.director.user))

    return agree


@pytest.fixture
def hurt(case: Case) -> Affected:
    """The nurse, person 1 of the case's report."""
    return incidents_of(case).get().affected.get()


@pytest.fixture
def offence(case: Case, hurt: Affected, by: Actor) -> Open:
    """Adds an offence against the nurse: `offence("common_assault", emergency_worker=False)`."""

    def make(code: str = "emergency_worker_assault", emergency_worker: bool | None = True, **more: Any) -> PoliceTrack:
        enhanced = more.pop("enhanced_rights", None)
        return actions.open_track(hurt.incident, code, [Against(hurt, emergency_worker, enhanced)], by=by, **more)

    return make


@pytest.fixture
def move(by: Actor) -> Callable[..., PoliceTrack]:
    """Moves a track and gives it as it then stands: `move(track, "report", **TOLD)`. The day is today's."""

    def go(track: PoliceTrack, act: str, **given: Any) -> PoliceTrack:
        actions.move_track(track, act, {"decided_on": today(), **given}, by=by)
        return fresh(track)

    return go


@pytest.fixture
def bodies(world: World) -> Bodies:
    """Other bodies, to which something of a case can be sent."""
    return make_bodies(world)


@pytest.fixture
def browser() -> Callable[[Any], AppClient]:
    """A browser of an account, under the role of the web process: `browser(bodies.adviser.user)`."""

    def open_one(user: Any) -> AppClient:
        client = AppClient()
        client.force_login(user)
        return client

    return open_one


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
        [person] = people_of(case)
        given = {"terms": "Do not come to Ward 7 without an appointment.", **more}
        return propose_sanction(case, kind, person, "You struck a nurse.", by=by, **given)

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
