"""What the gate before a visit, and assessments, know of markers: that there is one, never what it says. Whoever goes there reads that on
their visit, where it is recorded that they did (`looking`).
"""

from collections.abc import Iterator
from typing import Any

from alongside.ledger.actions import Actor
from alongside.risk import facts
from alongside.risk.assessments.queries import relevant
from alongside.risk.gate import Known
from alongside.risk.markers.queries import standing_about
from alongside.risk.markers.states import SHOWN
from alongside.risk.models import Marker, MarkerStep, Subject

SAID = {
    "warn": "There is a new warning about them: an interim violence marker.",
    "interim_ends": "The interim violence marker has ended.",
    "decide": "There is a new violence marker.",
    "decline": "The interim violence marker has ended.",
    "change_advice": "What the violence marker says to do has changed.",
    "renew": "The violence marker was reviewed, and goes on.",
    "remove": "The violence marker was removed.",
    "lapse": "The violence marker has lapsed.",
    "uphold": "The violence marker was removed.",
    "vary": "The violence marker has changed.",
    "enter_in_error": "The violence marker was entered in error, and is gone.",
}
"""What becomes known with each move that changes what people are shown. Nothing of the others: a proposal is the panel's alone."""


def markers_about(subject: Subject) -> Iterator[Known]:
    """That there are markers. Such a visit is of high risk until somebody has assessed it since: what the marker is worth is for people."""
    found = relevant(subject)
    for marker in standing_about(subject):
        since = marker.decided_at or marker.state_since
        assessed = any(one.made_at > since for one in found)
        yield Known(
            f"There is a violence marker ({marker.number}). Read on the visit what it says to do.", not assessed
        )


def follow(sender: Any, marker: Marker, step: MarkerStep, by: Actor, **_: Any) -> None:
    """What was assessed before is not current any more, where the step changed what people are shown."""
    was_or_is_shown = step.from_state in SHOWN or step.to_state in SHOWN
    if step.act in SAID and was_or_is_shown:
        about = marker.subject.about or marker.subject
        for subject in {marker.subject, about}:
            facts.note_fact(subject, "marker", SAID[step.act], f"marker:{step.pk}", by=by)
