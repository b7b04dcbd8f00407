"""Pages on which a deadline is ended, begun, or counted from another day: each end is an act with a name."""

from __future__ import annotations

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from alongside.incidents.deadlines import Rule
from alongside.incidents.duties import actions, of_body, presenters, queries
from alongside.incidents.duties.forms import CountFromForm, DayDoneForm, DoneForm, FactForm, WaiveForm
from alongside.incidents.duties.hse_clocks import FOLLOWS_RIDDOR
from alongside.incidents.duties.running import rule_of, zone_of
from alongside.incidents.duties.words import facts_by_hand, span_words
from alongside.incidents.form_fields import put_errors
from alongside.incidents.models import Duty, DutySettings
from alongside.incidents.views import find_incident
from alongside.ledger.clock import now
from alongside.people.access import allow
from alongside.people.actions import actor_for
from alongside.people.models import Organisation
from alongside.people.queries import places_of


@require_http_methods(["GET", "POST"])
@allow("incidents.duties")
def done(request: HttpRequest, duty_id: UUID) -> HttpResponse:
    """GET, POST /incidents/due/ID/done: what was done about it."""
    duty = _open_duty(request, duty_id)
    if duty.incident is None:
        return _day_done(request, duty.organisation, rule_of(duty, zone_of(duty)), duty)
    if duty.rule in FOLLOWS_RIDDOR:
        return _riddor_step(duty)
    rule = rule_of(duty, zone_of(duty))
    form = DoneForm(request.POST if request.method == "POST" else None, rule=rule)
    if request.method == "POST" and form.is_valid():
        try:
            actions.finish_duty(
                duty, form.cleaned_data["act"], note=form.cleaned_data["note"], by=actor_for(request.user)
            )
            return redirect("/incidents/due?done=ended")
        except ValidationError as error:
            put_errors(form, error)
    return _end_page(request, duty, form, "incidents/duties/done.html")


@require_http_methods(["GET", "POST"])
@allow("incidents.duties")
def not_needed(request: HttpRequest, duty_id: UUID) -> HttpResponse:
    """GET, POST /incidents/due/ID/not-needed: why it is not needed."""
    duty = _open_duty(request, duty_id)
    if duty.rule in FOLLOWS_RIDDOR:
        return _riddor_step(duty)
    form = WaiveForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.waive_duty(duty, form.cleaned_data["because"], by=actor_for(request.user))
            return redirect("/incidents/due?done=not_needed")
        except ValidationError as error:
            put_errors(form, error)
    return _end_page(request, duty, form, "incidents/duties/not_needed.html")


@require_http_methods(["GET", "POST"])
@allow("incidents.duties")
def count_from(request: HttpRequest, duty_id: UUID) -> HttpResponse:
    """GET, POST /incidents/due/ID/counted-from: the day from which a deadline of the organisation is counted was wrong."""
    duty = _open_duty(request, duty_id)
    if duty.incident is not None:
        raise Http404
    day = duty.started_at.astimezone(zone_of(duty)).date()
    form = CountFromForm(request.POST if request.method == "POST" else None, initial={"on": day})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            of_body.correct_day(duty, said["on"], said["why"], by=actor_for(request.user))
            return redirect("/incidents/due?done=saved")
        except ValidationError as error:
            put_errors(form, error)
    return _end_page(request, duty, form, "incidents/duties/count_from.html")


@require_http_methods(["GET", "POST"])
@allow("incidents.assure")
def begin(request: HttpRequest, own_rule: str) -> HttpResponse:
    """GET, POST /incidents/due/organisation/RULE: when it was done last, where no deadline of that kind runs."""
    organisation = _assured(request)
    today = now().astimezone(ZoneInfo(organisation.time_zone)).date()
    found = next((one for one in of_body.rules_of_bodies(today) if one.id == own_rule), None)
    if found is None:
        raise Http404
    running = queries.duties_for(request.user).filter(
        organisation=organisation, incident=None, rule=own_rule, ended_at=None
    )
    duty = running.first()
    return redirect("duty-done", duty_id=duty.pk) if duty else _day_done(request, organisation, found, None)


@require_http_methods(["GET", "POST"])
@allow("incidents.triage")
def new_fact(request: HttpRequest, reference: str) -> HttpResponse:
    """GET, POST /incidents/REFERENCE/deadlines: something happened that starts a deadline."""
    incident = find_incident(request, reference)
    if not request.user.has_perm("incidents.triage", incident):
        raise PermissionDenied
    people = list(incident.affected.all())
    options: dict[str, Any] = {"people": people, "zone": ZoneInfo(incident.organisation.time_zone), "now": now()}
    form = FactForm(request.POST if request.method == "POST" else None, **options)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        person = next((one for one in people if str(one.pk) == said["affected"]), None)
        try:
            actions.record_fact(incident, said["fact"], said["at"], person, by=actor_for(request.user))
            return redirect(f"/incidents/{incident.reference}#clocks")
        except ValidationError as error:
            put_errors(form, error, {"at": "on"})
    context = {"incident": incident, "form": form, "facts": facts_by_hand().values()}
    return render(request, "incidents/duties/fact.html", context, status=422 if form.errors else 200)


def _open_duty(request: HttpRequest, duty_id: UUID) -> Duty:
    duty = get_object_or_404(queries.duties_for(request.user).filter(ended_at=None), pk=duty_id)
    if not queries.may_end(request.user, duty):
        raise PermissionDenied
    return duty


def _day_done(request: HttpRequest, organisation: Organisation, rule: Rule, duty: Duty | None) -> HttpResponse:
    """What comes again: on which day it was done, which ends what runs and begins the next."""
    form = DayDoneForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            of_body.assure(organisation, rule, said["on"], note=said["note"], by=actor_for(request.user))
            return redirect("/incidents/due?done=next")
        except ValidationError as error:
            put_errors(form, error)
    row = presenters.duty_row(duty, now(), queries.lengths_of(organisation.pk)) if duty else None
    context = {"form": form, "rule": rule, "row": row, "body": organisation, "length": span_words(rule.due)}
    return render(request, "incidents/duties/day_done.html", context, status=422 if form.errors else 200)


def _riddor_step(duty: Duty) -> HttpResponse:
    """What concerns HSE is ended by a step of RIDDOR, so that both say the same."""
    assert duty.incident is not None  # noqa: S101 (the caller asked)
    return redirect(
        "riddor-step", reference=duty.incident.reference, number=duty.affected.number if duty.affected else 0
    )


def _assured(request: HttpRequest) -> Organisation:
    """The organisation to whose board the caller gives its assurance."""
    for place in places_of(request.user):
        if request.user.has_perm("incidents.assure", DutySettings(organisation=place.organisation)):
            return place.organisation
    raise PermissionDenied


def _end_page(request: HttpRequest, duty: Duty, form: Any, template: str) -> HttpResponse:
    row = presenters.duty_row(duty, now(), queries.lengths_of(duty.organisation_id))
    return render(request, template, {"row": row, "form": form}, status=422 if form.errors else 200)
