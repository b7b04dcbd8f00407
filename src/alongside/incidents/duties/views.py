"""Pages of RIDDOR: what is decided for one person, the questions, days off, steps with HSE, HSE's form."""

from __future__ import annotations

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from alongside.incidents import riddor
from alongside.incidents.actions import open_compartment
from alongside.incidents.duties import presenters, queries, track
from alongside.incidents.duties.facts_form import FactsForm
from alongside.incidents.duties.forms import AbsenceForm, RemoveForm, StepForm
from alongside.incidents.duties.standing import standing_of, state_of
from alongside.incidents.form_fields import put_errors
from alongside.incidents.joined import same_person
from alongside.incidents.models import Affected, Compartment, Incident
from alongside.incidents.riddor import TrackState
from alongside.incidents.views import find_incident
from alongside.ledger.clock import now
from alongside.people.access import allow
from alongside.people.actions import actor_for

DONE = {
    "saved": "Saved.",
    "looked": "Saved, and looked at again.",
    "same": "Nothing was changed.",
    "removed": "These days count no more.",
    "ended": "Saved: this deadline is done.",
    "not_needed": "Saved: this deadline is not needed.",
    "next": "Saved. The next one is counted from that day.",
    "closed": "The address of your calendar is closed. Nobody can read it any more.",
    "on": "You get the daily message.",
    "off": "You get no daily message any more.",
}
"""What the last action did, by the word in the address (`?done=`)."""


class Said(str):
    """A sentence above a page; see `told` in web/components.html."""

    level_tag = "success"


def said_in(request: HttpRequest) -> list[Said]:
    """What the last action did."""
    words = DONE.get(request.GET.get("done", ""))
    return [Said(words)] if words else []


@allow("incidents.read_people")
@require_http_methods(["GET", "POST"])
def matter(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """GET, POST /incidents/REFERENCE/riddor/NUMBER: one person's matter; a POST answers questions. 0: no person."""
    incident, affected = _found(request, reference, number)
    if affected is None:
        return _page(request, incident, None)
    form = FactsForm(known=standing_of(incident, affected).known)
    if request.method == "POST":
        _require_writing(request, incident)
        form = FactsForm(request.POST, known=standing_of(incident, affected).known)
        if form.is_valid():
            changes, words = form.changes(), form.cleaned_data["description"]
            if changes or words.strip():
                track.answer(affected, changes, description=words.strip(), by=actor_for(request.user))
                return _back(incident, number, "looked")
            return _back(incident, number, "same")
    return _page(request, incident, affected, form)


@allow("incidents.write_people")
@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """GET, POST /incidents/REFERENCE/riddor/NUMBER/step: what a person did or decided about HSE."""
    incident, affected = _found(request, reference, number)
    _require_writing(request, incident)
    latest = queries.latest_decision(incident, affected)
    options: dict[str, Any] = {
        "state": state_of(latest),
        "zone": ZoneInfo(incident.organisation.time_zone),
        "now": now(),
        "since": incident.occurred_at,
        "incident_only": affected is None,
    }
    form = StepForm(**options)
    if request.method == "POST":
        form = StepForm(request.POST, **options)
        if form.is_valid():
            said = form.cleaned_data
            try:
                track.step(
                    incident,
                    affected,
                    TrackState(said["to"]),
                    seen=request.POST.get("seen", ""),
                    reason=said["reason"],
                    at=said["at"],
                    channel=said.get("channel", ""),
                    reference=said.get("reference", ""),
                    by=actor_for(request.user),
                )
                return _back(incident, number, "saved")
            except ValidationError as error:
                put_errors(form, error, {"at": "on"})
    shown = {"state": presenters.state_shown(latest), "seen": str(latest.pk) if latest else ""}
    return _form_page(request, incident, affected, form, "incidents/duties/step.html", **shown)


@allow("incidents.write_people")
@require_http_methods(["GET", "POST"])
def absence(request: HttpRequest, reference: str, number: int, absence_id: UUID | None = None) -> HttpResponse:
    """GET, POST /incidents/REFERENCE/riddor/NUMBER/absences[/ID]: days off, new or corrected; the older row is kept."""
    incident, affected = _found(request, reference, number)
    _require_writing(request, incident)
    if affected is None:
        raise Http404
    older = get_object_or_404(queries.absences_of(affected), pk=absence_id) if absence_id else None
    initial = {"kind": older.kind, "first_day": older.first_day, "last_day": older.last_day} if older else None
    form = AbsenceForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            track.record_absence(
                affected,
                said["kind"],
                said["first_day"],
                said["last_day"],
                source="lsms",
                by=actor_for(request.user),
                external_reference=older.external_reference if older else "",
                replaces=older,
            )
            return _back(incident, number, "looked")
        except ValidationError as error:
            put_errors(form, error)
    return _form_page(request, incident, affected, form, "incidents/duties/absence.html", older=older)


@allow("incidents.write_people")
@require_http_methods(["GET", "POST"])
def remove_absence(request: HttpRequest, reference: str, number: int, absence_id: UUID) -> HttpResponse:
    """GET, POST …/absences/ID/wrong: these days off were wrong and count no more."""
    incident, affected = _found(request, reference, number)
    _require_writing(request, incident)
    if affected is None:
        raise Http404
    row = get_object_or_404(queries.absences_of(affected), pk=absence_id)
    form = RemoveForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            track.remove_absence(row, form.cleaned_data["why"], by=actor_for(request.user))
            return _back(incident, number, "removed")
        except ValidationError as error:
            put_errors(form, error)
    return _form_page(request, incident, affected, form, "incidents/duties/absence_wrong.html", older=row)


@require_GET
@allow("incidents.write_people")
def hse_form(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """GET /incidents/REFERENCE/riddor/NUMBER/f2508: HSE's questions with our answers, to copy or print."""
    incident, affected = _found(request, reference, number)
    _require_writing(request, incident)
    if affected is None:
        raise Http404
    standing = standing_of(incident, affected)
    narrative = request.user.has_perm("incidents.read_narrative", incident)
    if narrative:
        open_compartment(incident, Compartment.NARRATIVE, by=actor_for(request.user))
    context = {
        "incident": incident,
        "affected": affected,
        "blocks": presenters.form_answers(request.user, incident, affected, standing, narrative=narrative),
        "problems": [*standing.known.problems, *riddor.problems(standing.known.facts, standing.today)],
        "shown": presenters.standing_shown(standing, _aim(incident)),
        "unknown": riddor.NOT_KNOWN,
        "may_set": request.user.has_perm("incidents.duty_settings", incident),
    }
    return render(request, "incidents/duties/f2508.html", context)


def _back(incident: Incident, number: int, done: str) -> HttpResponse:
    return redirect(f"{reverse('riddor-matter', args=[incident.reference, number])}?done={done}")


def _page(
    request: HttpRequest, incident: Incident, affected: Affected | None, form: FactsForm | None = None
) -> HttpResponse:
    rows = queries.decisions_of(incident, affected)
    history = [presenters.state_shown(row) for row in rows]
    context: dict[str, Any] = {
        "incident": incident,
        "affected": affected,
        "number": affected.number if affected else 0,
        "form": form,
        "messages": said_in(request),
        "history": history,
        "latest": history[0] if history else presenters.state_shown(None),
        "taken_back": incident.status == Incident.Status.WITHDRAWN,
        "may_write": request.user.has_perm("incidents.write_people", incident),
    }
    if affected is not None:
        standing = standing_of(incident, affected)
        context["shown"] = presenters.standing_shown(standing, _aim(incident))
        context["absences"] = queries.absences_of(affected)
        context["descriptions"] = [row for row in affected.injuries.all() if row.description]
        context["elsewhere"] = [
            (one, presenters.state_shown(queries.latest_decision(one.incident, one)))
            for one in same_person(affected)
            if request.user.has_perm("incidents.read_people", one.incident)
        ]
        kept = riddor.record_kept_until(standing.today) if standing.state is TrackState.RECORD_OVER_3 else None
        context["kept_until"] = presenters.long_day(kept)
    return render(request, "incidents/duties/matter.html", context, status=422 if form and form.errors else 200)


def _form_page(
    request: HttpRequest, incident: Incident, affected: Affected | None, form: Form, template: str, **more: Any
) -> HttpResponse:
    context = {
        "incident": incident,
        "affected": affected,
        "number": affected.number if affected else 0,
        "form": form,
        **more,
    }
    return render(request, template, context, status=422 if form.errors else 200)


def _found(request: HttpRequest, reference: str, number: int) -> tuple[Incident, Affected | None]:
    """The incident and the person; whoever comes here looks into the compartment of people, and that is recorded."""
    incident = find_incident(request, reference)
    if not request.user.has_perm("incidents.read_people", incident):
        raise PermissionDenied
    affected = None
    if number:
        affected = queries.person_of(incident, number)
        if affected is None:
            raise Http404
    open_compartment(incident, Compartment.PEOPLE, by=actor_for(request.user))
    return incident, affected


def _require_writing(request: HttpRequest, incident: Incident) -> None:
    if not request.user.has_perm("incidents.write_people", incident):
        raise PermissionDenied


def _aim(incident: Incident) -> int:
    return queries.settings_of(incident.organisation_id).aim_day
