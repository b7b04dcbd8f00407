"""Supervision: the list, one of them, looking through somebody's cases, what was agreed, and who reads it."""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_http_methods

from alongside.cases.doing import do, once, posted
from alongside.cases.finding.actions import record_export
from alongside.cases.finding.queries import today_of
from alongside.cases.models import Supervision
from alongside.cases.queries import colleagues_in
from alongside.cases.supervising.queries import caseload_of
from alongside.cases.supervision import actions, queries
from alongside.cases.supervision.forms import AgreeForm, EndForm, HoldForm, NextForm, NoteForm, RuleForm
from alongside.cases.supervision.presenters import agreed_shown, grouped, row_of, table
from alongside.people.access import allow, require
from alongside.people.actions import actor_for
from alongside.people.days import today_in
from alongside.people.models import Staff
from alongside.people.queries import place_in
from alongside.web.listing import files_of, numbered_page
from alongside.web.tables import csv_answer, xlsx_answer

LIST = "/cases/supervision"
SEE, SUPERVISE, RULE = "cases.see_supervision", "cases.supervise", "cases.rule_supervision"
DONE = {
    "held": "It is written down, and you can both read it. Agree now on what is to be done, where something is.",
    "saved": "Saved.",
}


@require_GET
@allow(SEE)
def found(request: HttpRequest) -> HttpResponse:
    """GET /cases/supervision?q=…&of=…&about=case&undone=yes&page=2: what I held or took part in, and whom I supervise."""
    user, filters = request.user, queries.read_filters(request.GET.dict())
    page = numbered_page(queries.find(user, filters), request.GET, filters.query())
    today = today_of(user)
    supervises = user.has_perm(SUPERVISE)
    context = {
        "filters": filters,
        "rows": [row_of(one, today) for one in page.rows],
        "fields": _fields(user, filters),
        "newer": page.newer,
        "older": page.older,
        "exports": files_of(LIST, filters.query()),
        "supervises": supervises,
        "people": queries.supervised_by(user) if supervises else [],
        "to_do": [agreed_shown(one, today) for one in queries.to_do_for(user)],
        "own": queries.own_plans_of(user),
        "today": today,
        "done": DONE.get(request.GET.get("done", ""), ""),
    }
    return render(request, "cases/supervision/list.html", context)


@require_GET
@allow(SEE)
def export_csv(request: HttpRequest) -> HttpResponseBase:
    """GET /cases/supervision/export.csv?…: the list with these filters, whole, with its notes."""
    return _export(request, csv_answer)


@require_GET
@allow(SEE)
def export_xlsx(request: HttpRequest) -> HttpResponseBase:
    """GET /cases/supervision/export.xlsx?…: the same for Excel."""
    return _export(request, xlsx_answer)


@require_GET
@allow(SEE)
def one(request: HttpRequest, supervision_id: UUID) -> HttpResponse:
    """GET /cases/supervision/ID: the notes, and what was agreed. Reading it is recorded."""
    supervision = _find(request, supervision_id)
    actions.read([supervision], by=actor_for(request.user))
    today = today_in(supervision.organisation)
    context = {
        "one": supervision,
        "about": grouped(queries.notes_for(request.user).filter(supervision=supervision)),
        "agreed": [
            agreed_shown(row, today) for row in queries.agreed_for(request.user).filter(supervision=supervision)
        ],
        "is_of_the_two": _place(request, supervision) is not None,
        "is_supervisor": _is_supervisor(request, supervision),
        "own": f"{LIST}/{supervision.pk}",
        "done": DONE.get(request.GET.get("done", ""), ""),
    }
    return render(request, "cases/supervision/one.html", context)


@require_http_methods(["GET", "POST"])
@allow(SUPERVISE)
def hold(request: HttpRequest, specialist_id: UUID) -> HttpResponse:
    """GET, POST /cases/supervision/with/ID (held_on, caseload, case-…, next_on): look through their cases with them."""
    staff = _supervised(request, specialist_id)
    cases = list(caseload_of(request.user, staff))
    initial = {"held_on": today_in(staff.organisation)}
    form = HoldForm(posted(request), cases=cases, initial=initial)
    plan = queries.plans_for(request.user).get(staff.pk)
    made: list[Supervision] = []

    def act() -> None:
        said = form.cleaned_data
        supervisor = place_in(request.user, staff.organisation_id)
        if supervisor is None:
            raise Http404
        made.append(
            actions.hold_supervision(
                supervisor,
                staff,
                said["held_on"],
                said["caseload"],
                form.on_cases(),
                said["next_on"],
                by=actor_for(request.user),
            )
        )

    def shown() -> HttpResponse:
        context = {
            "staff": staff,
            "form": form,
            "once": once(request, form),
            "plan": plan,
            "rule": queries.rule_of(staff.organisation),
            "today": today_in(staff.organisation),
        }
        return render(request, "cases/supervision/hold.html", context, status=_status(form))

    if request.method != "POST":
        return shown()
    answer = do(request, form, act, LIST, shown)
    if made:
        answer["Location"] = f"{LIST}/{made[0].pk}?done=held"
    return answer


@require_http_methods(["GET", "POST"])
@allow(SUPERVISE)
def plan_next(request: HttpRequest, specialist_id: UUID) -> HttpResponse:
    """GET, POST /cases/supervision/with/ID/next (next_on): when somebody is supervised next."""
    staff = _supervised(request, specialist_id)
    plan = queries.plans_for(request.user).get(staff.pk)
    form = NextForm(posted(request), initial={"next_on": plan.next_on if plan else None})

    def act() -> None:
        actions.plan_next(staff, form.cleaned_data["next_on"], by=actor_for(request.user))

    return _form(request, form, f"Next supervision of {staff.name}", act, f"{LIST}?done=saved", LIST)


@require_http_methods(["GET", "POST"])
@allow(SEE)
def add(request: HttpRequest, supervision_id: UUID) -> HttpResponse:
    """GET, POST /cases/supervision/ID/add?to=NOTE (text): a further note, by one of the two."""
    supervision = _find(request, supervision_id)
    author = _place(request, supervision)
    if author is None:
        raise Http404
    actions.read([supervision], by=actor_for(request.user))
    note = _note(request, supervision)
    form = NoteForm(posted(request))

    def act() -> None:
        actions.add_note(supervision, form.cleaned_data["text"], author, adds_to=note, by=actor_for(request.user))

    back = f"{LIST}/{supervision.pk}"
    sentences = [f"{note.author_name} wrote: {note.text}"] if note else []
    return _form(request, form, "Add to a supervision", act, f"{back}?done=saved", back, sentences)


@require_http_methods(["GET", "POST"])
@allow(SUPERVISE)
def agree(request: HttpRequest, supervision_id: UUID) -> HttpResponse:
    """GET, POST /cases/supervision/ID/agree (what, case, owner, due): what is to be done, by whom, until when."""
    supervision = _find(request, supervision_id)
    if not _is_supervisor(request, supervision):
        raise Http404
    form = AgreeForm(
        posted(request),
        cases=caseload_of(request.user, supervision.supervised),
        people=colleagues_in(supervision.organisation_id),
        initial={"owner": str(supervision.supervised_id), "case": request.GET.get("case", "")},
    )

    def act() -> None:
        actions.agree(supervision, by=actor_for(request.user), **form.said())

    back = f"{LIST}/{supervision.pk}"
    return _form(request, form, "What is agreed", act, f"{back}?done=saved#agreed", back)


@require_http_methods(["GET", "POST"])
@allow(SEE)
def end(request: HttpRequest, supervision_id: UUID, agreed_id: UUID) -> HttpResponse:
    """GET, POST /cases/supervision/ID/agreed/ID/end (result): what was agreed about a caseload is done."""
    supervision = _find(request, supervision_id)
    if _place(request, supervision) is None:
        raise Http404
    rows = queries.agreed_for(request.user).filter(supervision=supervision, task=None)
    agreed = get_object_or_404(rows, pk=agreed_id)
    form = EndForm(posted(request))

    def act() -> None:
        actions.end_agreed(agreed, form.cleaned_data["result"], by=actor_for(request.user))

    back = f"{LIST}/{supervision.pk}"
    return _form(request, form, agreed.what, act, f"{back}?done=saved#agreed", back)


@require_http_methods(["GET", "POST"])
@allow(RULE)
def rule(request: HttpRequest) -> HttpResponse:
    """GET, POST /cases/supervision/rule (directors_read): who reads what is held from now on."""
    bodies = queries.organisations_ruled_by(request.user)
    if not bodies:
        raise Http404
    now = queries.rule_of(bodies[0])
    form = RuleForm(posted(request), initial={"directors_read": "yes" if now and now.directors_read else "no"})

    def act() -> None:
        actions.set_rule(bodies[0], form.cleaned_data["directors_read"] == "yes", by=actor_for(request.user))

    sentences = [f"{now.set_by} set it last."] if now else ["Until somebody says otherwise, nobody else reads it."]
    done = DONE.get(request.GET.get("done", ""), "")
    return _form(request, form, "Who reads supervision", act, f"{LIST}/rule?done=saved", "/", sentences, done)


def _form(
    request: HttpRequest,
    form: Form,
    heading: str,
    act: Callable[[], Any],
    there: str,
    back: str,
    sentences: Iterable[str] = (),
    done: str = "",
) -> HttpResponse:
    def shown() -> HttpResponse:
        context = {"form": form, "heading": heading, "back": back, "sentences": list(sentences), "done": done}
        context["once"] = once(request, form)
        return render(request, "cases/supervision/form.html", context, status=_status(form))

    if request.method != "POST":
        return shown()
    return do(request, form, act, there, shown)


def _export(request: HttpRequest, answer: Callable[[str, Iterable[Any]], HttpResponseBase]) -> HttpResponseBase:
    listed = list(queries.find(request.user, queries.read_filters(request.GET.dict())))
    by, counted = actor_for(request.user), dict[Any, int]()
    made = answer("supervision", table(listed, today_of(request.user), counted))
    actions.read(listed, by=by)
    record_export(counted, "supervision", by=by)
    return made


def _find(request: HttpRequest, supervision_id: UUID) -> Supervision:
    supervision = get_object_or_404(queries.supervisions_for(request.user), pk=supervision_id)
    require(request.user, "cases.read_supervision", supervision)
    return supervision


def _supervised(request: HttpRequest, specialist_id: UUID) -> Staff:
    """Somebody whom the caller supervises; else 404."""
    for one in queries.supervised_by(request.user):
        if one.staff.pk == specialist_id:
            return one.staff
    raise Http404


def _place(request: HttpRequest, supervision: Supervision) -> Staff | None:
    """The caller's place, where they are one of the two."""
    place = place_in(request.user, supervision.organisation_id)
    return place if place and place.pk in (supervision.supervised_id, supervision.supervisor_id) else None


def _is_supervisor(request: HttpRequest, supervision: Supervision) -> bool:
    place = place_in(request.user, supervision.organisation_id)
    return place is not None and place.pk == supervision.supervisor_id and bool(request.user.has_perm(SUPERVISE))


def _note(request: HttpRequest, supervision: Supervision) -> Any:
    """The note that is added to; None for the caseload."""
    try:
        key = UUID(request.GET.get("to", ""))
    except ValueError:
        return None
    return get_object_or_404(queries.notes_for(request.user).filter(supervision=supervision, adds_to=None), pk=key)


def _fields(user: Any, filters: queries.Filters) -> list[dict[str, Any]]:
    return [
        _field("of", "Whose cases", "Anybody's", queries.people_in(user), filters),
        _field("about", "About", "Cases and caseloads", list(queries.ABOUT.items()), filters),
        _field("undone", "What was agreed", "Done or not", [("yes", "Something is not done")], filters),
    ]


def _field(
    name: str, label: str, none: str, options: list[tuple[str, str]], filters: queries.Filters
) -> dict[str, Any]:
    chosen = getattr(filters, name)
    items = [{"value": value, "text": text, "selected": value == chosen} for value, text in [("", none), *options]]
    return {"name": name, "label": label, "items": items}


def _status(form: Form) -> int:
    return 422 if form.is_bound and form.errors else 200
