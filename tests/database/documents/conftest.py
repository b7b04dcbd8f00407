"""A kind of document to try templates of."""

import pytest
from tests.world import World

from alongside.documents.kinds import Kind, kind_of
from alongside.ledger.actions import Actor
from alongside.people.actions import actor_for


@pytest.fixture
def kind() -> Kind:
    """The letter that asks the police how it stands."""
    return kind_of("police_update")


@pytest.fixture
def by(world: World) -> Actor:
    """The security specialist, as the ledger names them."""
    return actor_for(world.lsms.user)
