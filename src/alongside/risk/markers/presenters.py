"""Markers in words, as the pages of the panel show them."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from alongside.machine import State
from alongside.risk.markers.factors import FACTORS, factor_words
from alongside.risk.markers.queries import latest_telling
from alongside.risk.markers.states import BY_ITSELF, ENDED, MARKER, SHOWN
from alongside.risk.markers.telling import METHODS
from alongside.risk.models import Marker, MarkerStep, MarkerTold, Subject

SAID_OF = {
    "propose": "Proposed",
    "add_report": "Rests on one more report",
    "warn": "Interim warning",
    "decide": "Agreed to",
    "decline": "Not agreed to",
    "change_advice": "Advice changed",
    "renew": "Reviewed: it goes on",
    "remove": "Removed",
    "lapse": "Lapsed, because nobody reviewed it",
    "appeal": "Somebody objected",
    "uphold": "Appeal upheld: removed",
    "vary": "Appeal changed it",
    "dismiss": "Appeal dismissed",
    "enter_in_error": "Entered in error",
    "interim_ends": "Interim warning ended",
    "review_comes_due": "Review due",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the list."""

    marker: Marker
    state: State
    who: str
    kind: str
    late: str
    """What is late, in words; "" where nothing is."""


def row(marker: Marker, today: date) -> Row:
    """A line of the list; `marker` as `queries.with_lateness` read it."""
    return Row(marker, MARKER.state(marker.state), str(marker.subject), kind_of(marker.subject), _late(marker, today))


def kind_of(subject: Subject) -> str:
    """What kind of thing it is about, and with whom it is met."""
    label = Subject.Kind(subject.kind).label
    return f"{label}, met with {subject.about}" if subject.about else label


def whole_of(subject: Subject) -> list[tuple[str, Any]]:
    """Everything that is known of whom it is about."""
    return [
        ("About", kind_of(subject)),
        ("Name", subject.name),
        ("NHS number", f"{subject.nhs_number[:3]} {subject.nhs_number[3:6]} {subject.nhs_number[6:]}".strip()),
        ("Number in your records", subject.reference),
        ("Born", in_words(subject.born_on)),
        ("Address", subject.address),
    ]


def weighed(marker: Marker) -> list[tuple[str, str]]:
    """What was weighed before it was proposed."""
    marks = [(label, factor_words(name, getattr(marker, name))) for name, (label, _) in FACTORS.items()]
    return [*marks, ("Medical factors", marker.medical_factors)]


def history(steps: list[MarkerStep]) -> list[dict[str, Any]]:
    """What has happened, as `timeline` draws it."""
    return [
        {"at": step.at, "what": _what(step), "who": step.by, "text": _text(step), "kind": _kind(step)} for step in steps
    ]


def told_words(marker: Marker) -> tuple[str, str]:
    """Whether the person was told, in a few words, and the kind of tag; "" where nobody has to be yet."""
    telling = latest_telling(marker)
    if telling is None:
        return ("Nobody has said whether they were told", "warning") if marker.state in SHOWN else ("", "")
    return ("They were told", "good") if telling.told else ("Not told for now", "warning")


def telling_words(telling: MarkerTold) -> str:
    """What was said about telling the person."""
    if telling.told:
        return f"Told on {in_words(telling.on)}, {METHODS[telling.method].lower()}"
    return f"Not told, agreed by {telling.agreed_by}; looked at again by {in_words(telling.review_on)}"


def acts_of(marker: Marker, may_decide: bool, may_hear: bool) -> list[tuple[str, str]]:
    """What this person can do with it now."""
    hearing = {"uphold", "vary", "dismiss"}
    return [
        (move.act, move.label)
        for move in MARKER.possible(marker.state)
        if move.act not in BY_ITSELF
        and (may_hear if move.act in hearing else may_decide)
        and not (move.act == "warn" and marker.interim_until is not None)
    ]


def next_of(marker: Marker, today: date) -> str:
    """What comes next, in a sentence."""
    if marker.state == "proposed":
        return "The panel, or the security specialist, decides. Until then nobody else sees it."
    if marker.state == "interim":
        return "It is shown now, and ends by itself. Decide before that, one way or the other."
    if marker.state == "appealed":
        return "Somebody who did not decide on it before decides on the appeal."
    if marker.state in ENDED:
        return "Nothing more. It is kept here, and shown to nobody who visits."
    if marker.review_on and marker.review_on <= today:
        over = f" Otherwise it lapses on {in_words(marker.lapses_on)}." if marker.lapses_on else ""
        return f"Review it now: renew it, or remove it.{over}"
    return f"It is to be reviewed by {in_words(marker.review_on)}."


def in_words(day: date | None) -> str:
    """ "3 May 2026"; "" for none."""
    return f"{day.day} {day:%B %Y}" if day else ""


def _late(marker: Marker, today: date) -> str:
    said = []
    if marker.state in SHOWN and marker.review_on and marker.review_on <= today:
        said.append("Review overdue" if marker.review_on < today else "Review due today")
    if getattr(marker, "told_late", False):
        said.append("Not told yet" if getattr(marker, "was_told", None) is None else "Telling to be looked at again")
    return ", ".join(said)


def _what(step: MarkerStep) -> str:
    said = SAID_OF[step.act]
    if step.act == "decide" and step.from_state == "interim":
        said = "Agreed to, after an interim warning"
    return f"{said}; to be reviewed by {in_words(step.review_on)}" if step.review_on else said


def _text(step: MarkerStep) -> str:
    names = ", ".join(one["name"] for one in step.deciders)
    said = [f"Decided by {names}." if names else "", step.why, f"Advice: {step.advice}" if step.advice else ""]
    return " ".join(part for part in said if part)


def _kind(step: MarkerStep) -> str:
    if step.to_state in ("interim", "review_due"):
        return "alarm"
    return "good" if step.act in ("decide", "renew") else ""
