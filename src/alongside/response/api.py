"""What the console hears."""

from asgiref.sync import sync_to_async
from django.http import HttpRequest, StreamingHttpResponse
from ninja import Router

from alongside.people.access import allow
from alongside.people.queries import places_of
from alongside.response.stream import events

router = Router(tags=["Alarms"])


@router.get("/alarms/stream", summary="Server-sent events: an alarm or visit changed")
@allow("alarms.respond")
async def stream(request: HttpRequest) -> StreamingHttpResponse:
    """Says that something changed, never what: the caller then reads what they may see."""
    places = await sync_to_async(places_of)(request.user)
    response = StreamingHttpResponse(
        events(frozenset(place.organisation_id for place in places)), content_type="text/event-stream"
    )
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Accel-Buffering"] = "no"
    return response
