"""What is read of exhibits and recordings. Whether the caller may see the case was asked before; row-level security stands below."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet

from alongside.cases.models import Case, Event, Exhibit, FootageRequest
from alongside.cases.queries import family_of, incidents_of
from alongside.cases.tracks.footage import ASKED
from alongside.incidents.models import Exhibit as OfReport


def footage_of(case: Case) -> QuerySet[FootageRequest]:
    """Recordings that were asked for, of those joined with it too; those that are awaited first."""
    found = FootageRequest.objects.filter(case__in=family_of(case)).select_related("exhibit", "case__merged_into")
    return found.order_by("state", "overwritten_on", "pk")


def exhibits_of(case: Case) -> QuerySet[Exhibit]:
    """Exhibits in the order in which they were taken in, of those joined with it too."""
    found = (
        Exhibit.objects.filter(case__in=family_of(case))
        .select_related("file__keeping", "case__merged_into")
        .prefetch_related("hands")
    )
    return found.order_by("made_at", "pk")


def files_of_reports(user: Any, case: Case) -> list[tuple[str, int]]:
    """The reports of the case that came with files, as far as the caller may open those: reference, and how many."""
    reports = [one for one in incidents_of(case) if user.has_perm("incidents.read_evidence", one)]
    counted = OfReport.objects.filter(incident__in=reports).order_by("incident__reference")
    return list(counted.values_list("incident__reference").annotate(Count("pk")))


def days_of_footage(case: Case) -> list[date]:
    """The days on which recordings that are asked for are written over."""
    days = footage_of(case).filter(state=ASKED).values_list("overwritten_on", flat=True)
    return [day for day in days if day]


def last_event_about(key: UUID) -> Event | None:
    """What was done last about one thing."""
    return Event.objects.filter(about_id=key).order_by("-recorded_at", "-pk").first()
