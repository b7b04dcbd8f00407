"""Gathering frames into batches and getting them committed.

A batch is whatever came in while the last one was being committed, so an idle gateway answers at once and a busy
one writes large batches. Each writer has one connection; while the database is away it goes on trying to connect
(several hosts in the address are tried in turn by libpq), and frames wait for `PATIENCE_S` before their senders are
told that they were not stored.
"""

import asyncio
import contextlib
import logging
import time
from collections import deque
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import psycopg

from alongside.devices import metrics
from alongside.devices.store import DUPLICATE, RETRIED, STORED, Outcome, store_on

MAX_BATCH = 128
MAX_QUEUED = 8_000
"""Frames that may wait. Beyond that senders are told at once: a queue that cannot be worked off in time helps
nobody.
"""
PATIENCE_S = 3.0
STATEMENT_TIMEOUT_S = 10.0
WRITERS = 2

SESSION = """
SET plan_cache_mode = force_generic_plan;
SET jit = off;
SET statement_timeout = '8s';
SET lock_timeout = '2s';
SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') NOT IN ('on', 'remote_apply');
"""
"""The plan of the one statement does not depend on the frames. An installation cannot switch durability off (S1)."""

UNSTORABLE = "unstorable"
"""The database refuses this frame by itself: trying again is no use."""

_NEVER = datetime.min.replace(tzinfo=UTC)
_log = logging.getLogger(__name__)


class Job:
    """Frames of one request and whom to tell. `done` gets their outcomes, or None where they could not be stored."""

    __slots__ = ("done", "frames", "protocol", "since")

    def __init__(
        self, protocol: str, frames: Sequence[str], done: Callable[[list[Outcome] | None], None], since: float
    ) -> None:
        self.protocol = protocol
        self.frames = frames
        self.done = done
        self.since = since


class Batcher:
    """The bounded queue and the writers that empty it."""

    def __init__(self, database_url: str, *, writers: int = WRITERS) -> None:
        self._url = database_url
        self._queue: deque[Job] = deque()
        self._queued = 0
        self._in_hand = 0
        self._wake = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()
        self._closing = False
        self._away = False
        self._writers = writers
        self._tasks: list[asyncio.Task[None]] = []
        self.connected = 0
        """How many writers have a working connection."""

    def start(self) -> None:
        """Starts the writers."""
        self._tasks = [asyncio.create_task(self._write(), name=f"writer {n}") for n in range(self._writers)]

    def submit(self, job: Job) -> bool:
        """Puts a job in line; False where the queue is full or the gateway is stopping."""
        if self._closing or self._queued + len(job.frames) > MAX_QUEUED:
            return False
        self._queue.append(job)
        self._queued += len(job.frames)
        self._wake.set()
        return True

    async def close(self) -> None:
        """Commits what is in line, tells its senders, and ends. What cannot be stored in time is told so."""
        self._closing = True
        self._wake.set()
        await asyncio.wait(self._tasks, timeout=PATIENCE_S + 2)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._give_up(older_than=0.0)

    async def _write(self) -> None:
        connection: psycopg.AsyncConnection[Any] | None = None
        try:
            while True:
                if connection is None:
                    connection = await self._connect()
                    if connection is None:
                        if self._closing and not self._queue:
                            return
                        self._give_up(older_than=PATIENCE_S)
                        await asyncio.sleep(0.2)
                        continue
                if not self._queue:
                    if self._closing:
                        return
                    self._wake.clear()
                    await self._wake.wait()
                    continue
                if not await self._commit(connection, self._take()):
                    await self._disconnect(connection)
                    connection = None
        finally:
            if connection is not None:
                await self._disconnect(connection)

    def _take(self) -> list[Job]:
        queue = self._queue
        jobs = [queue.popleft()]
        frames = len(jobs[0].frames)
        while queue and frames + len(queue[0].frames) <= MAX_BATCH:
            jobs.append(queue.popleft())
            frames += len(jobs[-1].frames)
        self._queued -= frames
        metrics.QUEUED_FRAMES.set(self._queued)
        return jobs

    def _put_back(self, jobs: list[Job]) -> None:
        self._queue.extendleft(reversed(jobs))
        self._queued += sum(len(job.frames) for job in jobs)

    async def _commit(self, connection: psycopg.AsyncConnection[Any], jobs: list[Job]) -> bool:
        """Commits `jobs` and tells their senders. False where the connection is no longer of use: they are back in
        line.
        """
        frames = [frame for job in jobs for frame in job.frames]
        started = time.perf_counter()
        try:
            async with asyncio.timeout(STATEMENT_TIMEOUT_S):
                outcomes = await store_on(connection, frames)
        except asyncio.CancelledError:
            self._put_back(jobs)
            raise
        except (psycopg.Error, TimeoutError, OSError) as error:
            return await self._after_failure(connection, jobs, error)
        except Exception:
            _log.exception("A batch of %d frames could not be written", len(frames))
            return await self._after_failure(connection, jobs, psycopg.DataError())
        ended = time.perf_counter()
        metrics.COMMIT_SECONDS.observe(ended - started)
        metrics.BATCH_FRAMES.observe(len(frames))
        _tell(jobs, outcomes)
        metrics.ANSWER_SECONDS.observe(time.perf_counter() - jobs[0].since)
        return True

    async def _after_failure(
        self, connection: psycopg.AsyncConnection[Any], jobs: list[Job], error: BaseException
    ) -> bool:
        state = getattr(error, "sqlstate", None) or ""
        if connection.closed or not isinstance(error, psycopg.Error) or _away(state, error):
            self._say_away(error)
            self._put_back(jobs)
            self._give_up(older_than=PATIENCE_S)
            return False
        if state in RETRIED and time.perf_counter() - jobs[0].since < PATIENCE_S:
            return await self._commit(connection, jobs)
        if len(jobs) > 1:
            # One frame must not take the others with it.
            middle = len(jobs) // 2
            first = await self._commit(connection, jobs[:middle])
            if not first:
                self._put_back(jobs[middle:])
                return False
            return await self._commit(connection, jobs[middle:])
        _log.error("The database refused a frame: %s %s", state, type(error).__name__)
        retryable = state in RETRIED or state[:2] in ("53", "57")
        refused = [Outcome(UNSTORABLE, _NEVER)] * len(jobs[0].frames)
        _finish(jobs[0], None if retryable else refused)
        return True

    async def _connect(self) -> psycopg.AsyncConnection[Any] | None:
        try:
            async with asyncio.timeout(5):
                connection = await psycopg.AsyncConnection.connect(
                    self._url,
                    autocommit=True,
                    connect_timeout=3,
                    application_name="alongside gateway",
                    keepalives_idle=10,
                    tcp_user_timeout=5000,
                )
                await connection.execute(SESSION)
        except (psycopg.Error, TimeoutError, OSError) as error:
            self._say_away(error)
            return None
        if self._away:
            self._away = False
            _log.warning("The database is back")
        self.connected += 1
        metrics.DATABASE_UP.set(self.connected)
        return connection

    def _say_away(self, error: BaseException) -> None:
        """Logs it once, until it is back. The driver's own words may hold an address: its class will do."""
        if not self._away:
            self._away = True
            _log.warning("The database is away: %s", type(error).__name__)

    async def _disconnect(self, connection: psycopg.AsyncConnection[Any]) -> None:
        self.connected -= 1
        metrics.DATABASE_UP.set(self.connected)
        with contextlib.suppress(psycopg.Error, OSError):
            await connection.close()

    def _give_up(self, *, older_than: float) -> None:
        """Tells the senders of what has waited too long that it was not stored."""
        horizon = time.perf_counter() - older_than
        while self._queue and self._queue[0].since <= horizon:
            job = self._queue.popleft()
            self._queued -= len(job.frames)
            _finish(job, None)
        metrics.QUEUED_FRAMES.set(self._queued)


def _away(state: str, error: psycopg.Error) -> bool:
    """Whether the server or its willingness to write is gone: class 08 and 57P, a read-only standby, or no state at
    all.
    """
    if state:
        return state[:2] == "08" or state[:3] == "57P" or state == "25006"
    return isinstance(error, psycopg.OperationalError | psycopg.InterfaceError)


def _tell(jobs: list[Job], outcomes: list[Outcome]) -> None:
    stored: dict[str, int] = {}
    duplicate: dict[str, int] = {}
    position = 0
    for job in jobs:
        count = len(job.frames)
        own = outcomes[position : position + count]
        position += count
        for outcome in own:
            if outcome.result == STORED:
                stored[job.protocol] = stored.get(job.protocol, 0) + 1
            elif outcome.result == DUPLICATE:
                duplicate[job.protocol] = duplicate.get(job.protocol, 0) + 1
        _finish(job, own)
    for protocol, number in stored.items():
        metrics.SIGNALS_STORED.labels(protocol).inc(number)
    for protocol, number in duplicate.items():
        metrics.SIGNALS_DUPLICATE.labels(protocol).inc(number)


def _finish(job: Job, outcomes: list[Outcome] | None) -> None:
    if outcomes is None:
        metrics.FRAMES_UNSTORED.labels(job.protocol).inc(len(job.frames))
    try:
        job.done(outcomes)
    except Exception:
        _log.exception("A sender could not be told")
