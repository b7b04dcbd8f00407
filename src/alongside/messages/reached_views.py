"""Somebody's own numbers, addresses and browsers: adding one, showing by a code that it reaches them, and saying which comes first."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from alongside.ledger.clock import now
from alongside.messages.channels.registry import served_channels
from alongside.messages.proving import send_code
from alongside.messages.push import public_key
from alongside.messages.queries import browsers_of, device_of
from alongside.people import reached as people_reached
from alongside.people.access import allow
from alongside.people.actions import actor_for
from alongside.people.models import ContactPoint, Staff
from alongside.people.queries import places_of

PAGE = "/accounts/reached/"
CHANNELS = [
    ("sms", "Text message to a mobile number"),
    ("voice", "Telephone call, also to a landline"),
    ("email", "E-mail"),
]
SENT = {"voice": "call", "push": "trial"}
DONE = {
    "added": "We have sent a code to it. Enter the code below.",
    "code": "We have sent another code. Earlier ones no longer count.",
    "call": "We are ringing it now. Write the code down that is spoken, and enter it below.",
    "trial": "We have sent a trial notification to the browser. Once it is shown there, this page says so.",
    "proved": "It reaches you. Thank you.",
    "first": "That comes first now.",
    "removed": "It is taken away.",
}


@require_GET
@allow("people.work_here")
def reached(request: HttpRequest) -> HttpResponse:
    """GET /accounts/reached/"""
    return show(request)


@require_POST
@allow("people.work_here")
def add(request: HttpRequest) -> HttpResponse:
    """POST /accounts/reached/add (place, channel, address): adds it, and sends a code to it."""
    place = _place(request, request.POST.get("place", ""))
    by = actor_for(request.user)
    try:
        point = people_reached.add_way(
            place, request.POST.get("channel", ""), request.POST.get("address", "")[:200], by=by
        )
        send_code(point, by=by)
    except ValidationError as error:
        return show(request, {f"{name}-{place.pk}": texts[0] for name, texts in error.message_dict.items()})
    return redirect(f"{PAGE}?done={SENT.get(point.channel, 'added')}#way-{point.pk}")


@require_POST
@allow("people.work_here")
def code(request: HttpRequest, point_id: UUID) -> HttpResponse:
    """POST /accounts/reached/ID/code sends a code, also to confirm again what was verified long ago."""
    point = _own(request, point_id)
    try:
        send_code(point, by=actor_for(request.user))
    except ValidationError as error:
        return show(request, {f"code-{point.pk}": error.messages[0]})
    return redirect(f"{PAGE}?done={SENT.get(point.channel, 'code')}#way-{point.pk}")


@require_POST
@allow("people.work_here")
def prove_it(request: HttpRequest, point_id: UUID) -> HttpResponse:
    """POST /accounts/reached/ID/prove (code)"""
    point = _own(request, point_id)
    try:
        people_reached.prove(point, request.POST.get("code", "")[:20], by=actor_for(request.user))
    except ValidationError as error:
        return show(request, {f"code-{point.pk}": error.messages[0]})
    return redirect(f"{PAGE}?done=proved#way-{point.pk}")


@require_POST
@allow("people.work_here")
def first(request: HttpRequest, point_id: UUID) -> HttpResponse:
    """POST /accounts/reached/ID/first"""
    point = _own(request, point_id)
    people_reached.put_first(point.staff, [point.pk], by=actor_for(request.user))
    return redirect(f"{PAGE}?done=first#way-{point.pk}")


@require_http_methods(["GET", "POST"])
@allow("people.work_here")
def remove(request: HttpRequest, point_id: UUID) -> HttpResponse:
    """GET asks, POST does: /accounts/reached/ID/remove"""
    point = _own(request, point_id)
    if request.method != "POST":
        others = [one for one in people_reached.ways_to(point.staff) if one.pk != point.pk and one.verified_at]
        numbers = ContactPoint.TELEPHONES
        last = point.channel in numbers and not any(one.channel in numbers for one in others)
        context = {"point": point, "device": device_of(point), "is_last_number": last}
        return render(request, "messages/remove_way.html", context)
    people_reached.remove_way(point, by=actor_for(request.user))
    return redirect(f"{PAGE}?done=removed")


def _place(request: HttpRequest, key: str) -> Staff:
    place = next((one for one in places_of(request.user) if str(one.pk) == key), None)
    if place is None:
        raise Http404
    return place


def _own(request: HttpRequest, point_id: UUID) -> ContactPoint:
    """A number or address of one's own, never anybody else's, and never the screen."""
    for place in places_of(request.user):
        for point in people_reached.ways_to(place):
            if point.pk == point_id and point.channel in people_reached.TAKES_CODE:
                point.staff = place
                return point
    raise Http404


def show(request: HttpRequest, errors: dict[str, str] | None = None) -> HttpResponse:
    """The page; with `errors` where something could not be done."""
    moment = now()
    places = places_of(request.user)
    served = served_channels()
    browsers = browsers_of(places)
    shown: dict[str, Any] = {
        "places": [
            {
                "place": place,
                "ways": [
                    {
                        "point": point,
                        "takes_code": point.channel in people_reached.TAKES_CODE,
                        "waiting": people_reached.waits_for_code(point, moment),
                        "stale": people_reached.is_stale(point, moment),
                        "shared": people_reached.shared_with_others(point),
                        "browser": browsers.get(point.pk),
                    }
                    for point in people_reached.ways_to(place)
                ],
            }
            for place in places
        ],
        "several": len(places) > 1,
        "channels": [(value, text) for value, text in CHANNELS if value != "voice" or value in served],
        "push_key": public_key(settings.PUSH_KEY) if "push" in served and settings.PUSH_KEY else "",
        "entered": request.POST,
        "errors": errors or {},
        "done": "" if errors else DONE.get(request.GET.get("done", ""), ""),
    }
    return render(request, "messages/reached.html", shown, status=422 if errors else 200)
