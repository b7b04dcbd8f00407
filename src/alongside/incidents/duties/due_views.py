"""Pages of deadlines: what is late and due, its ends, its facts, lengths, the calendar and the daily message."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import chain
from typing import Any
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings as configuration
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from alongside.incidents import deadlines
from alongside.incidents.duties import actions, presenters, queries
from alongside.incidents.duties.forms import (
    DoneForm,
    FactForm,
    LengthForm,
    SettingsForm,
    WaiveForm,
    changeable_rules,
)
from alongside.incidents.duties.running import midnight_after, rule_of, tracked
from alongside.incidents.duties.views import put_errors, said_in
from alongside.incidents.duties.words import kept_rules, rule_names, span_words
from alongside.incidents.models import Duty, DutySettings, Incident
from alongside.incidents.queries import incidents_for
from alongside.incidents.views import find_incident
from alongside.ledger.clock import now
from alongside.people.access import ANYONE, allow
from alongside.people.actions import actor_for
from alongside.people.models import Staff, Team
from alongside.people.queries import link_of, places_of
from alongside.people.scope import entering_by
from alongside.web.tables import csv_answer

PAGE = 25
MOST_IN_FEED = 1000
MOST_IN_CSV = 50_000
MOST_BY_NUMBER = 500
WHEN = [("", "All"), ("late", "Late"), ("today", "Due today"), ("week", "Due in the next 7 days"), ("later", "Later")]
COLUMNS = ("Report", "Deadline", "Rule", "Person", "Team", "Counted from", "Due", "Stands", "Falls to", "Basis")
COUNT_UP_TO = 1000
NARROWS = ("when", "rule", "team", "whose", "reference")


@require_GET
@allow("incidents.duties")
def due(request: HttpRequest) -> HttpResponse:
    """GET /incidents/due: what is late, due today, in 7 days and later; narrowed by the address."""
    moment = now()
    place = _place(request)
    rows = _narrowed(request, moment)
    page = list(queries.after(rows, queries.mark_from(request.GET.get("after", "")))[: PAGE + 1])
    lengths = {one.organisation_id: queries.lengths_of(one.organisation_id) for one in page}
    shown = [presenters.duty_row(duty, moment, lengths[duty.organisation_id]) for duty in page[:PAGE]]
    for row in shown:
        row["may_end"] = request.user.has_perm("incidents.triage", row["duty"].incident)
    kept = {name: value for name, value in request.GET.items() if name in NARROWS and value}
    older = ""
    if len(page) > PAGE:
        older = "?" + urlencode({**kept, "after": str(queries.Mark(page[PAGE - 1].due_at, page[PAGE - 1].pk))})
    context = {
        "messages": said_in(request),
        "groups": presenters.grouped(shown),
        "filters": _filters(request),
        "chosen": kept,
        "older": older,
        "first": f"?{urlencode(kept)}" if request.GET.get("after") else "",
        "export": "/incidents/due.csv" + (f"?{urlencode(kept)}" if kept else ""),
        "counts": _counts(request, moment),
        "feed": queries.open_feeds(place).first() if place else None,
        "wants_digest": queries.wants_digest(place) if place else False,
        "may_set": request.user.has_perm("incidents.duty_settings"),
        "may_import": request.user.has_perm("incidents.write_people"),
        "new_feed": request.session.pop("duties-feed", ""),
    }
    return render(request, "incidents/duties/due.html", context)


@require_GET
@allow("incidents.duties")
def due_csv(request: HttpRequest) -> HttpResponseBase:
    """GET /incidents/due.csv: the same list, whole."""
    moment = now()
    found = queries.after(_narrowed(request, moment), None)[:MOST_IN_CSV]
    lengths = {place.organisation_id: queries.lengths_of(place.organisation_id) for place in places_of(request.user)}
    return csv_answer("deadlines", chain([COLUMNS], _csv_rows(found, moment, lengths)))


@require_http_methods(["GET", "POST"])
@allow("incidents.duties")
def done(request: HttpRequest, duty_id: UUID) -> HttpResponse:
    """GET, POST /incidents/due/ID/done: what was done about it."""
    duty = _open_duty(request, duty_id)
    form = DoneForm(
        request.POST if request.method == "POST" else None,
        rule=rule_of(duty, ZoneInfo(duty.incident.organisation.time_zone)),
    )
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
    form = WaiveForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.waive_duty(duty, form.cleaned_data["because"], by=actor_for(request.user))
            return redirect("/incidents/due?done=not_needed")
        except ValidationError as error:
            put_errors(form, error)
    return _end_page(request, duty, form, "incidents/duties/not_needed.html")


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
    context = {"incident": incident, "form": form}
    return render(request, "incidents/duties/fact.html", context, status=422 if form.errors else 200)


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


@require_POST
@allow("incidents.duties")
def calendar(request: HttpRequest) -> HttpResponse:
    """POST /incidents/due/calendar: `make` a new address of one's own calendar, or close it."""
    place = _place(request)
    if place is None:
        raise PermissionDenied
    by = actor_for(request.user)
    if request.POST.get("make"):
        link = actions.open_feed(place, by=by)
        # Shown once, on the next page, to whoever made it.
        request.session["duties-feed"] = f"{configuration.PUBLIC_URL}/incidents/due.ics?key={link.secret}"
    else:
        actions.close_feed(place, by=by)
        return redirect("/incidents/due?done=closed")
    return redirect("/incidents/due#calendar")


@require_POST
@allow("incidents.duties")
def daily(request: HttpRequest) -> HttpResponse:
    """POST /incidents/due/digest: whether one wants the daily message."""
    place = _place(request)
    if place is None:
        raise PermissionDenied
    wanted = bool(request.POST.get("wanted"))
    actions.choose_digest(place, wanted=wanted, by=actor_for(request.user))
    return redirect(f"/incidents/due?done={'on' if wanted else 'off'}")


@require_GET
@never_cache
@allow(ANYONE)
def feed(request: HttpRequest) -> HttpResponse:
    """GET /incidents/due.ics?key=…: somebody's deadlines for their calendar. Whoever has the key reads numbers and duties."""
    key = request.GET.get("key", "")
    with entering_by(key):
        link = link_of(key, queries.FEED) if key else None
        staff = None
        if link is not None and link.subject_id is not None:
            found = Staff.objects.active().select_related("user", "organisation")
            staff = found.filter(pk=link.subject_id, organisation=link.organisation_id, user__is_active=True).first()
        if staff is None or staff.user is None or not staff.user.has_perm("incidents.duties"):
            raise Http404
        duties = queries.duties_for(staff.user).filter(organisation=staff.organisation_id, ended_at=None)
        duties = duties.exclude(rule__in=kept_rules())
        rows = list(queries.after(duties, None)[:MOST_IN_FEED])
        replaced, lengths = queries.times_replaced(rows), queries.lengths_of(staff.organisation_id)
        clocks = [
            tracked(duty, lengths, replaced=replaced.get((duty.incident_id, duty.affected_id, duty.rule), 0))
            for duty in rows
        ]
        body = deadlines.feed(clocks, id=staff.pk, name=f"Deadlines, {staff.organisation.name}", now=now())
    return HttpResponse(body, content_type="text/calendar; charset=utf-8")


def _narrowed(request: HttpRequest, moment: datetime) -> QuerySet[Duty]:
    rows = queries.duties_for(request.user).filter(ended_at=None)
    asked = {name: str(value).strip() for name, value in request.GET.items()}
    rule = asked.get("rule")
    rows = rows.filter(rule=rule) if rule else rows.exclude(rule__in=kept_rules())
    if team := asked.get("team"):
        rows = rows.filter(incident__team=_uuid(team))
    if asked.get("whose") == "mine":
        rows = rows.filter(pk__in=queries.duties_of(request.user))
    if reference := asked.get("reference"):
        fitting = incidents_for(request.user).filter(reference__startswith=reference.upper()[:16])
        rows = rows.filter(incident__in=fitting.order_by("reference").values("pk")[:MOST_BY_NUMBER])
    return _when(rows, asked.get("when", ""), moment, _zone(request))


def _when(rows: QuerySet[Duty], when: str, moment: datetime, zone: ZoneInfo) -> QuerySet[Duty]:
    """Narrows to a part of the page. What is due at once is late some hours after it began, not at its first minute."""
    today = moment.astimezone(zone).date()
    at_once: dict[int, list[str]] = {}
    for rule in deadlines.all_rules():
        if rule.late_after_hours is not None:
            at_once.setdefault(rule.late_after_hours, []).append(rule.id)
    rules_at_once = [one for ids in at_once.values() for one in ids]
    late = Q(due_at__lte=moment) & ~Q(rule__in=rules_at_once)
    for hours, ids in at_once.items():
        late |= Q(rule__in=ids, due_at__lte=moment - timedelta(hours=hours))
    ends, week = midnight_after(today, zone), midnight_after(today + timedelta(days=7), zone)
    if when == "late":
        return rows.filter(late, due_at__lte=moment)
    if when == "today":
        return rows.filter(~late, due_at__lte=ends)
    if when == "week":
        return rows.filter(due_at__gt=ends, due_at__lte=week)
    if when == "later":
        return rows.filter(due_at__gt=week)
    return rows


def _counts(request: HttpRequest, moment: datetime) -> list[dict[str, Any]]:
    """How many are late, due today and in the week, of all that the caller may see; counted no further than 1,000."""
    rows = queries.duties_for(request.user).filter(ended_at=None).exclude(rule__in=kept_rules()).select_related(None)
    zone = _zone(request)
    found = []
    for value, text in WHEN[1:4]:
        number = len(_when(rows, value, moment, zone).values_list("pk", flat=True)[: COUNT_UP_TO + 1])
        shown = f"{COUNT_UP_TO:,} or more" if number > COUNT_UP_TO else str(number)
        found.append({"text": text, "shown": shown, "href": f"?when={value}", "number": number, "when": value})
    return found


def _filters(request: HttpRequest) -> list[dict[str, Any]]:
    places = [place.organisation_id for place in places_of(request.user)]
    teams = Team.objects.filter(organisation__in=places).order_by("name")
    rules = [(one, name) for one, name in rule_names().items() if one != "VPR-6M"]
    asked = request.GET
    return [
        _filter("when", "When", WHEN, asked.get("when", "")),
        _filter("rule", "Deadline", [("", "All"), *rules], asked.get("rule", "")),
        _filter("team", "Team", [("", "All"), *((str(team.pk), team.name) for team in teams)], asked.get("team", "")),
        _filter("whose", "Whose", [("", "Everybody's"), ("mine", "Mine")], asked.get("whose", "")),
    ]


def _filter(name: str, label: str, choices: list[tuple[str, str]], chosen: str) -> dict[str, Any]:
    items = [{"value": value, "text": text, "selected": value == chosen} for value, text in choices]
    return {"name": name, "label": label, "items": items}


def _csv_rows(found: QuerySet[Duty], moment: datetime, lengths: dict[Any, Any]) -> Iterator[tuple[Any, ...]]:
    for duty in found:
        row = presenters.duty_row(duty, moment, lengths.get(duty.organisation_id, ()))
        zone = ZoneInfo(duty.incident.organisation.time_zone)
        yield (
            duty.incident.reference,
            row["rule"].name,
            duty.rule,
            f"Person {duty.affected.number}" if duty.affected else "",
            duty.incident.team.name if duty.incident.team else "",
            duty.started_at.astimezone(zone),
            row["due"],
            row["tag"],
            duty.falls_to.name if duty.falls_to else "",
            row["basis"],
        )


def _open_duty(request: HttpRequest, duty_id: UUID) -> Duty:
    duty = get_object_or_404(queries.duties_for(request.user).filter(ended_at=None), pk=duty_id)
    if not request.user.has_perm("incidents.triage", duty.incident):
        raise PermissionDenied
    return duty


def _end_page(request: HttpRequest, duty: Duty, form: Any, template: str) -> HttpResponse:
    row = presenters.duty_row(duty, now(), queries.lengths_of(duty.organisation_id))
    return render(request, template, {"row": row, "form": form}, status=422 if form.errors else 200)


def _settings(request: HttpRequest) -> DutySettings:
    """The row of the organisation in which the caller answers for security."""
    for place in places_of(request.user):
        row = queries.settings_of(place.organisation_id)
        if request.user.has_perm("incidents.duty_settings", row):
            row.organisation = place.organisation
            return row
    raise PermissionDenied


def _place(request: HttpRequest) -> Staff | None:
    """The place by which the caller reads deadlines."""
    for place in places_of(request.user):
        of_each_team = [
            Incident(organisation=place.organisation, team_id=one.team_id) for one in place.appointments.all()
        ]
        if any(request.user.has_perm("incidents.duties", one) for one in of_each_team):
            return place
    return None


def _zone(request: HttpRequest) -> ZoneInfo:
    places = places_of(request.user)
    return ZoneInfo(places[0].organisation.time_zone if places else "Europe/London")


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)
