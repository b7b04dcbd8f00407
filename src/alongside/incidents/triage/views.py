"""What the security specialist does on the page of an incident; the list of new reports stands in `listing`."""

from collections.abc import Callable
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from alongside.evidence.sending import send_file
from alongside.incidents import states
from alongside.incidents.actions import open_compartment
from alongside.incidents.models import Compartment, Connection, Incident
from alongside.incidents.queries import incidents_for, who_acts_on
from alongside.incidents.triage import actions, adding, connecting
from alongside.incidents.triage.forms import (
    ClassifyForm,
    CorrectionForm,
    ExhibitForm,
    OpinionForm,
    SeenForm,
    TriageForm,
    WordsForm,
)
from alongside.incidents.triage.history import step_of
from alongside.incidents.triage.narrowing import Narrowed
from alongside.incidents.triage.panels import headline
from alongside.incidents.triage.queries import (
    accounts_seen_by,
    connections_of,
    exhibits_seen_by,
    next_to_triage,
)
from alongside.incidents.views import show_incident
from alongside.people.access import allow, require
from alongside.people.actions import actor_for
from alongside.people.queries import place_in

OVERTAKEN = "Somebody changed this report after you opened it. Nothing of yours is saved yet. Read what changed, then send it again."


@require_POST
@allow("incidents.triage")
def triage(request: HttpRequest, reference: str) -> HttpResponse:
    """POST /incidents/REFERENCE/triage (outcome, reason, seen_at, then, list)"""
    incident = _incident(request, reference)
    form = TriageForm(request.POST)
    if not form.is_valid():
        return _refused(request, incident, form.errors.get_json_data())
    said = form.cleaned_data
    narrowed = Narrowed.read(said["list"])
    following = next_to_triage(request.user, incident, narrowed) if said["then"] == "next" else None

    def act() -> Any:
        close = said["outcome"] == "close"
        return actions.triage_report(
            incident, by=actor_for(request.user), seen_at=said["seen_at"], close=close, reason=said["reason"]
        )

    if said["then"] == "next":
        back = f"/incidents/triage?{narrowed.query}{narrowed.query and '&'}done=last"
        there = f"/incidents/{following.reference}?done=next" if following else back
        return _do(request, incident, act, there)
    return _do(request, incident, act, f"/incidents/{incident.reference}?done=triaged")


@require_POST
@allow("incidents.triage")
def assign(request: HttpRequest, reference: str) -> HttpResponse:
    """POST /incidents/REFERENCE/assign (to, seen_at)"""
    incident = _incident(request, reference)
    form = SeenForm(request.POST)
    form.is_valid()
    asked = request.POST.get("to", "")
    if asked == "me":
        to = place_in(request.user, incident.organisation_id)
    else:
        to = next((one for one in who_acts_on(incident) if str(one.pk) == asked), None)
    if to is None and asked:
        return _refused(request, incident, {"to": [{"message": "Choose somebody from the list."}]})
    return _do(
        request,
        incident,
        lambda: actions.assign(incident, to, by=actor_for(request.user), seen_at=form.cleaned_data.get("seen_at")),
        f"/incidents/{incident.reference}?done=assigned",
    )


@require_POST
@allow("incidents.triage")
def reopen(request: HttpRequest, reference: str) -> HttpResponse:
    """POST /incidents/REFERENCE/reopen (why)"""
    incident = _incident(request, reference)
    why = request.POST.get("why", "")
    return _do(
        request,
        incident,
        lambda: actions.reopen(incident, why, by=actor_for(request.user)),
        f"/incidents/{incident.reference}?done=reopened",
    )


@require_http_methods(["GET", "POST"])
@allow("incidents.triage")
def classify(request: HttpRequest, reference: str) -> HttpResponse:
    """GET, POST /incidents/REFERENCE/classify: every facet, as it stands, to be set right."""
    incident = _incident(request, reference)
    zone = ZoneInfo(incident.organisation.time_zone)
    if request.method == "GET":
        return _classify(request, incident, ClassifyForm(incident, zone))
    form = ClassifyForm(incident, zone, request.POST)
    if not form.is_valid():
        return _classify(request, incident, form, status=422)
    try:
        actions.reclassify(
            incident,
            form.classification(),
            form.cleaned_data["why"],
            by=actor_for(request.user),
            seen_at=form.cleaned_data["seen_at"],
        )
    except ValidationError as error:
        form.take_errors(error.message_dict)
        return _classify(request, incident, form, status=422)
    except actions.Overtaken as overtaken:
        change = step_of(request.user, overtaken.change) if overtaken.change else None
        return _classify(
            request, _incident(request, reference), form, status=409, notice=OVERTAKEN, overtaken_by=change
        )
    return redirect(f"/incidents/{incident.reference}?done=classified")


@require_POST
@allow("incidents.triage")
def part(request: HttpRequest, reference: str) -> HttpResponse:
    """POST /incidents/REFERENCE/part: a joined report stands by itself again."""
    incident = _incident(request, reference)
    return _do(
        request,
        incident,
        lambda: connecting.part_reports(incident, request.POST.get("why", ""), by=actor_for(request.user)),
        f"/incidents/{incident.reference}?done=parted",
    )


@require_POST
@allow("incidents.triage")
def disconnect(request: HttpRequest, reference: str) -> HttpResponse:
    """POST /incidents/REFERENCE/disconnect (connection)"""
    incident = _incident(request, reference)
    asked = request.POST.get("connection", "")
    connection: Connection | None = next(
        (one for one, _ in connections_of(request.user, incident) if str(one.pk) == asked), None
    )
    if connection is not None and connection.kind == Connection.Kind.MARKER:
        return redirect("marker-end", reference=incident.reference, connection=connection.pk)
    if connection is not None:
        connecting.disconnect(connection, by=actor_for(request.user))
    return redirect(f"/incidents/{incident.reference}?done=disconnected#connections")


@require_POST
@allow("incidents.write_suspect")
def opinions(request: HttpRequest, reference: str) -> HttpResponse:
    """POST /incidents/REFERENCE/opinions (source, responsible, opinion, factors, author_name, given_on, ground)"""
    incident = _incident(request, reference, "incidents.write_suspect")
    form = OpinionForm(incident, request.POST)
    if not form.is_valid():
        return _refused(request, incident, form.errors.get_json_data(), Compartment.SUSPECT)
    me = place_in(request.user, incident.organisation_id) if form.cleaned_data["source"] == "lsms" else None
    return _do(
        request,
        incident,
        lambda: adding.give_opinion(incident, by=actor_for(request.user), author=me, **form.said()),
        _opened(incident, Compartment.SUSPECT),
        Compartment.SUSPECT,
    )


@require_POST
@allow("incidents.write_narrative")
def accounts(request: HttpRequest, reference: str) -> HttpResponse:
    """POST /incidents/REFERENCE/accounts (text, compartment)"""
    incident = _incident(request, reference, "incidents.write_narrative")
    form = WordsForm(request.POST)
    if not form.is_valid():
        return _refused(request, incident, form.errors.get_json_data(), Compartment.NARRATIVE)
    compartment = form.cleaned_data["compartment"]
    require(request.user, f"incidents.write_{compartment}", incident)
    return _do(
        request,
        incident,
        lambda: adding.add_words(incident, form.cleaned_data["text"], compartment, by=actor_for(request.user)),
        _opened(incident, compartment),
        compartment,
    )


@require_POST
@allow("incidents.write_narrative")
def correct(request: HttpRequest, reference: str, account: UUID) -> HttpResponse:
    """POST /incidents/REFERENCE/accounts/ID (correction, because): a specialist's account as it should read."""
    incident = _incident(request, reference, "incidents.write_narrative")
    found = get_object_or_404(accounts_seen_by(request.user, incident), pk=account)
    require(request.user, f"incidents.write_{found.compartment}", found.incident)
    form = CorrectionForm(request.POST)
    if not form.is_valid():
        return _refused(request, incident, form.errors.get_json_data(), found.compartment)
    said = form.cleaned_data
    return _do(
        request,
        incident,
        lambda: adding.correct_words(found, said["correction"], said["because"], by=actor_for(request.user)),
        _opened(incident, found.compartment),
        found.compartment,
    )


@require_POST
@allow("incidents.write_evidence")
def exhibits(request: HttpRequest, reference: str) -> HttpResponse:
    """POST /incidents/REFERENCE/exhibits (file, caption, privileged)"""
    incident = _incident(request, reference, "incidents.write_evidence")
    form = ExhibitForm(request.POST)
    if not form.is_valid():
        return _refused(request, incident, form.errors.get_json_data(), Compartment.EVIDENCE)
    return _do(
        request,
        incident,
        lambda: adding.add_exhibit(
            incident, request.FILES.get("file"), by=actor_for(request.user), **form.cleaned_data
        ),
        _opened(incident, Compartment.EVIDENCE),
        Compartment.EVIDENCE,
    )


@require_GET
@allow("incidents.read_evidence")
def exhibit(request: HttpRequest, reference: str, exhibit: UUID) -> HttpResponseBase:
    """GET /incidents/REFERENCE/exhibits/ID: the file."""
    incident = _incident(request, reference, "incidents.read_evidence")
    found = get_object_or_404(exhibits_seen_by(request.user, incident), pk=exhibit)
    by = actor_for(request.user)
    open_compartment(found.incident, Compartment.EVIDENCE, by=by)
    return send_file(
        request,
        found.file,
        by=by,
        verb="incident.exhibit_seen",
        about=("incident", found.incident_id),
        details={"exhibit": str(found.pk)},
        download="download" in request.GET,
    )


@require_POST
@allow("incidents.write_evidence")
def privilege(request: HttpRequest, reference: str, exhibit: UUID) -> HttpResponse:
    """POST /incidents/REFERENCE/exhibits/ID/privilege (privileged): legal advice or not."""
    incident = _incident(request, reference, "incidents.write_evidence")
    found = get_object_or_404(exhibits_seen_by(request.user, incident), pk=exhibit)
    adding.mark_privileged(found, request.POST.get("privileged") == "yes", by=actor_for(request.user))
    return redirect(_opened(incident, Compartment.EVIDENCE))


def _incident(request: HttpRequest, reference: str, permission: str = "incidents.triage") -> Incident:
    incident = get_object_or_404(incidents_for(request.user), reference=reference.upper())
    require(request.user, permission, incident)
    return incident


def _opened(incident: Incident, compartment: str) -> str:
    return f"/incidents/{incident.reference}?open={compartment}&done=added#{compartment}"


def _do(
    request: HttpRequest, incident: Incident, act: Callable[[], Any], there: str, compartment: str = ""
) -> HttpResponse:
    """Does it and goes there; otherwise the page once more, with what was wrong and what was typed."""
    try:
        act()
    except ValidationError as error:
        errors = {name: [{"message": text} for text in texts] for name, texts in error.message_dict.items()}
        return _refused(request, incident, errors, compartment)
    except states.Refused as refused:
        return show_incident(
            request, _fresh(request, incident), status=409, notice=refused.sentence, entered=request.POST
        )
    except actions.Overtaken as overtaken:
        change = step_of(request.user, overtaken.change) if overtaken.change else None
        return show_incident(
            request,
            _fresh(request, incident),
            status=409,
            notice=OVERTAKEN,
            overtaken_by=change,
            entered=request.POST,
        )
    return redirect(there)


def _fresh(request: HttpRequest, incident: Incident) -> Incident:
    return get_object_or_404(incidents_for(request.user), pk=incident.pk)


def _refused(request: HttpRequest, incident: Incident, errors: Any, compartment: str = "") -> HttpResponse:
    said = {name: found[0]["message"] for name, found in errors.items()}
    return show_incident(
        request, incident, status=422, errors=said, entered=request.POST, opened=[compartment] if compartment else []
    )


def _classify(
    request: HttpRequest, incident: Incident, form: ClassifyForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    context = {"incident": incident, "headline": headline(incident), "form": form, **more}
    return render(request, "incidents/triage/classify.html", context, status=status)
