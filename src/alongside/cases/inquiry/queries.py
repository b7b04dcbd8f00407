"""Reading the investigation of a case that the caller may see."""

from datetime import date
from typing import Any

from django.db.models import Prefetch, QuerySet

from alongside.cases.inquiry.holding import zone_of
from alongside.cases.models import (
    AppliedPolicy,
    Case,
    Compartment,
    Interview,
    SceneNote,
    SceneNoteVersion,
    Statement,
    StatementVersion,
    Task,
    Whose,
)
from alongside.cases.queries import family_of, may_read


def enquiries_of(case: Case) -> QuerySet[Task]:
    """The lines of enquiry, the open ones first."""
    found = Task.objects.filter(case__in=family_of(case), kind=Task.Kind.ENQUIRY).select_related("owner", "case")
    return found.order_by("-ended_at", "due_on", "pk")


def interviews_of(user: Any, case: Case) -> QuerySet[Interview]:
    """The interviews that somebody may read of, the latest first."""
    found = Interview.objects.filter(case__in=family_of(case)).select_related("case__merged_into")
    return _as_far_as(user, case, found).order_by("-starts_at", "-pk")


def statements_of(user: Any, case: Case) -> QuerySet[Statement]:
    """The statements that somebody may read, each with its versions, the latest first."""
    found = Statement.objects.filter(case__in=family_of(case)).select_related("case__merged_into", "affected__incident")
    versions = Prefetch("versions", StatementVersion.objects.order_by("-number"))
    return _as_far_as(user, case, found).prefetch_related(versions).order_by("pk")


def scene_notes_of(user: Any, case: Case) -> QuerySet[SceneNote]:
    """The notes of the scene that somebody may read, each with its versions, the latest first."""
    found = SceneNote.objects.filter(case__in=family_of(case)).select_related("case__merged_into")
    if not may_read(user, case, Compartment.NARRATIVE):
        found = found.none()
    versions = Prefetch("versions", SceneNoteVersion.objects.order_by("-number"))
    return found.prefetch_related(versions).order_by("pk")


def policies_of(case: Case) -> QuerySet[AppliedPolicy]:
    """What applied, what was struck out too."""
    found = AppliedPolicy.objects.filter(case__in=family_of(case)).select_related("case__merged_into", "file")
    return found.order_by("made_at", "pk")


def planned_interviews(case: Case) -> QuerySet[Interview]:
    """Those that were neither held nor called off."""
    return Interview.objects.filter(case__in=family_of(case), state=Interview.State.PLANNED).order_by("starts_at")


def days_of_interviews(case: Case) -> list[date]:
    """The days of the interviews that are planned."""
    return [one.starts_at.astimezone(zone_of(case)).date() for one in planned_interviews(case)]


def _as_far_as(user: Any, case: Case, found: QuerySet[Any]) -> QuerySet[Any]:
    return found if may_read(user, case, Compartment.SUSPECT) else found.exclude(whose=Whose.SUSPECT)
