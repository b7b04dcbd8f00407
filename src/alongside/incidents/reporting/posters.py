"""Posters and links by which people report without an account: made, printed, closed."""

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from markupsafe import Markup

from alongside.incidents.reporting.link_actions import (
    NewPoster,
    close_door,
    close_poster,
    make_posters,
    open_door,
    replace_poster,
    show_posters,
)
from alongside.incidents.reporting.queries import door_of, keeps_links_of, links_for, organisations_of, places_to_print
from alongside.incidents.taking_away import FORMS, offered, take_away
from alongside.incidents.unread import has_specialist
from alongside.ledger.clock import now
from alongside.people.access import allow
from alongside.people.actions import actor_for
from alongside.people.models import AccessLink
from alongside.people.queries import places_of

PAGE = 25
COLUMNS = ["Place", "Made", "Closed"]
MOST_POSTERS = 100
DONE = {
    "closed": {"kind": "success", "text": "The link is closed. Take its posters down."},
    "open": {"kind": "success", "text": "Everybody can now report to you without an account."},
    "shut": {"kind": "success", "text": "Only people with an account, a poster or a link can report to you now."},
    "gone": {"kind": "error", "text": "This place is no longer in use, so it gets no new poster. Close its link."},
    "none_to_print": {"kind": "error", "text": "There are no posters in use to print."},
    "nothing": {"kind": "error", "text": "Choose at least one place for the posters."},
}


@require_http_methods(["GET", "HEAD", "POST"])
@allow("incidents.links")
def links(request: HttpRequest) -> HttpResponseBase:
    """GET /incidents/links (search, closed, before, format): the posters. POST (place, several): makes some and leads to them."""
    if request.method == "POST":
        return _make(request)
    search, closed = request.GET.get("search", "")[:200], request.GET.get("closed") == "yes"
    found = links_for(request.user, search=search, closed=closed)
    narrowed = {"search": search, "closed": "yes" if closed else ""}
    if (form := request.GET.get("format", "")) in FORMS:
        return take_away(
            "posters-and-links",
            form,
            chain([COLUMNS], _table(request.user, found)),
            of=keeps_links_of(request.user),
            by=actor_for(request.user),
            details={"filters": {"closed": closed, "search": bool(search.strip())}},
        )
    before = _key(request.GET.get("before", ""))
    page = list((found.filter(pk__lt=before) if before else found)[: PAGE + 1])
    kept = set(keeps_links_of(request.user))
    shown = {
        "links": page[:PAGE],
        "older": page[PAGE - 1].pk if len(page) > PAGE else None,
        "first": before is None,
        "done": DONE.get(request.GET.get("done", "")),
        "search": search,
        "closed": closed,
        "exports": offered("/incidents/links", narrowed),
        "places": list(places_to_print(request.user)[:1000]),
        "unread": [one for one in organisations_of(request.user) if one.pk in kept and not has_specialist(one.pk)],
        "doors": [(one, door_of(one.pk)) for one in organisations_of(request.user) if one.pk in kept],
    }
    return render(request, "incidents/reporting/links.html", shown)


@require_POST
@allow("incidents.links")
def close(request: HttpRequest, id: UUID) -> HttpResponse:
    """POST /incidents/links/ID/close: the poster lets nobody in any more."""
    link = get_object_or_404(links_for(request.user), pk=id)
    close_poster(link, by=actor_for(request.user))
    return redirect("/incidents/links?done=closed")


@require_POST
@allow("incidents.links")
def door(request: HttpRequest) -> HttpResponse:
    """POST /incidents/links/door (organisation, open): whether everybody may choose the organisation at /report."""
    kept = set(keeps_links_of(request.user))
    asked = request.POST.get("organisation", "")
    organisation = next((one for one in organisations_of(request.user) if one.pk in kept and one.code == asked), None)
    if organisation is None:
        return render(request, "incidents/reporting/closed.html", status=404)
    if request.POST.get("open") == "yes":
        open_door(organisation, by=actor_for(request.user))
        return redirect("/incidents/links?done=open")
    close_door(organisation, by=actor_for(request.user))
    return redirect("/incidents/links?done=shut")


@require_GET
@allow("incidents.links")
def print_again(request: HttpRequest) -> HttpResponse:
    """GET /incidents/links/print (link, several; or search): the posters, at most a hundred, to be printed."""
    found = links_for(request.user, search=request.GET.get("search", "")[:200])
    chosen = [key for key in map(_key, request.GET.getlist("link")) if key is not None]
    if chosen:
        found = found.filter(pk__in=chosen)
    shown = show_posters(list(found[:MOST_POSTERS]), by=actor_for(request.user))
    if not shown:
        return redirect("/incidents/links?done=none_to_print")
    return _show(request, [poster for _, poster in shown if poster], [link for link, poster in shown if not poster])


@require_POST
@allow("incidents.links")
def replace(request: HttpRequest, id: UUID) -> HttpResponse:
    """POST /incidents/links/ID/replace: a new poster for the place, and the old one lets nobody in any more."""
    link = get_object_or_404(links_for(request.user), pk=id)
    made = replace_poster(link, by=actor_for(request.user))
    return _to_print([made]) if made else redirect("/incidents/links?done=gone")


def _make(request: HttpRequest) -> HttpResponse:
    asked = {key for key in map(_key, request.POST.getlist("place")) if key is not None}
    places = list(places_to_print(request.user).filter(pk__in=asked)[:MOST_POSTERS])
    if not places:
        return redirect("/incidents/links?done=nothing")
    return _to_print(make_posters(places, by=actor_for(request.user)))


def _to_print(posters: Sequence[NewPoster]) -> HttpResponse:
    """On to the page that shows them, so that loading it again makes no more of them."""
    return redirect("/incidents/links/print?" + urlencode([("link", one.link) for one in posters]))


def _show(request: HttpRequest, posters: Sequence[NewPoster], cannot: Sequence[AccessLink] = ()) -> HttpResponse:
    shown = [
        {"place": one.place, "address": address, "code": _drawn(address)}
        for one in posters
        for address in [f"{settings.PUBLIC_URL}/report/at/{one.secret}"]
    ]
    response = render(request, "incidents/reporting/posters.html", {"posters": shown, "cannot": cannot})
    response.headers["Cache-Control"] = "no-store"
    return response


def _drawn(address: str) -> Markup:
    """The QR code as SVG without any style in it, which the content policy would not let in."""
    drawing = segno.make(address, error="m").svg_inline(
        scale=1,
        border=4,
        omitsize=True,
        svgclass="app-poster__code",
        lineclass="app-poster__dots",
        title="Link to report",
    )
    return Markup(drawing)  # noqa: S704 (drawn by segno from our own address)


def _table(user: Any, found: Any) -> Iterator[list[Any]]:
    zone = ZoneInfo(next((place.organisation.time_zone for place in places_of(user)), "Europe/London"))
    for link in found.iterator(chunk_size=500):
        ended = link.closed_at or (link.expires_at if link.expires_at and link.expires_at <= now() else None)
        yield [link.label, link.made_at.astimezone(zone), ended.astimezone(zone) if ended else None]


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
