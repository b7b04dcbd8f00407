"""What tests of the room share."""

from collections.abc import Callable
from typing import Any

import pytest
from tests.sent_files import HEADINGS, worked
from tests.world import World

from alongside.evidence.arriving import arrive
from alongside.incidents.actions import Submitted
from alongside.incidents.duties import actions as duties
from alongside.incidents.duties import track
from alongside.incidents.exchange import actions
from alongside.incidents.models import Duty, ImportRun, Incident
from alongside.ledger.clock import now
from alongside.people.actions import actor_for, open_place, open_site
from alongside.people.models import Place

BROKEN_NOSE = {"injuries": [{"kind": "fracture", "part": "nose", "diagnosed_by_doctor": True}], "work_related": True}


@pytest.fixture
def hospital(world: World) -> Place:
    return open_place(open_site(world.organisation, "Northbrook Hospital"), "Ward 7")


@pytest.fixture
def sent(world: World, hospital: Place) -> Callable[..., ImportRun]:
    """A file that the security specialist sent, with its columns as they were proposed, checked."""

    def send(
        *rows: str, headings: str = HEADINGS, what: str = "incidents", who: str = "lsms", **chosen: Any
    ) -> ImportRun:
        text = "\n".join([headings, *rows])
        person: Any = getattr(world, who).user
        by = actor_for(person)
        run = actions.receive_file(world.organisation, what, arrive("incidents.csv", [text.encode()]), by=by)
        run = actions.choose_columns(run, run.mapping | chosen, by=by)
        return worked(run)

    return send


@pytest.fixture
def imported(sent: Callable[..., ImportRun], world: World) -> Callable[..., ImportRun]:
    """The same, imported."""

    def send(*rows: str, leavers_agreed: int = 0, **options: Any) -> ImportRun:
        run = sent(*rows, **options)
        person: Any = getattr(world, options.get("who", "lsms")).user
        return worked(actions.start_import(run, leavers_agreed=leavers_agreed, by=actor_for(person)))

    return send


@pytest.fixture
def incident(report: Callable[..., Submitted]) -> Incident:
    """One report."""
    return report().incident


@pytest.fixture
def specified(incident: Incident, world: World) -> Incident:
    """A nose was broken: HSE has to be told."""
    track.answer(incident.affected.get(), BROKEN_NOSE, by=actor_for(world.lsms.user))
    return incident


@pytest.fixture
def asked_police(incident: Incident, world: World) -> Duty:
    """A deadline that runs: the police were told."""
    [duty] = duties.fact(incident, "reported_to_police", now(), incident.affected.get(), by=actor_for(world.lsms.user))
    return duty
