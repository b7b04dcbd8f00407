"""Clocks to try the deadlines with."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from alongside.incidents import deadlines
from alongside.incidents.deadlines import Clock, Setting, TrackedClock

LONDON = ZoneInfo("Europe/London")
ASHA = UUID("0197f2aa-0000-7000-8000-00000000000a")
HOLIDAYS = deadlines.published()
BY_POLICY = date(2020, 1, 1)


def at(text: str) -> datetime:
    """A London time: "2026-06-01 10:00"."""
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


def started(rule_id: str, since: str = "2026-06-01 10:00", settings: Sequence[Setting] = ()) -> Clock:
    moment = at(since)
    return deadlines.start(deadlines.rule(rule_id, moment.date()), moment, LONDON, HOLIDAYS, settings)


def tracked(clock: Clock, number: int = 1) -> TrackedClock:
    return TrackedClock(
        UUID(int=number), f"INC-2026-{number:05}", f"https://alongside.example/incidents/{number}", clock
    )
