"""Who looked at a report: its words, its names, its files."""

from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from alongside.incidents.taking_away import FORMS, take_away
from alongside.incidents.triage.queries import LOOKS, looks_at
from alongside.incidents.views import find_incident
from alongside.people.access import allow, require
from alongside.people.actions import actor_for
from alongside.people.looks import looks_rows, looks_shown


@require_GET
@allow("incidents.triage")
def looks(request: HttpRequest, reference: str) -> HttpResponseBase:
    """GET /incidents/REFERENCE/looks?search=stone&what=incident.people_read&first=2026-05-03&before=ID&format=csv"""
    incident = find_incident(request, reference)
    require(request.user, "incidents.triage", incident)
    entries, zone = looks_at(incident), ZoneInfo(incident.organisation.time_zone)
    if (form := request.GET.get("format", "")) in FORMS:
        return take_away(
            f"who-looked-{incident.reference}",
            form,
            looks_rows(entries, request.GET, LOOKS, zone),
            of=[incident.organisation_id],
            by=actor_for(request.user),
        )
    shown = {"incident": incident, "looks": looks_shown(entries, request.GET, LOOKS, zone)}
    return render(request, "incidents/triage/looks.html", shown)
