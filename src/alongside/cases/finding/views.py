"""The list of cases, the board, the calendar."""

from calendar import Calendar
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from alongside.cases.codes import code_list
from alongside.cases.finding import actions, exports, queries
from alongside.cases.finding.filters import SORTS, Filters, choices, read
from alongside.cases.models import Case
from alongside.cases.referrals.queries import waiting_for
from alongside.cases.rows import row_of
from alongside.cases.supervision.queries import days_of_supervision
from alongside.cases.tracks.case import CASE, RUNNING
from alongside.people.access import allow
from alongside.people.actions import actor_for
from alongside.web.tables import csv_answer, xlsx_answer

LIST = "/cases"
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@require_GET
@allow("cases.see")
def found(request: HttpRequest) -> HttpResponse:
    """GET /cases?q=…&status=running&owner=me&after=…: a page of the list."""
    filters = read(request.GET.dict())
    page = queries.find(request.user, filters, _cursor(request))
    today = queries.today_of(request.user)
    context = {
        "filters": filters,
        "fields": _fields(request.user, filters),
        "rows": [row_of(case, today) for case in page.cases],
        "receives": request.user.has_perm("cases.receive"),
        "waiting": waiting_for(request.user),
        "sorts": [] if filters.words else [_sort(filters, name, text) for name, text in SORTS.items()],
        "older": _older(filters, page) if page.more else "",
        "first": _href(filters) if request.GET.get("after") else "",
        "exports": [
            {"text": text, "href": _href(filters, path=f"/cases/export.{form}")}
            for form, text in (("csv", "CSV"), ("xlsx", "Excel"))
        ],
        "quick": [
            {"text": text, "href": f"{LIST}?{query}", "current": filters.query() == query}
            for text, query in (
                ("All cases", ""),
                ("Mine, running", "status=running&owner=me"),
                ("Nobody's", "status=running&owner=nobody"),
                ("Late", "late=yes"),
                ("Waiting", "status=outcome_pending"),
            )
        ],
    }
    return render(request, "cases/finding/list.html", context)


@require_GET
@allow("cases.export")
def export_csv(request: HttpRequest) -> HttpResponseBase:
    """GET /cases/export.csv?…: the list with these filters, whole."""
    return _export(request, csv_answer)


@require_GET
@allow("cases.export")
def export_xlsx(request: HttpRequest) -> HttpResponseBase:
    """GET /cases/export.xlsx?…: the same for Excel."""
    return _export(request, xlsx_answer)


@require_GET
@allow("cases.see")
def board(request: HttpRequest) -> HttpResponse:
    """GET /cases/board: who has how many cases, where they stand, what is late, what waits on whom."""
    people: dict[Any, dict[str, Any]] = {}
    for row in queries.board_of(request.user):
        one = people.setdefault(
            row["owner"],
            {
                "name": row["owner__name"] or "Nobody",
                "key": row["owner"],
                "late": 0,
                "urgent": 0,
                "number": 0,
                "in": defaultdict(int),
            },
        )
        one["in"][row["status"]] += row["number"]
        for name in ("late", "urgent", "number"):
            one[name] += row[name]
    context = {
        "statuses": [(code, CASE.state(code).label) for code in RUNNING],
        "people": sorted(people.values(), key=lambda one: (one["key"] is not None, -one["number"], one["name"])),
        "waiting": [
            {"text": code_list("waits_on").label(code), "number": number, "href": f"{LIST}?waits_on={code}"}
            for code, number in queries.waiting_of(request.user)
        ],
        "late": queries.late_things(request.user),
        "today": queries.today_of(request.user),
        "may_hand_over": request.user.has_perm("cases.supervise"),
    }
    return render(request, "cases/finding/board.html", context)


@require_GET
@allow("cases.see")
def calendar(request: HttpRequest) -> HttpResponse:
    """GET /cases/calendar?month=2026-11&whose=mine: what is due on which day; ?day=2026-11-05: all of that day."""
    today = queries.today_of(request.user)
    day = _day(request.GET.get("day", ""))
    first = (day or _month(request.GET.get("month", "")) or today).replace(day=1)
    weeks = Calendar().monthdatescalendar(first.year, first.month)
    mine = request.GET.get("whose") == "mine"
    by_day: dict[date, list[Any]] = defaultdict(list)
    last = weeks[-1][-1]
    found = queries.due_between(request.user, weeks[0][0], last, mine=mine)
    for one in [*found, *days_of_supervision(request.user, weeks[0][0], last)]:
        by_day[one.due_on].append(one)
    whose = "&whose=mine" if mine else ""
    context = {
        "month": first,
        "day": day,
        "days": DAYS,
        "weeks": [
            [{"day": day, "tasks": by_day[day], "outside": day.month != first.month} for day in week] for week in weeks
        ],
        "listed": [(one, by_day[one]) for one in sorted(by_day) if (one == day if day else one.month == first.month)],
        "whose": whose,
        "today": today,
        "before": f"?month={(first - timedelta(days=1)):%Y-%m}{whose}",
        "after": f"?month={(first + timedelta(days=32)):%Y-%m}{whose}",
        "mine": mine,
        "here": f"?month={first:%Y-%m}",
    }
    return render(request, "cases/finding/calendar.html", context)


def _export(request: HttpRequest, answer: Callable[[str, Iterable[Any]], HttpResponseBase]) -> HttpResponseBase:
    counted: dict[Any, int] = {}
    made = answer("cases", exports.rows(queries.every(request.user, read(request.GET.dict())), counted))
    actions.record_export(counted, "cases", by=actor_for(request.user))
    return made


def _fields(user: Any, filters: Filters) -> list[dict[str, Any]]:
    owners = [("me", "Me"), ("nobody", "Nobody"), *((str(one.pk), one.name) for one in queries.owners_for(user))]
    return [
        _field("status", "Status", "Any", choices("status"), filters),
        _field("owner", "Works it", "Anybody", owners, filters),
        _field("kind", "Kind", "Any", choices("kind"), filters),
        _field("priority", "Priority", "Any", choices("priority"), filters),
        _field("waits_on", "Waits on", "Anybody or nobody", choices("waits_on"), filters),
        _field("definition", "National definition", "Any", choices("definition"), filters),
        _field("site", "Site", "Any", [(str(one.pk), one.name) for one in queries.sites_for(user)], filters),
        _field("team", "Team", "Any", [(str(one.pk), one.name) for one in queries.teams_for(user)], filters),
        _field("late", "Late", "Late or not", choices("late"), filters),
    ]


def _field(name: str, label: str, none: str, options: list[tuple[str, str]], filters: Filters) -> dict[str, Any]:
    chosen = getattr(filters, name)
    items = [{"value": value, "text": text, "selected": value == chosen} for value, text in [("", none), *options]]
    return {"name": name, "label": label, "items": items, "chosen": bool(chosen)}


def _sort(filters: Filters, name: str, text: str) -> dict[str, Any]:
    return {"text": text, "href": _href(filters.with_(sort=name)), "current": filters.sort == name}


def _href(filters: Filters, *, path: str = LIST, **more: str) -> str:
    query = filters.query(**more)
    return f"{path}?{query}" if query else path


def _older(filters: Filters, page: queries.Found) -> str:
    last: Case = page.cases[-1]
    at = queries.cursor_at(last, filters)
    return _href(filters, after=f"{at.key}~{at.id}")


def _cursor(request: HttpRequest) -> queries.Cursor | None:
    key, _, text = request.GET.get("after", "").rpartition("~")
    try:
        found = UUID(text)
    except ValueError:
        return None
    return queries.Cursor(found, key)


def _month(text: str) -> date | None:
    try:
        found = date.fromisoformat(f"{text}-01")
    except ValueError:
        return None
    return found if 2000 <= found.year <= 2100 else None


def _day(text: str) -> date | None:
    found = queries.parse_day(text)
    return found if found and 2000 <= found.year <= 2100 else None
