"""What was returned to the national case managers."""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from alongside.cases.doing import posted
from alongside.cases.models import Case
from alongside.cases.referrals import receiving, returning
from alongside.cases.referrals.forms import WriteForm
from alongside.cases.referrals.receiver_views import find_received, form_of, options
from alongside.cases.referrals.sending import Kind
from alongside.people.access import allow
from alongside.people.actions import actor_for
from alongside.web.listing import files_of, numbered_page
from alongside.web.tables import csv_answer, xlsx_answer

NATIONAL = "cases.national"
LIST = "/cases/referrals/returned"


@require_GET
@allow(NATIONAL)
def returned(request: HttpRequest) -> HttpResponse:
    """GET /cases/referrals/returned?q=…&status=…&organisation=…&older=6m&late=yes&page=2"""
    filters = returning.read_filters(request.GET.dict())
    page = numbered_page(returning.returned_to(request.user, filters), request.GET, filters.query())
    senders = [(str(one.pk), one.name) for one in returning.senders_to(request.user)]
    context = {
        "filters": filters,
        "rows": [returning.row_of(one) for one in page.rows],
        "statuses": options(list(Case.Status.choices), filters.status),
        "organisations": options(senders, filters.organisation),
        "ages": options([(code, age.label) for code, age in returning.AGES.items()], filters.older),
        "lateness": options([("yes", "Late")], filters.late),
        "newer": page.newer,
        "older": page.older,
        "exports": files_of(LIST, filters.query()),
        "late_after": returning.late_after().days,
    }
    return render(request, "cases/referrals/returned.html", context)


@require_GET
@allow(NATIONAL)
def export_csv(request: HttpRequest) -> HttpResponseBase:
    """GET /cases/referrals/returned/export.csv?…"""
    return _export(request, csv_answer)


@require_GET
@allow(NATIONAL)
def export_xlsx(request: HttpRequest) -> HttpResponseBase:
    """GET /cases/referrals/returned/export.xlsx?…"""
    return _export(request, xlsx_answer)


@require_http_methods(["GET", "POST"])
@allow(NATIONAL)
def chase(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """GET, POST /cases/referrals/ID/chase: they have not answered."""
    return _act(request, referral_id, Kind.CHASE)


@require_http_methods(["GET", "POST"])
@allow(NATIONAL)
def offer_help(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """GET, POST /cases/referrals/ID/help"""
    return _act(request, referral_id, Kind.HELP)


@require_http_methods(["GET", "POST"])
@allow(NATIONAL)
def step_in(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """GET, POST /cases/referrals/ID/step-in: what was done by the national body itself."""
    return _act(request, referral_id, Kind.STEPPED_IN)


def _act(request: HttpRequest, referral_id: UUID, kind: Kind) -> HttpResponse:
    referral = find_received(request, referral_id)
    if referral.purpose != returning.NATIONAL:
        raise Http404
    form = WriteForm(posted(request), asks=returning.PROMPTS[kind])
    heading = returning.ACTS[kind]

    def act() -> Any:
        return returning.act_on_returned(referral, kind, form.cleaned_data["text"], by=actor_for(request.user))

    return form_of(request, referral, form, heading, "Save" if kind == Kind.STEPPED_IN else "Send", act, [])


def _export(request: HttpRequest, answer: Callable[[str, Iterable[Any]], HttpResponseBase]) -> HttpResponseBase:
    found = returning.returned_to(request.user, returning.read_filters(request.GET.dict()))
    counted: dict[Any, int] = {}
    made = answer("returned-cases", returning.table(found, counted))
    receiving.record_export(counted, by=actor_for(request.user))
    return made
