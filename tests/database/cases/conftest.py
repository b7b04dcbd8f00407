"""A case to work with, of what the nurse reported."""

from collections.abc import Callable
from typing import Any

import pytest
from tests.world import World

from alongside.cases.models import Case
from alongside.cases.opening.actions import open_case
from alongside.incidents.actions import Submitted
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
