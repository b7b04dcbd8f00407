"""The section “Documents”: what was produced about a case, and producing more."""

import base64
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import quote, urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_http_methods

from alongside.cases.doing import posted
from alongside.cases.finding.actions import record_export
from alongside.cases.models import Case
from alongside.cases.producing import choices
from alongside.cases.producing.actions import produce_about
from alongside.cases.producing.kinds import CASE_PACK, CPS_REVIEW, MADE_HERE, OUTCOME_LETTER
from alongside.cases.producing.making import Filled, begin
from alongside.cases.producing.queries import documents_for, open_needed
from alongside.cases.sections import address, find_case, show_section
from alongside.documents.actions import Unproducible, look_at
from alongside.documents.kinds import Kind, kinds
from alongside.documents.models import Produced
from alongside.documents.sending import send_produced
from alongside.incidents.form_fields import put_errors
from alongside.people.access import allow, require
from alongside.people.actions import actor_for
from alongside.web.tables import csv_answer, xlsx_answer

SECTION = "documents"
PAGE = 50
FORMS = {"csv": csv_answer, "xlsx": xlsx_answer}
LONGEST_MAIL = 4_000
"""Characters: programs open no longer address."""
LINES_LOOKED_AT = 60
"""How many lines of a pack are drawn before it is produced."""


@require_GET
@allow("cases.see")
def documents(request: HttpRequest, reference: str) -> HttpResponseBase:
    """GET /cases/REFERENCE/documents?q=&kind=&page=&format=csv: what was produced, the newest first."""
    case = find_case(request, reference)
    asked = {"q": request.GET.get("q", "").strip()[:100], "kind": request.GET.get("kind", "")}
    everything = documents_for(request.user, case)
    found = documents_for(request.user, case, asked["q"], asked["kind"])
    labels = {kind.code: kind.label for kind in kinds()}
    if (form := request.GET.get("format", "")) in FORMS:
        return _take_away(request, case, form, found, labels)
    page = request.GET.get("page", "1")
    number = max(int(page), 1) if page.isascii() and page.isdigit() and len(page) < 5 else 1
    start = (number - 1) * PAGE
    listed = list(found[start : start + PAGE + 1])
    open_needed(request.user, case, listed[:PAGE])
    query = {name: text for name, text in asked.items() if text}
    there = address(case, SECTION)
    context = {
        "listed": [(one, labels.get(one.kind, one.kind)) for one in listed[:PAGE]],
        "asked": asked,
        "kinds_of": sorted((code, labels.get(code, code)) for code in set(everything.values_list("kind", flat=True))),
        "is_narrowed": bool(query),
        "exports": [
            {"text": text, "href": f"{there}?{urlencode({**query, 'format': form})}"}
            for form, text in (("csv", "CSV"), ("xlsx", "Excel"))
        ],
        "newer": f"{there}?{urlencode({**query, 'page': number - 1})}" if number > 1 else "",
        "older": f"{there}?{urlencode({**query, 'page': number + 1})}" if len(listed) > PAGE else "",
        "made_here": [kind for kind in MADE_HERE if choices.may_make(request.user, kind, case)],
        "may_keep_templates": request.user.has_perm("documents.templates", case),
    }
    done = "The document was produced and is kept." if "done" in request.GET else ""
    return show_section(request, case, SECTION, "cases/producing/list.html", context, done=done)


def _take_away(
    request: HttpRequest, case: Case, form: str, found: QuerySet[Produced], labels: Mapping[str, str]
) -> HttpResponseBase:
    require(request.user, "cases.export", case)
    listed = list(found)
    open_needed(request.user, case, listed)
    name = f"{case.reference}-documents"
    record_export({case.organisation_id: len(listed)}, name, by=actor_for(request.user))
    return FORMS[form](name, _rows(case, listed, labels))


def _rows(case: Case, listed: Iterable[Produced], labels: Mapping[str, str]) -> Iterator[list[Any]]:
    zone = ZoneInfo(case.organisation.time_zone)
    yield ["Title", "Kind", "Produced", "By", "Template", "SHA-256 of the PDF", "Destroyed"]
    for one in listed:
        erased = one.pdf.erased_at.astimezone(zone) if one.pdf.erased_at else ""
        template = f"Version {one.version.number}" if one.version else "Built in"
        kind, made = labels.get(one.kind, one.kind), one.made_at.astimezone(zone)
        yield [one.title, kind, made, one.made_by, template, one.pdf.sha256, erased]


@require_http_methods(["GET", "POST"])
@allow("cases.work")
def make(request: HttpRequest, reference: str, kind: str) -> HttpResponse:
    """/cases/REFERENCE/documents/make/KIND: GET what it asks for; POST looks at it (do=look), or produces it."""
    case = find_case(request, reference, "cases.work")
    try:
        one, making = begin(request.user, case, kind)
    except LookupError as error:
        raise Http404 from error
    form = making.form(posted(request), case, request.user)
    context: dict[str, Any] = {"form": form, "kind": one, "nothing": making.none}
    context["mind"] = choices.to_be_kept_in_mind(case) if one in (OUTCOME_LETTER, CPS_REVIEW) else []
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            by = actor_for(request.user)
            filled = making.fill(request.user, case, form.cleaned_data, by)
            if request.POST.get("do") != "look":
                produce_about(case, one, filled.data, filled.title, needs=filled.needs, by=by)
                return redirect(f"{address(case, SECTION)}?done=produced")
            context |= _looked(case, one, filled)
        except ValidationError as error:
            put_errors(form, error)
        except Unproducible as fault:
            form.add_error(None, f"It cannot be produced with the template that is in force. {fault.sentence}")
    wrong = request.method == "POST" and (form is None or bool(form.errors))
    return show_section(request, case, SECTION, "cases/producing/make.html", context, status=422 if wrong else 200)


@require_GET
@allow("cases.see")
def download(request: HttpRequest, reference: str, document_id: UUID, form: str) -> HttpResponseBase:
    """GET /cases/REFERENCE/documents/ID/pdf, /docx: the file as it was produced; the look is in the ledger."""
    case = find_case(request, reference)
    one = get_object_or_404(documents_for(request.user, case), pk=document_id)
    return send_produced(request, one, form, about=("case", case.pk))


def _looked(case: Case, kind: Kind, filled: Filled) -> dict[str, Any]:
    is_pack = kind == CASE_PACK
    data = {**filled.data, "lines": filled.data["lines"][:LINES_LOOKED_AT]} if is_pack else filled.data
    made = look_at(kind, case.organisation, data, filled.title)
    return {
        "pages": [f"data:image/png;base64,{base64.b64encode(page).decode()}" for page in made.pages],
        "is_beginning": is_pack and len(filled.data["lines"]) > LINES_LOOKED_AT,
        "words": "" if is_pack else made.text,
        "mail": "" if is_pack or len(made.text) > LONGEST_MAIL else _mail(filled.title, made.text),
    }


def _mail(subject: str, words: str) -> str:
    """An address that opens a new e-mail with these words (RFC 6068)."""
    return (
        f"mailto:?{urlencode({'subject': subject, 'body': words.replace(chr(10), chr(13) + chr(10))}, quote_via=quote)}"
    )
