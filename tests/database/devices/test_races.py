"""Two connections at once, as in production: what the docstring of `devices.store` argues."""

import threading
import uuid
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest
from tests.database.devices.conftest import Committed

from alongside.devices.protocols.link import identify
from alongside.devices.protocols.signal import Signal
from alongside.devices.store import STATEMENT, digest_secret, join_frames, write_frame

WATCH_LOOKS = "SELECT last_check_in_at FROM devices_lastheard WHERE worker_id = %s FOR UPDATE"
WATCH_WAITS_FOR_CHECK_IN = """
INSERT INTO devices_lastheard (worker_id, organisation_id, wake_on_check_in) VALUES (%s, %s, true)
ON CONFLICT (worker_id) DO UPDATE SET wake_on_check_in = true RETURNING last_check_in_at
"""


def press(world: Committed) -> str:
    return join_frames([write_frame("link", Signal(identify(world.key), "check_in"), digest_secret(world.key))])


class InBackground(threading.Thread):
    """Runs `work` and keeps what it returned or raised."""

    def __init__(self, work: Any) -> None:
        super().__init__()
        self._work = work
        self.result: Any = None
        self.start()

    def run(self) -> None:
        try:
            self.result = self._work()
        except Exception as error:
            self.result = error

    def finish(self) -> Any:
        self.join(20)
        assert not self.is_alive()
        if isinstance(self.result, Exception):
            raise self.result
        return self.result


def wait_until_blocked(world: Committed, connection: psycopg.Connection[Any]) -> None:
    """Returns as soon as the database says that this connection waits for a lock."""
    pid = connection.info.backend_pid
    while not world.ask("SELECT 1 WHERE cardinality(pg_blocking_pids(%s)) > 0", pid):
        pass


@pytest.mark.parametrize("known", [True, False], ids=["heard before", "never heard before"])
def test_a_check_in_that_commits_first_is_seen_by_the_watch(committed, known):
    if known:
        committed.ask(
            "INSERT INTO devices_lastheard (worker_id, organisation_id) VALUES (%s, %s)",
            committed.worker,
            committed.organisation,
        )
    with committed.connect() as gateway, committed.connect() as watch:
        gateway.execute("BEGIN")
        gateway.execute(STATEMENT, [press(committed)])
        watch.execute("BEGIN")
        waiting = InBackground(
            lambda: watch.execute(WATCH_WAITS_FOR_CHECK_IN, [committed.worker, committed.organisation]).fetchone()
        )
        wait_until_blocked(committed, watch)
        gateway.execute("COMMIT")
        (seen,) = waiting.finish()
        watch.execute("COMMIT")
    assert seen is not None
    assert committed.inbox() == []


@pytest.mark.parametrize("known", [True, False], ids=["heard before", "never heard before"])
def test_a_check_in_that_comes_second_is_in_the_watchs_inbox(committed, known):
    if known:
        committed.ask(
            "INSERT INTO devices_lastheard (worker_id, organisation_id) VALUES (%s, %s)",
            committed.worker,
            committed.organisation,
        )
    with committed.connect() as gateway, committed.connect() as watch:
        watch.execute("BEGIN")
        watch.execute(WATCH_LOOKS, [committed.worker])
        (seen,) = watch.execute(WATCH_WAITS_FOR_CHECK_IN, [committed.worker, committed.organisation]).fetchone()
        waiting = InBackground(lambda: gateway.execute(STATEMENT, [press(committed)]).fetchone())
        wait_until_blocked(committed, gateway)
        watch.execute("COMMIT")
        (results, _, _) = waiting.finish()
    assert (seen, results) == (None, ["stored"])
    assert committed.inbox() == ["check_in"]


def test_a_watch_that_gives_up_leaves_the_check_in_to_its_next_look(committed):
    committed.ask(
        "INSERT INTO devices_lastheard (worker_id, organisation_id) VALUES (%s, %s)",
        committed.worker,
        committed.organisation,
    )
    with committed.connect() as gateway, committed.connect() as watch:
        watch.execute("BEGIN")
        watch.execute(WATCH_WAITS_FOR_CHECK_IN, [committed.worker, committed.organisation])
        waiting = InBackground(lambda: gateway.execute(STATEMENT, [press(committed)]).fetchone())
        wait_until_blocked(committed, gateway)
        watch.execute("ROLLBACK")
        waiting.finish()
        (seen,) = watch.execute(WATCH_LOOKS, [committed.worker]).fetchone()
    assert committed.inbox() == []
    assert seen is not None


def test_two_gateways_that_get_the_same_frames_in_opposite_order_do_not_deadlock(committed):
    others = [f"osm-{uuid.uuid4()}" for _ in range(20)]
    for identifier in others:
        committed.ask(
            "INSERT INTO devices_device (id, organisation_id, worker_id, protocol, identifier, label, state, registered_at) "
            "VALUES (%s, %s, %s, 'osmand', %s, '', 'live', alongside_now())",
            uuid.uuid4(), committed.organisation, committed.worker, identifier,
        )  # fmt: skip
    with committed.connect() as one, committed.connect() as two:
        for turn in range(25):
            at = datetime.fromtimestamp(1_760_000_000 + turn, UTC)
            batches = [
                join_frames([write_frame("osmand", Signal(name, "position", at, 1, 1), None) for name in order])
                for order in (others, others[::-1])
            ]
            first = InBackground(lambda: one.execute(STATEMENT, [batches[0]]).fetchone()[0])  # noqa: B023
            results = two.execute(STATEMENT, [batches[1]]).fetchone()[0] + first.finish()
            assert sorted(results) == ["duplicate"] * 20 + ["stored"] * 20


def test_the_watch_is_woken_by_what_can_change_a_decision_and_by_nothing_else(committed):
    with committed.connect() as gateway, committed.connect() as watch:
        watch.execute("LISTEN alongside_inbox")
        gateway.execute(STATEMENT, [press(committed)])
        sos = Signal(identify(committed.key), "sos", alarm="sos")
        gateway.execute(STATEMENT, [join_frames([write_frame("link", sos, digest_secret(committed.key))] * 2)])
        heard = list(watch.notifies(timeout=5, stop_after=1))
        heard += list(watch.notifies(timeout=0))
    assert len(heard) == 1
