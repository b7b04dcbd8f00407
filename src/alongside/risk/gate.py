"""The gate before a visit: facts in, finding out. Nothing is looked up and nothing is written here.

What is asked (NHS GGC, `lone-worker` guidance of the NHS staff council): is a home visit the best way; is there an assessment, and is
it still true; is anything known of violence. What the answers lead to is this house's rule and set by nobody's law: low goes, medium
goes with the timings of medium, high goes with two people, at a base, or with somebody else's reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

LEVELS = ("low", "medium", "high")


@dataclass(frozen=True, slots=True)
class Assessed:
    """The newest assessment. `changed`: what has changed since it was made, in words."""

    level: str
    way: str
    review_on: date
    changed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """Something that rooms know about whom the visit concerns. `grave`: it makes the visit one of high risk."""

    said: str
    grave: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """All that the gate looks at. `asked`: off, warn or block. `concerns_somebody`: the visit has a subject; without one nothing can be
    looked up, and what the worker says of the risk counts. `risk`: what they said. `companions`: how many go along with clocks of their
    own; `at_base`: it was moved to a base or clinic."""

    asked: str
    concerns_somebody: bool
    today: date
    risk: str = "low"
    assessment: Assessed | None = None
    known: Sequence[Known] = ()
    companions: int = 0
    at_base: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """What came out. `reasons`: codes of what is open, in the order of REASONS; `level`: the risk that the visit is started with;
    `gated`: it must not begin like this; `changed`, `known`: the words behind the codes."""

    asked: str
    level: str
    reasons: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    known: tuple[str, ...] = ()

    @property
    def gated(self) -> bool:
        return self.asked == "block" and bool(self.reasons)


REASONS = ("missing", "out_of_date", "changed", "base", "high")
"""No assessment; its review is overdue; facts have changed since; it says: not at home; the risk is high, for one person."""


def find(facts: Facts) -> Finding:
    """What the gate finds. With `off` nothing is asked, and the risk is as the worker says."""
    if facts.asked == "off":
        return Finding("off", facts.risk)
    said = facts.assessment
    level = _gravest(
        facts.risk, said.level if said else "low", "high" if any(one.grave for one in facts.known) else "low"
    )
    open_: list[str] = []
    if not facts.at_base:
        if facts.concerns_somebody and said is None:
            open_.append("missing")
        if said is not None and said.review_on < facts.today:
            open_.append("out_of_date")
        if said is not None and said.changed:
            open_.append("changed")
        if said is not None and said.way == "base":
            open_.append("base")
        alone = not facts.companions
        if alone and (level == "high" or (said is not None and said.way == "two")):
            open_.append("high")
    return Finding(
        facts.asked,
        level,
        tuple(open_),
        said.changed if said else (),
        tuple(one.said for one in facts.known),
    )


def _gravest(*levels: str) -> str:
    return max(levels, key=LEVELS.index)
