"""The overview of a case, its file, and what is done there from day to day."""

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET, require_http_methods

from alongside.cases.doing import do, ended_page, form_page, once, posted, seen_at
from alongside.cases.events import open_compartment
from alongside.cases.fields import ReopenForm
from alongside.cases.models import Case, Compartment
from alongside.cases.owing import owed_by
from alongside.cases.queries import (
    colleagues_in,
    family_of,
    incidents_of,
    readable,
    specialists_of,
)
from alongside.cases.referrals.taking_over import received_case
from alongside.cases.rows import lines_of
from alongside.cases.sections import address, find_case, show_section
from alongside.cases.tracks.case import RUNNING
from alongside.cases.working import actions, queries
from alongside.cases.working.forms import (
    CorrectForm,
    DescribeForm,
    EndForm,
    GiveForm,
    MoveForm,
    NoteForm,
    PlanForm,
    TaskForm,
)
from alongside.cases.working.waiving import latest_in
from alongside.incidents.triage.panels import headline
from alongside.people.access import allow, require
from alongside.people.actions import actor_for
from alongside.people.days import today_in

PAGE = 50
DONE = {
    "saved": "Saved.",
    "moved": "The case has moved on.",
    "noted": "It is in the file.",
    "asked": "The security director is asked.",
}
"""What the last action did."""


@require_GET
@allow("cases.see")
def overview(request: HttpRequest, reference: str) -> HttpResponse:
    """GET /cases/REFERENCE: where it stands, what is to be done, what it is made of."""
    return _overview(request, find_case(request, reference))


@require_http_methods(["POST"])
@allow("cases.work")
def move(request: HttpRequest, reference: str) -> HttpResponse:
    """POST /cases/REFERENCE/move (act, text, waits_on, outcome, waive-…): the case moves on."""
    case = find_case(request, reference, "cases.work")
    form = _move_form(case, request.POST)

    def act() -> None:
        said = form.cleaned_data
        actions.move_case(
            case,
            said["act"],
            text=said["text"],
            waits_on=said.get("waits_on", ""),
            outcome=said.get("outcome", ""),
            waived=form.waived(),
            by=actor_for(request.user),
            seen_at=seen_at(request),
        )

    return do(request, form, act, f"{address(case)}?done=moved", lambda: _overview(request, case, move=form))


@require_http_methods(["POST"])
@allow("cases.work")
def give(request: HttpRequest, reference: str) -> HttpResponse:
    """POST /cases/REFERENCE/give (owner, tasks): who works it."""
    case = find_case(request, reference, "cases.work")
    form = GiveForm(request.POST, people=specialists_of(case.organisation_id))
    return do(
        request,
        form,
        lambda: actions.assign_case(
            case,
            form.chosen_owner,
            by=actor_for(request.user),
            seen_at=seen_at(request),
            with_tasks=form.cleaned_data["tasks"],
        ),
        f"{address(case)}?done=saved",
        lambda: _overview(request, case, give=form),
    )


@require_http_methods(["GET", "POST"])
@allow("cases.work")
def describe(request: HttpRequest, reference: str) -> HttpResponse:
    """GET, POST /cases/REFERENCE/describe (title, priority)"""
    case = find_case(request, reference, "cases.work")
    form = DescribeForm(posted(request), initial={"title": case.title, "priority": case.priority})

    def act() -> None:
        said = form.cleaned_data
        by = actor_for(request.user)
        actions.describe_case(case, title=said["title"], priority=said["priority"], by=by, seen_at=seen_at(request))

    there, more = f"{address(case)}?done=saved", {"seen": case.changed_at}
    return form_page(request, case, form, "What it is about", act, there, more=more)


@require_http_methods(["GET", "POST"])
@allow("cases.read_narrative")
def file(request: HttpRequest, reference: str) -> HttpResponse:
    """GET /cases/REFERENCE/file?part=people&q=…&page=2: the file, the newest first; POST adds a note."""
    case = find_case(request, reference, "cases.read_narrative")
    form = _note_form(request, case)
    if request.method == "POST":
        require(request.user, "cases.work", case)

        def act() -> None:
            said = form.cleaned_data
            require(request.user, f"cases.write_{said['compartment']}", case)
            actions.note(case, said["text"], compartment=said["compartment"], at=form.at(), by=actor_for(request.user))

        return do(
            request,
            form,
            act,
            f"{address(case, 'file')}?done=noted",
            lambda: _file(request, case, form),
        )
    return _file(request, case, form)


@require_http_methods(["GET", "POST"])
@allow("cases.work")
def correct(request: HttpRequest, reference: str, event_id: UUID) -> HttpResponse:
    """GET, POST /cases/REFERENCE/file/ID/correct: a note as it should be; the older words stay."""
    case = find_case(request, reference, "cases.work")
    event = get_object_or_404(queries.notes_of(case, readable(request.user, case)), pk=event_id)
    form = CorrectForm(posted(request), initial={"text": event.text})
    return form_page(
        request,
        case,
        form,
        "Correct a note",
        lambda: actions.correct_note(
            event, form.cleaned_data["text"], why=form.cleaned_data["why"], by=actor_for(request.user)
        ),
        f"{address(case, 'file')}?done=saved",
        back=address(case, "file"),
    )


@require_http_methods(["GET", "POST"])
@allow("cases.work")
def plan(request: HttpRequest, reference: str) -> HttpResponse:
    """GET, POST /cases/REFERENCE/plan"""
    case = find_case(request, reference, "cases.work")
    if case.status not in RUNNING:
        return ended_page(request, case)
    before = queries.plan_of(case)
    form = PlanForm(posted(request), initial={"plan": before.text if before else ""})
    return form_page(
        request,
        case,
        form,
        "Plan of the investigation",
        lambda: actions.plan(case, form.cleaned_data["plan"], by=actor_for(request.user), seen_at=seen_at(request)),
        f"{address(case)}?done=saved#plan",
        more={"seen": before.recorded_at if before else None},
    )


@require_http_methods(["GET", "POST"])
@allow("cases.work")
def new_task(request: HttpRequest, reference: str) -> HttpResponse:
    """GET, POST /cases/REFERENCE/tasks/add"""
    case = find_case(request, reference, "cases.work")
    if case.status not in RUNNING:
        return ended_page(request, case)
    form = TaskForm(
        posted(request),
        people=colleagues_in(case.organisation_id),
        initial={"owner": str(case.owner_id or ""), "kind": request.GET.get("kind", "task")},
    )

    def act() -> None:
        said = form.cleaned_data
        actions.add_task(
            case,
            said["what"],
            kind=said["kind"],
            why=said["task_why"],
            owner=form.chosen_owner,
            due_on=said["due"],
            by=actor_for(request.user),
        )

    return form_page(request, case, form, "Something to be done", act, f"{address(case)}?done=saved#tasks")


@require_http_methods(["GET", "POST"])
@allow("cases.work")
def change_task(request: HttpRequest, reference: str, task_id: UUID) -> HttpResponse:
    """GET, POST /cases/REFERENCE/tasks/ID: sets it right."""
    case = find_case(request, reference, "cases.work")
    task = get_object_or_404(queries.open_tasks(case), pk=task_id)
    if case.merged_into is not None:
        return ended_page(request, case)
    form = TaskForm(
        posted(request),
        people=colleagues_in(case.organisation_id),
        initial={
            "what": task.what,
            "kind": task.kind,
            "task_why": task.why,
            "owner": str(task.owner_id or ""),
            "due": task.due_on,
        },
    )

    def act() -> None:
        said = form.cleaned_data
        actions.change_task(
            task,
            said["what"],
            kind=said["kind"],
            why=said["task_why"],
            owner=form.chosen_owner,
            due_on=said["due"],
            by=actor_for(request.user),
            seen_at=seen_at(request),
        )

    there, more = f"{address(case)}?done=saved#tasks", {"seen": queries.task_changed_at(task)}
    return form_page(request, case, form, "Something to be done", act, there, more=more)


@require_http_methods(["GET", "POST"])
@allow("cases.work")
def end_task(request: HttpRequest, reference: str, task_id: UUID) -> HttpResponse:
    """GET, POST /cases/REFERENCE/tasks/ID/end: done, or not needed."""
    case = find_case(request, reference, "cases.work")
    task = get_object_or_404(queries.tasks_of(case), pk=task_id)
    if case.merged_into is not None:
        return ended_page(request, case)
    form = EndForm(posted(request), kind=task.kind)
    return form_page(
        request,
        case,
        form,
        task.what,
        lambda: actions.end_task(
            task, form.cleaned_data["ending"], form.cleaned_data["result"], by=actor_for(request.user)
        ),
        f"{address(case)}?done=saved#tasks",
    )


@require_http_methods(["GET", "POST"])
@allow("cases.work")
def reopen_task(request: HttpRequest, reference: str, task_id: UUID) -> HttpResponse:
    """GET, POST /cases/REFERENCE/tasks/ID/reopen: it is taken up again."""
    case = find_case(request, reference, "cases.work")
    task = get_object_or_404(queries.tasks_of(case), pk=task_id)
    if case.merged_into is not None:
        return ended_page(request, case)
    form = ReopenForm(posted(request))

    def act() -> None:
        actions.reopen_task(task, form.cleaned_data["why"], by=actor_for(request.user))

    more = {"sentences": list(filter(None, [task.what, task.result])), "button_text": "Take it up again"}
    return form_page(request, case, form, "Take it up again", act, f"{address(case)}?done=saved#tasks", more=more)


def _overview(
    request: HttpRequest, case: Case, *, move: MoveForm | None = None, give: Form | None = None
) -> HttpResponse:
    user = request.user
    reports = list(incidents_of(case))
    today = today_in(case.organisation)
    may_work = user.has_perm("cases.work", case)
    context = {
        "reports": [(one, headline(one)) for one in reports],
        "joined": family_of(case)[1:],
        "received": received_case(case),
        "tasks": queries.open_tasks(case),
        "tasks_of_owner": case.owner_id and queries.open_tasks(case).filter(owner=case.owner_id).exists(),
        "ended_tasks": queries.ended_tasks(case),
        "today": today,
        "plans": queries.plans_of(case),
        "repeats": queries.repeats_of(user, reports),
        "same_places": queries.same_places(user, reports),
        "is_running": case.status in RUNNING,
        "asked": latest_in(case),
        "move": (move or _move_form(case)) if may_work else None,
        "give": (
            give or GiveForm(people=specialists_of(case.organisation_id), initial={"owner": str(case.owner_id or "")})
        )
        if may_work
        else None,
        "may_supervise": user.has_perm("cases.supervise", case),
        "form": move if move is not None and move.errors else give,
    }
    status = 422 if any(form is not None and form.errors for form in (move, give)) else 200
    return show_section(
        request, case, "", "cases/overview.html", context, status=status, done=DONE.get(request.GET.get("done", ""), "")
    )


def _file(request: HttpRequest, case: Case, form: NoteForm) -> HttpResponse:
    user = request.user
    readable_ones = readable(user, case)
    part = request.GET.get("part", "")
    chosen = [part] if part in readable_ones else readable_ones
    for one in chosen:
        if one != Compartment.NARRATIVE:
            open_compartment(case, one, by=actor_for(user))
    open_compartment(case, Compartment.NARRATIVE, by=actor_for(user))
    words = request.GET.get("q", "").strip()[:200]
    found, further = queries.page_of_file(case, chosen, words, _number(request.GET.get("page", "")), PAGE)
    context = {
        "lines": lines_of(case, found),
        "parts": [(one, Compartment(one).label) for one in readable_ones],
        "part": part if part in readable_ones else "",
        "words": words,
        "page": _number(request.GET.get("page", "")),
        "further": further,
        "form": form,
        "once": once(request, form),
        "may_note": user.has_perm("cases.work", case),
    }
    return show_section(
        request,
        case,
        "file",
        "cases/file.html",
        context,
        status=422 if form.is_bound and form.errors else 200,
        done=DONE.get(request.GET.get("done", ""), ""),
    )


def _move_form(case: Case, data: Any = None) -> MoveForm:
    moves = actions.moves_of(case)
    closing = any(move.to == "closed" for move in moves)
    return MoveForm(data, moves=moves, owed=owed_by(case) if closing else [])


def _note_form(request: HttpRequest, case: Case) -> NoteForm:
    writable = [one for one in Compartment.values if request.user.has_perm(f"cases.write_{one}", case)]
    return NoteForm(posted(request), compartments=writable, zone=ZoneInfo(case.organisation.time_zone))


def _number(text: str) -> int:
    return min(max(int(text), 1), 10_000) if text.isascii() and text.isdigit() and len(text) < 6 else 1
