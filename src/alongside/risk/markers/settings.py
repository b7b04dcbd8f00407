"""How an organisation keeps markers: what it set, from when on. None of the lengths is law; the sources that name one are not
confirmed (domain research, section 5.1), so each is a dated setting between hard bounds.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from alongside.ledger.actions import Actor, record
from alongside.ledger.clock import now
from alongside.people.models import Organisation
from alongside.risk.models import MarkerSetting
from alongside.risk.models.markers import BOUNDS

FARTHEST = timedelta(days=366)
LONGEST_WHY = 500


@dataclass(frozen=True, slots=True)
class Rules:
    """What counts at a moment, in days where nothing else is said. What nobody has set stands here."""

    interim_days: int = 14
    usual_review_days: int = 182
    longest_review_days: int = 365
    at_review: str = MarkerSetting.AtReview.ESCALATE.value
    grace_days: int = 28
    remind_days: int = 30
    panel_at_least: int = 1


NAMES = tuple(field.name for field in fields(Rules))


def settings_set(organisation: Organisation) -> list[MarkerSetting]:
    """Everything that was ever set, the latest to come into force first."""
    return list(MarkerSetting.objects.filter(organisation=organisation).order_by("-in_force_from", "-id"))


def rules_of(organisation: Organisation, at: datetime | None = None) -> Rules:
    """What counts in this organisation at a moment, or now."""
    found = MarkerSetting.objects.filter(organisation=organisation, in_force_from__lte=at or now())
    held = found.order_by("-in_force_from", "-id").first()
    return Rules(**{name: getattr(held, name) for name in NAMES}) if held else Rules()


@transaction.atomic
def set_rules(
    organisation: Organisation, said: Mapping[str, Any], why: str, *, by: Actor, in_force_from: datetime | None = None
) -> MarkerSetting:
    """From a moment on (now, where none is said) markers are kept so. Days that were set before stay as they are.

    ValidationError by field: out of bounds, the usual review later than the longest, no reason, or a moment that is past or far away.
    """
    moment = now()
    begins = in_force_from or moment
    values = {name: said[name] for name in NAMES}
    wrong = {
        name: f"Write a whole number from {low} to {high}."
        for name, (low, high) in BOUNDS.items()
        if not isinstance(values[name], int) or not low <= values[name] <= high
    }
    if not wrong and values["usual_review_days"] > values["longest_review_days"]:
        wrong["usual_review_days"] = "Write no more than the longest time between reviews."
    if values["at_review"] not in MarkerSetting.AtReview.values:
        wrong["at_review"] = "Choose what happens."
    if in_force_from is not None and not moment <= in_force_from <= moment + FARTHEST:
        wrong["in_force_from"] = "Choose a moment from now on, within a year."
    if not any(sign.isalnum() for sign in why):
        wrong["reason"] = "Write why it is so."
    elif len(why) > LONGEST_WHY:
        wrong["reason"] = f"Write at most {LONGEST_WHY} characters."
    if wrong:
        raise ValidationError(dict(wrong))
    setting = MarkerSetting.objects.create(
        organisation=organisation, in_force_from=begins, why=why.strip(), made_at=moment, made_by=by.name, **values
    )
    record(
        "marker.settings_set",
        "marker_setting",
        setting.pk,
        organisation_id=organisation.pk,
        actor=by,
        details={**values, "in_force_from": begins.isoformat()},
    )
    return setting
