"""The list of new reports."""

import csv
from io import StringIO
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from alongside.incidents.codes import code_list
from alongside.incidents.models import Incident
from alongside.incidents.triage.panels import headline
from alongside.incidents.triage.queries import after_in_list, sites_triaged_by, to_triage
from alongside.ledger.actions import record
from alongside.people.access import allow
from alongside.people.actions import actor_for
from alongside.people.queries import places_of

PAGE = 25
LONGEST_EXPORT = 20_000
WHO = [("", "Everybody's"), ("mine", "Mine"), ("nobody", "Nobody's")]
COLUMNS = ["Reference", "Reported", "Happened", "Kind", "Urgent because", "Site", "Place", "Team", "With"]
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins so is a formula to a spreadsheet."""


@require_GET
@allow("incidents.triage")
def triage_list(request: HttpRequest) -> HttpResponse:
    """GET /incidents/triage?reason=weapon&site=ID&who=mine&after=60_ID: new reports, urgent first."""
    chosen = _chosen(request)
    waiting = _narrowed(request, chosen)
    after = _after(request.GET.get("after", ""))
    page = list((after_in_list(waiting, *after) if after else waiting)[: PAGE + 1])
    last = page[PAGE - 1] if len(page) > PAGE else None
    context = {
        "reports": [(one, headline(one)) for one in page[:PAGE]],
        "filters": _filters(request.user, chosen),
        "is_narrowed": any(chosen.values()),
        "first": _address(chosen) if after else "",
        "further": _address(chosen, after=f"{last.urgency}_{last.pk}") if last else "",
        "export": _address(chosen, "/incidents/triage/export"),
        "notice": "That was the last of the new reports." if request.GET.get("done") == "last" else "",
    }
    return render(request, "incidents/triage/list.html", context)


@require_GET
@allow("incidents.triage")
def triage_export(request: HttpRequest) -> HttpResponse:
    """GET /incidents/triage/export: the same list as CSV, without names of those involved."""
    written = StringIO()
    rows = csv.writer(written)
    rows.writerow(COLUMNS)
    found = list(_narrowed(request, _chosen(request))[:LONGEST_EXPORT])
    for one in found:
        rows.writerow([_cell(value) for value in _row(one)])
    by = actor_for(request.user)
    for organisation_id in {one.organisation_id for one in found}:
        count = sum(one.organisation_id == organisation_id for one in found)
        record(
            "incidents.exported",
            "organisation",
            organisation_id,
            organisation_id=organisation_id,
            actor=by,
            details={"list": "triage", "rows": count},
        )
    answer = HttpResponse("\ufeff" + written.getvalue(), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="new-reports.csv"'
    return answer


def _chosen(request: HttpRequest) -> dict[str, str]:
    reason, who = request.GET.get("reason", ""), request.GET.get("who", "")
    return {
        "reason": reason if reason in code_list("urgencies") else "",
        "site": str(_uuid(request.GET.get("site", "")) or ""),
        "who": who if who in dict(WHO) else "",
    }


def _narrowed(request: HttpRequest, chosen: dict[str, str]) -> QuerySet[Incident]:
    found = to_triage(request.user)
    if chosen["reason"]:
        found = found.filter(urgent_because__contains=[chosen["reason"]])
    if chosen["site"]:
        found = found.filter(site=UUID(chosen["site"]))
    if chosen["who"] == "mine":
        found = found.filter(assigned_to__in=[place.pk for place in places_of(request.user)])
    elif chosen["who"] == "nobody":
        found = found.filter(assigned_to=None)
    return found


def _filters(user: Any, chosen: dict[str, str]) -> list[dict[str, Any]]:
    sites = [(str(site.pk), site.name) for site in sites_triaged_by(user)]
    reasons = [(code.code, code.label) for code in code_list("urgencies")]
    return [
        _filter("reason", "Urgent because", [("", "Any reason or none"), *reasons], chosen),
        _filter("site", "Site", [("", "Every site"), *sites], chosen),
        _filter("who", "With", WHO, chosen),
    ]


def _filter(name: str, label: str, choices: list[tuple[str, str]], chosen: dict[str, str]) -> dict[str, Any]:
    items = [{"value": value, "text": text, "selected": value == chosen[name]} for value, text in choices]
    return {"name": name, "label": label, "items": items}


def _address(chosen: dict[str, str], path: str = "/incidents/triage", **more: str) -> str:
    query = urlencode({key: value for key, value in (chosen | more).items() if value})
    return f"{path}{query and '?'}{query}"


def _after(text: str) -> tuple[int, UUID] | None:
    urgency, _, key = text.partition("_")
    found = _uuid(key)
    return (int(urgency), found) if found and urgency.isascii() and urgency.isdigit() and len(urgency) < 5 else None


def _row(one: Incident) -> list[str]:
    shown = headline(one)
    return [
        one.reference,
        one.reported_at.isoformat(timespec="minutes"),
        one.occurred_at.isoformat(timespec="minutes"),
        shown.kinds,
        ", ".join(shown.urgent),
        one.site.name if one.site else "",
        one.place.name if one.place else "",
        one.team.name if one.team else "",
        shown.assigned_to,
    ]


def _cell(value: str) -> str:
    return f"'{value}" if value.startswith(FORMULA) else value


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
