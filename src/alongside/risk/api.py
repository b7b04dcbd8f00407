"""Risk assessments: read by whoever may go there or answers for it, and made."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Router, Schema, Status
from pydantic import AfterValidator

from alongside.ledger.actions import record
from alongside.people.access import allow
from alongside.people.actions import actor_for
from alongside.people.api import Asked, Limit, Page, page_of, rfc3339, storable
from alongside.people.queries import places_of
from alongside.risk.assessments.actions import LONGEST_TEXT, Assessing, assess
from alongside.risk.assessments.queries import (
    ANSWERING,
    assessments_for,
    bodies_of,
    newest_of,
    standing_of,
    subjects_for,
)
from alongside.risk.models import Assessment

router = Router(tags=["Risk"])
Text = Annotated[str, Field(max_length=LONGEST_TEXT), AfterValidator(storable)]


class AssessmentOut(Schema):
    """One version. `answers`: yes, no or unknown by item; what was not asked is not there. `changed`: what has changed since, in words;
    `current`: nothing has, and its review is not overdue."""

    id: UUID
    scope: str
    subject: UUID | None
    number: int
    level: str
    way: str
    answers: dict[str, str]
    controls: str
    plan: str
    review_on: date
    made_at: str
    made_by: str
    quick: bool
    current: bool
    changed: list[str]


class AssessmentAsked(Asked):
    """A new version of the assessment of a subject: whole, so that what is left out was not asked."""

    subject: UUID
    level: Literal["low", "medium", "high"]
    way: Literal["", "home", "two", "base"] = ""
    answers: dict[str, str] = Field(default_factory=dict)
    controls: Text = ""
    plan: Text = ""
    review_on: date | None = None


@router.get("/assessments", response=Page[AssessmentOut], summary="Those that count, newest first")
@allow("risk.see")
def list_assessments(
    request: HttpRequest, subject: UUID | None = None, cursor: str | None = None, limit: Limit = 50
) -> Any:
    rows = newest_of(assessments_for(request.user))
    if subject:
        rows = rows.filter(subject=subject)
    return page_of(rows, cursor, limit, _shown)


@router.get("/assessments/{assessment_id}", response=AssessmentOut)
@allow("risk.see")
def get_assessment(request: HttpRequest, assessment_id: UUID) -> Any:
    one = get_object_or_404(assessments_for(request.user), pk=assessment_id)
    by = actor_for(request.user)
    record("risk.read", "assessment", one.pk, organisation_id=one.organisation_id, actor=by, details={})
    return _shown(one)


@router.post("/assessments", response={201: AssessmentOut}, summary="Assess a subject again")
@allow("risk.assess")
def make_assessment(request: HttpRequest, asked: AssessmentAsked) -> Any:
    subject = get_object_or_404(subjects_for(request.user), pk=asked.subject)
    author = next((one for one in places_of(request.user) if one.organisation_id == subject.organisation_id), None)
    if author is None:
        raise PermissionDenied
    stands = newest_of(assessments_for(request.user)).filter(subject=subject).first()
    answers_for = author.organisation_id in bodies_of(request.user, *ANSWERING)
    if stands and stands.level == "high" and asked.level != "high" and not answers_for:
        raise ValidationError({"level": "It says high. Only somebody who answers for it can make it less."})
    found = Assessing(
        level=asked.level,
        answers=asked.answers,
        way=asked.way,
        controls=asked.controls,
        plan=asked.plan,
        review_on=asked.review_on,
    )
    return Status(201, _shown(assess(subject.organisation, subject, found, author, by=actor_for(request.user))))


def _shown(one: Assessment) -> dict[str, Any]:
    stands = standing_of(one)
    return {
        "id": one.pk,
        "scope": one.scope,
        "subject": one.subject_id,
        "number": one.number,
        "level": one.level,
        "way": one.way,
        "answers": one.answers,
        "controls": one.controls,
        "plan": one.plan,
        "review_on": one.review_on,
        "made_at": rfc3339(one.made_at),
        "made_by": one.made_by.name if one.made_by else "",
        "quick": one.quick,
        "current": stands.is_current,
        "changed": list(stands.changed),
    }
