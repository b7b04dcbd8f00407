"""The library: what was learned, found by words, topic, kind and setting, by everybody who works somewhere."""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from alongside.cases.events import open_compartment
from alongside.cases.finding.actions import record_export
from alongside.cases.lessons import actions, queries
from alongside.cases.lessons.presenters import shown, table
from alongside.cases.lessons.said import WHAT
from alongside.cases.tracks.lessons import LESSON
from alongside.machine import Refused
from alongside.people.access import SIGNED_IN, allow
from alongside.people.actions import actor_for
from alongside.people.queries import places_of
from alongside.web.listing import files_of, numbered_page
from alongside.web.tables import csv_answer, xlsx_answer

LIST = "/lessons"
FIELDS = (("tag", "Topic"), ("kind", "Kind of incident"), ("setting", "Setting"))


@require_GET
@allow(SIGNED_IN)
def found(request: HttpRequest) -> HttpResponse:
    """GET /lessons?q=…&tag=…&kind=…&setting=…&state=draft&page=2"""
    filters = queries.read_filters(request.GET.dict())
    page = numbered_page(queries.find(request.user, filters), request.GET, filters.query())
    uses = queries.uses_of(page.rows)
    fields = [*FIELDS, *([("state", "Which")] if request.user.has_perm("cases.see") else [])]
    context = {
        "filters": filters,
        "narrowed": bool(filters.query()),
        "fields": [_field(name, label, filters) for name, label in fields],
        "rows": [shown(one, uses) for one in page.rows],
        "newer": page.newer,
        "older": page.older,
        "exports": files_of(LIST, filters.query()),
    }
    return render(request, "cases/lessons/list.html", context)


@require_GET
@allow(SIGNED_IN)
def export_csv(request: HttpRequest) -> HttpResponseBase:
    """GET /lessons/export.csv?…: the list with these filters, whole."""
    return _export(request, csv_answer)


@require_GET
@allow(SIGNED_IN)
def export_xlsx(request: HttpRequest) -> HttpResponseBase:
    """GET /lessons/export.xlsx?…: the same for Excel."""
    return _export(request, xlsx_answer)


@require_GET
@allow(SIGNED_IN)
def lesson(request: HttpRequest, lesson_id: UUID) -> HttpResponse:
    """GET /lessons/ID: a lesson; for those who may see its case, what can be done with it."""
    found = get_object_or_404(queries.lessons_for(request.user), pk=lesson_id)
    case = queries.origin_for(request.user, found)
    reads_file = case is not None and request.user.has_perm("cases.read_narrative", case)
    if case is not None and reads_file:
        open_compartment(case, "narrative", by=actor_for(request.user))
    context = {
        "one": shown(found, queries.uses_of([found])),
        "is_useful": queries.is_found_useful(request.user, found),
        "case": case,
        "here": f"/cases/{case.reference}/review/lessons/{found.pk}" if case else "",
        "moves": LESSON.possible(found.state) if case and request.user.has_perm("cases.work", case) else [],
        "steps": queries.steps_of(case, found) if case and reads_file else [],
        "words_of": WHAT,
        "done": "Thank you. That helps others to find it." if "useful" in request.GET else "",
    }
    return render(request, "cases/lessons/lesson.html", context)


@require_POST
@allow(SIGNED_IN)
def useful(request: HttpRequest, lesson_id: UUID) -> HttpResponse:
    """POST /lessons/ID/useful: once for each person."""
    found = get_object_or_404(queries.lessons_for(request.user), pk=lesson_id)
    try:
        actions.find_useful(found, request.user)
    except Refused as refused:
        raise Http404 from refused
    return redirect(f"{LIST}/{found.pk}?useful=1")


def _export(request: HttpRequest, answer: Callable[[str, Iterable[Any]], HttpResponseBase]) -> HttpResponseBase:
    places = places_of(request.user)
    zone = ZoneInfo(places[0].organisation.time_zone if places else "Europe/London")
    lessons = list(queries.find(request.user, queries.read_filters(request.GET.dict())))
    made = answer("lessons", table(lessons, queries.uses_of(lessons), zone))
    if lessons:
        record_export({places[0].organisation_id: len(lessons)}, "lessons", by=actor_for(request.user))
    return made


def _field(name: str, label: str, filters: queries.Filters) -> dict[str, Any]:
    chosen = getattr(filters, name)
    options = queries.choices(name)
    if chosen and chosen not in dict(options):
        options = [(chosen, chosen), *options]  # somebody's own tag
    none = "Shared with everybody" if name == "state" else "Any"
    items = [{"value": value, "text": text, "selected": value == chosen} for value, text in [("", none), *options]]
    return {"name": name, "label": label, "items": items}
