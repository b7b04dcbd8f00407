"""What a report has to do with: reports that may tell of the same, earlier ones, alarms, places; joined, connected, let go."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from alongside.incidents import states
from alongside.incidents.alarms import alarms_near, alarms_seen
from alongside.incidents.models import Connection, Incident
from alongside.incidents.queries import incidents_for
from alongside.incidents.references import tidy
from alongside.incidents.triage import connecting
from alongside.incidents.triage.panels import headline
from alongside.incidents.triage.queries import earlier_of, object_keys, places_called, suggestions_for
from alongside.incidents.views import find_incident
from alongside.people.access import allow, require
from alongside.people.actions import actor_for

OBJECTS = {"alarm": Connection.Kind.ALARM, "place": Connection.Kind.PLACE}
LONGEST_NAME = 100


@require_http_methods(["GET", "POST"])
@allow("incidents.triage")
def connections(request: HttpRequest, reference: str) -> HttpResponse:
    """GET /incidents/REFERENCE/connections?alarm=WORKER&place=NAME; POST (how; other or object; why)."""
    incident = find_incident(request, reference)
    require(request.user, "incidents.triage", incident)
    if request.method == "GET":
        return _page(request, incident)
    try:
        if request.POST.get("how") in OBJECTS:
            _connect_object(request, incident)
            done = "connected"
        else:
            done = _connect_report(request, incident)
    except ValidationError as error:
        return _page(request, incident, {name: texts[0] for name, texts in error.message_dict.items()})
    except states.Refused as refused:
        return _page(request, incident, {"other": refused.sentence})
    return redirect(f"/incidents/{incident.reference}?done={done}#connections")


def _connect_report(request: HttpRequest, incident: Incident) -> str:
    other = incidents_for(request.user).filter(reference=tidy(request.POST.get("other", ""))[:16]).first()
    if other is None:
        raise ValidationError({"other": "There is no report with this reference that you may see."})
    require(request.user, "incidents.triage", other)
    how, why, by = request.POST.get("how", ""), request.POST.get("why", ""), actor_for(request.user)
    if how == "join":
        connecting.merge_reports(incident, [other], why, by=by)
    elif how == "into":
        connecting.merge_reports(other, [incident], why, by=by)
    else:
        connecting.connect(incident, other, how, why, by=by)
    return "joined" if how in ("join", "into") else "connected"


def _connect_object(request: HttpRequest, incident: Incident) -> None:
    """An alarm that the caller may see, or a place of the same organisation."""
    how = request.POST["how"]
    try:
        key = UUID(request.POST.get("object", ""))
    except ValueError:
        key = UUID(int=0)
    if how == "alarm":
        found = key in alarms_seen([key], request.user)
    else:
        found = places_called(incident.organisation_id).filter(pk=key).exists()
    if not found:
        raise ValidationError({how: f"Choose {'an alarm' if how == 'alarm' else 'a place'} from the list."})
    connecting.connect_object(incident, OBJECTS[how], key, by=actor_for(request.user))


def _page(request: HttpRequest, incident: Incident, errors: dict[str, str] | None = None) -> HttpResponse:
    suggested = suggestions_for(request.user, incident)
    earlier = earlier_of(request.user, incident, besides=[one.incident.pk for one in suggested])
    names = {name: request.GET.get(name, "").strip()[:LONGEST_NAME] for name in OBJECTS}
    there = object_keys(incident)
    context: dict[str, Any] = {
        "incident": incident,
        "headline": headline(incident),
        "suggestions": [(one, headline(one.incident)) for one in suggested],
        "earlier": [(one, headline(one.incident)) for one in earlier],
        "names": names,
        "alarms": [one for one in alarms_near(incident, request.user, name=names["alarm"]) if one.id not in there],
        "places": [one for one in _places(incident, names["place"]) if one.pk not in there],
        "errors": errors or {},
        "entered": request.POST if errors else {"other": request.GET.get("other", "")[:20]},
    }
    return render(request, "incidents/triage/connections.html", context, status=422 if errors else 200)


def _places(incident: Incident, name: str) -> list[Any]:
    """Those that were looked for; else the place of the report itself, and nothing where it has none."""
    found = places_called(incident.organisation_id, name)
    if not name:
        found = found.filter(pk__in=[incident.place_id] if incident.place_id else [])
    return list(found[:10])
