"""What tests of the room share."""

from collections.abc import Callable
from typing import Any

import pytest
from tests.sent_files import HEADINGS, worked
from tests.world import World

from alongside.evidence.arriving import arrive
from alongside.incidents.exchange import actions
from alongside.incidents.models import ImportRun
from alongside.people.actions import actor_for, open_place, open_site
from alongside.people.models import Place


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
