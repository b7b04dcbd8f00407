"""Two PostgreSQL servers, each commit on both: one is killed under load, the other goes on, and nothing acknowledged is lost."""

import http.client
import threading
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import monotonic, perf_counter
from urllib.parse import urlsplit

import pytest

from tests.asking import ask
from tests.eventually import eventually
from tests.fault import promises
from tests.fault.callers import Calling, gather
from tests.fault.pair import running_pair
from tests.fault.runner import letters
from tests.installation import PROCESSES, installed
from tests.town import settle_in

CALLS = 180
RATE = 15.0
BACK_WITHIN_S = 15.0
"""From the promotion to the next acknowledged call, on a busy machine."""
COMMITS = 200
SAY = """
    SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted
    AND (classid::bigint << 32 | objid::bigint) = hashtextextended('alongside watchdog', 0)
"""


@pytest.fixture(scope="module")
def pair(migrated):
    with TemporaryDirectory(prefix="alongside-pair-", ignore_cleanup_errors=True) as directory:
        place = Path(directory)
        place.chmod(0o755)  # the server's own user goes through it
        with running_pair(migrated, place) as running:
            yield running


@pytest.fixture(scope="module")
def installation(migrated, pair):
    with installed(migrated, pair.environment()) as running:
        yield running


@pytest.fixture(scope="module")
def crowd(installation):
    return gather(installation, CALLS)


@pytest.fixture(scope="module")
def settled(installation, crowd):
    return settle_in(installation)


def test_whichever_server_is_killed_under_load_the_other_goes_on_and_nothing_acknowledged_is_lost(town, crowd, pair):
    installation = town.installation
    before = {process.pid for name in PROCESSES for process in installation.processes(name)}
    halves = [Calling(installation, crowd.callers[number::2], RATE) for number in range(2)]
    with Desk(installation, crowd.responder[1]) as desk:
        for calling in halves:
            pair.is_whole_again()
            with calling:
                calling.until_acknowledged(CALLS // 6)
                _is_killed_and_replaced(pair, calling)
                heard = desk.heard
                calling.until_acknowledged()
            eventually(lambda heard=heard: desk.heard > heard, "That the desk, which stayed open, hears of alarms")
    installation.until_ready()
    town.clock.settles()

    now_running = {process.pid for name in PROCESSES for process in installation.processes(name)}
    assert now_running == before, "a process had to be started again"
    for calling in halves:
        promises.every_acknowledged_call_rang_everybody_once(installation, calling, crowd)
        promises.nothing_ended_silently(installation, calling)
    promises.nothing_was_handed_over_twice(installation)
    promises.the_lag_recovers(town)
    promises.the_ledger_is_whole(town)
    promises.everything_follows_from_its_events(town)
    with installation.connect("postgres") as database:
        eventually(lambda: database.execute(SAY).fetchone() == (1,), "That one sender has the say")


def test_while_the_other_server_is_away_nothing_is_acknowledged_and_whoever_runs_it_is_told(town, pair):
    pair.is_whole_again()
    installation = town.installation
    before = len(letters(installation))
    pair.standby.kill()
    calls: list[int] = []
    calling = threading.Thread(
        target=lambda: calls.append(town.nurse.asks("POST", "/alarms", {"kind": "sos"}).status), daemon=True
    )
    calling.start()

    eventually(
        lambda: any("has not answered for" in one for one in letters(installation)[before:]), "That somebody is told"
    )
    assert calls == [], "it was acknowledged by one server alone"
    assert ask("GET", f"{installation.web}/healthz").status == 200

    pair.primary.confirmed_by("")  # as Patroni does, or a person
    calling.join(30)
    assert calls == [201]
    eventually(lambda: "keeps its promises again" in letters(installation)[-1], "That it is over")


def test_every_process_waits_for_both_disks_whatever_the_server_would_settle_for(town, pair):
    """And what that costs."""
    pair.is_whole_again()
    with pair.primary.connect() as server:
        server.execute("ALTER SYSTEM SET synchronous_commit = 'local'")
        server.execute("SELECT pg_reload_conf()")
    try:
        said = town.installation.inside("tests.fault.durable", "how_commits_count")
    finally:
        with pair.primary.connect() as server:
            server.execute("ALTER SYSTEM RESET synchronous_commit")
            server.execute("SELECT pg_reload_conf()")
    assert said == "on"
    alone, both = _commit_ms(pair, "local"), _commit_ms(pair, "on")
    print(f"A commit takes {alone:.2f} ms on one disk and {both:.2f} ms on both (median of {COMMITS}).")
    assert both < alone + 100


def _is_killed_and_replaced(pair, calling):
    killed_at = monotonic()
    pair.primary.kill()
    pair.promote()
    promoted_at = monotonic()
    back_at = eventually(
        lambda: next((at for at in list(calling.acknowledged_at) if at > promoted_at), None),
        "A call that is acknowledged by the other server",
        patience=60,
    )
    print(
        f"{pair.primary.name} goes on: {promoted_at - killed_at:.2f} s to be promoted, then {back_at - promoted_at:.2f} s;"
        f" {back_at - killed_at:.2f} s without service."
    )
    assert back_at - promoted_at < BACK_WITHIN_S


def _commit_ms(pair, level: str) -> float:
    times = []
    with pair.primary.connect("alongside") as server:
        server.execute("CREATE TABLE IF NOT EXISTS timed (number int)")
        server.execute(f"SET synchronous_commit = '{level}'")
        for number in range(COMMITS):
            begun = perf_counter()
            server.execute("INSERT INTO timed VALUES (%s)", [number])
            times.append((perf_counter() - begun) * 1000)
        server.execute("DROP TABLE timed")
    return median(times)


class Desk:
    """A stream of alarms that stays open, and how many it has heard of."""

    def __init__(self, installation, token):
        parts = urlsplit(installation.web)
        self._connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=60)
        self._connection.request("GET", "/api/v1/alarms/stream", headers={"Authorization": f"Bearer {token}"})
        self._answer = self._connection.getresponse()
        self.heard = 0

    def __enter__(self):
        assert self._answer.status == 200
        self._thread = threading.Thread(target=self._hear, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *args):
        self._ended = True
        self._connection.sock.shutdown(2)
        self._thread.join(10)
        self._connection.close()

    def _hear(self):
        while line := self._answer.readline():
            self.heard += line.startswith(b"event: alarm")
