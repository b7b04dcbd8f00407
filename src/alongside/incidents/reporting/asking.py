"""What a question of a report is. Pure: no database, no clock.

One page asks one thing (a `Step`); a page may hold several fields that are one answer, such as "who, and were they
hurt". `applies` is data, so that the server and the page in a phone without signal follow one rule: a mapping from the
name of an earlier field to the answers of which at least one must have been given; every name in it must fit. What is
known before anybody asks (`place_known`, `signed_in`) is looked up in the same way (`way_through.py`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from alongside.incidents import contact
from alongside.incidents.codes import Code, code_list

Applies = Mapping[str, Sequence[str]]
Answers = Mapping[str, Any]
"""From the name of a field to its text, or to a list of codes, or to a list of rows (`more.py`)."""


class Form(NamedTuple):
    """How something is written: a pattern for the whole text, read without regard to capitals, and what is said of another."""

    pattern: str
    wrong: str


FORMS: Mapping[str, Form] = {
    "email": Form(contact.EMAIL, contact.WRONG_EMAIL),
    "phone": Form(contact.PHONE, contact.WRONG_PHONE),
    "number": Form("[1-9][0-9]{0,2}|1000", "Write a number from 1 to 1000."),
    "pounds": Form(
        r"£? ?[0-9]{1,3}(,?[0-9]{3}){0,2}(\.[0-9]{1,2})?", "Write the value in pounds, for example 120 or 99.50."
    ),
}
"""By the kind of a field. The page on a phone without signal asks by the same patterns."""
WRITTEN = ("text", "long_text", "place", *FORMS)
"""Kinds that somebody types, and that therefore have a longest."""

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
    """One thing on a page. `kind`: checkboxes, radios, select, text, long_text, place, time, date, tick, files, or one of `FORMS`.

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
    """One page: one thing that is asked. `name` is its address, `short` its line where the answers are checked. What is asked
    `later` does not stand on the way: it is offered once the few answers are given.
    """

    name: str
    title: str
    short: str
    fields: Sequence[Field]
    applies: Applies = field(default_factory=dict)
    hint: str = ""
    later: bool = False
