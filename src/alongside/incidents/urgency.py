"""What is looked at first, and why. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from alongside.incidents.codes import code_list

FOOTAGE_SOON = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Facts:
    """What decides how urgent a report is; codes of the lists of the same names."""

    kinds: Collection[str] = ()
    acts: Collection[str] = ()
    sexual_acts: Collection[str] = ()
    weapons: Collection[str] = ()
    property_kinds: Collection[str] = ()
    injury: str = "unknown"
    harm_physical: str = "unknown"
    harm_psychological: str = "unknown"
    police: str = "undecided"
    danger_now: bool = False
    child_involved: bool | None = None
    safeguarding: bool | None = None
    footage_until: datetime | None = None
    repeat_person: bool = False
    repeat_victim: bool = False
    marker_known: bool = False
    """A violence marker was on record before it happened."""


@dataclass(frozen=True, slots=True)
class Urgency:
    """`because` holds codes of the list `urgencies`, the weightiest first; `weight` is their sum."""

    weight: int
    because: tuple[str, ...]


def judge(facts: Facts, now: datetime) -> Urgency:
    """How urgent a report is. Times are aware UTC."""
    holds = {
        "danger_now": facts.danger_now,
        "weapon": "weapon" in facts.kinds or bool(facts.weapons),
        "serious_harm": _serious(facts),
        "sexual": "sexual_safety" in facts.kinds,
        "child": facts.child_involved is True,
        "safeguarding": facts.safeguarding is True,
        "hate": "hate" in facts.kinds,
        "repeat_person": facts.repeat_person,
        "repeat_victim": facts.repeat_victim,
        "marker_known": facts.marker_known,
        "controlled_drugs": "controlled_drugs" in facts.property_kinds,
        "footage": facts.footage_until is not None and now < facts.footage_until <= now + FOOTAGE_SOON,
        "police_wanted": facts.police == "wanted",
    }
    because = [code for code in code_list("urgencies") if holds.get(code.code)]
    because.sort(key=lambda code: -code.more["weight"])
    return Urgency(sum(code.more["weight"] for code in because), tuple(code.code for code in because))


def _serious(facts: Facts) -> bool:
    return (
        _grave("injuries", [facts.injury])
        or _grave("acts", facts.acts)
        or _grave("sexual_acts", facts.sexual_acts)
        or _rank("harm_physical", facts.harm_physical) >= 2
        or _rank("harm_psychological", facts.harm_psychological) >= 3
    )


def _grave(name: str, given: Collection[str]) -> bool:
    found = code_list(name)
    return any(code in found and found[code].more.get("grave") for code in given)


def _rank(name: str, code: str) -> int:
    found = code_list(name)
    return int(found[code].more["rank"]) if code in found else 0
