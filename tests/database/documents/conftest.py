"""A kind of document to try templates of."""

import pytest
from tests.world import World

from alongside.documents.kinds import Kind, Subject, kind_of
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


@pytest.fixture(autouse=True)
def subject(monkeypatch: pytest.MonkeyPatch) -> None:
    """What documents of these tests are about: no row of another room, but something with a number."""
    known = Subject("case", lambda _: "/cases/C-7KQ2-9F3M", lambda _: "C-7KQ2-9F3M", lambda _file, _key: None)
    monkeypatch.setattr("alongside.documents.actions.subject_of", lambda _code: known)
