"""Who must not read a report: shown, closed to somebody, opened again."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from alongside.incidents.actions import open_compartment
from alongside.incidents.codes import code_list
from alongside.incidents.completing.queries import colleague, colleagues_called
from alongside.incidents.models import Compartment, Incident
from alongside.incidents.triage import closing
from alongside.incidents.triage.panels import headline
from alongside.incidents.triage.queries import closings_of
from alongside.incidents.views import find_incident
from alongside.people.access import allow, require
from alongside.people.actions import actor_for

OTHER = "other"
NOBODY_YET = "new"


@never_cache
@require_http_methods(["GET", "POST"])
@allow("incidents.write_suspect")
def closed(request: HttpRequest, reference: str) -> HttpResponse:
    """GET, POST /incidents/REFERENCE/closed (name; staff, how, why; closing, why): who must not read this report."""
    incident = find_incident(request, reference)
    require(request.user, "incidents.write_suspect", incident)
    open_compartment(incident, Compartment.SUSPECT, by=actor_for(request.user))
    if request.method == "GET":
        return _page(request, incident)
    try:
        done = _decide(request, incident)
    except ValidationError as error:
        return _page(request, incident, {name: texts[0] for name, texts in error.message_dict.items()})
    return redirect(f"/incidents/{incident.reference}/closed?done={done}")


def _decide(request: HttpRequest, incident: Incident) -> str:
    why, how, by = request.POST.get("why", ""), request.POST.get("how", ""), actor_for(request.user)
    if "closing" in request.POST:
        found = next((one for one in closings_of(incident) if str(one.pk) == request.POST["closing"]), None)
        if found is not None:
            closing.open_again(found, why, by=by)
        return "opened"
    key = _uuid(request.POST.get("staff", ""))
    staff = colleague(incident.organisation_id, key) if key else None
    if staff is None:
        raise ValidationError({"staff": "Choose somebody from the list."})
    named = next((one for one in incident.responsible.all() if str(one.number) == how), None)
    if named is not None or how == NOBODY_YET:
        closing.name_colleague(incident, named, staff, why, by=by)
    elif how == OTHER:
        closing.close_to(incident, staff, why, by=by)
    else:
        raise ValidationError({"how": "Choose why they must not read it."})
    return "closed"


def _page(request: HttpRequest, incident: Incident, errors: dict[str, str] | None = None) -> HttpResponse:
    name = (request.POST if errors else request.GET).get("name", "").strip()[:100]
    kinds = code_list("responsible_kinds")
    named = [
        (str(one.number), f"They may have done it: responsible {one.number}, {kinds.label(one.kind).lower()}")
        for one in incident.responsible.all()
    ]
    context: dict[str, Any] = {
        "incident": incident,
        "headline": headline(incident),
        "closings": closings_of(incident),
        "name": name,
        "found": colleagues_called(incident.organisation_id, name),
        "ways": [
            *(named or [(NOBODY_YET, "They may have done it")]),
            (OTHER, "For another reason, such as being close to whoever did it"),
        ],
        "errors": errors or {},
        "entered": request.POST if errors else {},
        "done": {"closed": "The report is closed to them.", "opened": "The report is open to them again."}.get(
            request.GET.get("done", ""), ""
        ),
    }
    return render(request, "incidents/triage/closed.html", context, status=422 if errors else 200)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
