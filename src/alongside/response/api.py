"""What the console hears."""

from typing import Any

from asgiref.sync import sync_to_async
from django.db import connection
from django.http import HttpRequest, StreamingHttpResponse
from ninja import Router

from alongside.people.access import allow
from alongside.people.queries import places_of
from alongside.response.stream import Listener, events

router = Router(tags=["Alarms"])


@router.get("/alarms/stream", summary="Server-sent events: an alarm or visit changed")
@allow("alarms.respond")
async def stream(request: HttpRequest) -> StreamingHttpResponse:
    """Says that something changed, never what: the caller then reads what they may see."""
    listener = await sync_to_async(_listener)(request.user)
    response = StreamingHttpResponse(events(listener), content_type="text/event-stream")
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Accel-Buffering"] = "no"
    return response


def _listener(user: Any) -> Listener:
    """Who listens. Gives the database connection back at once: a desk stays open all day, and there are few of them."""
    places = places_of(user)
    listener = Listener(frozenset(place.organisation_id for place in places), frozenset(place.pk for place in places))
    if not connection.in_atomic_block:
        connection.close()
    return listener
