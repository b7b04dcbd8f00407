"""Whether the person was told of their marker: when and how, or why not, who agreed to that, and when it is looked at again."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from alongside.ledger.actions import Actor, record
from alongside.ledger.clock import now
from alongside.machine import Refused
from alongside.people.days import today_in
from alongside.risk.markers.actions import LONGEST, hold
from alongside.risk.markers.settings import rules_of
from alongside.risk.markers.states import SHOWN
from alongside.risk.models import Marker, MarkerTold

METHODS = {
    "letter": "By letter",
    "meeting": "At a meeting",
    "telephone": "By telephone",
    "representative": "Through who speaks for them",
}
NOT_NOW = "Whoever it is about is told once it is shown to others: decide on it first."


@transaction.atomic
def note_told(marker: Marker, on: date, method: str, *, by: Actor) -> MarkerTold:
    """They, or who speaks for them, were told on that day. ValidationError by field; `Refused` where nothing is shown of them."""
    marker = _hold(marker)
    wrong: dict[str, str] = {}
    if method not in METHODS:
        wrong["method"] = "Choose how they were told."
    if not today_in(marker.organisation, marker.proposed_at) <= on <= today_in(marker.organisation):
        wrong["on"] = "Choose a day since it was proposed, and not in the future."
    if wrong:
        raise ValidationError(dict(wrong))
    return _keep(marker, by, told=True, on=on, method=method)


@transaction.atomic
def note_not_told(marker: Marker, why_not: str, agreed_by: str, review_on: date, *, by: Actor) -> MarkerTold:
    """They are not told, because that would itself put somebody at risk: who agreed, and when it is looked at again.

    That day is no later than the longest time between reviews. ValidationError by field.
    """
    marker = _hold(marker)
    today = today_in(marker.organisation)
    longest = rules_of(marker.organisation).longest_review_days
    wrong: dict[str, str] = {}
    for name, text, missing in (
        ("why_not", why_not, "Write why they are not told."),
        ("agreed_by", agreed_by, "Write who agreed to that."),
    ):
        if not any(sign.isalnum() for sign in text):
            wrong[name] = missing
        elif len(text) > LONGEST:
            wrong[name] = f"Write at most {LONGEST:,} characters."
    if not 0 < (review_on - today).days <= longest:
        wrong["review_on"] = f"Choose a day after today, and within {longest} days."
    if wrong:
        raise ValidationError(dict(wrong))
    said: dict[str, Any] = {"why_not": why_not.strip(), "agreed_by": agreed_by.strip(), "review_on": review_on}
    return _keep(marker, by, told=False, on=today, **said)


def _hold(marker: Marker) -> Marker:
    marker = hold(marker)
    if marker.state not in SHOWN:
        raise Refused(NOT_NOW)
    return marker


def _keep(marker: Marker, by: Actor, **said: Any) -> MarkerTold:
    kept = MarkerTold.objects.create(
        organisation_id=marker.organisation_id, marker=marker, at=now(), by=by.name, by_id=by.id, **said
    )
    record(
        "marker.told" if kept.told else "marker.not_told",
        "marker",
        marker.pk,
        organisation_id=marker.organisation_id,
        actor=by,
        details={
            "on": kept.on.isoformat(),
            **({"method": kept.method} if kept.told else {"review_on": said["review_on"].isoformat()}),
        },
    )
    return kept
