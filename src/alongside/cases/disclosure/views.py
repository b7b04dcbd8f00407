"""The disclosure schedule of a case, a page of the section “Investigation”."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET, require_http_methods

from alongside.cases.disclosure import actions, exports, queries
from alongside.cases.disclosure.forms import DiscloseForm, ItemForm, SeveralForm
from alongside.cases.disclosure.material import LABELS, Material, find_material
from alongside.cases.doing import form_page, posted, seen_at
from alongside.cases.events import open_compartment
from alongside.cases.fields import StrikeForm, WhyForm
from alongside.cases.inquiry.holding import today_of, zone_of
from alongside.cases.models import Case, Compartment, DisclosureItem
from alongside.cases.referrals.parts import warnings
from alongside.cases.sections import address, find_case, show_section
from alongside.cases.tracks.case import RUNNING
from alongside.people.access import allow, require
from alongside.people.actions import actor_for
from alongside.web.tables import csv_answer, xlsx_answer

READ, WRITE, EXPORT = "cases.read_evidence", "cases.write_evidence", "cases.export"
SECTION = "inquiry/disclosure"
AT_ONCE = 50
"""How many things that were gathered are judged on one page."""
ABOUT_SEVERAL = (
    "Each is described as it is called here. What would do harm if it were disclosed, or is called something that must not be"
    " told, is put on by itself."
)
NOTHING_WAITS = "Everything that was gathered is on the schedule."


@require_GET
@allow(READ)
def schedule(request: HttpRequest, reference: str) -> HttpResponse:
    """GET /cases/REFERENCE/inquiry/disclosure?show=unused"""
    case = find_case(request, reference, READ)
    show = _shown(request)
    items = list(queries.schedule_of(request.user, case, show))
    waiting = queries.not_yet_listed(request.user, case)
    _open_suspect(request, case, items, waiting)
    number = queries.number_words(case)
    page = _page_of(case)
    context = {
        "show": show,
        "shown": [
            {"code": code, "title": title, "current": code == show} for code, (title, _) in queries.SHOWN.items()
        ],
        "items": [(one, number(one), LABELS[one.source], one.disclosed.all()) for one in items],
        "waiting": [(one, LABELS[one.source]) for one in waiting],
        "may_write": request.user.has_perm(WRITE, case) and case.status in RUNNING,
        "exports": [
            {"text": text, "href": f"{page}/export.{form}?show={show}"}
            for form, text in (("csv", "CSV"), ("xlsx", "Excel"))
            if request.user.has_perm(EXPORT, case)
        ],
    }
    done = "Saved." if "done" in request.GET else ""
    return show_section(request, case, SECTION, "cases/disclosure/schedule.html", context, done=done)


@require_GET
@allow(EXPORT)
def export_csv(request: HttpRequest, reference: str) -> HttpResponseBase:
    """GET /cases/REFERENCE/inquiry/disclosure/export.csv?show=unused"""
    return _export(request, reference, "csv", csv_answer)


@require_GET
@allow(EXPORT)
def export_xlsx(request: HttpRequest, reference: str) -> HttpResponseBase:
    """GET /cases/REFERENCE/inquiry/disclosure/export.xlsx?show=unused"""
    return _export(request, reference, "xlsx", xlsx_answer)


@require_http_methods(["GET", "POST"])
@allow(WRITE)
def add_item(request: HttpRequest, reference: str) -> HttpResponse:
    """GET, POST /cases/REFERENCE/inquiry/disclosure/add: something that is nowhere else in the case."""
    case = find_case(request, reference, WRITE)
    return _put_on(request, case, None)


@require_http_methods(["GET", "POST"])
@allow(WRITE)
def add_material(request: HttpRequest, reference: str, source: str, source_id: UUID) -> HttpResponse:
    """GET, POST /cases/REFERENCE/inquiry/disclosure/add/SOURCE/ID: something that was gathered."""
    case = find_case(request, reference, WRITE)
    try:
        material = find_material(request.user, case, source, source_id)
    except LookupError as error:
        raise Http404 from error
    require(request.user, f"cases.write_{material.compartment}", case)
    return _put_on(request, case, material)


@require_http_methods(["GET", "POST"])
@allow(WRITE)
def add_several(request: HttpRequest, reference: str) -> HttpResponse:
    """GET, POST /cases/REFERENCE/inquiry/disclosure/add-several: what was gathered, judged on one page."""
    case = find_case(request, reference, WRITE)
    waiting = [
        one
        for one in queries.not_yet_listed(request.user, case)
        if request.user.has_perm(f"cases.write_{one.compartment}", case)
    ][:AT_ONCE]
    _open_suspect(request, case, [], waiting)
    form = SeveralForm(posted(request), waiting=waiting)

    def act() -> Any:
        return actions.put_several_on_schedule(case, form.judged, by=actor_for(request.user))

    return _page(
        request, case, form, "Put several on the schedule", act, sentences=[ABOUT_SEVERAL if waiting else NOTHING_WAITS]
    )


@require_http_methods(["GET", "POST"])
@allow(WRITE)
def change_item(request: HttpRequest, reference: str, item_id: UUID) -> HttpResponse:
    """GET, POST /cases/REFERENCE/inquiry/disclosure/items/ID: it is judged or described anew."""
    case, item = _item(request, reference, item_id)
    form = ItemForm(posted(request), item=item)

    def act() -> Any:
        return actions.change_item(item, form.said(), seen_at=seen_at(request), by=actor_for(request.user))

    return _page(request, case, form, f"Change row {item.number}", act, seen=item.changed_at, rows=4)


@require_http_methods(["GET", "POST"])
@allow(WRITE)
def strike_item(request: HttpRequest, reference: str, item_id: UUID) -> HttpResponse:
    """GET, POST /cases/REFERENCE/inquiry/disclosure/items/ID/strike: it was entered by mistake."""
    case, item = _item(request, reference, item_id)
    form = StrikeForm(posted(request))

    def act() -> Any:
        why = form.cleaned_data["why"]
        return actions.strike_item(item, why, seen_at=seen_at(request), by=actor_for(request.user))

    about = [("What it is", item.description)]
    return _page(request, case, form, f"Strike out row {item.number}", act, seen=item.changed_at, about=about)


@require_http_methods(["GET", "POST"])
@allow(WRITE)
def disclose(request: HttpRequest, reference: str) -> HttpResponse:
    """GET, POST /cases/REFERENCE/inquiry/disclosure/disclose: rows went to somebody."""
    case = find_case(request, reference, WRITE)
    number = queries.number_words(case)
    items = [
        one
        for one in queries.schedule_of(request.user, case)
        if one.struck_at is None and request.user.has_perm(f"cases.write_{one.compartment}", case)
    ]
    _open_suspect(request, case, items, [])
    form = DiscloseForm(posted(request), items=[(one, number(one)) for one in items], initial={"on": today_of(case)})

    def act() -> Any:
        said = form.cleaned_data
        by = actor_for(request.user)
        return actions.disclose(case, form.chosen, said["on"], said["to_whom"], said["how"], said["decided_by"], by=by)

    return _page(request, case, form, "Something was disclosed", act, sentences=warnings(case, ["people"]))


@require_http_methods(["GET", "POST"])
@allow(WRITE)
def take_back(request: HttpRequest, reference: str, given_id: UUID) -> HttpResponse:
    """GET, POST /cases/REFERENCE/inquiry/disclosure/given/ID/take-back: it was noted by mistake."""
    case = find_case(request, reference, WRITE)
    given = get_object_or_404(queries.disclosed_of(request.user, case), pk=given_id)
    require(request.user, f"cases.write_{given.item.compartment}", case)
    form = WhyForm(posted(request))

    def act() -> Any:
        return actions.take_back_disclosure(given, form.cleaned_data["why"], by=actor_for(request.user))

    about = [("What it is", given.item.description), ("Disclosed", exports.given_words(given))]
    return _page(request, case, form, "It was not disclosed", act, about=about)


def _put_on(request: HttpRequest, case: Case, material: Material | None) -> HttpResponse:
    form = ItemForm(posted(request), initial={"description": material.what} if material else {})

    def act() -> Any:
        return actions.put_on_schedule(case, form.said(), material, by=actor_for(request.user))

    about = [(LABELS[material.source], material.what)] if material else []
    return _page(request, case, form, "Put it on the schedule", act, about=about, rows=4)


def _export(
    request: HttpRequest, reference: str, form: str, answer: Callable[[str, Any], HttpResponseBase]
) -> HttpResponseBase:
    case = find_case(request, reference, EXPORT)
    require(request.user, READ, case)
    show = _shown(request)
    by = actor_for(request.user)
    open_compartment(case, Compartment.EVIDENCE, by=by)
    _open_suspect(request, case, queries.schedule_of(request.user, case, show), [])
    rows = list(exports.rows(request.user, case, show, zone_of(case)))
    actions.record_export(case, show, form, len(rows) - 1, by=by)
    return answer(f"{case.reference}-disclosure-{show}", rows)


def _shown(request: HttpRequest) -> str:
    show = request.GET.get("show", "all")
    return show if show in queries.SHOWN else "all"


def _open_suspect(request: HttpRequest, case: Case, items: Any, waiting: list[Material]) -> None:
    """What somebody says who may have done it is another compartment, and to look into it leaves its own mark."""
    if any(one.compartment == Compartment.SUSPECT for one in (*items, *waiting)):
        open_compartment(case, Compartment.SUSPECT, by=actor_for(request.user))


def _item(request: HttpRequest, reference: str, item_id: UUID) -> tuple[Case, DisclosureItem]:
    case = find_case(request, reference, WRITE)
    item = get_object_or_404(queries.schedule_of(request.user, case), pk=item_id)
    require(request.user, f"cases.write_{item.compartment}", case)
    return case, item


def _page_of(case: Case) -> str:
    return address(case, SECTION)


def _page(request: HttpRequest, case: Case, form: Any, heading: str, act: Any, **more: Any) -> HttpResponse:
    page = _page_of(case)
    return form_page(request, case, form, heading, act, f"{page}?done=saved", back=page, section=SECTION, more=more)
