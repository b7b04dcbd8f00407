"""Deadlines on one page: what is late and due, taken away as a file, the calendar and the daily message."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import chain
from typing import Any
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings as configuration
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from alongside.incidents import deadlines
from alongside.incidents.duties import actions, followers, of_body, presenters, queries
from alongside.incidents.duties.running import midnight_after, tracked, zone_of
from alongside.incidents.duties.views import said_in
from alongside.incidents.duties.words import kept_rules, rule_names
from alongside.incidents.models import Duty, Incident
from alongside.incidents.queries import incidents_for
from alongside.incidents.taking_away import take_away
from alongside.ledger.clock import now
from alongside.people.access import ANYONE, allow
from alongside.people.actions import actor_for
from alongside.people.models import Staff, Team
from alongside.people.queries import link_of, places_of
from alongside.people.scope import entering_by

PAGE = 25
MOST_IN_FEED = 1000
MOST_IN_FILE = 50_000
MOST_BY_NUMBER = 500
WHEN = [("", "All"), ("late", "Late"), ("today", "Due today"), ("week", "Due in the next 7 days"), ("later", "Later")]
ENDED = ("ended", "Ended lately")
ENDED_SINCE = timedelta(days=90)
REPORTED = "INC-24H"
"""The rule that every report ends: shown among the ended only where it is asked for."""
COLUMNS = (
    "Report",
    "Deadline",
    "Rule",
    "Person",
    "Team",
    "Counted from",
    "Due",
    "Stands",
    "Falls to",
    "Basis",
    "Ended",
    "In time",
    "Entered",
    "By",
    "Why",
)
COUNT_UP_TO = 1000
NARROWS = ("when", "rule", "team", "whose", "reference")


@require_GET
@allow("incidents.duties")
def due(request: HttpRequest) -> HttpResponse:
    """GET /incidents/due: what is late, due today, in 7 days and later; narrowed by the address."""
    moment = now()
    place = _place(request)
    ended = request.GET.get("when") == ENDED[0]
    page = list(_in_order(request, moment, queries.mark_from(request.GET.get("after", "")))[: PAGE + 1])
    lengths = {one.organisation_id: queries.lengths_of(one.organisation_id) for one in page}
    shown = [presenters.duty_row(duty, moment, lengths[duty.organisation_id]) for duty in page[:PAGE]]
    for row in shown:
        row["may_end"] = queries.may_end(request.user, row["duty"])
    kept = _kept(request)
    older = ""
    if len(page) > PAGE:
        last = page[PAGE - 1]
        older = "?" + urlencode({**kept, "after": str(queries.Mark(last.ended_at or last.due_at, last.pk))})
    context = {
        "messages": said_in(request),
        "groups": [("Ended in the last 90 days", shown)] if ended and shown else presenters.grouped(shown),
        "ended": ended,
        "filters": _filters(request),
        "chosen": kept,
        "older": older,
        "first": f"?{urlencode(kept)}" if request.GET.get("after") else "",
        "exports": [
            {"text": text, "href": f"/incidents/due.{form}" + (f"?{urlencode(kept)}" if kept else "")}
            for form, text in (("csv", "CSV"), ("xlsx", "Excel"))
        ],
        "waiting": _not_running(request, moment),
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
def due_file(request: HttpRequest, form: str) -> HttpResponseBase:
    """GET /incidents/due.csv, /incidents/due.xlsx: the same list, whole."""
    moment = now()
    found = _in_order(request, moment, None)[:MOST_IN_FILE]
    places = [place.organisation_id for place in places_of(request.user)]
    lengths = {one: queries.lengths_of(one) for one in places}
    return take_away(
        "deadlines",
        form,
        chain([COLUMNS], _file_rows(found, moment, lengths)),
        of=queries.bodies_seen(request.user),
        by=actor_for(request.user),
        details={"filters": _kept(request)},
    )


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
        clocks = [tracked(duty, lengths, replaced=replaced.get(queries.counted_as(duty), 0)) for duty in rows]
        days = followers.days_of(staff.user)[:MOST_IN_FEED]
        body = deadlines.feed(clocks, days, id=staff.pk, name=f"Deadlines, {staff.organisation.name}", now=now())
    return HttpResponse(body, content_type="text/calendar; charset=utf-8")


def _in_order(request: HttpRequest, moment: datetime, mark: queries.Mark | None) -> QuerySet[Duty]:
    """What is due in the order in which it is due, from a mark on; or what ended, the latest end first."""
    if request.GET.get("when") == ENDED[0]:
        rows = queries.duties_for(request.user).filter(ended_at__gte=moment - ENDED_SINCE)
        if not request.GET.get("rule"):
            rows = rows.exclude(rule=REPORTED)
        return queries.ended_before(_narrowed(request, moment, rows.exclude(ending=Duty.Ending.REPLACED)), mark)
    return queries.after(_narrowed(request, moment, queries.duties_for(request.user).filter(ended_at=None)), mark)


def _narrowed(request: HttpRequest, moment: datetime, rows: QuerySet[Duty]) -> QuerySet[Duty]:
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
    rules = sorted(rule_names().items(), key=lambda one: one[1])
    asked = request.GET
    return [
        _filter("when", "When", [*WHEN, ENDED], asked.get("when", "")),
        _filter("rule", "Deadline", [("", "All"), *rules], asked.get("rule", "")),
        _filter("team", "Team", [("", "All"), *((str(team.pk), team.name) for team in teams)], asked.get("team", "")),
        _filter("whose", "Whose", [("", "Everybody's"), ("mine", "Mine")], asked.get("whose", "")),
    ]


def _filter(name: str, label: str, choices: list[tuple[str, str]], chosen: str) -> dict[str, Any]:
    items = [{"value": value, "text": text, "selected": value == chosen} for value, text in choices]
    return {"name": name, "label": label, "items": items}


def _kept(request: HttpRequest) -> dict[str, str]:
    """How the list is narrowed, as it stands in the address."""
    return {name: str(value) for name, value in request.GET.items() if name in NARROWS and value}


def _not_running(request: HttpRequest, moment: datetime) -> list[dict[str, str]]:
    """Deadlines of the organisation that the caller could begin and that do not run."""
    if not request.user.has_perm("incidents.assure"):
        return []
    running = queries.duties_for(request.user).filter(incident=None, ended_at=None).values_list("rule", flat=True)
    rules = of_body.rules_of_bodies(moment.astimezone(_zone(request)).date())
    return [{"id": rule.id, "name": rule.name} for rule in rules if rule.id not in set(running)]


def _file_rows(found: QuerySet[Duty], moment: datetime, lengths: dict[Any, Any]) -> Iterator[tuple[Any, ...]]:
    for duty in found:
        row = presenters.duty_row(duty, moment, lengths.get(duty.organisation_id, ()))
        yield (
            row["about"],
            row["rule"].name,
            duty.rule,
            f"Person {duty.affected.number}" if duty.affected else "",
            duty.incident.team.name if duty.incident and duty.incident.team else "",
            duty.started_at.astimezone(zone_of(duty)),
            row["due"],
            row["tag"],
            row["falls_to"],
            row["basis"],
            row["ended_at"].astimezone(zone_of(duty)) if row["ended_at"] else "",
            {True: "Yes", False: "No", None: ""}[row["in_time"]],
            duty.ended_at.astimezone(zone_of(duty)) if duty.ended_at else "",
            duty.ended_by,
            duty.why,
        )


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
