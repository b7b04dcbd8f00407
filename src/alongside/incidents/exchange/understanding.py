"""What a row of a file says, in our terms, or why it cannot be understood. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from datetime import time as clock_time
from typing import Any
from zoneinfo import ZoneInfo

from alongside.incidents.exchange.dates import Moment, Note, Order, at_local, read_day, read_time
from alongside.incidents.exchange.fields import Field, fields_of, list_of, words_of
from alongside.incidents.exchange.reading import Row

LEFT_OUT = ""
"""An organisation's own word that somebody chose to leave out."""
LONGEST = {"reference": 200, "name": 200, "email": 254, "site": 200, "place": 200, "team": 200}
_EMAIL = re.compile(r"[^@\s,;]+@[^@\s,;]+\.[^@\s,;]+")
_GUARD = re.compile(r"'(?=[=+\-@\t\r])")
_SEVERAL = re.compile(r"\s*[;|\n]\s*")
YES = {"yes", "y", "true", "1", "on", "active", "current", "employed"}
NO = {"no", "n", "false", "0", "off", "inactive", "left", "leaver"}


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a row: the heading of the column, and a sentence."""

    column: str
    reason: str

    def as_json(self) -> dict[str, str]:
        return {"column": self.column, "reason": self.reason}


@dataclass(frozen=True, slots=True)
class Plan:
    """How a file is to be understood. `columns`: number of a column, from 0, as text, to the name of a field."""

    what: str
    columns: Mapping[str, str]
    order: Order = Order.DAY_FIRST
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Europe/London"))


@dataclass(frozen=True, slots=True)
class Understood:
    """A row's values by field: text, a `Moment` for days, a list for fields of several codes.

    `unmatched`: (list, the row's word) for words that nobody has matched to a code yet. `raw`: the texts as they came.
    """

    line: int
    values: Mapping[str, Any]
    raw: Mapping[str, str]
    problems: Sequence[Problem] = ()
    notes: Sequence[Note] = ()
    unmatched: Sequence[tuple[str, str]] = ()


class Reader:
    """Understands the rows of one file. `words`: (list, word in small letters) to a code, a key, or `LEFT_OUT`.

    `sites` and `teams` are lists as well: their codes are keys.
    """

    def __init__(self, mapping: Plan, headings: Sequence[str], words: Mapping[tuple[str, str], str]) -> None:
        self._mapping = mapping
        self._words = words
        self._headings = headings
        fields = fields_of(mapping.what)
        self._columns: dict[str, list[int]] = {}
        for number, name in sorted(mapping.columns.items(), key=lambda item: int(item[0])):
            if name in fields and int(number) < len(headings):
                self._columns.setdefault(name, []).append(int(number))
        self._fields = {name: fields[name] for name in self._columns}
        self._missing = [one for one in fields.values() if one.required and one.name not in self._columns]

    @property
    def missing(self) -> list[Field]:
        """Fields without which nothing can be read, and which no column gives."""
        return self._missing

    def heading(self, name: str) -> str:
        """The heading of the first column of a field."""
        return self._headings[self._columns[name][0]] if name in self._columns else ""

    def read(self, row: Row) -> Understood:
        """The row as it is understood; see `Understood`."""
        values: dict[str, Any] = {}
        raw: dict[str, str] = {}
        problems: list[Problem] = []
        unmatched: list[tuple[str, str]] = []
        if row.problem is not None:
            problems.append(Problem(self._headings[row.problem[0]], row.problem[1]))
        for name, one in self._fields.items():
            cells = [(at, _GUARD.sub("", row.cells[at], count=1)) for at in self._columns[name] if row.cells[at]]
            raw[name] = "\n\n".join(cell for _, cell in cells)
            if not cells:
                if one.required:
                    problems.append(Problem(self.heading(name), _empty(one)))
                continue
            try:
                values[name] = self._value(one, cells, unmatched, problems)
            except ValueError as error:
                problems.append(Problem(self._headings[cells[0][0]], str(error)))
        notes: list[Note] = []
        if self._mapping.what == "incidents":
            self._join_times(values, notes, problems)
            if not values.get("kinds") and raw.get("kinds") and not unmatched and not _told(problems, self, "kinds"):
                problems.append(Problem(self.heading("kinds"), "This says nothing of what kind of incident it was."))
        return Understood(row.line, values, raw, problems, notes, unmatched)

    def _value(
        self, one: Field, cells: list[tuple[int, str]], unmatched: list[tuple[str, str]], problems: list[Problem]
    ) -> Any:
        text = cells[0][1]
        if one.kind == "text":
            if one.name == "account":
                return self._account(cells)
            longest = LONGEST.get(one.name)
            if longest and len(text) > longest:
                raise ValueError(f"This has more than {longest} characters.")
            return text
        if one.kind == "day":
            return read_day(text, self._mapping.order)
        if one.kind == "time":
            return read_time(text)
        if one.kind == "email":
            if not _EMAIL.fullmatch(text) or len(text) > LONGEST["email"]:
                raise ValueError(f"“{_short(text)}” is not an e-mail address.")
            return text.lower()
        if one.kind == "number":
            try:
                return float(text)
            except ValueError:
                raise ValueError(f"“{_short(text)}” is not a number.") from None
        if one.kind == "yes_no":
            return _yes_no(text)
        list_name = {"site": "sites", "team": "teams"}.get(one.kind) or one.list_name
        return self._codes(one, list_name, cells, unmatched, problems)

    def _codes(
        self,
        one: Field,
        list_name: str,
        cells: list[tuple[int, str]],
        unmatched: list[tuple[str, str]],
        problems: list[Problem],
    ) -> Any:
        found: list[str] = []
        for at, cell in cells:
            whole = self._code(list_name, cell)
            words = [cell] if whole is not None or one.kind != "codes" else [w for w in _SEVERAL.split(cell) if w]
            for word in words:
                code = whole if word == cell else self._code(list_name, word)
                if code is None:
                    unmatched.append((list_name, word[:200]))
                    problems.append(
                        Problem(self._headings[at], f"“{_short(word)}” is not matched to one of our words yet.")
                    )
                elif code != LEFT_OUT and code not in found:
                    found.append(code)
        return found if one.kind == "codes" else (found[0] if found else "")

    def _code(self, list_name: str, word: str) -> str | None:
        plain = " ".join(word.split()).casefold()
        chosen = self._words.get((list_name, plain))
        if chosen is not None or list_name in ("sites", "teams"):
            return chosen
        return words_of(list_name).get(plain)

    def _account(self, cells: list[tuple[int, str]]) -> str:
        if len(cells) == 1:
            return cells[0][1]
        return "\n\n".join(f"{self._headings[at]}: {cell}" for at, cell in cells)

    def _join_times(self, values: dict[str, Any], notes: list[Note], problems: list[Problem]) -> None:
        for name in ("day", "reported"):
            if name not in values:
                continue
            day: date
            clock: clock_time | None
            day, clock = values.pop(name)
            if name == "day":
                clock = values.pop("time", None) or clock
            try:
                moment = at_local(day, clock, self._mapping.zone)
            except ValueError as error:
                problems.append(Problem(self.heading(name), str(error)))
                continue
            values[name] = moment
            if name == "day" and moment.note:
                notes.append(moment.note)


def moment_of(values: Mapping[str, Any], name: str) -> datetime | None:
    """The time of a field, aware UTC; None where the row has none."""
    found: Moment | None = values.get(name)
    return found.at if found else None


def label_of(list_name: str, code: str) -> str:
    """What a code is called, for the preview of a row."""
    return list_of(list_name).label(code)


def _told(problems: Sequence[Problem], reader: Reader, name: str) -> bool:
    return any(problem.column == reader.heading(name) for problem in problems)


def _yes_no(text: str) -> bool | None:
    plain = text.strip().casefold()
    if plain in YES:
        return True
    if plain in NO:
        return False
    if plain in ("unknown", "not known", "n/a", "don't know"):
        return None
    raise ValueError(f"“{_short(text)}” is neither yes nor no.")


def _empty(one: Field) -> str:
    if one.name == "reference":
        return "This row has no number. Without one a second import would add it again."
    return f"This is empty. “{one.label}” is needed."


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"
