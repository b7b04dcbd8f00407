"""Pages of what an organisation says of itself, and of how long it gives itself."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from alongside.incidents import deadlines
from alongside.incidents.duties import actions, presenters, queries
from alongside.incidents.duties.forms import LengthForm, SettingsForm, changeable_rules
from alongside.incidents.duties.views import said_in
from alongside.incidents.duties.words import span_words
from alongside.incidents.form_fields import put_errors
from alongside.incidents.models import DutySettings
from alongside.ledger.clock import now
from alongside.people.access import allow
from alongside.people.actions import actor_for
from alongside.people.queries import places_of


@require_http_methods(["GET", "POST"])
@allow("incidents.duty_settings")
def settings(request: HttpRequest) -> HttpResponse:
    """GET, POST /incidents/due/settings: what the organisation says of itself; its own lengths with their sources."""
    row = _settings(request)
    form = SettingsForm(request.POST if request.method == "POST" else None, instance=row)
    if request.method == "POST" and form.is_valid():
        actions.change_settings(form.save(commit=False), by=actor_for(request.user))
        return redirect("/incidents/due/settings?done=saved")
    zone = ZoneInfo(row.organisation.time_zone)
    today = now().astimezone(zone).date()
    lengths = queries.lengths_of(row.organisation_id)
    wanted = deadlines.rules_to_confirm(lengths, today)
    own = {one.rule_id: one for one in sorted(lengths, key=lambda one: one.in_force_from)}
    rules = [
        {
            "rule": rule,
            "length": span_words(own[rule.id].due if rule.id in own else rule.due),
            "own": own.get(rule.id),
            "since": presenters.long_day(own[rule.id].in_force_from) if rule.id in own else "",
            "waits": rule in wanted,
        }
        for rule in changeable_rules(today)
    ]
    context = {"form": form, "rules": rules, "messages": said_in(request)}
    return render(request, "incidents/duties/settings.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@allow("incidents.duty_settings")
def length(request: HttpRequest, rule: str) -> HttpResponse:
    """GET, POST /incidents/due/settings/RULE: how long the organisation gives itself."""
    row = _settings(request)
    today = now().astimezone(ZoneInfo(row.organisation.time_zone)).date()
    found = next((one for one in changeable_rules(today) if one.id == rule), None)
    if found is None:
        raise Http404
    first = {"amount": found.due.amount or 1, "unit": found.due.unit.value, "since": today}
    if found.due.unit is deadlines.Unit.AT_ONCE:
        first |= {"unit": "hours", "amount": found.late_after_hours or 1}
    form = LengthForm(request.POST if request.method == "POST" else None, initial=first)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.set_length(
                row.organisation, rule, form.span(), said["since"], said["basis"], by=actor_for(request.user)
            )
            return redirect("/incidents/due/settings?done=saved")
        except ValidationError as error:
            put_errors(form, error)
    context = {"form": form, "rule": found, "proposed": span_words(found.due)}
    return render(request, "incidents/duties/length.html", context, status=422 if form.errors else 200)


def _settings(request: HttpRequest) -> DutySettings:
    """The row of the organisation in which the caller answers for security."""
    for place in places_of(request.user):
        row = queries.settings_of(place.organisation_id)
        if request.user.has_perm("incidents.duty_settings", row):
            row.organisation = place.organisation
            return row
    raise PermissionDenied
