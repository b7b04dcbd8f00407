"""The disk of the database is full while people call for help: nothing is acknowledged that is not stored, whoever runs the
system is told before anybody notices, and all goes on by itself when there is room again.
"""

import pytest

from tests.asking import ask
from tests.eventually import eventually
from tests.fault import promises
from tests.fault.callers import Calling, gather
from tests.fault.runner import letters
from tests.fault.small_disk import NoFiles, SmallDisk, small_disk
from tests.installation import installed
from tests.town import settle_in

FULL = "The disk of the database is full: nothing can be stored."
CALLS = 60
RATE = 10.0


@pytest.fixture(scope="module")
def disk():
    with small_disk() as disk:
        yield disk


@pytest.fixture(scope="module")
def installation(migrated, disk):
    with installed(migrated, place=disk.place) as running:
        yield running


@pytest.fixture(scope="module")
def crowd(installation):
    return gather(installation, CALLS)


@pytest.fixture(scope="module")
def settled(installation, crowd):
    return settle_in(installation)


def test_a_full_disk_is_told_while_all_is_quiet(town, disk):
    """Nobody calls, nothing is due, and everything can still be read."""
    installation = town.installation
    before = len(letters(installation))

    with disk.full(installation):
        told = eventually(
            lambda: next((one for one in letters(installation)[before:] if "not keeping" in one), None),
            "That somebody is told",
        )
        answers = [ask("GET", f"{port}/readyz") for port in (installation.web, installation.devices)]
        assert [answer.status for answer in answers] == [503, 503], [answer.text for answer in answers]
        if isinstance(disk, SmallDisk):
            assert FULL in told
            eventually(lambda: ask("GET", f"{installation.web}/readyz").json["reasons"] == [FULL], "That it says why")

    installation.until_ready()
    eventually(lambda: "keeps its promises again" in letters(installation)[-1], "That it is over")


def test_calls_for_help_outlast_a_full_disk(town, crowd, disk):
    installation = town.installation
    print("PostgreSQL may write no file." if isinstance(disk, NoFiles) else f"A tmpfs of {disk.data} is full.")
    with Calling(installation, crowd.callers, RATE) as calling:
        calling.until_acknowledged(CALLS // 3)
        with disk.full(installation):
            refused = calling.unanswered
            eventually(lambda: calling.unanswered - refused >= 20, "That calls are not acknowledged", patience=60)
        calling.until_acknowledged(patience=90)

    installation.until_ready()
    town.clock.settles()
    promises.every_acknowledged_call_rang_everybody_once(installation, calling, crowd)
    promises.nothing_was_handed_over_twice(installation)
    promises.nothing_ended_silently(installation, calling)
    promises.the_lag_recovers(town)
    promises.the_ledger_is_whole(town)
    promises.everything_follows_from_its_events(town)
