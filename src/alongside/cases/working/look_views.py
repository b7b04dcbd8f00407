"""Who looked at a case."""

from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_GET

from alongside.cases.finding.actions import record_export
from alongside.cases.sections import find_case, show_section
from alongside.cases.working.queries import LOOKS, looks_at, more_of_looks
from alongside.people.access import allow, require
from alongside.people.actions import actor_for
from alongside.people.looks import looks_rows, looks_shown
from alongside.web.tables import csv_answer, xlsx_answer

FORMS = {"csv": csv_answer, "xlsx": xlsx_answer}


@require_GET
@allow("cases.see")
def looks(request: HttpRequest, reference: str) -> HttpResponseBase:
    """GET /cases/REFERENCE/looks?search=stone&what=case.people_read&first=2026-05-03&before=ID&format=csv"""
    case = find_case(request, reference)
    entries, zone = looks_at(case), ZoneInfo(case.organisation.time_zone)
    if (form := request.GET.get("format", "")) in FORMS:
        require(request.user, "cases.export", case)
        rows = list(looks_rows(entries, request.GET, LOOKS, zone, more_of_looks))
        record_export({case.organisation_id: len(rows) - 1}, f"{case.reference}-who-looked", by=actor_for(request.user))
        return FORMS[form](f"{case.reference}-who-looked", rows)
    return show_section(
        request,
        case,
        "file",
        "cases/looks.html",
        {"looks": looks_shown(entries, request.GET, LOOKS, zone, more_of_looks)},
    )
