"""Who is on call when. Pure: the rota, who covers for whom, who is away and the moment come in as arguments.

A rota's times are those of the clock on the wall where its people work. What that clock leaves out in spring happens when
it is put forward; what it shows twice in autumn happens the first time. So every hand-over happens exactly once, and a turn
from 22:00 to 06:00 lasts seven, eight or nine hours.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
WEEK_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
EVERY_DAY = tuple(range(7))
MOST_PEOPLE = 60
MOST_SHIFTS = 21


class Length(StrEnum):
    """How long a turn is."""

    DAY = "day"
    WEEK = "week"
    HOURS = "hours"


@dataclass(frozen=True, slots=True)
class Shift:
    """Times of the day at which some people take turns, week by week. `end` at or before `begin` is on the next day; `days`
    are those on which it begins, Monday is 0."""

    begin: time
    end: time
    people: tuple[UUID, ...]
    days: tuple[int, ...] = EVERY_DAY


@dataclass(frozen=True, slots=True)
class Rota:
    """A rota: `people` take turns of a day or a week, from `first_day` at `hand_over`; or `shifts` say who is on call at
    which times of the day. A turn of a week is handed over on the weekday of `first_day`. `together`: how many are on call
    at once, those whose turns come next. `gaps`: nobody at some hours is meant so."""

    zone: str
    first_day: date
    length: Length = Length.WEEK
    hand_over: time = time(9)
    people: tuple[UUID, ...] = ()
    shifts: tuple[Shift, ...] = ()
    together: int = 1
    gaps: bool = False


@dataclass(frozen=True, slots=True)
class Cover:
    """`by` takes the turns of `covered` from `begins` until before `ends`."""

    covered: UUID
    by: UUID
    begins: datetime
    ends: datetime


@dataclass(frozen=True, slots=True)
class Away:
    """A person cannot be on call from `begins` until before `ends`."""

    person: UUID
    begins: datetime
    ends: datetime


@dataclass(frozen=True, slots=True)
class Known:
    """What else is known of the people of a rota."""

    covers: tuple[Cover, ...] = ()
    away: tuple[Away, ...] = ()


@dataclass(frozen=True, slots=True)
class Turn:
    """From `begins` until before `ends`, `people` are on call."""

    begins: datetime
    ends: datetime
    people: tuple[UUID, ...]


NOTHING = Known()


def on_call(
    rota: Rota, moment: datetime, known: Known = NOTHING, *, without: Collection[UUID] = ()
) -> tuple[UUID, ...]:
    """Who is on call at a moment, the one whose turn it is first; nobody where the rota has a gap, or all of them are away.

    1. Whoever covers for somebody takes their turn, and whoever covers for that one, and so on.
    2. Who is away, or among `without`, is passed over: the next of the list takes it. Where nobody else is left, somebody
       who is covered for and is not away is on call all the same.
    3. Nobody is named twice, so that two on call together are two people.
    """
    listed = _listed(rota, moment)
    takers = [_taker(person, moment, known.covers) for person in listed]
    away = {one.person for one in known.away if one.begins <= moment < one.ends} | set(without)
    found = dict.fromkeys(person for person in (*takers, *listed) if person not in away)
    return tuple(found)[: rota.together if listed else 0]


def turns(rota: Rota, begin: datetime, end: datetime, known: Known = NOTHING) -> list[Turn]:
    """From `begin` until before `end`, who is on call: one after the other without a hole between them; `people` is empty
    where nobody is. Neighbours differ."""
    edges = sorted({begin, *(at for at in _edges(rota, begin, end, known) if begin < at < end)})
    found: list[Turn] = []
    for at, until in zip(edges, [*edges[1:], end], strict=True):
        people = on_call(rota, at, known)
        if found and found[-1].people == people:
            found[-1] = Turn(found[-1].begins, until, people)
        else:
            found.append(Turn(at, until, people))
    return found


@lru_cache(maxsize=4096)
def moment_of(day: date, at: time, zone: str) -> datetime:
    """When a clock on the wall shows this, in UTC: the first time where it shows it twice, and when it is put forward where
    it never does. Later times of the clock are never earlier moments."""
    place = ZoneInfo(zone)
    written = datetime.combine(day, at, tzinfo=place)
    found = written.astimezone(UTC)
    if found.astimezone(place).replace(tzinfo=None) == written.replace(tzinfo=None):
        return found
    before, after = written.replace(fold=1).astimezone(UTC), found  # the gap was jumped between these two
    offset = before.astimezone(place).utcoffset()
    while after - before > timedelta(microseconds=1):
        middle = before + (after - before) / 2
        if middle.astimezone(place).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after


def cycle_of(covers: Iterable[Cover]) -> tuple[UUID, ...]:
    """People who cover each other round and round at one and the same time; empty where nobody does."""
    covers = list(covers)
    for one in covers:
        at, chain = one.begins, [one.covered]
        person: UUID | None = one.by
        while person is not None and person not in chain:
            chain.append(person)
            person = next((c.by for c in covers if c.covered == person and c.begins <= at < c.ends), None)
        if person is not None:
            return tuple(chain[chain.index(person) :])
    return ()


def faults(rota: Rota) -> list[str]:
    """What is wrong with a rota, in words; empty where nothing is."""
    found = []
    if rota.length is Length.HOURS:
        if not rota.shifts:
            found.append("Write at least one line of times.")
        if any(not shift.people for shift in rota.shifts):
            found.append("Write at least one person for each line of times.")
        if any(not shift.days for shift in rota.shifts):
            found.append("Choose at least one day for each line of times.")
        found += [f"Two turns overlap: {words}." for words in _weekly(rota, of_overlaps=True)]
        if not rota.gaps:
            found += [f"Nobody is on call {words}." for words in _weekly(rota, of_overlaps=False)]
    elif not rota.people:
        found.append("Write at least one person.")
    lists = [shift.people for shift in rota.shifts] if rota.length is Length.HOURS else [rota.people]
    if any(len(set(people)) < len(people) for people in lists):
        found.append("Name each person once in a list.")
    if any(0 < len(people) < rota.together for people in lists):
        found.append(f"{rota.together} people are to be on call at once, and the list names fewer.")
    return found


def people_of(rota: Rota) -> tuple[UUID, ...]:
    """Everybody in a rota, each once."""
    listed = (
        [person for shift in rota.shifts for person in shift.people] if rota.length is Length.HOURS else rota.people
    )
    return tuple(dict.fromkeys(listed))


def rota_as_json(rota: Rota) -> dict[str, Any]:
    """A rota as plain values, to be stored."""
    return {
        "zone": rota.zone,
        "first_day": rota.first_day.isoformat(),
        "length": rota.length.value,
        "hand_over": f"{rota.hand_over:%H:%M}",
        "people": [str(one) for one in rota.people],
        "shifts": [
            {
                "begin": f"{one.begin:%H:%M}",
                "end": f"{one.end:%H:%M}",
                "people": [str(person) for person in one.people],
                "days": list(one.days),
            }
            for one in rota.shifts
        ],
        "together": rota.together,
        "gaps": rota.gaps,
    }


def rota_from_json(data: Mapping[str, Any]) -> Rota:
    """What `rota_as_json` was given."""
    return Rota(
        zone=data["zone"],
        first_day=date.fromisoformat(data["first_day"]),
        length=Length(data["length"]),
        hand_over=time.fromisoformat(data["hand_over"]),
        people=tuple(UUID(one) for one in data["people"]),
        shifts=tuple(
            Shift(
                time.fromisoformat(one["begin"]),
                time.fromisoformat(one["end"]),
                tuple(UUID(person) for person in one["people"]),
                tuple(one["days"]),
            )
            for one in data["shifts"]
        ),
        together=data["together"],
        gaps=data["gaps"],
    )


def _taker(person: UUID, moment: datetime, covers: Sequence[Cover]) -> UUID:
    """Whoever takes this person's turn now; themselves where the covers go round and round."""
    taker, seen = person, {person}
    while True:
        following = next((c.by for c in covers if c.covered == taker and c.begins <= moment < c.ends), None)
        if following is None:
            return taker
        if following in seen:
            return person
        seen.add(following)
        taker = following


def _listed(rota: Rota, moment: datetime) -> tuple[UUID, ...]:
    """The people of the list in whose turn the moment lies, from the one whose turn it is on; empty in a gap."""
    if moment < moment_of(rota.first_day, time() if rota.length is Length.HOURS else rota.hand_over, rota.zone):
        return ()
    if rota.length is Length.HOURS:
        for shift, day in _shifts_near(rota, moment):
            begins, ends = _bounds(rota, shift, day)
            if begins <= moment < ends:
                return _from(shift.people, (day - rota.first_day).days // 7)
        return ()
    stride = 7 if rota.length is Length.WEEK else 1
    local = moment.astimezone(ZoneInfo(rota.zone)).date()
    number = (local - rota.first_day).days // stride + 1
    while moment_of(rota.first_day + DAY * stride * number, rota.hand_over, rota.zone) > moment:
        number -= 1
    return _from(rota.people, number)


def _from(people: tuple[UUID, ...], number: int) -> tuple[UUID, ...]:
    if not people:
        return ()
    first = number % len(people)
    return people[first:] + people[:first]


def _shifts_near(rota: Rota, moment: datetime) -> Iterator[tuple[Shift, date]]:
    local = moment.astimezone(ZoneInfo(rota.zone)).date()
    for ago in (2, 1, 0, -1):
        day = local - DAY * ago
        for shift in rota.shifts:
            if day.weekday() in shift.days and day >= rota.first_day:
                yield shift, day


def _bounds(rota: Rota, shift: Shift, day: date) -> tuple[datetime, datetime]:
    last = day if shift.end > shift.begin else day + DAY
    return moment_of(day, shift.begin, rota.zone), moment_of(last, shift.end, rota.zone)


def _edges(rota: Rota, begin: datetime, end: datetime, known: Known) -> Iterator[datetime]:
    """Every moment at which somebody else may be on call."""
    yield from (at for one in known.covers for at in (one.begins, one.ends))
    yield from (at for one in known.away for at in (one.begins, one.ends))
    place = ZoneInfo(rota.zone)
    day = begin.astimezone(place).date() - DAY * 2
    last = end.astimezone(place).date() + DAY
    while day <= last:
        if rota.length is Length.HOURS:
            for shift in rota.shifts:
                yield from _bounds(rota, shift, day)
            yield moment_of(rota.first_day, time(), rota.zone)
        else:
            yield moment_of(day, rota.hand_over, rota.zone)
        day += DAY


def _weekly(rota: Rota, *, of_overlaps: bool) -> list[str]:
    """Where two lines of times overlap, or none is, in a week of the clock on the wall; in words."""
    times = [0] * (7 * 24 * 60)
    for shift in rota.shifts:
        begin, end = _minutes(shift.begin), _minutes(shift.end)
        length = (end - begin - 1) % 1440 + 1
        for day in shift.days:
            for minute in range(begin, begin + length):
                times[(day * 1440 + minute) % len(times)] += 1
    wrong = [number > 1 if of_overlaps else number == 0 for number in times]
    if all(wrong):
        return ["all week"]
    found, minute = [], 0
    while minute < len(wrong):
        if wrong[minute] and not wrong[minute - 1]:
            until = minute
            while wrong[until % len(wrong)]:
                until += 1
            found.append(f"{_weekly_words(minute)} to {_weekly_words(until, after=minute)}")
        minute += 1
    return found


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute


def _weekly_words(minute: int, after: int | None = None) -> str:
    day, rest = divmod(minute % (7 * 1440), 1440)
    clock = f"{rest // 60:02}:{rest % 60:02}"
    return clock if after is not None and minute // 1440 == after // 1440 else f"{WEEK_DAYS[day]} {clock}"
