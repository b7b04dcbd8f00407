"""The list of new reports."""

from itertools import chain
from typing import Any
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from alongside.incidents.codes import code_list
from alongside.incidents.models import Incident
from alongside.incidents.taking_away import FORMS, MOST_ROWS, offered, take_away
from alongside.incidents.triage.narrowing import KEPT, WHO, Narrowed, key_of
from alongside.incidents.triage.panels import headline
from alongside.incidents.triage.queries import after_in_list, next_to_triage, sites_triaged_by, to_triage
from alongside.incidents.views import find_incident
from alongside.people.access import allow
from alongside.people.actions import actor_for
from alongside.people.queries import places_of

PAGE = 25
DONE = {
    "last": "That was the last of the new reports.",
    "only": "There is no other new report in this list.",
}
COLUMNS = ["Reference", "Reported", "Happened", "Kind", "Urgent because", "Site", "Place", "Team", "With"]


@require_GET
@allow("incidents.triage")
def triage_list(request: HttpRequest) -> HttpResponse:
    """GET /incidents/triage?reason=weapon&site=ID&who=mine&after=60_ID: new reports, urgent first."""
    narrowed = Narrowed.of(request.GET.dict())
    if request.session.get(KEPT, "") != narrowed.query:
        request.session[KEPT] = narrowed.query
    waiting = to_triage(request.user, narrowed)
    after = _after(request.GET.get("after", ""))
    page = list((after_in_list(waiting, *after) if after else waiting)[: PAGE + 1])
    last = page[PAGE - 1] if len(page) > PAGE else None
    context = {
        "reports": [(one, headline(one)) for one in page[:PAGE]],
        "filters": _filters(request.user, narrowed),
        "is_narrowed": bool(narrowed),
        "first": _address(narrowed) if after else "",
        "further": _address(narrowed, after=f"{last.urgency}_{last.pk}") if last else "",
        "exports": offered("/incidents/triage/export", QueryDict(narrowed.query).dict()),
        "notice": DONE.get(request.GET.get("done", ""), ""),
    }
    return render(request, "incidents/triage/list.html", context)


@require_GET
@allow("incidents.triage")
def next_report(request: HttpRequest) -> HttpResponse:
    """GET /incidents/triage/next?after=REFERENCE&list=reason%3Dweapon: on to the next report of the list; nothing is saved."""
    narrowed = Narrowed.read(request.GET.get("list", ""))
    here = find_incident(request, request.GET.get("after", ""))
    following = next_to_triage(request.user, here, narrowed)
    return redirect(f"/incidents/{following.reference}?done=passed" if following else _address(narrowed, done="only"))


@require_GET
@allow("incidents.triage")
def triage_export(request: HttpRequest) -> HttpResponseBase:
    """GET /incidents/triage/export?format=xlsx: the same list as a file, without names of those involved."""
    narrowed = Narrowed.of(request.GET.dict())
    form = request.GET.get("format", "")
    found = to_triage(request.user, narrowed).select_related(
        "organisation", "site", "place__site", "team", "assigned_to"
    )
    return take_away(
        "new-reports",
        form if form in FORMS else "csv",
        chain([COLUMNS], (_row(one) for one in found[:MOST_ROWS])),
        of=[place.organisation_id for place in places_of(request.user)],
        by=actor_for(request.user),
        details={"filters": QueryDict(narrowed.query).dict()},
    )


def _filters(user: Any, narrowed: Narrowed) -> list[dict[str, Any]]:
    sites = [(str(site.pk), site.name) for site in sites_triaged_by(user)]
    reasons = [(code.code, code.label) for code in code_list("urgencies")]
    return [
        _filter("reason", "Urgent because", [("", "Any reason or none"), *reasons], narrowed.reason),
        _filter("site", "Site", [("", "Every site"), *sites], narrowed.site),
        _filter("who", "With", WHO, narrowed.who),
    ]


def _filter(name: str, label: str, choices: list[tuple[str, str]], chosen: str) -> dict[str, Any]:
    items = [{"value": value, "text": text, "selected": value == chosen} for value, text in choices]
    return {"name": name, "label": label, "items": items}


def _address(narrowed: Narrowed, path: str = "/incidents/triage", **more: str) -> str:
    query = "&".join(filter(None, [narrowed.query, urlencode(more)]))
    return f"{path}{query and '?'}{query}"


def _after(text: str) -> tuple[int, UUID] | None:
    urgency, _, key = text.partition("_")
    found = key_of(key)
    return (int(urgency), found) if found and urgency.isascii() and urgency.isdigit() and len(urgency) < 5 else None


def _row(one: Incident) -> list[Any]:
    shown = headline(one)
    zone = ZoneInfo(one.organisation.time_zone)
    return [
        one.reference,
        one.reported_at.astimezone(zone),
        one.occurred_at.astimezone(zone),
        shown.kinds,
        ", ".join(shown.urgent),
        one.site.name if one.site else "",
        one.place.name if one.place else one.place_said,
        one.team.name if one.team else "",
        shown.assigned_to,
    ]
