"""`alongside simulate`: the people of the made-up world play, against a running system.

They know nothing of its database: they speak the devices' protocols over HTTP to the gateway, and use the API with
their tokens, as phones and apps do.
"""

import asyncio
import contextlib
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

import aiohttp

from alongside.demo import cast, nationwide
from alongside.demo.app import App, Declined
from alongside.demo.cast import COLLEAGUE, WORKER, Body, Member
from alongside.demo.choreography import happenings
from alongside.demo.colleague import Colleague
from alongside.demo.phone import Phone
from alongside.demo.timekeeping import Clock
from alongside.demo.worker import Worker
from alongside.people.roles import Role

TIMEOUT = aiohttp.ClientTimeout(total=20)
GOING_HOME_S = 5.0
AT_ONCE = 20
"""People who introduce themselves at the same time."""


class CannotPlay(Exception):
    """The simulation cannot begin; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Where:
    """The running system: addresses of its pages and of its gateway."""

    web: str = "http://localhost:8000"
    devices: str = "http://localhost:5055"


def run(
    workers: int = 12,
    minutes: float | None = None,
    speed: float = 1.0,
    seed: int = 1,
    *,
    where: Where | None = None,
    say: Callable[[str], None] | None = None,
) -> None:
    """Plays `workers` lone workers for so many minutes, or until told to stop (Ctrl-C, SIGTERM).

    `speed`: how many times faster than life they live; the system's own clocks keep their time. `say` is told in words
    what happens. Raises CannotPlay where the system does not know the people of this seed.
    """
    asyncio.run(_Play(workers, minutes, Clock(speed), seed, where or Where(), say or _print).run())


def players(workers: int, seed: int) -> list[tuple[Body, Member]]:
    """Who plays, in the order of their turns: the body whose people can sign in, with the others spread among it."""
    bodies = [body for body in cast.small(seed) if any(member.played_as == WORKER for member in body.members)]
    if sum(member.played_as == WORKER for body in bodies for member in body.members) < workers:
        bodies += [body for body in nationwide.national(seed) if body.members]
    bodies.sort(key=lambda body: all(member.sign_in is not Role.OPERATOR for member in body.members))
    chance = Random(f"players {seed}")  # noqa: S311 (no secret)
    lists = [[(body, one) for one in body.members if one.played_as == WORKER] for body in bodies]
    for people in lists:
        chance.shuffle(people)
    order = lists[0]
    for number, other in enumerate(one for people in lists[1:] for one in people):
        order.insert(2 + 5 * number, other)
    return order[:workers]


@dataclass
class _Play:
    workers: int
    minutes: float | None
    clock: Clock
    seed: int
    where: Where
    say: Callable[[str], None]
    cast: list[Worker] = field(default_factory=list)
    colleagues: list[Colleague] = field(default_factory=list)

    async def run(self) -> None:
        told_to_stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            with contextlib.suppress(ValueError, NotImplementedError):  # not in the main thread, or on Windows
                loop.add_signal_handler(number, told_to_stop.set)
        connector = aiohttp.TCPConnector(limit=0)
        async with aiohttp.ClientSession(timeout=TIMEOUT, connector=connector) as session:
            playing = asyncio.create_task(self._play(session))
            stopping = asyncio.create_task(told_to_stop.wait())
            limit_s = None if self.minutes is None else self.minutes * 60
            await asyncio.wait([playing, stopping], timeout=limit_s, return_when=asyncio.FIRST_COMPLETED)
            stopping.cancel()
            playing.cancel()
            (result,) = await asyncio.gather(playing, return_exceptions=True)
            await self._go_home()
        if isinstance(result, Exception):
            raise result

    async def _play(self, session: aiohttp.ClientSession) -> None:
        known = await self._gather(session)
        async with asyncio.TaskGroup() as tasks:
            for worker in self.cast:
                tasks.create_task(worker.phone.run())
                tasks.create_task(self._enter(worker))
            for body in {body.code: body for body, _ in players(self.workers, self.seed)}.values():
                for member in body.members:
                    if member.played_as == COLLEAGUE:
                        tasks.create_task(self._colleague(member, session, known).run())
            tasks.create_task(self._let_happen())

    async def _go_home(self) -> None:
        """Ends the visits, so that no alarm comes of the end of the play, unless the system is away; says what was
        done.
        """
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(asyncio.gather(*(worker.go_home() for worker in self.cast)), GOING_HOME_S)
        if self.cast:
            self.say(self._summary())

    async def _gather(self, session: aiohttp.ClientSession) -> set[str]:
        """Makes the workers whom the system knows; returns the ids of their places."""
        at_once = asyncio.Semaphore(AT_ONCE)

        async def enter(body: Body, member: Member) -> tuple[str, Worker]:
            app = App(session, self.where.web, member.token)
            try:
                async with at_once:
                    me = await app.get("/me")
            except Declined as declined:
                raise CannotPlay(
                    f"{self.where.web} does not know {member.name}: load the made-up world there first, with `alongside"
                    f" demo load --seed {self.seed}`; for more than a dozen workers with `--size national`."
                ) from declined
            phone = Phone(session, self.where.devices, self.clock)
            worker = Worker(member, body.site_of(member), app, phone, self.clock, seed=self.seed, say=self._tell)
            return me["places"][0]["staff_id"], worker

        entered = await asyncio.gather(*(enter(*player) for player in players(self.workers, self.seed)))
        self.cast += [worker for _, worker in entered]
        if len(self.cast) < self.workers:
            self.say(f"This world has {len(self.cast)} people for the simulation; they all play.")
        self.say(f"{len(self.cast)} lone workers begin their day.")
        return {staff_id for staff_id, _ in entered}

    def _colleague(self, member: Member, session: aiohttp.ClientSession, known: set[str]) -> Colleague:
        app = App(session, self.where.web, member.token)
        colleague = Colleague(member, app, self.clock, known, seed=self.seed, say=self._tell)
        self.colleagues.append(colleague)
        return colleague

    async def _enter(self, worker: Worker) -> None:
        """Everybody begins within the first ten seconds, in the order of their turns."""
        await self.clock.sleep(10 * self.cast.index(worker) / len(self.cast))
        await worker.run()

    async def _let_happen(self) -> None:
        begins = self.clock.now()
        for happening in happenings(len(self.cast), self.seed):
            await self.clock.sleep(begins + happening.at_s - self.clock.now())
            self.cast[happening.worker].meet(happening.turn)

    def _tell(self, words: str) -> None:
        self.say(f"{time.strftime('%H:%M:%S')} {words}")

    def _summary(self) -> str:
        visits = sum(worker.visits for worker in self.cast)
        frames = sum(worker.phone.sent for worker in self.cast)
        refused = [worker.phone for worker in self.cast if worker.phone.refused]
        said = (
            f"{len(self.cast)} workers made {visits} visits and sent {frames} frames; their colleagues closed "
            f"{sum(colleague.closed for colleague in self.colleagues)} alarms."
        )
        if refused:
            count = sum(phone.refused for phone in refused)
            said += f" {count} frames were refused, the last with: {refused[-1].last_refusal}."
        return said


def _print(words: str) -> None:
    print(words, flush=True)
