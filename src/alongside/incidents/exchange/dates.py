"""Dates and times as people write them, in the organisation's zone. Pure.

The rule for the two nights of the year on which clocks change (stated on the page of each import):

* a local time that does not exist, in spring, is taken an hour later, as a clock that was not put forward shows it;
* a local time that exists twice, in autumn, is taken as the first of the two.

Both, and a day without a time (taken as noon), are marked as estimated.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo


class Order(StrEnum):
    """In which order a date is written where it is ambiguous. ISO dates (2026-05-03) are always understood."""

    DAY_FIRST = "dmy"
    MONTH_FIRST = "mdy"


class Note(StrEnum):
    """What was assumed about a time."""

    NO_TIME = "no_time"
    NOT_THAT_NIGHT = "not_that_night"
    TWICE = "twice"


@dataclass(frozen=True, slots=True)
class Moment:
    """`at` is aware UTC."""

    at: datetime
    note: Note | None = None


MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
EXCEL_EPOCH = date(1899, 12, 30)
EXCEL_SERIALS = range(7_306, 73_051)
"""Days from 1920 to 2100, as Excel counts them where a cell lost its date format."""
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]+(.+))?")
_PARTS = re.compile(r"(?:[a-z]{3,9},? +)?(\d{1,4})[/.\- ]+(\d{1,2}|[a-z]{3,9})[/.\-, ]+(\d{2,4})(?:,? +(.+))?", re.I)
_CLOCK = re.compile(r"(\d{1,2})[:.h](\d{2})(?:[:.](\d{2})(?:\.\d+)?)?\s*([ap])?\.?m?\.?", re.I)
_HOURS = re.compile(r"(\d{1,2})\s*([ap])\.?m\.?", re.I)
_OFFSET = re.compile(r"(?:z|[+-]\d{2}:?\d{2})$", re.I)


def read_day(text: str, order: Order) -> tuple[date, time | None]:
    """The date in `text`, and the time where one follows. Raises ValueError with a sentence."""
    text = text.strip()
    if serial := re.fullmatch(r"(\d{4,5})(?:\.(\d+))?", text):
        if int(serial[1]) in EXCEL_SERIALS:
            fraction = float(f"0.{serial[2]}") if serial[2] else None
            return EXCEL_EPOCH + timedelta(int(serial[1])), None if fraction is None else _time_of_fraction(fraction)
        raise ValueError(_no_date(text))
    if match := _ISO.fullmatch(text):
        year, month, day_of_month, rest = match.groups()
        return _day(text, int(year), int(month), int(day_of_month)), read_time(rest) if rest else None
    match = _PARTS.fullmatch(text)
    if match is None:
        raise ValueError(_no_date(text))
    first, second, third, rest = match.groups()
    if len(first) > 2:
        raise ValueError(_no_date(text))
    if second.isdigit():
        one, two = int(first), int(second)
        day_of_month, month = (one, two) if order == Order.DAY_FIRST else (two, one)
    else:
        day_of_month, month = int(first), _month(text, second)
    year = int(third)
    if len(third) == 2:
        year += 2000 if year < 70 else 1900
    return _day(text, year, month, day_of_month), read_time(rest) if rest else None


def read_time(text: str) -> time:
    """A time of day: 09:42, 0942, 9.42 pm. Raises ValueError with a sentence."""
    written = text.strip()
    if _OFFSET.search(written) and ":" in written[:3]:
        raise ValueError(f"“{_short(text)}” names a time zone. Write the local time alone, as 09:42.")
    if re.fullmatch(r"\d{3,4}", written):
        written = f"{written[:-2]}:{written[-2:]}"
    if re.fullmatch(r"0?\.\d+", written):
        return _time_of_fraction(float(written))
    match = _CLOCK.fullmatch(written)
    if match:
        hour, minute, second = int(match[1]), int(match[2]), int(match[3] or 0)
        half = match[4]
    else:
        match = _HOURS.fullmatch(written)
        if not match:
            raise ValueError(f"“{_short(text)}” is not a time. Write it as 09:42.")
        hour, minute, second, half = int(match[1]), 0, 0, match[2]
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half.lower() == "p" else 0)
    try:
        return time(hour, minute, second)
    except ValueError as error:
        raise ValueError(f"“{_short(text)}” is not a time. Write it as 09:42.") from error


def at_local(day: date, clock: time | None, zone: ZoneInfo) -> Moment:
    """The moment of a local date and time; see the rule at the top of this module. Raises ValueError."""
    local = datetime.combine(day, clock or time(12), zone)
    try:
        at = local.astimezone(UTC)
    except (OverflowError, ValueError) as error:
        raise ValueError(f"{day:%d/%m/%Y} is too long ago or too far ahead.") from error
    if clock is None:
        return Moment(at, Note.NO_TIME)
    if at.astimezone(zone).replace(tzinfo=None) != local.replace(tzinfo=None):
        return Moment(at, Note.NOT_THAT_NIGHT)
    if local.utcoffset() != local.replace(fold=1).utcoffset():
        return Moment(at, Note.TWICE)
    return Moment(at)


def _day(text: str, year: int, month: int, day_of_month: int) -> date:
    try:
        return date(year, month, day_of_month)
    except ValueError as error:
        raise ValueError(_no_date(text)) from error


def _month(text: str, name: str) -> int:
    if name[:3].lower() not in MONTHS:
        raise ValueError(_no_date(text))
    return MONTHS.index(name[:3].lower()) + 1


def _time_of_fraction(fraction: float) -> time:
    minutes = min(round(fraction * 24 * 60), 24 * 60 - 1)
    return time(minutes // 60, minutes % 60)


def _no_date(text: str) -> str:
    return f"“{_short(text)}” is not a date that fits. Write it as 03/05/2026 or 2026-05-03, or choose another order of day and month."


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"
