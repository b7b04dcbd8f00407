"""Counting days of being unable to do routine work, as SI 2013/1471 reg 4(2) and reg 12(1)(c) count them.

Local calendar days. The day of the accident never counts; weekends, rest days and days of light duties do. Nothing
here knows what day it is: a day is crossed or will be crossed, and the caller compares it with today.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)


class AbsenceKind(StrEnum):
    """How the person was unable to do routine work. Both count."""

    OFF_WORK = "off_work"
    LIGHT_DUTIES = "light_duties"


@dataclass(frozen=True, slots=True)
class Absence:
    """One spell of being unable to do routine work, from `first_day` until `returned_on`.

    `returned_on`: the first day on which the person could do routine work again, so weekends and rest days before it
    count of themselves; None: not back yet. `from_physical_injury`: False when the spell is for shock or stress alone,
    None when that is not known. ValueError when the return is before the first day.
    """

    first_day: date
    returned_on: date | None = None
    kind: AbsenceKind = AbsenceKind.OFF_WORK
    from_physical_injury: bool | None = True

    def __post_init__(self) -> None:
        if self.returned_on is not None and self.returned_on < self.first_day:
            raise ValueError("the return to work is before the first day off")


@dataclass(frozen=True, slots=True)
class Run:
    """Consecutive days, `first` to `last`, both counted. `last` None: it goes on."""

    first: date
    last: date | None

    def days_by(self, today: date) -> int:
        """Days of the run up to and including `today`."""
        end = today if self.last is None else min(self.last, today)
        return max(0, (end - self.first).days + 1)


def local_day(moment: datetime | date, zone: str) -> date:
    """The calendar day of `moment` in `zone` (as "Europe/London"). ValueError for a time without a zone of its own."""
    if not isinstance(moment, datetime):
        return moment
    if moment.tzinfo is None:
        raise ValueError("a time needs its time zone")
    return moment.astimezone(ZoneInfo(zone)).date()


def runs(absences: Iterable[Absence], accident_on: date) -> tuple[Run, ...]:
    """The spells as runs of consecutive days after the accident day, in order. Spells that touch or overlap are one."""
    spans: list[tuple[date, date | None]] = []
    for absence in absences:
        first = max(absence.first_day, accident_on + DAY)
        last = None if absence.returned_on is None else absence.returned_on - DAY
        if last is None or first <= last:
            spans.append((first, last))
    found: list[Run] = []
    for first, last in sorted(spans, key=lambda span: span[0]):
        before = found[-1] if found else None
        if before is not None and (before.last is None or first <= before.last + DAY):
            if before.last is not None:
                found[-1] = Run(before.first, None if last is None else max(before.last, last))
        else:
            found.append(Run(first, last))
    return tuple(found)


def crosses_on(absences: Iterable[Absence], accident_on: date, *, more_than: int) -> date | None:
    """The day on which incapacity first lasts more than `more_than` consecutive days, if open spells go on.

    An accident on 1 June and no work from 2 June crosses 3 days on 5 June and 7 days on 9 June. None: as the spells
    stand, it never does.
    """
    for run in runs(absences, accident_on):
        crossing = run.first + more_than * DAY
        if run.last is None or crossing <= run.last:
            return crossing
    return None


def longest_by(absences: Iterable[Absence], accident_on: date, today: date) -> int:
    """The longest run of days, counted up to and including `today`."""
    return max((run.days_by(today) for run in runs(absences, accident_on)), default=0)


def years_after(day: date, years: int) -> date:
    """The same date `years` later; 28 February where 29 February has none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
