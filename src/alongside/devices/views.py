"""The check-in link on the web port: the same decoder, statement and page as on the gateway."""

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from alongside.devices.gateway_http import MAX_BODY
from alongside.devices.link_page import FIND_ZONE, LinkPage, headers, render, tell_time
from alongside.devices.protocols import link
from alongside.devices.protocols.signal import HttpFrame
from alongside.devices.store import digest_secret, store, write_frame
from alongside.people.access import ANYONE, allow
from alongside.people.scope import service_connection


@csrf_exempt  # The key in the address is the credential; no cookie is looked at.
@allow(ANYONE)
def check_in_link(request: HttpRequest, key: str, press: str = "") -> HttpResponse:
    """`/c/KEY`, `/c/KEY/sos`, `/c/KEY/end`: a plain GET shows the buttons, POST or `?now=1` is the press."""
    if request.method not in ("GET", "HEAD", "POST"):
        return HttpResponse(status=405, headers={"Allow": "GET, HEAD, POST"})
    if int(request.headers.get("Content-Length") or 0) > MAX_BODY:
        return HttpResponse("too large\n", status=413, content_type="text/plain")
    frame = HttpFrame(
        request.method,
        f"/c/{key}/{press}" if press else f"/c/{key}",
        request.META.get("QUERY_STRING", ""),
        request.headers.get("Content-Type", ""),
        body=request.body,
    )
    decoded = link.decode(frame)
    browser = "text/html" in request.headers.get("Accept", "")
    if decoded.refusals and not decoded.signals:
        return HttpResponse(f"{decoded.error}\n", status=400, content_type="text/plain")
    try:
        with service_connection() as connection:
            with connection.cursor() as cursor:
                cursor.execute(FIND_ZONE, [decoded.identifier, digest_secret(key)])
                zone = cursor.fetchone()
            if zone is None:
                return _page(LinkPage("unknown"), 404) if browser or not decoded.signals else _text("not known", 404)
            if not decoded.signals:
                return _page(LinkPage("ask", f"/c/{key}"))
            outcome = store([write_frame("link", decoded.signals[0], digest_secret(key))], connection)[0]
    except DatabaseError:
        return _page(LinkPage("unstored"), 503) if browser else _text("not stored: try again", 503)
    kind = decoded.signals[0].kind
    if not outcome.taken:
        return _page(LinkPage("unknown"), 404) if browser else _text("not known", 404)
    if browser:
        return _page(LinkPage(kind, f"/c/{key}", tell_time(outcome.received_at, zone[0])))
    moment = outcome.received_at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return _text(f"{kind} received {moment}")


def _page(page: LinkPage, status: int = 200) -> HttpResponse:
    return HttpResponse(render(page), status=status, headers=headers())


def _text(text: str, status: int = 200) -> HttpResponse:
    return HttpResponse(f"{text}\n", status=status, content_type="text/plain; charset=utf-8")
