"""What a calendar says of the days to come (RFC 5545). Pure.

Bounded whatever it holds: a rule that repeats within a day is not followed, and no more entries are made than `MOST`.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from time import monotonic
from zoneinfo import ZoneInfo

import recurring_ical_events
from icalendar import Calendar, Component

MOST = 200
MOST_COMPONENTS = 5000
LONGEST = timedelta(hours=24)
LONGEST_TEXT = 300
PATIENCE_S = 10.0
WITHIN_A_DAY = {"SECONDLY", "MINUTELY", "HOURLY"}
REASONS = ("private", "all_day", "no_place", "too_long", "too_often", "unreadable", "too_many")
"""Why an entry becomes no visit."""


class Unreadable(ValueError):
    """This is no calendar, or one that cannot be worked off. Its text is the sentence."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One visit to be. Times are UTC."""

    key: str
    place: str
    purpose: str
    starts_at: datetime
    ends_at: datetime

    @property
    def digest(self) -> str:
        """Another one where anything of it is."""
        said = [self.place, self.purpose, self.starts_at.isoformat(), self.ends_at.isoformat()]
        return hashlib.sha256("\0".join(said).encode()).hexdigest()


@dataclass(slots=True)
class Read:
    """What was read: entries in order of time, and how many were left out, by reason."""

    entries: list[Entry] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)


def read_calendar(data: bytes, zone: ZoneInfo, begin: datetime, end: datetime) -> Read:
    """The entries that begin from `begin` to `end`. A time without a zone is one of `zone`. Raises Unreadable.

    Left out are private ones, those of a whole day, without a place or a title, over 24 hours, or that repeat within a day; those that were
    cancelled are not there at all.
    """
    try:
        calendar = Calendar.from_ical(data)
    except (ValueError, IndexError, KeyError, TypeError) as error:
        raise Unreadable("This is not a calendar file (iCalendar, .ics).") from error
    if not isinstance(calendar, Calendar):
        raise Unreadable("This is not a calendar file (iCalendar, .ics).")
    read, until = Read(), monotonic() + PATIENCE_S
    for uid, series in _by_uid(calendar.walk("VEVENT")).items():
        if monotonic() > until:
            raise Unreadable("This calendar is too large to be worked off. Make one that holds your visits alone.")
        _read_series(read, calendar, uid, series, zone, (begin, end))
    read.entries.sort(key=lambda one: (one.starts_at, one.key))
    if len(read.entries) > MOST:
        read.left_out["too_many"] += len(read.entries) - MOST
        del read.entries[MOST:]
    return read


def _by_uid(events: Iterable[Component]) -> dict[str, list[Component]]:
    found: dict[str, list[Component]] = {}
    for number, event in enumerate(events):
        if number >= MOST_COMPONENTS:
            raise Unreadable("This calendar is too large to be worked off. Make one that holds your visits alone.")
        found.setdefault(str(event.get("UID", f"without-{number}")), []).append(event)
    return found


def _read_series(
    read: Read, calendar: Calendar, uid: str, series: list[Component], zone: ZoneInfo, window: tuple[datetime, datetime]
) -> None:
    """What happens on the days to come, of one entry and everything that changes it."""
    try:
        if any(_repeats_within_a_day(event) for event in series):
            read.left_out["too_often"] += 1
            return
        alone = Calendar()
        for part in [*calendar.walk("VTIMEZONE"), *series]:
            alone.add_component(part)
        if "X-WR-TIMEZONE" in calendar:
            alone.add("X-WR-TIMEZONE", calendar["X-WR-TIMEZONE"])
        repeats = len(series) > 1 or any(part in series[0] for part in ("RRULE", "RDATE"))
        for event in recurring_ical_events.of(alone).between(*(moment.astimezone(zone) for moment in window)):
            _read_one(read, uid, event, zone, window, repeats=repeats)
    except Exception:  # whatever others have written into one entry keeps no other back
        read.left_out["unreadable"] += 1


def _read_one(
    read: Read, uid: str, event: Component, zone: ZoneInfo, window: tuple[datetime, datetime], *, repeats: bool
) -> None:
    if str(event.get("STATUS", "")).upper() == "CANCELLED":
        return
    starts, ends = event.get("DTSTART").dt, event.get("DTEND").dt
    if not isinstance(starts, datetime) or not isinstance(ends, datetime):
        read.left_out["all_day"] += 1
        return
    starts_at, ends_at = _utc(starts, zone), _utc(ends, zone)
    if not window[0] <= starts_at < window[1]:
        return
    reason = _why_not(event, starts_at, ends_at)
    if reason:
        read.left_out[reason] += 1
        return
    place, title = _line(event, "LOCATION"), _line(event, "SUMMARY")
    of_series = event.get("RECURRENCE-ID") if repeats else None
    key = hashlib.sha256(f"{uid}\0{_name(of_series.dt if of_series else None, zone)}".encode()).hexdigest()
    read.entries.append(Entry(key, place or title, title if place else "", starts_at, ends_at))


def _why_not(event: Component, starts_at: datetime, ends_at: datetime) -> str:
    if str(event.get("CLASS", "PUBLIC")).upper() in ("PRIVATE", "CONFIDENTIAL"):
        return "private"
    if not (_line(event, "LOCATION") or _line(event, "SUMMARY")):
        return "no_place"
    if not timedelta(0) < ends_at - starts_at <= LONGEST:
        return "too_long" if ends_at > starts_at else "unreadable"
    return ""


def _repeats_within_a_day(event: Component) -> bool:
    rules = event.get("RRULE", [])
    for rule in rules if isinstance(rules, list) else [rules]:
        if WITHIN_A_DAY & {str(one).upper() for one in rule.get("FREQ", [])}:
            return True
        if any(len(rule.get(part, [])) > 1 for part in ("BYHOUR", "BYMINUTE", "BYSECOND")):
            return True
    return False


def _name(of_series: date | datetime | None, zone: ZoneInfo) -> str:
    if of_series is None:
        return ""
    return (_utc(of_series, zone) if isinstance(of_series, datetime) else of_series).isoformat()


def _line(event: Component, name: str) -> str:
    return " ".join(str(event.get(name, "")).replace("\x00", "").split())[:LONGEST_TEXT]


def _utc(moment: datetime, zone: ZoneInfo) -> datetime:
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
