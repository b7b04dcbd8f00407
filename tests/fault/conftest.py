"""An installation of its own for everything that is killed on purpose, with many workers whose devices never rest."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fault import faults
from tests.fault.callers import Crowd, gather
from tests.fault.devices import SteadyDevices
from tests.installation import Installation, installed
from tests.town import Town, settle_in

WORKERS = 150
BY_TELEPHONE = 6


@pytest.fixture(scope="package")
def installation(migrated: Path) -> Iterator[Installation]:
    with installed(migrated) as running:
        yield running


@pytest.fixture(scope="package")
def settled(installation: Installation) -> Town:
    return settle_in(installation, workers=WORKERS)


@pytest.fixture
def town(settled: Town) -> Town:
    settled.begins_anew()
    return settled


@pytest.fixture(scope="package")
def crowd(installation: Installation, settled: Town) -> Crowd:
    """Who calls for help from the web, and who is rung for them."""
    return gather(installation, faults.ALARMS, BY_TELEPHONE)


@pytest.fixture
def devices(town: Town) -> Iterator[SteadyDevices]:
    """Devices that speak at a steady rate, and repeat what was not acknowledged, until the test ends."""
    with SteadyDevices(town) as speaking:
        yield speaking
