"""The worker's calendar: which one is followed, what became of it, reading it again, removing it."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from alongside.people.access import allow
from alongside.people.actions import actor_for
from alongside.watch.calendars.actions import follow_calendar, forget_calendar, read_again
from alongside.watch.calendars.fetching import LARGEST
from alongside.watch.calendars.queries import feed_of, planned_from
from alongside.watch.views import worker_of

PAGE = "/my-safety/calendar"
DONE = {
    "followed": "Your calendar is followed. It is read within a minute.",
    "again": "Your calendar is read again within a minute.",
    "removed": "Your calendar is followed no more, and the visits that came from it are off your list.",
}


@require_http_methods(["GET", "POST"])
@allow("visits.own")
def calendar(request: HttpRequest) -> HttpResponse:
    """GET /my-safety/calendar; POST (url or file) says which calendar is followed."""
    worker, errors = worker_of(request), {}
    if request.method == "POST":
        file = request.FILES.get("file")
        try:
            content = file.read(LARGEST + 1) if file else None
            name = (file.name or "") if file else ""
            follow_calendar(
                worker, url=request.POST.get("url", ""), name=name, content=content, by=actor_for(request.user)
            )
            return redirect(f"{PAGE}?done=followed")
        except ValidationError as error:
            errors = {name: texts[0] for name, texts in error.message_dict.items()}
    feed = feed_of(worker)
    shown: dict[str, Any] = {
        "feed": feed,
        "planned": planned_from(feed) if feed else [],
        "errors": errors,
        "entered": {"url": request.POST.get("url", "")} if errors else {},
        "done": DONE.get(request.GET.get("done", ""), ""),
    }
    return render(request, "watch/calendar.html", shown, status=422 if errors else 200)


@require_POST
@allow("visits.own")
def refresh(request: HttpRequest) -> HttpResponse:
    """POST /my-safety/calendar/refresh"""
    read_again(worker_of(request))
    return redirect(f"{PAGE}?done=again")


@require_POST
@allow("visits.own")
def remove(request: HttpRequest) -> HttpResponse:
    """POST /my-safety/calendar/remove"""
    forget_calendar(worker_of(request), by=actor_for(request.user))
    return redirect(f"{PAGE}?done=removed")
