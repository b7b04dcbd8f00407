"""How long files are kept and what is asked of whoever looks at them. Pure: a data file, no database, no clock."""

import calendar
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal

LIST = Path(__file__).with_name("retention.toml")
Use = Literal["view", "export", "share"]


@dataclass(frozen=True, slots=True)
class KeptAs:
    """A class of retention."""

    code: str
    label: str
    years: int
    source: str

    def due_on(self, starts_on: date) -> date:
        """The day on which the time is over that began on `starts_on`."""
        year = starts_on.year + self.years
        return date(year, starts_on.month, min(starts_on.day, calendar.monthrange(year, starts_on.month)[1]))


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds for a purpose."""

    kept_as: str
    reason_for: tuple[Use, ...]
    shown_before_scan: bool


def class_of(code: str) -> KeptAs:
    """The class with that code. Raises KeyError."""
    told = _list()["classes"][code]
    return KeptAs(code, told["label"], told["years"], told["source"])


def classes() -> list[KeptAs]:
    """All of them, in their order."""
    return [class_of(code) for code in _list()["classes"]]


def terms_of(purpose: str) -> Terms:
    """What holds for a purpose; the strictest where the list does not name it."""
    told = _list()["purposes"].get(purpose, {})
    return Terms(
        told.get("kept_as", "incident"),
        tuple(told.get("reason_for", ("export", "share"))),
        told.get("scan", "after") == "before",
    )


def grounds() -> dict[str, str]:
    """Why a file may be taken away or given to somebody: labels by code."""
    return dict(_list()["grounds"])


def erasure_grounds() -> dict[str, str]:
    """Which duty or order can ask that a file is erased before its time: labels by code."""
    return dict(_list()["erasure_grounds"])


@cache
def _list() -> dict[str, Any]:
    return tomllib.loads(LIST.read_text())
