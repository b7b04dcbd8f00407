"""Pages on which a report is connected with a violence marker of another system, and let go of it again."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from alongside.incidents.actions import open_compartment
from alongside.incidents.form_fields import put_errors
from alongside.incidents.models import Compartment, Incident
from alongside.incidents.triage import markers
from alongside.incidents.triage.compartments import address
from alongside.incidents.triage.forms import LetGoForm, MarkerForm
from alongside.incidents.views import find_incident
from alongside.people.access import allow, require
from alongside.people.actions import actor_for


@never_cache
@require_http_methods(["GET", "POST"])
@allow("incidents.write_suspect")
def marker(request: HttpRequest, reference: str) -> HttpResponse:
    """GET, POST /incidents/REFERENCE/marker (system, reference, since, review_on, responsible, why)."""
    incident = _opened(request, reference)
    form = MarkerForm(incident, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            markers.connect_marker(incident, **form.said(), by=actor_for(request.user))
            return redirect(f"/incidents/{incident.reference}?done=marker&open=suspect#suspect")
        except ValidationError as error:
            put_errors(form, error)
    return _page(request, incident, form)


@never_cache
@require_http_methods(["GET", "POST"])
@allow("incidents.write_suspect")
def marker_end(request: HttpRequest, reference: str, connection: UUID) -> HttpResponse:
    """GET, POST /incidents/REFERENCE/marker/ID (why): it no longer belongs to this report."""
    incident = _opened(request, reference)
    found = next((pair for pair in markers.markers_of([incident]) if pair[0].pk == connection), None)
    if found is None:
        raise Http404
    form = LetGoForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            markers.let_go_of_marker(found[0], form.cleaned_data["why"], by=actor_for(request.user))
            return redirect(f"/incidents/{incident.reference}?done=disconnected#connections")
        except ValidationError as error:
            put_errors(form, error)
    return _page(request, incident, form, ending=found[1])


def _opened(request: HttpRequest, reference: str) -> Incident:
    incident = find_incident(request, reference)
    require(request.user, "incidents.write_suspect", incident)
    open_compartment(incident, Compartment.SUSPECT, by=actor_for(request.user))
    return incident


def _page(request: HttpRequest, incident: Incident, form: Any, **more: Any) -> HttpResponse:
    back = address(incident, [Compartment.SUSPECT], "suspect")
    shown = {"incident": incident, "form": form, "back": back, **more}
    return render(request, "incidents/triage/marker.html", shown, status=422 if form.errors else 200)
