"""Actions on the page of their case, and the list of all."""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_http_methods

from alongside.cases.doing import form_page, posted, seen_at
from alongside.cases.finding.actions import record_export
from alongside.cases.finding.queries import today_of
from alongside.cases.models import Case, RemedialAction
from alongside.cases.queries import colleagues_in
from alongside.cases.remedial import actions, queries
from alongside.cases.remedial.exports import rows
from alongside.cases.remedial.forms import CarryOnForm, DecideForm, GiveForm
from alongside.cases.remedial.presenters import action_shown
from alongside.cases.sections import address, find_case
from alongside.cases.tracks.actions import ACTION, OF_CHECKER, OF_OWNER
from alongside.evidence.sending import send_file
from alongside.people.access import allow
from alongside.people.actions import actor_for
from alongside.people.queries import place_in
from alongside.web.listing import address as query_of
from alongside.web.listing import asked_for, choice, numbered_page
from alongside.web.tables import csv_answer, xlsx_answer

SECTION = "review"
READ, WRITE = "cases.read_narrative", "cases.work"
NAMED = {"csv": "CSV", "xlsx": "Excel"}


@require_http_methods(["GET", "POST"])
@allow(WRITE)
def add(request: HttpRequest, reference: str) -> HttpResponse:
    """GET, POST /cases/REFERENCE/review/actions/add?instead=ID (what, why, owner, due_on)"""
    case = find_case(request, reference, WRITE)
    follows = _follows(request, case)
    form = GiveForm(
        posted(request),
        people=colleagues_in(case.organisation_id),
        initial={"what": follows.what, "why": follows.why, "owner": str(follows.owner_id)} if follows else {},
    )

    def act() -> RemedialAction:
        said = form.cleaned_data
        return actions.give(
            case,
            said["what"],
            why=said["why"],
            owner=form.chosen,
            due_on=said["due_on"],
            set_by=place_in(request.user, case.organisation_id),
            follows=follows,
            by=actor_for(request.user),
        )

    sentences = [f"Instead of “{follows.what}”, which did not help."] if follows else []
    return _page(request, case, form, "Something that is to change", act, more={"sentences": sentences})


@require_http_methods(["GET", "POST"])
@allow(WRITE)
def decide(request: HttpRequest, reference: str, action_id: UUID, action_act: str) -> HttpResponse:
    """GET, POST /cases/REFERENCE/review/actions/ID/ACT (text, until, owner, checker)"""
    case, action = _find(request, reference, action_id, WRITE)
    move = ACTION.moves.get(action_act)
    if move is None or action_act in (*OF_OWNER, *OF_CHECKER):
        raise Http404
    form = DecideForm(posted(request), move=move, people=colleagues_in(case.organisation_id))

    def act() -> RemedialAction:
        return actions.decide(action, action_act, form.given(), by=actor_for(request.user), seen_at=seen_at(request))

    more = {"seen": action.changed_at, "sentences": [f"“{action.what}”: {ACTION.state(action.state).label.lower()}."]}
    return _page(request, case, form, move.label, act, more=more)


@require_http_methods(["GET", "POST"])
@allow(WRITE)
def carry_on(request: HttpRequest, reference: str, action_id: UUID) -> HttpResponse:
    """GET, POST /cases/REFERENCE/review/actions/ID/carry-on (text)"""
    case, action = _find(request, reference, action_id, WRITE)
    form = CarryOnForm(posted(request))
    sentences = [
        f"“{action.what}” stays with {action.owner.name}, with its day and its reminders. The case can be closed meanwhile."
    ]
    return _page(
        request,
        case,
        form,
        "Carry it on after the case",
        lambda: actions.carry_on(action, form.cleaned_data["text"], by=actor_for(request.user)),
        more={"sentences": sentences},
    )


@require_GET
@allow(READ)
def file(request: HttpRequest, reference: str, action_id: UUID, step_id: UUID) -> HttpResponseBase:
    """GET /cases/REFERENCE/review/actions/ID/files/STEP?download=: what shows that it is done."""
    _, action = _find(request, reference, action_id, READ)
    step = get_object_or_404(action.steps.exclude(file=None).select_related("file"), pk=step_id)
    if step.file is None:
        raise Http404
    about, download = ("action", action.pk), "download" in request.GET
    return send_file(request, step.file, by=actor_for(request.user), about=about, download=download)


@require_GET
@allow("cases.see")
def listed(request: HttpRequest) -> HttpResponse:
    """GET /cases/actions?show=late&search=door&page=2: the actions of all cases, those of closed ones too."""
    which, words = _asked(request)
    kept = {"show": which, "search": words}
    page = numbered_page(queries.actions_seen_by(request.user, which, today_of(request.user), words), request.GET, kept)
    takes = request.user.has_perm("cases.export")
    context = {
        "page": page,
        "rows": [action_shown(one) for one in page.rows],
        "narrowed": words or which not in ("open", "all"),
        "search": {"name": "search", "label": "What is to change, case or person", "value": words},
        "filters": [choice("show", "Show", queries.SHOWN.items(), which)],
        "exports": [
            {"text": text, "href": f"/cases/actions.{form}{query_of(kept)}"} for form, text in NAMED.items() if takes
        ],
    }
    return render(request, "cases/remedial/list.html", context)


@require_GET
@allow("cases.export")
def export_csv(request: HttpRequest) -> HttpResponseBase:
    """GET /cases/actions.csv?show=late&search=door: the same list to take away."""
    return _export(request, csv_answer)


@require_GET
@allow("cases.export")
def export_xlsx(request: HttpRequest) -> HttpResponseBase:
    """GET /cases/actions.xlsx?show=late&search=door: the same for Excel."""
    return _export(request, xlsx_answer)


def _export(request: HttpRequest, answer: Callable[[str, Iterable[Any]], HttpResponseBase]) -> HttpResponseBase:
    counted: dict[Any, int] = {}
    which, words = _asked(request)
    found = queries.actions_seen_by(request.user, which, today_of(request.user), words)
    made = answer("actions", rows(found.iterator(chunk_size=500), counted))
    record_export(counted, "actions", by=actor_for(request.user))
    return made


def _asked(request: HttpRequest) -> tuple[str, str]:
    asked = asked_for(request.GET, show=queries.SHOWN, search=None)
    return asked["show"] or "open", asked["search"]


def _follows(request: HttpRequest, case: Case) -> RemedialAction | None:
    try:
        key = UUID(request.GET.get("instead", ""))
    except ValueError:
        return None
    return queries.without_effect(case).filter(pk=key).first()


def _find(request: HttpRequest, reference: str, action_id: UUID, permission: str) -> tuple[Case, RemedialAction]:
    case = find_case(request, reference, permission)
    return case, get_object_or_404(queries.actions_of_case(case), pk=action_id)


def _page(
    request: HttpRequest, case: Case, form: Any, heading: str, act: Any, *, more: dict[str, Any] | None = None
) -> HttpResponse:
    there = f"{address(case, SECTION)}?done=1#actions"
    return form_page(request, case, form, heading, act, there, section=SECTION, more=more)
