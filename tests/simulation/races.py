"""A small model of the races for one alarm, for looking at every order in which they can come out.

Each actor's transactions go step by step, as `watch.actions` and `watch.work` do it: a person has seen a page, takes the
worker's lock (and waits for it), reads the row again under its lock, writes what the engine decides, commits. A press does
so without having seen anything. The watch tries the lock in the statement that finds what is due, and passes over what
somebody else holds. What a statement reads is what is committed when it begins (read committed).
"""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from alongside.watch import engine
from alongside.watch.engine import AlarmState, Plan

PERSON = ("sees", "locks", "reads", "writes", "commits")
PRESS = WATCH = ("locks", "reads", "writes", "commits")
NOBODY = -1


class Transaction(NamedTuple):
    """What an actor does in one transaction: the deed's name, the engine's event, and the steps."""

    deed: str
    event: Any
    steps: tuple[str, ...] = PERSON
    waits: bool = True


class Entry(NamedTuple):
    """What came of one transaction: who, what, and with which answer: `done`, `passed over`, or refused by naming somebody."""

    actor: int
    deed: str
    answer: str
    named: UUID | None = None


class Actor(NamedTuple):
    """How far an actor has come. `seen` and `read`: the state on the page, and under the lock."""

    transaction: int = 0
    step: int = 0
    seen: "Kept | None" = None
    read: "Kept | None" = None


class Moment(NamedTuple):
    """Everything that is so at one moment, and what was committed and answered so far."""

    stored: "Kept"
    queued: tuple[str, ...]
    log: tuple[Entry, ...]
    worker_lock: int
    row_lock: int
    actors: tuple[Actor, ...]


class Kept:
    """A state, one object for each that is equal, so that moments are compared quickly."""

    def __init__(self, state: AlarmState) -> None:
        self.state = state


class Race:
    """The actors' transactions over one alarm, all at the same time of the clock."""

    def __init__(self, alarm: AlarmState, plan: Plan, now: datetime, actors: Iterable[tuple[Transaction, ...]]) -> None:
        self.plan, self.now, self.actors = plan, now, tuple(actors)
        self._kept: dict[AlarmState, Kept] = {}
        self.decided = lru_cache(maxsize=None)(self._decided)
        self.start = Moment(self._keep(alarm), ("1.1",), (), NOBODY, NOBODY, tuple(Actor() for _ in self.actors))

    def interleavings(self) -> Counter[Moment]:
        """How each order of steps ends, and in how many orders: every order there is, for each step is tried in each moment."""
        layer, ends = Counter({self.start: 1}), Counter[Moment]()
        while layer:
            following = Counter[Moment]()
            for moment, ways in layer.items():
                nexts = [after for actor in range(len(self.actors)) if (after := self.step(moment, actor))]
                for after in nexts:
                    following[after] += ways
                if not nexts:
                    ends[moment] += ways
            layer = following
        return ends

    def step(self, moment: Moment, number: int) -> Moment | None:
        """The actor's next step; None while it must wait, or when it has done everything."""
        actor = moment.actors[number]
        if self.is_done(number, actor):
            return None
        transaction = self.actors[number][actor.transaction]
        return getattr(self, transaction.steps[actor.step])(moment, number, actor, transaction)

    def is_done(self, number: int, actor: Actor) -> bool:
        return actor.transaction == len(self.actors[number])

    # --- the steps -------------------------------------------------------------------------------------

    def sees(self, moment: Moment, number: int, actor: Actor, transaction: Transaction) -> Moment | None:
        return self._went(moment, number, actor._replace(seen=moment.stored))

    def locks(self, moment: Moment, number: int, actor: Actor, transaction: Transaction) -> Moment | None:
        """The worker's lock. People and presses wait for it; the watch passes over a worker whom somebody else holds."""
        if moment.worker_lock not in (NOBODY, number):
            return (
                None
                if transaction.waits
                else self._ended(moment, number, Entry(number, transaction.deed, "passed over"))
            )
        return self._went(moment._replace(worker_lock=number), number, actor)

    def locks_the_row(self, moment: Moment, number: int, actor: Actor, transaction: Transaction) -> Moment | None:
        if moment.row_lock not in (NOBODY, number):
            return None
        return self._went(moment._replace(row_lock=number), number, actor)

    def reads(self, moment: Moment, number: int, actor: Actor, transaction: Transaction) -> Moment | None:
        if moment.row_lock not in (NOBODY, number):
            return None
        return self._went(moment._replace(row_lock=number), number, actor._replace(read=moment.stored))

    def reads_nothing_again(self, moment: Moment, number: int, actor: Actor, transaction: Transaction) -> Moment | None:
        """A mistake: what was on the page is taken for what is so."""
        return self._went(moment, number, actor._replace(read=actor.seen))

    def writes(self, moment: Moment, number: int, actor: Actor, transaction: Transaction) -> Moment | None:
        """Nobody else sees it before the commit."""
        return self._went(moment, number, actor)

    def commits(self, moment: Moment, number: int, actor: Actor, transaction: Transaction) -> Moment | None:
        after, effects, refused = self.decided(actor.read, transaction.event)
        if refused is not None:
            return self._ended(moment, number, Entry(number, transaction.deed, "refused", refused.owner))
        queued = () if any(isinstance(effect, engine.StopRinging) for effect in effects) else moment.queued
        queued += tuple(effect.key for effect in effects if isinstance(effect, engine.Ring | engine.Broadcast))
        kept = moment._replace(stored=after, queued=queued)
        return self._ended(kept, number, Entry(number, transaction.deed, "done"))

    def _went(self, moment: Moment, number: int, actor: Actor) -> Moment:
        actors = list(moment.actors)
        actors[number] = actor._replace(step=actor.step + 1)
        return moment._replace(actors=tuple(actors))

    def _ended(self, moment: Moment, number: int, entry: Entry) -> Moment:
        """The transaction is over: its locks are free."""
        actors = list(moment.actors)
        actors[number] = Actor(actors[number].transaction + 1)
        free = {name: NOBODY for name in ("worker_lock", "row_lock") if getattr(moment, name) == number}
        return moment._replace(actors=tuple(actors), log=(*moment.log, entry), **free)

    # --- the engine ------------------------------------------------------------------------------------

    def _decided(self, kept: Kept, event: Any) -> tuple[Kept, tuple[Any, ...], engine.Refused | None]:
        try:
            after, effects = engine.decide(kept.state, event, self.plan, self.now)
        except engine.Refused as refused:
            return kept, (), refused
        return self._keep(after), effects, None

    def _keep(self, state: AlarmState) -> Kept:
        return self._kept.setdefault(state, Kept(state))
