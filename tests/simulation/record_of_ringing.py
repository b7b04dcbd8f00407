"""The observer's part about ringing: which people, in which order, until when."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from alongside.watch.engine import Plan, Target


@dataclass(slots=True)
class Expected:
    """What one deed must lead to. `rings`: step (0 for persons, None for a broadcast) and targets, in their order."""

    refused: bool = False
    owner_told: UUID | None = None
    rings: list[tuple[int | None, frozenset[Target]]] = field(default_factory=list)
    worker_rings: list[tuple[str, int]] = field(default_factory=list)
    told: frozenset[Target] = frozenset()


class Ringing:
    """What `Record` knows of the ringing of the open alarm, and what must come of it."""

    plan: Plan
    expected: Expected
    reach: Callable[[Any], frozenset[UUID]]
    calls: list[tuple[str, datetime]]
    phase: str
    step: int
    owner: UUID | None
    due: datetime | None
    again_at: datetime | None
    asks_at: datetime | None
    owner_clock: timedelta
    owner_asked: timedelta
    broadcasts_since: datetime | None
    unaware: frozenset[Target]
    _of_step: tuple[frozenset[Target], ...]
    _people: tuple[frozenset[Target], ...]
    _holds_somebody: tuple[bool, ...]
    _everybody: frozenset[Target]
    _work_steps: int

    def _begins_to_ring(self, now: datetime) -> None:
        """The first step, or everybody at work for a panic."""
        self._ring_on(self._work_steps if self._rings_all() else self._after(0), now, now)

    def _ring_on(
        self, step: int | None, due: datetime, now: datetime, not_later: datetime | None = None, anew: bool = False
    ) -> None:
        """Rings the step whose time has come, when `step` was due at `due`; passes over who cannot be reached. Where the plan
        rings each step alone, so is this one, unless it rings `anew` because the owner is silent."""
        self.again_at = self.asks_at = None
        first = step
        while step:
            people = self._rung_with(first, step, anew)
            if not people:
                step = self._after(step)
                continue
            began = due
            due += self._time_of(step)
            if now < due:
                self.phase, self.step = "ringing", step
                self.due = due if not_later is None or due < not_later else not_later
                self._rings_again_from(began, now)
                if self._ring(step, people):
                    return
                due, not_later, anew = now, None, False  # more people than were due are rung at once instead
                first = step = self._after(step)
                continue
            step = self._after(step)
        self._broadcast(due, now, not_later)

    def _rung_with(self, first: int, step: int, anew: bool) -> frozenset[Target]:
        if self.plan.cumulative or anew or self._rings_all():
            return self._people[step]
        return frozenset[Target]().union(*self._of_step[first - 1 : step])

    def _rings_again_from(self, began: datetime, now: datetime) -> None:
        again, self.again_at = timedelta(seconds=self._again_s()), None
        if not again:
            return
        at = began + again * ((now - began) // again + 1)
        self.again_at = at if at < self.due else None

    def _again_s(self) -> int:
        if self._rings_all() and self.step <= self._work_steps:
            return min((step.again_s for step in self.plan.steps[: self._work_steps] if step.again_s), default=0)
        return self.plan.steps[self.step - 1].again_s

    def _asks_or_rings_again(self, now: datetime) -> None:
        """What comes before the time of a step, or of an owner, is over."""
        if self.asks_at is not None and self.asks_at <= now:
            self.asks_at = None
            self._ring_owner(now)
        elif self.again_at is not None and self.again_at <= now:
            self._rings_again_from(self.again_at, now)
            if not self._ring(self.step, self._rung_with(self.step, self.step, False)):
                self._ring_on(self._after(self.step), now, now)

    def _broadcast(self, since: datetime, now: datetime, not_later: datetime | None = None) -> None:
        """Rings everybody; every two minutes five times, then every five, counted from the first."""
        self.again_at = self.asks_at = None
        self.phase, self.step, self.broadcasts_since = "broadcast", len(self.plan.steps), since
        quick, slow = timedelta(seconds=self.plan.repeat_s), timedelta(seconds=self.plan.slow_repeat_s)
        many = max(0, (now - since) // quick)
        if many < self.plan.quick_repeats:
            due = since + (many + 1) * quick
        else:
            slowly_since = since + self.plan.quick_repeats * quick
            due = slowly_since + ((now - slowly_since) // slow + 1) * slow
        if not_later is not None and not_later < due:
            due, self.broadcasts_since = not_later, not_later - quick
        self.due = due
        self._ring(None, self._everybody)

    def _owner_is_silent(self, due: datetime, now: datetime) -> None:
        step = self._after(self.step)
        if step is None or step > self._work_steps:
            step = self._work_steps
        self._ring_on(step, due, now, anew=True)

    def _ring_owner(self, now: datetime) -> None:
        if not self._ring(0, frozenset()):
            self._owner_is_silent(now, now)

    def _ring(self, step: int | None, targets: frozenset[Target]) -> bool:
        """Expects a ring; whether it reaches anybody."""
        if self.owner is not None:
            targets |= {Target(self.owner)}
        self.expected.rings.append((step, targets))
        if step != 0:
            self.unaware |= targets
        return bool(self.reach(targets))

    def _after(self, step: int) -> int | None:
        for number in range(step, len(self._holds_somebody)):
            if self._holds_somebody[number]:
                return number + 1
        return None

    def _time_of(self, step: int) -> timedelta:
        if self._rings_all() and step <= self._work_steps:
            return timedelta(seconds=min(one.timeout_s for one in self.plan.steps[: self._work_steps]))
        return timedelta(seconds=self.plan.steps[step - 1].timeout_s)

    def _rings_all(self) -> bool:
        return self.plan.panic_to_all and any(kind in ("sos", "duress") for kind, _ in self.calls)

    def _winds_owner_clock(self, now: datetime) -> None:
        self.due, self.again_at = now + self.owner_clock, None
        self.asks_at = self.due - self.owner_asked if self.owner_asked else None
