"""Time, faults, and the order in which everything happens: thousands of workers, each with a story after the other."""

import gc
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from heapq import heappop, heappush
from itertools import count
from random import Random
from typing import Any
from uuid import UUID

from alongside.watch import engine
from tests.simulation import deeds, responders, workers
from tests.simulation.deeds import Deed
from tests.simulation.failure import PromiseBroken
from tests.simulation.people import MONDAY, PEOPLE, arrange
from tests.simulation.story import Story
from tests.simulation.watchroom import EVERYBODY, Decide

HOUR, DAY, WEEK = 3600, 24 * 3600, 7 * 24 * 3600
WORKERS = 500
BY_THE_WATCH = ("checks_in", "presses")
"""Deeds that wait for a watcher: what devices said."""
STEPS_OF_THE_CLOCK_S = (-7200, -600, -61, -1, 1, 61, 600, 7200)
STOPS_OF_THE_WATCH_S = (20, 180, 900, 7200)
FAULTS = ("lost before the commit", "the clock stepped", "the watch stopped", "the provider failed", "decided late")
LOST_BEFORE_COMMIT, DONE_TWICE, LOOKED_TWICE = 0.02, 0.02, 0.1
RINGS_LOST, RINGS_LATE = 0.1, 0.05


@dataclass(slots=True, eq=False)
class Life:
    """One worker's: the present story, and when a watcher looks at it next, by the true time."""

    number: int
    story: Story
    stories: int = 0
    look_at: int | None = None
    acts: int = 0


class World:
    """Everything that happens, in one order that follows from the seed alone. `now` is the true time in seconds; the server's
    clock is off by `skew`."""

    def __init__(self, seed: int, lives: int = WORKERS, decide: Decide = engine.decide) -> None:
        self.seed, self.decide = seed, decide
        self.random = Random(seed)
        self.now = self.skew = self.steps = self.events = 0
        self.watch_back_at = self.provider_back_at = 0
        self.happened: dict[str, int] = {}
        self._queue: list[tuple[int, int, Callable[..., None], tuple[Any, ...]]] = []
        self._order = count()
        self.lives = [Life(number, self._new_story(number)) for number in range(lives)]
        for life in self.lives:
            self._at(self.random.randint(0, 5 * DAY), self._acts, life, 0)
        for fault in (self._clock_steps, self._watch_stops, self._provider_fails):
            self._at(self.random.randint(HOUR, 2 * DAY), fault)

    def run(self, events: int) -> "World":
        """Goes on until the engine has decided this many events. Raises `PromiseBroken`."""
        queue = self._queue
        gc.collect()  # a world goes in circles: those of before are cleared away
        gc.disable()  # what happens in it does not, and looking for circles takes a third of the time
        try:
            while self.events < events:
                self.now, _, happen, args = heappop(queue)
                happen(*args)
        finally:
            gc.enable()
        return self

    @property
    def weeks(self) -> float:
        return self.now / WEEK

    def everything_happened(self) -> bool:
        """Every deed was done, and every fault struck, again and again."""
        return all(self.happened.get(name, 0) >= 5 for name in (*deeds.NAMES, *FAULTS))

    # --- workers and responders ------------------------------------------------------------------------

    def _acts(self, life: Life, story: int) -> None:
        """The worker does something; when all is quiet, perhaps the next story begins."""
        if story != life.stories:
            return
        random = self.random
        life.acts += 1
        if life.acts > 3 and life.story.is_quiet and random.random() < 0.6:
            self._begin_anew(life)
            return
        for wait, deed in workers.acts(random, life.story, self._server_time()):
            self._soon(wait, life, deed)
        if random.random() < 0.03:
            self._soon(0, life, deeds.can_be_reached(frozenset(random.sample(PEOPLE, random.choice((0, 1, 3))))))
        elif life.story.room.reachable != EVERYBODY and random.random() < 0.5:
            self._soon(0, life, deeds.can_be_reached(EVERYBODY))
        if random.random() < 0.03:
            for wait, deed in responders.meddles(random, life.story):
                self._soon(wait, life, deed)
        self._at(self.now + workers.waits(random, life.story), self._acts, life, life.stories)

    def _begin_anew(self, life: Life) -> None:
        self._check_the_replay(life)
        life.stories += 1
        life.acts, life.look_at = 0, None
        life.story = self._new_story(life.number)
        self._at(self.now + self.random.randint(4 * HOUR, 12 * DAY), self._acts, life, life.stories)

    def _new_story(self, number: int) -> Story:
        return Story(arrange(UUID(int=(number + 1) << 32), self.random), self.decide)

    def _soon(self, wait: int, life: Life, deed: Deed) -> None:
        self._at(self.now + wait, self._do, life, life.stories, deed)
        if self.random.random() < DONE_TWICE:
            self._at(self.now + wait + self.random.choice((0, 1, 120)), self._do, life, life.stories, deed)

    # --- one deed, and what it leads to ----------------------------------------------------------------

    def _do(self, life: Life, story: int, deed: Deed) -> None:
        if story != life.stories:
            return
        if deed.name in BY_THE_WATCH and self.now < self.watch_back_at:
            self._count("decided late")
            self._at(self.watch_back_at, self._do, life, story, deed)
            return
        told = life.story
        written = self._step(life, deed)
        random = self.random
        if deed.name == "is_heard" and told.room.wakes and not deed.args[0]:
            self._soon(random.choice((0, 0, 1, 5)), life, deeds.checks_in(told.room.last_check_in, False))
        elif written.delivered is not None:
            for wait, answer in responders.are_rung(random, written.delivered.people):
                self._soon(wait, life, answer)
        elif deed.name in ("takes", "hands_over", "progresses") and told.record.phase == "taken":
            for wait, act in responders.owns(random, told):
                self._soon(wait, life, act)
        elif deed.name == "closes" and told.record.outcome == "genuine" and random.random() < 0.6:
            self._soon(random.randint(60, HOUR), life, deeds.checks(random.choice((told.record.worker, *PEOPLE))))

    def _step(self, life: Life, deed: Deed) -> Any:
        self.steps += 1
        lost_first = self.random.random() < LOST_BEFORE_COMMIT
        if lost_first:
            self._count("lost before the commit")
        try:
            written = life.story.do(self._server_time(), deed, lost_first)
        except AssertionError as broken:
            raise PromiseBroken(self.seed, len(self.lives), self.steps, life.story, broken) from broken
        self.events += len(written.decisions) + (written.refused is not None)
        self._count(deed.name)
        for message in life.story.room.fresh:
            self._send(life, message.number)
        self._watch_over(life)
        return written

    def _send(self, life: Life, number: int) -> None:
        """The provider's part: it may lose a ring, or be so slow that the alarm is over when it rings."""
        luck = self.random.random()
        if luck < RINGS_LOST or self.now < self.provider_back_at:
            return
        wait = 900 if luck < RINGS_LOST + RINGS_LATE else self.random.choice((1, 3, 10))
        self._at(self.now + wait, self._do, life, life.stories, deeds.is_delivered(number))

    # --- the watch -------------------------------------------------------------------------------------

    def _watch_over(self, life: Life) -> None:
        """A watcher looks when something is due; while all of them have stopped, when one is back."""
        due = life.story.next_look
        if due is None:
            return
        wanted = -(-(due - MONDAY) // timedelta(seconds=1)) - self.skew
        at = max(wanted + (self.random.random() < 0.1), self.now, self.watch_back_at)
        if life.look_at is None or at < life.look_at or life.look_at < self.now:
            life.look_at = at
            self._at(at, self._look, life, life.stories)

    def _look(self, life: Life, story: int) -> None:
        if story != life.stories or self.now != life.look_at:
            return
        if self.now < self.watch_back_at:
            life.look_at = self.watch_back_at
            self._at(self.watch_back_at, self._look, life, story)
            return
        life.look_at = None
        self._step(life, deeds.looks(self.random.random() < LOOKED_TWICE))

    # --- faults ----------------------------------------------------------------------------------------

    def _clock_steps(self) -> None:
        """The server's clock is set: somewhere else, or right again."""
        self._count("the clock stepped")
        self.skew = 0 if self.random.random() < 0.4 else self.random.choice(STEPS_OF_THE_CLOCK_S)
        for life in self.lives:
            life.look_at = None
            self._watch_over(life)
        self._at(self.now + self.random.randint(HOUR, 2 * DAY), self._clock_steps)

    def _watch_stops(self) -> None:
        self._count("the watch stopped")
        self.watch_back_at = self.now + self.random.choice(STOPS_OF_THE_WATCH_S)
        self._at(self.now + self.random.randint(HOUR, 2 * DAY), self._watch_stops)

    def _provider_fails(self) -> None:
        self._count("the provider failed")
        self.provider_back_at = self.now + self.random.choice((60, 600, 3600))
        self._at(self.now + self.random.randint(HOUR, 2 * DAY), self._provider_fails)

    # --- time and counting ------------------------------------------------------------------------------------------

    def _server_time(self) -> Any:
        return MONDAY + timedelta(seconds=self.now + self.skew)

    def _at(self, time: int, happen: Callable[..., None], *args: Any) -> None:
        heappush(self._queue, (time, next(self._order), happen, args))

    def _count(self, what: str) -> None:
        self.happened[what] = self.happened.get(what, 0) + 1

    def _check_the_replay(self, life: Life) -> None:
        try:
            life.story.ends_in_what_is_stored()
        except AssertionError as broken:
            raise PromiseBroken(self.seed, len(self.lives), self.steps, life.story, broken) from broken
