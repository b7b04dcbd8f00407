"""PostgreSQL stands still, or is stopped, for a minute while people call for help (for less by default: `faults.STILL_S`)."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

import pytest

from tests.asking import ask
from tests.eventually import eventually
from tests.fault import faults, promises
from tests.fault.callers import Calling
from tests.fault.runner import letters
from tests.installation import Installation, lives

CALLS = 60
RATE = 12.0


@contextmanager
def stands_still(installation: Installation) -> Iterator[None]:
    """The server and all of its sessions: every connection is open, and nobody answers on any."""
    (server,) = installation.processes("postgres")
    family = [server, *server.children(recursive=True)]
    for process in family:
        process.suspend()
    try:
        yield
    finally:
        for process in family:
            process.resume()


@contextmanager
def is_stopped(installation: Installation) -> Iterator[None]:
    """As an administrator stops it, and starts it again after the block (its keeper stands still meanwhile)."""
    (server,) = installation.processes("postgres")
    installation.supervisor.suspend()
    try:
        server.send_signal(signal.SIGINT)
        eventually(lambda: not lives(server), "The end of PostgreSQL")
        yield
    finally:
        installation.supervisor.resume()


@pytest.mark.parametrize("happens", [stands_still, is_stopped])
def test_calls_for_help_outlast_a_database_that_is_long_away_and_whoever_runs_it_is_told(town, crowd, happens):
    installation = town.installation
    before = len(letters(installation))
    with Calling(installation, crowd.callers[:CALLS], RATE) as calling:
        calling.until_acknowledged(CALLS // 3)
        with happens(installation):
            begun, told = monotonic(), len(calling.acknowledged)
            eventually(lambda: ask("GET", f"{installation.devices}/readyz").status == 503, "That devices are told")
            eventually(
                lambda: any("not keeping its promises" in one for one in letters(installation)[before:]),
                "That somebody is told",
            )
            eventually(lambda: monotonic() - begun >= faults.STILL_S, patience=faults.STILL_S + 5)
            assert len(calling.acknowledged) - told <= 8, "what cannot be stored was acknowledged"
        gone_on = monotonic()
        calling.until_acknowledged(patience=90)
        print(f"All calls were acknowledged {monotonic() - gone_on:.1f} s after {faults.STILL_S:.0f} s of this.")

    installation.until_ready()
    town.clock.settles()
    promises.every_acknowledged_call_rang_everybody_once(installation, calling, crowd)
    promises.nothing_was_handed_over_twice(installation)
    promises.nothing_ended_silently(installation, calling)
    promises.the_lag_recovers(town)
    promises.everything_follows_from_its_events(town)
    eventually(lambda: "keeps its promises again" in letters(installation)[-1], "That it is over")
