"""What a question of a report is. Pure: no database, no clock.

One page asks one thing (a `Step`); a page may hold several fields that are one answer, such as "who, and were they
hurt". `applies` is data, so that the server and the page in a phone without signal follow one rule: a mapping from the
name of an earlier field to the answers of which at least one must have been given; every name in it must fit. What is
known before anybody asks (`place_known`, `signed_in`) is looked up in the same way (`way_through.py`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from alongside.incidents.codes import Code, code_list

Applies = Mapping[str, Sequence[str]]
Answers = Mapping[str, Any]
"""From the name of a field to its text, or to a list of codes, or to a list of rows (`more.py`)."""

ALONE = ("nobody", "none", "unknown")
"""Answers that make no sense beside others of the same list."""


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose."""

    value: str
    text: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """One thing on a page. `kind`: checkboxes, radios, text, long_text, time, date, tick or files.

    `codes` names the code list that the options come from; `options` gives them where no list does. `missing` is what
    is said where a required field has no answer. `longest` is in characters.
    """

    name: str
    kind: str
    label: str
    hint: str = ""
    codes: str = ""
    options: Sequence[Option] = ()
    required: bool = False
    missing: str = "Choose an answer."
    applies: Applies = field(default_factory=dict)
    longest: int = 200
    autocomplete: str = ""
    folded: bool = False
    """A long list that nobody has to look at: it opens when it is asked for."""

    def choices(self, day: date | None = None) -> list[Option]:
        """What can be chosen, in order; with `day` only the codes that stand then."""
        if not self.codes:
            return list(self.options)
        found = code_list(self.codes)
        codes: Sequence[Code] = found.on(day) if day else list(found)
        return [Option(code.code, code.plain, code.hint) for code in codes]


@dataclass(frozen=True, slots=True)
class Step:
    """One page: one thing that is asked. `name` is its address, `short` its line where the answers are checked."""

    name: str
    title: str
    short: str
    fields: Sequence[Field]
    applies: Applies = field(default_factory=dict)
    hint: str = ""
