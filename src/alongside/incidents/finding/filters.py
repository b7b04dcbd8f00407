"""What somebody asked to see, read from an address and written back into one. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from alongside.incidents.finding.facets import BY_NAME, EQUAL, FACETS, IS, OBJECTS, OVERLAP, WEEKDAYS
from alongside.incidents.finding.words import Words, parse

SORTS = {"newest": "Newest report first", "occurred": "Latest incident first", "urgency": "Most urgent first"}
MOST_VALUES = 40
"""Of one filter."""
Chosen = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Filters:
    """`chosen` holds (name in the address, value) in the order of the address, checked; `wrong` says what was left out."""

    chosen: Chosen = ()
    words: Words = field(default_factory=Words)
    first_day: date | None = None
    last_day: date | None = None
    sort: str = "newest"
    wrong: tuple[str, ...] = ()

    def values(self, name: str) -> list[str]:
        """What was chosen of one filter."""
        return [value for key, value in self.chosen if key == name]

    def having(self, name: str, value: str) -> "Filters":
        """With one more value."""
        return self if (name, value) in self.chosen else replace(self, chosen=(*self.chosen, (name, value)))

    def without(self, name: str, value: str = "") -> "Filters":
        """Without a value; without all of that name where none is given. `q`, `from`, `to` are names too."""
        if name == "q":
            return replace(self, words=Words())
        if name == "from":
            return replace(self, first_day=None)
        if name == "to":
            return replace(self, last_day=None)
        return replace(self, chosen=tuple(one for one in self.chosen if one[0] != name or (value and one[1] != value)))

    def pairs(self) -> list[tuple[str, str]]:
        """As names and values of an address."""
        dates = [("from", self.first_day), ("to", self.last_day)]
        return [
            *([("q", self.words.said)] if self.words else []),
            *self.chosen,
            *[(name, day.isoformat()) for name, day in dates if day],
            *([("sort", self.sort)] if self.sort != "newest" else []),
        ]

    def query(self, **more: Any) -> str:
        """As what follows `?` in an address."""
        return urlencode([*self.pairs(), *more.items()])

    @property
    def narrowed(self) -> bool:
        """Whether anything is left out of the list."""
        return bool(self.chosen or self.words or self.first_day or self.last_day)

    def asked(self, zone: str) -> dict[str, Any]:
        """As the functions of the database take it (migration `0004_finding_search`); days are days of `zone`."""
        said: dict[str, Any] = {EQUAL: {}, OVERLAP: {}, IS: {}, "zone": zone, "sort": self.sort}
        for name, value in self.chosen:
            if name in BY_NAME and BY_NAME[name].how == IS:
                said[IS][BY_NAME[name].column] = value == "yes"
            elif name in BY_NAME:
                said[BY_NAME[name].how].setdefault(BY_NAME[name].column, []).append(value)
            elif name in OBJECTS:
                said[EQUAL].setdefault(OBJECTS[name], []).append(value)
            else:
                said[name] = int(value)
        if self.first_day:
            said["from"] = _midnight(self.first_day, zone).isoformat()
        if self.last_day:
            said["to"] = _midnight(self.last_day + timedelta(days=1), zone).isoformat()
        if self.words:
            words = self.words
            said |= {
                "said": words.said,
                "words": words.whole,
                "beginning": words.beginning,
                "reference": words.reference,
            }
        return said


def read(address: Mapping[str, Any], lists: Any = None) -> Filters:
    """Filters from the query of an address (`QueryDict`, or pairs). What cannot be understood is left out and said."""
    get = lists or address.getlist  # type: ignore[attr-defined]
    wrong: list[str] = []
    chosen: list[tuple[str, str]] = []
    for facet in FACETS:
        known = dict(facet.options())
        for value in get(facet.name)[:MOST_VALUES]:
            if value in known:
                chosen.append((facet.name, value))
            elif value:
                wrong.append(f"{facet.heading}: there is no “{value[:40]}”.")
    for name in OBJECTS:
        for value in get(name)[:MOST_VALUES]:
            if _is_key(value):
                chosen.append((name, str(UUID(value))))
            elif value:
                wrong.append(f"“{value[:40]}” is not a {'person' if name == 'assigned' else name} of yours.")
    for name, low, high in (("weekday", 1, 7), ("hour", 0, 23)):
        for value in get(name)[:1]:
            if value.isascii() and value.isdigit() and low <= int(value[:4]) <= high:
                chosen.append((name, str(int(value))))
            elif value:
                wrong.append(f"“{value[:40]}” is not {'a day of the week' if name == 'weekday' else 'an hour'}.")
    first_day, last_day = (_day(get(name), name, wrong) for name in ("from", "to"))
    if first_day and last_day and last_day < first_day:
        wrong.append("The last day is before the first one, so nothing can be found.")
    words = parse(next(iter(get("q")), ""))
    sort = next(iter(get("sort")), "newest")
    return Filters(
        tuple(dict.fromkeys(chosen)),
        words,
        first_day,
        last_day,
        sort if sort in SORTS and not words else "newest",
        tuple(wrong),
    )


def read_pairs(pairs: Iterable[tuple[str, str]]) -> Filters:
    """The same from names and values, for a saved view."""
    kept = list(pairs)
    return read({}, lambda name: [value for key, value in kept if key == name])


def hour_label(hour: int) -> str:
    """ "14:00 to 15:00"."""
    return f"{hour:02d}:00 to {(hour + 1) % 24:02d}:00"


def own_label(name: str, value: str) -> str | None:
    """What a value is called where no database is needed to say it."""
    if name in BY_NAME:
        return BY_NAME[name].label(value)
    if name == "weekday":
        return WEEKDAYS[int(value) - 1]
    return hour_label(int(value)) if name == "hour" else None


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)


def _day(given: list[str], name: str, wrong: list[str]) -> date | None:
    for value in given[:1]:
        if not value.strip():
            continue
        try:
            day = date.fromisoformat(value.strip())
        except ValueError:
            day = None
        if day and 1900 <= day.year <= 2200:
            return day
        wrong.append(f"“{value[:40]}” is not a day. Write it like 2026-05-03.")
    return None


def _is_key(value: str) -> bool:
    try:
        UUID(value)
    except ValueError:
        return False
    return len(value) == 36
