"""One worker's story, from a visit on the list until all is quiet again: deed by deed, each promise checked after each."""

from datetime import datetime
from typing import Any
from uuid import UUID

from alongside.watch import engine
from tests.simulation import promises
from tests.simulation.deeds import Deed, Done
from tests.simulation.people import Arrangement
from tests.simulation.record import Record
from tests.simulation.watchroom import Decide, Watchroom, Written


class Story:
    """What was done to one worker's part of the system. Doing the same again to a new story leads to the same."""

    def __init__(self, arrangement: Arrangement, decide: Decide = engine.decide) -> None:
        self.arrangement = arrangement
        self.room = Watchroom(arrangement, decide)
        self.record = Record(arrangement, self.room.reach)
        self.next_clock: datetime | None = None
        self.next_due: datetime | None = None
        self.history: list[Done] = []
        self.events: dict[UUID, list[tuple[Any, datetime]]] = {}

    def do(self, now: datetime, deed: Deed, lost_first: bool = False) -> Written:
        """Does one deed. Raises AssertionError when that breaks a promise."""
        self.history.append(Done(now, deed, lost_first))
        room, record = self.room, self.record
        before = room.stored() if lost_first else None
        under_duress = deed.name == "ends_under_duress" or (deed.name == "says_home" and deed.args[1])
        ended = room.newest if under_duress else None
        written = room.do(deed, now)
        if before is not None:
            room.put_back(before)
            lost, written = written, room.do(deed, now)
            promises.s1_a_decision_that_was_lost_leaves_nothing_behind(lost, written)
        first_message = room.messages_made
        room.commit()
        for decision in written.decisions:
            self.events.setdefault(decision.about, []).append((decision.event, now))
        record.note(deed, now, first_message)
        self.next_clock, self.next_due = room.next_clock, record.next_due
        step = promises.Step(deed, now, written, room, record, self.next_clock, self.next_due)
        if ended is not None:
            promises.s9_duress_is_answered_in_the_words_of_safety(ended, step)
        for promise in promises.AFTER_EVERY_STEP:
            promise(step)
        return written

    @property
    def next_look(self) -> datetime | None:
        """When a watcher looks next: when the database says so, or when the observer knows that something is due."""
        stored, due = self.next_clock, self.next_due
        if stored is None or due is None:
            return due if stored is None else stored
        return min(stored, due)

    @property
    def is_quiet(self) -> bool:
        """Nobody is on a visit, and no alarm is open."""
        return self.record.visit is None and not self.record.is_open

    def ends_in_what_is_stored(self) -> None:
        """Every visit and alarm, replayed from its events, ends in its state (S6: so a replay makes the same keys)."""
        promises.s6_a_replay_ends_in_what_is_stored(self.room, self.events)
