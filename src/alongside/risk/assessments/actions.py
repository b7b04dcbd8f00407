"""Every write of assessments."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction

from alongside.ledger.actions import Actor, record
from alongside.ledger.clock import now
from alongside.people.models import Organisation, Place, Site, Staff, Team
from alongside.risk.assessments.items import ANSWERS, all_items, areas
from alongside.risk.facts import changed_since, key_of
from alongside.risk.gate_rules import rules_of
from alongside.risk.known import known_of
from alongside.risk.models import Assessment, Level, Subject
from alongside.risk.occasions import known_again
from alongside.risk.turns import one_at_a_time

LONGEST_TEXT = 2000
LONGEST_ACTIVITY = 200

About = Subject | Site | Place | Team | str
"""What an assessment is about; words are an activity."""


@dataclass(frozen=True, slots=True)
class Assessing:
    """What somebody has found. `answers`: yes, no or unknown by item; what was not asked is not in it. `words`: by area."""

    level: str
    answers: dict[str, str] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    way: str = ""
    controls: str = ""
    plan: str = ""
    review_on: date | None = None
    quick: bool = False


@transaction.atomic
def assess(organisation: Organisation, about: About, found: Assessing, author: Staff, *, by: Actor) -> Assessment:
    """Makes a new version of the assessment of `about`; the one before stays as it was, and counts no more.

    A quick one never makes less of a high one that stands: that takes a whole one. Raises ValidationError at a field.
    """
    one_at_a_time("assessments", organisation)
    today = now().astimezone(ZoneInfo(organisation.time_zone)).date()
    longest = today + timedelta(days=rules_of(organisation, author.team).longest_days)
    key = key_of(about)
    newest = Assessment.objects.filter(organisation=organisation, about_key=key).order_by("-number").first()
    _check(found, about, today, longest, newest)
    made = Assessment.objects.create(
        organisation=organisation,
        about_key=key,
        number=newest.number + 1 if newest else 1,
        quick=found.quick,
        answers=found.answers,
        words={area: text.strip() for area, text in found.words.items() if text.strip()},
        way=found.way,
        level=found.level,
        controls=found.controls.strip(),
        plan=found.plan.strip(),
        facts=_rests_on(about, newest),
        review_on=found.review_on or longest,
        made_at=now(),
        made_by=author,
        **_columns(about),
    )
    details = {"number": made.number, "level": made.level, "quick": made.quick}
    record("risk.assessed", "assessment", made.pk, organisation_id=organisation.pk, actor=by, details=details)
    if isinstance(about, Subject):
        known_again.send_robust(Assessment, subject=about, author=author, by=by)
    return made


def _columns(about: About) -> dict[str, Any]:
    if isinstance(about, str):
        return {"scope": Assessment.Scope.ACTIVITY, "activity": " ".join(about.split())}
    name = type(about).__name__.lower()
    return {"scope": name, name: about}


def _rests_on(about: About, before: Assessment | None) -> list[str]:
    """What was known when it was made: of the subject, and what had changed since the one before."""
    known = [one.said for one in known_of(about)] if isinstance(about, Subject) else []
    return known + (list(changed_since(before)) if before else [])


def _check(found: Assessing, about: About, today: date, longest: date, newest: Assessment | None) -> None:
    errors: dict[str, str] = {}
    if found.level not in Level.values:
        errors["level"] = "Choose the risk that is left."
    if found.way not in Assessment.Way.values:
        errors["way"] = "Choose the best way."
    if any(key not in all_items() or answer not in ANSWERS for key, answer in found.answers.items()):
        errors["answers"] = "Choose from the answers."
    texts = {"controls": found.controls, "plan": found.plan}
    texts |= {f"words_{area.key}": found.words.get(area.key, "") for area in areas()}
    errors |= {
        name: f"Use {LONGEST_TEXT} characters or fewer." for name, text in texts.items() if len(text) > LONGEST_TEXT
    }
    if isinstance(about, str) and not 0 < len(about.strip()) <= LONGEST_ACTIVITY:
        errors["activity"] = f"Write the activity in at most {LONGEST_ACTIVITY} characters."
    if found.review_on is not None and not today < found.review_on <= longest:
        errors["review_on"] = f"Choose a day after today, until {longest:%-d %B %Y} at the latest."
    if not found.quick and not found.controls.strip() and found.level != Level.LOW:
        errors["controls"] = "Write what makes it safer: the level counts with these."
    if found.quick and newest and newest.level == Level.HIGH and found.level != Level.HIGH:
        errors["level"] = "The assessment that stands says high. A quick one cannot make it less: ask for a whole one."
    if errors:
        raise ValidationError(errors)
