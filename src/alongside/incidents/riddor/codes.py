"""The lists that the decision stands on: read from dated files with their sources, never written into code."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

PACKAGE = "alongside.incidents.riddor"


@dataclass(frozen=True, slots=True)
class SpecifiedInjury:
    """One injury of SI 2013/1471 reg 4(1). `text`: words of the rule. `label`: as a nurse would tick it.

    `kinds`: kinds of injury that it can be. `parts`: parts of the body that count (empty: all), `not_parts`: that do
    not. `needs`: groups of facts; in each group one must be true and every group must hold.
    """

    code: str
    rule: str
    text: str
    label: str
    kinds: tuple[str, ...]
    parts: tuple[str, ...]
    not_parts: tuple[str, ...]
    part_question: str
    part_reason: str
    needs: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class InjuryKind:
    """A kind of injury that can be ticked. `never`: parts that cannot have it. `part`: the part it means by itself."""

    code: str
    label: str
    never: tuple[str, ...]
    implies: tuple[str, ...] = ()
    physical: bool = True
    part: str | None = None


@dataclass(frozen=True, slots=True)
class Disease:
    """A disease whose diagnosis is reported (reg 8 and 9). `linked`: asks for the work that it must go with."""

    code: str
    label: str
    rule: str
    linked: str


@dataclass(frozen=True, slots=True)
class Clock:
    """A period of the rules. `status`: "law", or "setting" (ours, with the day that it holds `since`)."""

    id: str
    rule: str
    status: str
    days: int = 0
    years: int = 0
    since: date | None = None


@cache
def read(name: str) -> Mapping[str, Any]:
    """A data file of this package."""
    return tomllib.loads(files(PACKAGE).joinpath(name).read_text("utf-8"))


@cache
def specified_injuries() -> tuple[SpecifiedInjury, ...]:
    """The specified injuries, (a) to (h)."""
    return tuple(
        SpecifiedInjury(
            code=row["code"],
            rule=row["rule"],
            text=row["text"],
            label=row["label"],
            kinds=tuple(row["kinds"]),
            parts=tuple(row.get("parts", ())),
            not_parts=tuple(row.get("not_parts", ())),
            part_question=row.get("part_question", "Which part of the body was hurt?"),
            part_reason=row.get("part_reason", "The injury is not one of the specified injuries."),
            needs=tuple(tuple(group) for group in row["needs"]),
        )
        for row in read("specified_injuries.toml")["specified"]
    )


def injury_question(fact: str) -> str:
    """How a fact about an injury is asked for. KeyError when there is no such fact."""
    return str(read("specified_injuries.toml")["questions"][fact])


@cache
def injury_kinds() -> Mapping[str, InjuryKind]:
    """The kinds of injury that can be ticked, by code."""
    return {
        code: InjuryKind(
            code=code,
            label=row["label"],
            never=tuple(row["never"]),
            implies=tuple(row.get("implies", ())),
            physical=row.get("physical", True),
            part=row.get("part"),
        )
        for code, row in read("injuries.toml")["kinds"].items()
    }


def body_parts() -> Mapping[str, str]:
    """Parts of the body: code and label."""
    parts: Mapping[str, str] = read("injuries.toml")["parts"]
    return parts


@cache
def diseases() -> Mapping[str, Disease]:
    """The diseases whose diagnosis is reported, by code."""
    return {code: Disease(code, **row) for code, row in read("diseases.toml")["diseases"].items()}


@cache
def clock(id: str) -> Clock:
    """A period by its id, as RID-10. KeyError when there is none."""
    for row in read("rules.toml")["clock"]:
        if row["id"] == id:
            return Clock(
                id, row["rule"], row["status"], row.get("days", 0), row.get("years", 0), since=row.get("since")
            )
    raise KeyError(id)


@cache
def more_than_days(id: str) -> int:
    """How many consecutive days must be exceeded: "over_seven" or "over_three". KeyError otherwise."""
    return {row["id"]: int(row["more_than_days"]) for row in read("rules.toml")["count"]}[id]


def countries_covered() -> frozenset[str]:
    """Where these Regulations are applied here: Great Britain."""
    return frozenset(read("rules.toml")["covers"])
