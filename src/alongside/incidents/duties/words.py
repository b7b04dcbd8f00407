"""What people read for facts, acts, rules and states of deadlines."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

from alongside.incidents.deadlines import Rule, Span, Status, Unit, all_rules
from alongside.incidents.models import RiddorDecision
from alongside.incidents.riddor import TrackState


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact that starts deadlines. `by_hand`: a person enters it; `person`: it belongs to one person affected."""

    name: str
    label: str
    when: str
    hint: str = ""
    by_hand: bool = False
    person: bool = False


@cache
def facts_by_hand() -> Mapping[str, Fact]:
    """The facts that somebody enters on the page of an incident."""
    found = {name: Fact(name, **row) for name, row in _read()["facts"].items()}
    return {name: fact for name, fact in found.items() if fact.by_hand}


def act_words(act: str) -> str:
    """An act that ends a deadline, in words; the code itself where the file does not know it."""
    return str(_read()["acts"].get(act, act))


@cache
def rule_names() -> Mapping[str, str]:
    """The name of each rule of the book, as it is called now, by its id."""
    return {one.id: one.name for one in all_rules()}


@cache
def kept_rules() -> tuple[str, ...]:
    """The ids of the rules by which something is kept: they are never late."""
    return tuple(sorted({one.id for one in all_rules() if one.kind == "keep"}))


def span_words(span: Span) -> str:
    """ "28 days", "at once"."""
    if span.unit is Unit.AT_ONCE:
        return "at once"
    unit = span.unit.value.replace("_", " ")
    return f"{span.amount} {unit.removesuffix('s') if span.amount == 1 else unit}"


OUTSIDE = {"victim": "the victim", "police": "the police", "police and CPS": "the police and the CPS"}


def whose(rule: Rule) -> str:
    """Whose duty it is, where that is somebody outside; empty where it is ours."""
    return f"For {OUTSIDE.get(rule.duty_of, rule.duty_of)} to do: remind them." if rule.duty_of else ""


CHANNELS = {"telephone": "By telephone", "online": "Online", "other": "In another way"}
"""How HSE was told."""


def told_in_words(row: RiddorDecision) -> str:
    """When and how HSE was told by a step, and what it answered: "By telephone at 23:00 on 27 November 2026. HSE’s reference is
    F2508-1."; empty where the step tells HSE nothing.
    """
    said = []
    if row.told_at is not None:
        at = row.told_at.astimezone(ZoneInfo(row.incident.organisation.time_zone))
        said.append(f"{CHANNELS.get(row.channel, 'Told')} at {at:%H:%M} on {at.day} {at:%B %Y}.")
    if row.reference:
        said.append(f"HSE’s reference is {row.reference}.")
    return " ".join(said)


STATUS_WORDS = {
    Status.NOT_YET: ("Running", "quiet"),
    Status.WARNING: ("Soon", "warning"),
    Status.DUE_TODAY: ("Due today", "warning"),
    Status.LATE: ("Late", "danger"),
    Status.KEPT: ("May be reviewed", "calm"),
    Status.DONE: ("Done", "good"),
    Status.WAIVED: ("Not needed", "quiet"),
}
"""Words and the kind of tag."""

STATE_KINDS = {
    TrackState.NOT_ASSESSED: "quiet",
    TrackState.TO_DECIDE: "warning",
    TrackState.NOT_REPORTABLE: "quiet",
    TrackState.WATCH_OVER_3: "calm",
    TrackState.RECORD_OVER_3: "calm",
    TrackState.NOTIFIED: "warning",
    TrackState.REPORTED: "good",
    TrackState.UPDATED: "good",
}
"""Kind of tag of a state; what is due is `danger`."""


@cache
def _read() -> Mapping[str, Any]:
    return tomllib.loads(files(__package__).joinpath("words.toml").read_text("utf-8"))
