"""The clock of the machine is set an hour forward and back again, and an hour back and forward again, while alarms are open."""

import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.eventually import eventually
from tests.fault import promises
from tests.fault.callers import Calling, gather
from tests.fault.runner import letters
from tests.fault.stepped import MachineClock
from tests.installation import installed
from tests.standins.voice import Answers
from tests.town import settle_in

HOUR = 3600
CALLS = 40
AT_PROVIDER_S = 3.0
"""The provider takes so long for what is in its hands at the moment when the clock is set."""
BY_TELEPHONE = 4


@pytest.fixture(scope="module")
def place():
    place = Path(tempfile.mkdtemp(prefix="alongside-"))
    yield place
    shutil.rmtree(place, ignore_errors=True)


@pytest.fixture(scope="module")
def machine(place):
    return MachineClock(place)


@pytest.fixture(scope="module")
def installation(migrated, place, machine):
    with installed(migrated, machine.environment, place=place) as running:
        yield running


@pytest.fixture(scope="module")
def crowd(installation):
    return gather(installation, CALLS, BY_TELEPHONE)


@pytest.fixture(scope="module")
def settled(installation, crowd):
    return settle_in(installation)


@pytest.mark.parametrize(
    ("ahead", "told_first", "told_then"),
    [(HOUR, "went forward by 60", "went back by 60"), (-HOUR, "went back by 60", "went forward by 60")],
    ids=["forward and back", "back and forward"],
)
def test_calls_ring_once_whichever_way_the_clock_is_set(town, crowd, machine, ahead, told_first, told_then):
    installation, notify = town.installation, town.installation.notify
    groups = [crowd.callers[number::4] for number in range(4)]
    installation.voice.who_answers[crowd.telephoned] = Answers(ended="no-answer")
    before = len(letters(installation))
    is_told = lambda words: any(words in one for one in letters(installation)[before:])  # noqa: E731

    with Calling(installation, groups[0]) as first:
        first.until_acknowledged()
        eventually(lambda: _is_rung(installation, crowd, first), "That they ring")
    try:
        notify.latency_seconds, asked = AT_PROVIDER_S, notify.requests
        with Calling(installation, groups[1]) as at_provider:
            at_provider.until_acknowledged()
        eventually(lambda: notify.requests >= asked + len(groups[1]), "That messages are at the provider")
        machine.is_ahead(ahead)
        assert abs(_offset(installation) - ahead) < 5, "PostgreSQL does not see the clock that was set"
        with Calling(installation, groups[2]) as during, Calling(installation, crowd.by_telephone) as by_telephone:
            during.until_acknowledged()
            by_telephone.until_acknowledged()
        eventually(lambda: is_told(told_first), "That the first step is told")
        eventually(
            lambda: set(by_telephone.acknowledged.values()) <= promises.telephoned(installation),
            "That telephones ring while GOV.UK Notify refuses the wrong clock",
        )
    finally:
        machine.is_ahead(0)
        notify.latency_seconds = 0
    eventually(lambda: is_told(told_then), "That the second step is told")
    with Calling(installation, groups[3]) as last:
        last.until_acknowledged()

    for calling in (first, at_provider, during, last):
        eventually(lambda calling=calling: _is_rung(installation, crowd, calling), "That all ring", patience=60)
        promises.nothing_ended_silently(installation, calling)
    promises.nothing_was_handed_over_twice(installation)
    installation.until_ready()
    promises.the_ledger_is_whole(town)
    promises.everything_follows_from_its_events(town)


def _is_rung(installation, crowd, calling):
    promises.every_acknowledged_call_has_rung(installation, calling, crowd)
    return True


def _offset(installation) -> float:
    with installation.connect("owner") as owner:
        (moment,) = owner.execute("SELECT alongside_now()").fetchone()
    return (moment - datetime.now(UTC)).total_seconds()
