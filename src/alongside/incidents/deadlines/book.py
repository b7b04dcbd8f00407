"""The book of deadlines: what `rules.toml` says, checked, and what an organisation has set for itself."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any


class Unit(StrEnum):
    """What a time is counted in."""

    AT_ONCE = "at_once"
    HOURS = "hours"
    DAYS = "days"
    WORKING_DAYS = "working_days"
    MONTHS = "months"
    YEARS = "years"


class Kind(StrEnum):
    """`duty`: something must be done by then. `keep`: something must be kept at least until then; it is never late."""

    DUTY = "duty"
    KEEP = "keep"


class Standing(StrEnum):
    """How sure a rule is. `local`: the practice of some bodies. `unconfirmed`: no source was read; never used as it is."""

    CONFIRMED = "confirmed"
    LOCAL = "local"
    UNCONFIRMED = "unconfirmed"


class Change(StrEnum):
    """May a setting of the organisation change how long there is?"""

    NO = "no"
    SHORTER = "shorter"
    YES = "yes"


class Concern(StrEnum):
    """Whose deadline it is: of one incident, or of the organisation as a whole."""

    INCIDENT = "incident"
    ORGANISATION = "organisation"


@dataclass(frozen=True, slots=True)
class Span:
    """An amount of time in one unit: 1 to 1200 of it; `at_once` has the amount 0. Anything else is a ValueError."""

    unit: Unit
    amount: int = 0

    def __post_init__(self) -> None:
        if isinstance(self.amount, bool) or not isinstance(self.amount, int):
            raise ValueError("an amount of time is a whole number")
        if self.unit is Unit.AT_ONCE and self.amount:
            raise ValueError("at once has no amount")
        if self.unit is not Unit.AT_ONCE and not 1 <= self.amount <= 1200:
            raise ValueError("an amount of time is from 1 to 1200")


@dataclass(frozen=True, slots=True)
class Rule:
    """One deadline of the book, as it stands since `in_force_from`.

    - `triggers`: the facts that start it; `counts_from`: the fact whose time it is counted from (of RID-15 the
      incident, not the eighth day away).
    - `due`, `counts_first_day` (is the day it is counted from day one?), `before` (counted back from that day).
    - `warn_before`: counted back from the due date; `warn_after`: counted from the start.
    - `late_after`: only of what is due at once: after this many hours it is called late. See `clocks.start`.
    - `falls_to`: the role code (`people.roles`) that sees to it; `duty_of`: whose duty it is, where that is a body outside.
    - `concerns`: an incident, or the organisation as a whole: then the act that ends it is the fact that starts the next.
    - `ended_by`: the acts that end it. `longest`: no setting may be longer. `ask`: what an organisation must answer
      before an unconfirmed rule is used.
    - `repeats`: each fact is one of its own (a second decision of the police) and starts a deadline beside the first.
    """

    id: str
    name: str
    kind: Kind
    triggers: tuple[str, ...]
    counts_from: str
    due: Span
    falls_to: str
    ended_by: tuple[str, ...]
    basis: str
    source: str
    status: Standing
    may_change: Change
    concerns: Concern = Concern.INCIDENT
    in_force_from: date | None = None
    counts_first_day: bool = False
    before: bool = False
    warn_before: tuple[Span, ...] = ()
    warn_after: tuple[Span, ...] = ()
    late_after_hours: int | None = None
    duty_of: str = ""
    longest: Span | None = None
    repeats: bool = False
    note: str = ""
    ask: str = ""

    def __post_init__(self) -> None:
        for missing in (
            name for name in ("id", "name", "triggers", "ended_by", "basis", "source") if not getattr(self, name)
        ):
            raise ValueError(f"{self.id or 'a rule'} has no {missing}")
        if self.concerns is Concern.ORGANISATION and not set(self.triggers) <= set(self.ended_by):
            raise ValueError(f"{self.id}: what ends a deadline of the organisation starts the next")
        at_once = self.due.unit is Unit.AT_ONCE
        if at_once != (self.late_after_hours is not None):
            raise ValueError(f"{self.id}: hours until it is late belong to what is due at once, and only to that")
        if at_once and (self.before or self.counts_first_day or self.warn_before or self.warn_after):
            raise ValueError(f"{self.id}: what is due at once is not counted and not warned of")
        if self.status is Standing.CONFIRMED and (self.may_change is not Change.NO or self.in_force_from is None):
            raise ValueError(f"{self.id}: a confirmed rule has its date and cannot be changed")
        if self.status is Standing.UNCONFIRMED and (self.may_change is Change.NO or not self.ask):
            raise ValueError(f"{self.id}: an unconfirmed rule asks the organisation to confirm it")


@dataclass(frozen=True, slots=True)
class Setting:
    """How long an organisation gives itself for one rule, from a day on; for an unconfirmed rule, that it confirms it.

    `basis`: where the organisation has it from ("CCTV policy 2026, section 4"); it must say something.
    """

    rule_id: str
    due: Span
    in_force_from: date
    basis: str

    def __post_init__(self) -> None:
        if not self.basis.strip():
            raise ValueError("a setting says where it comes from")


class NotAllowed(ValueError):
    """A setting that the rule does not allow."""


def check_setting(rule: Rule, setting: Setting) -> None:
    """`NotAllowed`, with a sentence for the page, where `setting` may not stand for `rule`."""
    if setting.rule_id != rule.id:
        raise NotAllowed(f"This setting is for {setting.rule_id}, not for {rule.id}.")
    if rule.may_change is Change.NO:
        raise NotAllowed(f"“{rule.name}” is fixed by {rule.basis}. It cannot be changed.")
    if setting.due.unit is Unit.AT_ONCE:
        raise NotAllowed(f"“{rule.name}” needs a length of time.")
    limit = rule.due if rule.may_change is Change.SHORTER else rule.longest
    if limit is None:
        return
    if setting.due.unit is not limit.unit:
        raise NotAllowed(f"Give the time for “{rule.name}” in {words_of_unit(limit.unit)}.")
    if setting.due.amount > limit.amount:
        raise NotAllowed(f"“{rule.name}” can be at most {limit.amount} {words_of_unit(limit.unit)}.")


def setting_for(rule: Rule, settings: Iterable[Setting], on: date) -> Setting | None:
    """The setting for `rule` that is in force `on` a day, checked; None where there is none."""
    given = [one for one in settings if one.rule_id == rule.id and one.in_force_from <= on]
    found = max(given, key=lambda one: one.in_force_from, default=None)
    if found is not None:
        check_setting(rule, found)
    return found


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every rule of the book in its order. One that changed stands there once for each date it came into force."""
    return read_rules(files("alongside.incidents.deadlines").joinpath("rules.toml").read_text("utf-8"))


def rule(id: str, on: date) -> Rule:
    """The rule as it stood `on` a day: KeyError where there is no such rule, or none yet on that day."""
    for one in rules_in_force(on):
        if one.id == id:
            return one
    raise KeyError(id)


def rules_for(fact: str, on: date) -> tuple[Rule, ...]:
    """The rules that a fact starts (`incident`, `police_decision`…), as they stood `on` a day."""
    return tuple(one for one in rules_in_force(on) if fact in one.triggers)


def rules_in_force(on: date) -> tuple[Rule, ...]:
    """Each rule once, as it stood `on` a day."""
    newest: dict[str, Rule] = {}
    for one in all_rules():
        since = one.in_force_from or date.min
        if since <= on and (one.id not in newest or since >= (newest[one.id].in_force_from or date.min)):
            newest[one.id] = one
    return tuple(newest.values())


def rules_to_confirm(settings: Iterable[Setting], on: date) -> tuple[Rule, ...]:
    """The unconfirmed rules to which the organisation has not answered yet; no clock of theirs can start."""
    given = tuple(settings)
    return tuple(
        one for one in rules_in_force(on) if one.status is Standing.UNCONFIRMED and setting_for(one, given, on) is None
    )


def read_rules(text: str) -> tuple[Rule, ...]:
    """What a rules file says. ValueError, KeyError or TypeError names what is wrong in it."""
    read = tuple(_rule(given) for given in tomllib.loads(text)["rule"])
    seen: set[tuple[str, date | None]] = set()
    for one in read:
        if (one.id, one.in_force_from) in seen:
            raise ValueError(f"{one.id} stands there twice")
        seen.add((one.id, one.in_force_from))
    return read


def words_of_unit(unit: Unit) -> str:
    """A unit as it is written in a sentence: "working days"."""
    return unit.value.replace("_", " ")


def _rule(given: Mapping[str, Any]) -> Rule:
    longest = given.get("longest")
    return Rule(
        **{
            **given,
            "kind": Kind(given.get("kind", Kind.DUTY)),
            "concerns": Concern(given.get("concerns", Concern.INCIDENT)),
            "triggers": tuple(given["triggers"]),
            "due": _span(given["due"]),
            "ended_by": tuple(given["ended_by"]),
            "status": Standing(given["status"]),
            "may_change": Change(given["may_change"]),
            "warn_before": tuple(_span(one) for one in given.get("warn_before", ())),
            "warn_after": tuple(_span(one) for one in given.get("warn_after", ())),
            "longest": None if longest is None else _span(longest),
        }
    )


def _span(given: Mapping[str, Any]) -> Span:
    if len(given) != 1:
        raise ValueError(f"one unit of time, not {dict(given)}")
    [(unit, amount)] = given.items()
    return Span(Unit.AT_ONCE) if unit == Unit.AT_ONCE else Span(Unit(unit), amount)
