"""What a worker's calendar is and has brought."""

from alongside.people.models import Staff
from alongside.watch import engine
from alongside.watch.models import CalendarFeed, Visit

SHOWN = 50


def feed_of(worker: Staff) -> CalendarFeed | None:
    """The calendar that is followed for this worker."""
    return CalendarFeed.objects.defer("content", "url").filter(worker=worker).first()


def planned_from(feed: CalendarFeed) -> list[Visit]:
    """The visits on the list that came from it, the next first."""
    keys = feed.entries.values("visit_id")
    planned = Visit.objects.filter(pk__in=keys, status=engine.VisitStatus.PLANNED)
    return list(planned.order_by("planned_start")[:SHOWN])
