"""The page of one incident, made of panels."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from alongside.incidents.duties.panels import clocks_panel, riddor_panel
from alongside.incidents.models import Incident
from alongside.incidents.panels import PanelOf
from alongside.incidents.queries import incidents_for
from alongside.incidents.triage.compartments import compartment_panels
from alongside.incidents.triage.panels import facets_panel, headline
from alongside.people.access import allow

PANELS: list[PanelOf] = [facets_panel, riddor_panel, clocks_panel]
"""In the order in which they stand on the page; each part of the work adds its own."""


@require_GET
@allow("incidents.see")
def incident(request: HttpRequest, reference: str) -> HttpResponse:
    """GET /incidents/REFERENCE?open=people&open=suspect: what the caller may see; compartments as the address says."""
    return show_incident(request, find_incident(request, reference))


def show_incident(request: HttpRequest, incident: Incident, *, status: int = 200) -> HttpResponse:
    """The page of an incident that the caller may see; opening a compartment leaves its mark in the ledger."""
    made = [panel_of(request.user, incident) for panel_of in PANELS]
    compartments = compartment_panels(request.user, incident, request.GET.getlist("open"))
    shown = [panel for panel in made if panel is not None]
    context = {
        "incident": incident,
        "headline": headline(incident),
        "panels": [*shown[:1], *compartments, *(panel for panel in shown[1:] if not panel.aside)],
        "aside": [panel for panel in shown[1:] if panel.aside],
    }
    return render(request, "incidents/incident.html", context, status=status)


def find_incident(request: HttpRequest, reference: str) -> Incident:
    """The incident of that reference that the caller may see; 404 where there is none."""
    return get_object_or_404(incidents_for(request.user), reference=reference.upper())
