"""One installation for all stories, told from outside or in a browser.

The real processes on a real PostgreSQL, with stand-ins for the providers.

Each story begins with nothing having happened. Time only ever goes forward, from one story to the next.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.installation import Installation, installed, pytest_runtest_makereport
from tests.town import Clock, Town, settle_in

__all__ = ["pytest_runtest_makereport"]


@pytest.fixture(scope="session")
def installation(migrated: Path) -> Iterator[Installation]:
    with installed(migrated) as running:
        yield running


@pytest.fixture(scope="session")
def settled(installation: Installation) -> Town:
    return settle_in(installation)


@pytest.fixture
def town(settled: Town) -> Town:
    """Everybody: `town.nurse`, `town.operator`, … (see `tests/world.py`), and `town.newcomer`, who has no plan."""
    settled.begins_anew()
    return settled


@pytest.fixture
def time(town: Town) -> Clock:
    """The one clock: `time.moves(minutes=10)`."""
    return town.clock
