"""What a daily message says about the deadlines of its reader; the words and their look are for whoever sends it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime, timedelta

from alongside.incidents.deadlines.calendar import ONE_DAY
from alongside.incidents.deadlines.clocks import Status, status
from alongside.incidents.deadlines.tracked import TrackedClock

SOON = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Digest:
    """A clock stands in at most one of these, each list with the earliest due first.

    `late`; `due_today`: what is due at once among it; `due_soon`: in the next 7 local days, today not among them;
    `warned`: due later, with a warning today; `ended`: done or waived yesterday.
    """

    late: tuple[TrackedClock, ...] = ()
    due_today: tuple[TrackedClock, ...] = ()
    due_soon: tuple[TrackedClock, ...] = ()
    warned: tuple[TrackedClock, ...] = ()
    ended: tuple[TrackedClock, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Is there nothing to say?"""
        return not any(getattr(self, one.name) for one in fields(self))


def digest(tracked: Iterable[TrackedClock], now: datetime) -> Digest:
    """Sort clocks for the message of the local day of `now` (aware). Most clocks stand in no list on most days."""
    found: dict[str, list[TrackedClock]] = {one.name: [] for one in fields(Digest)}
    for one in sorted(tracked, key=lambda one: (one.clock.due_at, one.reference, one.id)):
        place = _place(one, now)
        if place is not None:
            found[place].append(one)
    return Digest(**{name: tuple(ones) for name, ones in found.items()})


def _place(one: TrackedClock, now: datetime) -> str | None:
    clock = one.clock
    today = now.astimezone(clock.zone).date()
    if clock.ending is not None:
        return "ended" if clock.ending.at.astimezone(clock.zone).date() == today - ONE_DAY else None
    stands = status(clock, now)
    if stands is Status.LATE:
        return "late"
    if stands is Status.DUE_TODAY:
        return "due_today"
    if stands is Status.KEPT:
        return None
    if today < clock.due_on <= today + SOON:
        return "due_soon"
    if any(warning.astimezone(clock.zone).date() == today for warning in clock.warn_at):
        return "warned"
    return None
