"""The workload and the age of cases, as a page and as a table to take away."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from alongside.cases.codes import code_list
from alongside.cases.finding.actions import record_export
from alongside.cases.finding.queries import today_of
from alongside.cases.models import SupervisionPlan
from alongside.cases.supervision.queries import overdue_for, plans_for
from alongside.cases.workload import queries
from alongside.people.access import allow
from alongside.people.actions import actor_for
from alongside.web.tables import csv_answer, xlsx_answer

BANDS = tuple(
    f"{first} days or more" if last is None else f"{first} to {last - 1} days" for first, last in queries.BANDS
)


@require_GET
@allow("cases.see")
def workload(request: HttpRequest) -> HttpResponse:
    """GET /cases/workload: what everybody has, how old it is, on whom it waits, what came and went in 30 days; whose supervision
    is when, as far as the caller supervises them or is meant.
    """
    loads = queries.workload_of(request.user)
    occurring = queries.waited_on(loads)
    context = {
        "loads": loads,
        "bands": BANDS,
        "waits": [(code.code, code.label) for code in code_list("waits_on") if code.code in occurring],
        "plans": plans_for(request.user),
        "overdue": overdue_for(request.user),
        "today": today_of(request.user),
        "supervises": request.user.has_perm("cases.supervise"),
        "may_export": request.user.has_perm("cases.export"),
    }
    return render(request, "cases/workload/page.html", context)


@require_GET
@allow("cases.export")
def export_csv(request: HttpRequest) -> HttpResponseBase:
    """GET /cases/workload.csv: the same as a table."""
    return _export(request, csv_answer)


@require_GET
@allow("cases.export")
def export_xlsx(request: HttpRequest) -> HttpResponseBase:
    """GET /cases/workload.xlsx: the same for Excel."""
    return _export(request, xlsx_answer)


def _export(request: HttpRequest, answer: Callable[[str, Iterable[Any]], HttpResponseBase]) -> HttpResponseBase:
    made = answer("workload", _rows(queries.workload_of(request.user), plans_for(request.user)))
    record_export(queries.counted_of(request.user), "workload", by=actor_for(request.user))
    return made


def _rows(loads: Iterable[queries.Load], plans: Mapping[UUID, SupervisionPlan]) -> Iterator[list[Any]]:
    waits = [(code.code, code.label) for code in code_list("waits_on")]
    yield [
        *("Works it", "Running", "Late", "Median age in days", "Oldest in days", *BANDS),
        *(f"Waits on: {label}" for _, label in waits),
        *("Opened in the last 30 days", "Closed in the last 30 days", "Next supervision"),
    ]
    for one in loads:
        plan = plans.get(one.key) if one.key else None
        yield [
            *(one.name, one.running, one.late, one.median, one.oldest, *one.bands),
            *(one.waits.get(code, 0) for code, _ in waits),
            *(one.opened, one.closed, plan.next_on if plan else None),
        ]
