"""The page of one incident, made of panels."""

from collections.abc import Collection, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from alongside.incidents.completing.panels import parts_panel
from alongside.incidents.duties.panels import clocks_panel, riddor_panel
from alongside.incidents.following.panels import feedback_panel
from alongside.incidents.models import Incident
from alongside.incidents.panels import PanelOf, registered
from alongside.incidents.queries import incidents_for
from alongside.incidents.triage.actions import note_read
from alongside.incidents.triage.compartments import compartment_panels
from alongside.incidents.triage.marking import marker_panel
from alongside.incidents.triage.narrowing import KEPT, Narrowed
from alongside.incidents.triage.panels import (
    act_panel,
    connections_panel,
    facets_panel,
    headline,
    history_panel,
    suggestions_panel,
)
from alongside.incidents.wellbeing.panels import support_panel
from alongside.people.access import allow
from alongside.people.actions import actor_for

PANELS: list[PanelOf] = [
    facets_panel,
    act_panel,
    riddor_panel,
    clocks_panel,
    parts_panel,
    support_panel,
    feedback_panel,
    suggestions_panel,
    connections_panel,
    marker_panel,
    history_panel,
]
"""In the order in which they stand on the page; each part of the work adds its own. The compartments come after the
first, the history last.
"""
DONE = {
    "triaged": "Saved.",
    "next": "The report before is put away. This is the next.",
    "passed": "Nothing was saved of the report before. It is still new.",
    "assigned": "Saved.",
    "reopened": "The report is open again. Its reporter is told.",
    "classified": "The new classification is saved. What stood before is in the history.",
    "joined": "The reports are joined. You can part them again.",
    "connected": "The reports are connected.",
    "marker": "The marker is connected.",
    "disconnected": "They are no longer connected.",
    "parted": "The report stands by itself again.",
    "added": "Saved.",
    "asked": "They were asked.",
    "reminded": "They were reminded.",
    "not-asked": "They are no longer asked. What they gave stays.",
    "told": "It is on the reporter's page.",
    "put-away": "Put away. What the reporter wrote stays on the page.",
    "cared-for": "Support was offered. They will be asked how they are.",
    "nobody-asked": "Nobody was asked: there is no verified address for them, or it was done before.",
    "asked-no-more": "They will not be asked any more.",
    "taken-back": "The report is taken back, and its reporter is told. What is owed to whoever was hurt goes on.",
    "not-wanted-back": "The reporter does not ask for it now, or the report is joined with another: part it first.",
}
"""What the last action did."""


@require_GET
@allow("incidents.see")
def incident(request: HttpRequest, reference: str) -> HttpResponse:
    """GET /incidents/REFERENCE?open=people&open=suspect: what the caller may see; compartments as the address says."""
    incident = find_incident(request, reference)
    if incident.status == Incident.Status.SUBMITTED and request.user.has_perm("incidents.triage", incident):
        note_read(incident, by=actor_for(request.user))
    return show_incident(request, incident, done=DONE.get(request.GET.get("done", ""), ""))


def show_incident(
    request: HttpRequest,
    incident: Incident,
    *,
    status: int = 200,
    opened: Collection[str] = (),
    entered: Mapping[str, Any] | None = None,
    errors: Mapping[str, str] | None = None,
    **more: Any,
) -> HttpResponse:
    """The page of an incident that the caller may see; opening a compartment leaves its mark in the ledger.

    Where a form on it was refused, `errors` says by field what was wrong and `entered` what was typed; `notice` is a
    sentence above everything.
    """
    *parts, history = PANELS
    made = [panel_of(request.user, incident) for panel_of in [*parts, *registered(), history]]
    compartments = compartment_panels(request.user, incident, [*request.GET.getlist("open"), *opened])
    shown = [panel for panel in made if panel is not None]
    context = {
        "incident": incident,
        "headline": headline(incident),
        "panels": [*shown[:1], *compartments, *(panel for panel in shown[1:] if not panel.aside)],
        "aside": [panel for panel in shown[1:] if panel.aside],
        "entered": entered or {},
        "errors": errors or {},
        "narrowed": Narrowed.read((entered or {}).get("list", request.session.get(KEPT, ""))).query,
        **more,
    }
    return render(request, "incidents/incident.html", context, status=status)


def find_incident(request: HttpRequest, reference: str) -> Incident:
    """The incident of that reference that the caller may see; 404 where there is none."""
    return get_object_or_404(incidents_for(request.user), reference=reference.upper())
