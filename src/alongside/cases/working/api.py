"""The API of the day's work on a case: its tasks, the plan of the investigation, and its file."""

from datetime import date
from typing import Any, Literal
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Schema, Status
from pydantic import Field

from alongside.cases.api import EventOut, show_event
from alongside.cases.asking import NOTHING_YET, Why, chosen, find_case, from_place, said, seen_at
from alongside.cases.events import open_compartment
from alongside.cases.models import Case, Compartment, Event, Task
from alongside.cases.queries import colleagues_in, readable, standing_for
from alongside.cases.working import actions, queries
from alongside.machine import Refused
from alongside.people.access import allow, require
from alongside.people.actions import actor_for
from alongside.people.api import Asked, Limit, Line, Page, Person, Text, example, fields_named, person, rfc3339

router = Router(tags=["Tasks, plan and file"])
SEE, READ, WORK = "cases.see", "cases.read_narrative", "cases.work"
Which = Literal["open", "ended", "all"]
Kind = Literal["enquiry", "task", "promise"]
TASK = {"due": "due_on", "task_why": "why"}
"""Fields of a task that the pages call otherwise."""


class NewTask(Asked):
    """Something to be done. `kind`: a line of enquiry, a task, or a promise to somebody who was hurt. `owner` is the id of
    somebody who works here.
    """

    model_config = example(what="Ask the shop for its recording", kind="enquiry", due_on="2026-06-03")
    what: Text
    kind: Kind = "task"
    why: Text = ""
    owner: UUID | None = None
    due_on: date | None = None


class TaskChange(Asked):
    """What is to change; what is left out stays. `owner` and `due_on` null: nobody, and no day. `changed_at` is the task's as it
    was read.
    """

    model_config = example(due_on="2026-06-10", changed_at="2026-05-03T09:42:00.000Z")
    what: Text | None = None
    kind: Kind | None = None
    why: Text | None = None
    owner: UUID | None = None
    due_on: date | None = None
    changed_at: str | None = None


class TaskEnd(Asked):
    """How a task ended: `done`, `dropped` (with why), or `no_result` of a line of enquiry (with what was tried)."""

    model_config = example(ending="done", result="The recording shows the corridor.")
    ending: Literal["done", "dropped", "no_result"]
    result: Text = ""


class TaskOut(Schema):
    """Something to be done, or that was."""

    id: UUID
    case: str
    kind: str
    what: str
    why: str
    owner: Person | None
    due_on: date | None
    made_at: str
    made_by: str
    ended_at: str | None
    ending: str | None
    ended_by: str
    result: str
    changed_at: str


class NewPlan(Asked):
    """How the case is investigated. `changed_at` is that of the plan as it was read, “nothing” where there was none: where
    somebody wrote another meanwhile, nothing is done (409).
    """

    model_config = example(text="Hear the porter first, then ask for the recording.", changed_at=NOTHING_YET)
    text: Text
    changed_at: str | None = None


class PlanVersion(Schema):
    """A plan as it was written once. `case` is the number of the case that it was written for."""

    id: UUID
    case: str
    text: str
    why: str
    written_at: str
    written_by: str


class PlanOut(Schema):
    """The plan that is gone on with, and every one that was written, the latest first. `changed_at` goes with a new one."""

    stands: PlanVersion | None
    changed_at: str = Field(description="When the plan that stands was written; “nothing” where there is none.")
    versions: list[PlanVersion]


class Correction(Asked):
    """A note as it should be; the older words stay in the file."""

    model_config = example(text="The ward rang: the cleaner saw it.", why="It was not the porter.")
    text: Text
    why: Text = ""


@router.get("/{reference}/tasks", response=Page[TaskOut], summary="The tasks of a case")
@allow(SEE)
def list_tasks(
    request: HttpRequest,
    reference: str,
    show: Which = "open",
    kind: Kind | None = None,
    owner: UUID | None = None,
    cursor: str | None = None,
    limit: Limit = 50,
) -> Any:
    """With those of the cases that are joined with it. The open ones by their day, the first due first; the ended ones the latest
    first. Filters may be combined.
    """
    case = find_case(request, reference)
    ways = {"open": queries.open_tasks, "ended": queries.ended_tasks, "all": queries.tasks_of}
    found = ways[show](case)
    if kind is not None:
        found = found.filter(kind=kind)
    if owner is not None:
        found = found.filter(owner=owner)
    page = from_place(found, cursor, limit, lambda task: task)
    return page | {"items": _shown(page["items"])}


@router.post("/{reference}/tasks", response={201: TaskOut}, summary="Add something to be done")
@allow(WORK)
def add_task(request: HttpRequest, reference: str, new: NewTask) -> Any:
    """409 where the case has ended."""
    case = find_case(request, reference, WORK)
    with fields_named(**TASK):
        task = actions.add_task(
            case,
            new.what,
            kind=new.kind,
            why=new.why,
            owner=chosen(colleagues_in(case.organisation_id), new.owner, "owner"),
            due_on=new.due_on,
            by=actor_for(request.user),
        )
    return Status(201, _one(case, task.pk))


@router.patch("/{reference}/tasks/{uuid:task_id}", response=TaskOut, summary="Set an open task right")
@allow(WORK)
def change_task(request: HttpRequest, reference: str, task_id: UUID, change: TaskChange) -> Any:
    """What stood before stays in the file. 404 for a task that has ended: take it up again first."""
    case, task = _find(request, reference, task_id, queries.open_tasks)
    given = said(change, "changed_at")
    owner = chosen(colleagues_in(case.organisation_id), change.owner, "owner") if "owner" in given else task.owner
    words = {name: getattr(task, name) if given.get(name) is None else given[name] for name in ("what", "kind", "why")}
    with fields_named(**TASK):
        actions.change_task(
            task,
            **words,
            owner=owner,
            due_on=given.get("due_on", task.due_on),
            by=actor_for(request.user),
            seen_at=seen_at(queries.task_changed_at(task), change.changed_at),
        )
    return _one(case, task_id)


@router.post("/{reference}/tasks/{uuid:task_id}/end", response=TaskOut, summary="It is done, or is not needed")
@allow(WORK)
def end_task(request: HttpRequest, reference: str, task_id: UUID, ending: TaskEnd) -> Any:
    """422 where somebody ended it before."""
    case, task = _find(request, reference, task_id, queries.tasks_of)
    actions.end_task(task, ending.ending, ending.result, by=actor_for(request.user))
    return _one(case, task_id)


@router.post("/{reference}/tasks/{uuid:task_id}/reopen", response=TaskOut, summary="Take an ended task up again")
@allow(WORK)
def reopen_task(request: HttpRequest, reference: str, task_id: UUID, why: Why) -> Any:
    """What came of it before stays in the file. 409 where it is open, or the case has ended."""
    case, task = _find(request, reference, task_id, queries.tasks_of)
    actions.reopen_task(task, why.why, by=actor_for(request.user))
    return _one(case, task_id)


@router.get("/{reference}/plan", response=PlanOut, summary="The plan of the investigation, with its versions")
@allow(READ)
def get_plan(request: HttpRequest, reference: str) -> Any:
    """The look is recorded. `changed_at` goes with the next plan, so that nobody writes over what somebody else wrote."""
    return _plan(find_case(request, reference, opens=Compartment.NARRATIVE))


@router.post("/{reference}/plan", response={201: PlanOut}, summary="Write the plan of the investigation")
@allow(WORK)
def write_plan(request: HttpRequest, reference: str, new: NewPlan) -> Any:
    """The plan before stays in the file. 409 where somebody wrote one meanwhile, or the case has ended."""
    case = find_case(request, reference, WORK, opens=Compartment.NARRATIVE)
    before = queries.plan_of(case)
    read = seen_at(before.recorded_at if before else None, new.changed_at)
    with fields_named(plan="text"):
        actions.plan(case, new.text, by=actor_for(request.user), seen_at=read)
    return Status(201, _plan(case))


@router.get("/{reference}/file", response=Page[EventOut], summary="The file of a case, line by line")
@allow(READ)
def list_lines(
    request: HttpRequest,
    reference: str,
    part: Line = "",
    q: Line = "",
    cursor: str | None = None,
    limit: Limit = 50,
) -> Any:
    """The newest first, with the lines of the cases that are joined with it. `part` is one compartment; without it, all that the
    caller may read. `q` finds by words. Each compartment is opened, and the look recorded.
    """
    case = find_case(request, reference, opens=Compartment.NARRATIVE)
    if part and part not in Compartment.values:
        raise ValidationError({"part": f"Ask for {', '.join(Compartment.values)}."})
    if part:
        require(request.user, f"cases.read_{part}", case)
    parts = [part] if part else readable(request.user, case)
    for one in parts:
        open_compartment(case, one, by=actor_for(request.user))
    return from_place(queries.lines_with(case, parts, q.strip()), cursor, limit, show_event)


@router.post("/{reference}/notes/{uuid:event_id}/correct", response={201: EventOut}, summary="A note as it should be")
@allow(WORK)
def correct_note(request: HttpRequest, reference: str, event_id: UUID, new: Correction) -> Any:
    """A new line takes the place of the note, which stays and can be read. 404 for one that was corrected before."""
    case = find_case(request, reference, WORK)
    event = get_object_or_404(queries.notes_of(case, readable(request.user, case)), pk=event_id)
    return Status(201, show_event(actions.correct_note(event, new.text, why=new.why, by=actor_for(request.user))))


def _find(request: HttpRequest, reference: str, task_id: UUID, among: Any) -> tuple[Case, Task]:
    """A task on the page of the case that stands for it: of one that is joined with another, it is done there."""
    case = find_case(request, reference, WORK)
    task = get_object_or_404(among(case), pk=task_id)
    if case.merged_into is not None:
        raise Refused(f"This case is joined with {standing_for(case).reference}: it is done there.")
    return case, task


def _one(case: Case, task_id: UUID) -> dict[str, Any]:
    return _shown([queries.tasks_of(case).get(pk=task_id)])[0]


def _shown(tasks: list[Task]) -> list[dict[str, Any]]:
    """`TaskOut`s."""
    changed = queries.tasks_changed_at(tasks)
    plain = ("kind", "what", "why", "due_on", "made_by", "ended_by", "result")
    return [
        {
            "id": one.pk,
            "case": one.case.reference,
            **{name: getattr(one, name) for name in plain},
            "owner": person(one.owner),
            "ending": one.ending or None,
            **{name: rfc3339(getattr(one, name)) for name in ("made_at", "ended_at")},
            "changed_at": rfc3339(changed[one.pk]),
        }
        for one in tasks
    ]


def _plan(case: Case) -> dict[str, Any]:
    stands = queries.plan_of(case)
    return {
        "stands": _version(stands) if stands else None,
        "changed_at": (rfc3339(stands.recorded_at) if stands else None) or NOTHING_YET,
        "versions": [_version(one) for one in queries.versions_of_plan(case)],
    }


def _version(one: Event) -> dict[str, Any]:
    return {
        "id": one.pk,
        "case": one.case.reference,
        "text": one.text,
        "why": one.after.get("why", ""),
        "written_at": rfc3339(one.recorded_at),
        "written_by": one.actor_name,
    }
