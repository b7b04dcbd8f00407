"""Keeps a set of processes running on one machine: starts them, starts again what dies, stops them in order.

It knows nothing of what they do: ``up.py`` says which processes Alongside consists of.
"""

import asyncio
import contextlib
import os
import signal
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

from alongside.config.logs import LogWriter

# Returns None when the process is ready for work, else what it lacks, in words for the person who waits.
Probe = Callable[[], Awaitable[str | None]]

FIRST_PAUSE = 0.2  # seconds before a dead child is started again; doubles while it keeps dying
LONGEST_PAUSE = 10.0
STEADY_AFTER = 30.0  # a child that ran so long has recovered: its next pause is the first one again
PROBE_EVERY = 0.2
GIVE_UP_AFTER = 5  # deaths of a child that was never ready


class NotReady(Exception):
    """A process did not become ready in time; says which, and what it lacks."""


@dataclass(frozen=True)
class Child:
    """A process to be kept running.

    ``command`` is asked anew for each start. ``prepare`` runs before each start, in a thread, since it may block.
    ``probe`` tells whether the child is ready; without one, the child itself says so (``ready.tell_ready``).
    """

    name: str
    command: Callable[[], Sequence[str]]
    environment: Mapping[str, str]  # all of it; nothing is inherited
    prepare: Callable[[], None] | None = None
    probe: Probe | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    stops_within: float = 10.0  # seconds; after that it is killed
    inherits: tuple[int, ...] = ()  # descriptors that stay open in it, under the same numbers


class Supervisor:
    """Runs children. It is used from one event loop, in the main thread of the process.

    (The main thread, because the kernel takes the thread that started a child for its parent: see ``leash.py``.)
    """

    def __init__(self, log: LogWriter) -> None:
        self.log = log
        self._keepers: list[_Keeper] = []

    def add(self, child: Child) -> None:
        """Start a child, and start it again whenever it ends, until :meth:`stop`."""
        self._keepers.append(_Keeper(child, self.log))

    async def until_ready(self, within: float) -> None:
        """Wait until every child is ready.

        Raises :class:`NotReady` after ``within`` seconds, or as soon as a child has died too often to be hoped for.
        """
        deadline = time.monotonic() + within
        for keeper in self._keepers:
            while (lack := await keeper.lack()) is not None:
                if keeper.deaths >= GIVE_UP_AFTER:
                    raise NotReady(f"{keeper.child.name} keeps dying: {lack}")
                if time.monotonic() > deadline:
                    raise NotReady(f"{keeper.child.name} did not become ready within {within:g} seconds: {lack}")
                await asyncio.sleep(PROBE_EVERY)

    async def run_once(
        self, name: str, command: Sequence[str], environment: Mapping[str, str], *, catch: bool = False
    ) -> str:
        """Run a command to its end. Its standard output is returned if ``catch``, else logged like its errors.

        Raises :class:`NotReady` if it fails.
        """
        log = self.log.pipe(name)
        try:
            process = await asyncio.create_subprocess_exec(
                *command,
                env={**environment, "ALONGSIDE_SUPERVISOR": str(os.getpid())},
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE if catch else log,
                stderr=log,
                start_new_session=True,
            )
        finally:
            os.close(log)
        try:
            output, _ = await process.communicate()
        except asyncio.CancelledError:
            process.kill()
            raise
        if process.returncode != 0:
            raise NotReady(f"{name} ended with {_ending(process.returncode or 0)}")
        return (output or b"").decode()

    async def stop(self) -> None:
        """Stop all children, the last one added first, each before the next is told to."""
        while self._keepers:
            await self._keepers[-1].stop()
            self._keepers.pop()

    def hurry(self) -> None:
        """Wait no longer for children to stop by themselves."""
        for keeper in self._keepers:
            keeper.hurry.set()


class _Keeper:
    """Keeps one child running."""

    def __init__(self, child: Child, log: LogWriter) -> None:
        self.child = child
        self.hurry = asyncio.Event()
        self.deaths = 0
        self._log = log
        self._running = False
        self._said_ready = False
        self._why_not = "it has not started yet"
        self._stopping = asyncio.Event()
        self._task = asyncio.create_task(self._keep())

    async def lack(self) -> str | None:
        """What the child lacks to be ready, None when it is."""
        if not self._running:
            return self._why_not
        if self.child.probe is not None:
            return await self.child.probe()
        return None if self._said_ready else "it has not said that it is ready"

    async def stop(self) -> None:
        self._stopping.set()
        await self._task

    async def _keep(self) -> None:
        pause = FIRST_PAUSE
        while not self._stopping.is_set():
            started = time.monotonic()
            try:
                if self.child.prepare is not None:
                    await asyncio.to_thread(self.child.prepare)
                self._why_not = await self._run()
            except Exception as error:  # the others go on, and this one is tried again
                self._why_not = f"it could not be started: {error}"
            if self._stopping.is_set():
                return
            self.deaths += 1
            pause = FIRST_PAUSE if time.monotonic() - started > STEADY_AFTER else pause
            self._log.write("alongside", f"{self.child.name}: {self._why_not}; starting it again in {pause:g} s")
            await _first(self._stopping.wait(), within=pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    async def _run(self) -> str:
        """Run the child from its start to its end; returns how it ended."""
        log = self._log.pipe(self.child.name)
        ready, tell_ready = os.pipe()
        try:
            process = await asyncio.create_subprocess_exec(
                *self.child.command(),
                env={
                    **self.child.environment,
                    "ALONGSIDE_SUPERVISOR": str(os.getpid()),
                    "ALONGSIDE_READY_FD": str(tell_ready),
                },
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=[tell_ready, *self.child.inherits],
                start_new_session=True,  # Ctrl-C in a terminal reaches the supervisor alone, which stops in order
            )
        except BaseException:
            os.close(ready)
            raise
        finally:
            os.close(log)
            os.close(tell_ready)
        self._running = True
        asyncio.get_running_loop().add_reader(ready, self._hear_ready, ready)
        try:
            await _first(process.wait(), self._stopping.wait())
            if process.returncode is None:
                _signal(process, self.child.stop_signal)
                await _first(process.wait(), self.hurry.wait(), within=self.child.stops_within)
            if process.returncode is None:
                _signal(process, signal.SIGKILL)
            return f"process {process.pid} ended with {_ending(await process.wait())}"
        finally:
            self._running = self._said_ready = False
            asyncio.get_running_loop().remove_reader(ready)
            os.close(ready)

    def _hear_ready(self, descriptor: int) -> None:
        if os.read(descriptor, 100):
            self._said_ready = True
        else:  # the child closed it
            asyncio.get_running_loop().remove_reader(descriptor)


async def _first(*awaitables: Awaitable[object], within: float | None = None) -> None:
    """Wait until the first of them is done, ``within`` seconds at most."""
    tasks = [asyncio.ensure_future(awaitable) for awaitable in awaitables]
    await asyncio.wait(tasks, timeout=within, return_when=asyncio.FIRST_COMPLETED)
    for task in tasks:
        task.cancel()


def _signal(process: asyncio.subprocess.Process, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        process.send_signal(number)


def _ending(code: int) -> str:
    """How a process ended, in words: ``exit code 1`` or ``signal SIGKILL``."""
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
