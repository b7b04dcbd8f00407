"""What is read of exhibits and recordings. Whether the caller may see the case was asked before; row-level security stands below."""

from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from alongside.cases.models import Case, Event, Exhibit, FootageRequest
from alongside.cases.queries import family_of
from alongside.cases.tracks.footage import ASKED


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


def days_of_footage(case: Case) -> list[date]:
    """The days on which recordings that are asked for are written over."""
    days = footage_of(case).filter(state=ASKED).values_list("overwritten_on", flat=True)
    return [day for day in days if day]


def last_event_about(key: UUID) -> Event | None:
    """What was done last about one thing."""
    return Event.objects.filter(about_id=key).order_by("-recorded_at", "-pk").first()
