"""What is done on a case from day to day. Every action locks the case, leaves a line in its file, and refuses to write over
what somebody else did meanwhile.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from alongside.cases.closing import Owed, refuse_closing, refuse_unsettled
from alongside.cases.codes import code_list
from alongside.cases.days import day_after
from alongside.cases.due import count_next_due
from alongside.cases.events import LONGEST_TEXT, LONGEST_WHY, NOTHING, Overtaken, held, touch, words, write_event
from alongside.cases.models import Case, Compartment, Event, Task
from alongside.cases.moving_on import News, moved_on
from alongside.cases.owing import owed_by
from alongside.cases.queries import incidents_of, standing_for
from alongside.cases.referrals.queries import is_passed_on
from alongside.cases.tracks.case import CASE, CLOSED, OUTCOME, PENDING, RUNNING
from alongside.cases.working.queries import last_event_of, open_tasks, plan_of, task_changed_at
from alongside.cases.working.waiving import agreed_in
from alongside.incidents.actions import note_change
from alongside.ledger.actions import Actor
from alongside.ledger.clock import now
from alongside.machine import Move, Refused
from alongside.people.models import Staff

OLDEST = timedelta(days=366 * 60)
FURTHEST = timedelta(days=366 * 10)
BY_ITSELF = frozenset({"merge", "part"})
"""Moves that another action makes (`opening.actions`)."""
REOPEN = "reopen"
PASS_ON, PASSED_ON = "pass_on", "passed_on"
"""The move, and the outcome that it brings."""


NO_WORDS = "Write the reason in words, or leave it empty."
NEEDED_AT_END = {"dropped": "Write why it is not needed.", "no_result": "Write what was tried."}


@transaction.atomic
def move_case(
    case: Case,
    act: str,
    *,
    text: str = "",
    waits_on: str = "",
    outcome: str = "",
    waived: Mapping[str, str] | None = None,
    by: Actor,
    seen_at: datetime | None = None,
) -> Case:
    """Moves a case on (`tracks.case`). Closing is refused while something is owed that is not waived with a reason, and
    giving feedback while somebody hurt was not told. The reporters read that it was closed, or opened again.

    `waived` maps the code of what is owed to why it is waived; what was promised to a person hurt is not waived there (`waiving`).
    Tasks that are waived end with that. Raises `Refused`, `Overtaken`, ValidationError by field.
    """
    case = held(case, seen_at)
    if act in BY_ITSELF:
        raise Refused("Choose what happened.", "act")
    state = CASE.after(case.status, act, {"text": text, "waits_on": waits_on, "outcome": outcome})
    if CASE.moves[act].settled:
        refuse_unsettled(owed_by(case), CASE.moves[act].settled)
    if act == PASS_ON:
        if not is_passed_on(case):
            raise Refused("No other body has taken this case over.", "act")
        outcome = PASSED_ON
    text = words(text, "text", CASE.moves[act].needs.get("text", ""))
    _check_code("waits_on", waits_on, "waits_on")
    _check_code("case_outcomes", outcome, "outcome")
    reasons = {code: words(why, f"waive-{code}", NO_WORDS) for code, why in (waived or {}).items() if why.strip()}
    if state.code == CLOSED:
        owed, agreed = owed_by(case), agreed_in(case)
        refuse_closing(owed, reasons, agreed)
        reasons |= {code: f"{one.why} Agreed by {one.decided_by}." for code, one in agreed.items()}
        for one in owed:
            _waive(case, one, reasons[one.code], by)
    before = {"status": case.status, "waits_on": case.waits_on, "outcome": case.outcome}
    case.status = state.code
    case.waits_on = waits_on if state.code == PENDING else ""
    case.outcome = outcome or case.outcome
    case.closed_at = now() if state.code == CLOSED else None
    touch(case, "status", "waits_on", "outcome", "closed_at")
    after = {"status": case.status, "act": act, "waits_on": case.waits_on, "outcome": case.outcome}
    write_event(case, "status", by=by, text=text, before=before, after=after)
    if case.status in (OUTCOME, CLOSED) or act == "reopen":
        moved_on(case, _news_of(case), by=by)
    if state.code == CLOSED or act == REOPEN:
        for report in incidents_of(case):
            note_change(report, "case_closed" if state.code == CLOSED else "case_reopened", by=by)
    if CLOSED in (before["status"], case.status):
        count_next_due(case)
    return case


def _news_of(case: Case) -> News:
    """That an outcome is known, that it is closed or open again; the outcome as its code says it."""
    label = CASE.state(case.status).label
    outcome = code_list("case_outcomes").label(case.outcome).lower() if case.outcome else ""
    said = f"The case now stands at: {label.lower()}."
    return News(f"{said} What came of it: {outcome}." if outcome else said, case.status)


def _waive(case: Case, owed: Owed, why: str, by: Actor) -> None:
    """Within closing: it is said that it was not kept; a task is ended, so that nobody looks for it any more."""
    write_event(case, "waived", by=by, text=f"{owed.sentence} {why}", after={"waived": owed.code})
    kind, _, key = owed.code.partition(":")
    if kind == "task":
        Task.objects.filter(pk=key).update(
            ended_at=now(), ending=Task.Ending.DROPPED, ended_by=by.name, result=f"The case was closed: {why}"
        )


def moves_of(case: Case) -> list[Move]:
    """What somebody can do with a case now; closing it as passed on only where another body took it over."""
    found = [one for one in CASE.possible(case.status) if one.act not in BY_ITSELF]
    return found if is_passed_on(case) else [one for one in found if one.act != PASS_ON]


@transaction.atomic
def assign_case(
    case: Case,
    to: Staff | None,
    *,
    by: Actor,
    seen_at: datetime | None = None,
    why: str = "",
    with_tasks: bool = False,
) -> Case:
    """Gives a case to a security specialist of the same organisation, or to nobody; to the same again changes nothing. `with_tasks`:
    what whoever worked it before has still to do there goes with it.
    """
    case = held(case, seen_at)
    if to is not None and (to.organisation_id != case.organisation_id or not to.active):
        raise ValidationError({"owner": "Choose somebody who works here."})
    if case.owner_id == (to.pk if to else None):
        return case
    before, giver = {"owner": str(case.owner_id) if case.owner_id else None}, case.owner_id
    case.owner = to
    touch(case, "owner")
    write_event(
        case, "given", by=by, before=before, after={"owner": str(to.pk) if to else None}, text=words(why, "why")
    )
    if with_tasks and to is not None and giver is not None:
        _give_tasks(case, giver, to, by)
    return case


@transaction.atomic
def describe_case(case: Case, *, title: str, priority: int, by: Actor, seen_at: datetime | None = None) -> Case:
    """Sets the title and the priority. Nothing is written where nothing differs."""
    case = held(case, seen_at)
    title = words(title, "title", "Write what the case is about, without names.", longest=200)
    if priority not in Case.Priority.values:
        raise ValidationError({"priority": "Choose from the list."})
    wanted = {"title": title, "priority": priority}
    before = {name: getattr(case, name) for name, value in wanted.items() if getattr(case, name) != value}
    if not before:
        return case
    case.title, case.priority = title, priority
    touch(case, *before)
    write_event(case, "described", by=by, before=before, after={name: wanted[name] for name in before})
    return case


@transaction.atomic
def note(
    case: Case, text: str, *, by: Actor, compartment: str = Compartment.NARRATIVE, at: datetime | None = None
) -> Event:
    """Writes something into the file: what happened `at` (aware; now where it is not said)."""
    case = held(case)
    if compartment not in Compartment.values:
        raise ValidationError({"compartment": "Choose from the list."})
    text = words(text, "text", "Write what happened.", longest=LONGEST_TEXT)
    _check_past(at, "at")
    event = write_event(case, "note", by=by, compartment=compartment, text=text, at=at)
    touch(case)
    return event


@transaction.atomic
def correct_note(event: Event, text: str, *, by: Actor, why: str = "") -> Event:
    """Writes a note again; the older words stay and can be read. ValidationError where it was corrected before."""
    case = held(Case(pk=event.case_id))
    if event.what not in ("note", "plan"):
        raise ValidationError({"text": "Only notes can be corrected. Add one that says what is right."})
    if Event.objects.filter(replaces=event).exists():
        raise ValidationError({"text": "Somebody corrected these words before you. Read theirs first."})
    text = words(text, "text", "Write what happened.", longest=LONGEST_TEXT)
    corrected = write_event(
        case,
        event.what,
        by=by,
        compartment=event.compartment,
        text=text,
        at=event.at,
        replaces=event,
        after={"why": words(why, "why")} if why.strip() else {},
    )
    touch(case)
    return corrected


@transaction.atomic
def plan(case: Case, text: str, *, by: Actor, seen_at: datetime | None = None) -> Event:
    """Writes the plan of the investigation; the one before stays in the file, that of a joined case too. `seen_at`: of when the
    plan was that somebody read. ValidationError by field; `Refused` where the case has ended; `Overtaken`.
    """
    case = _running(case, "plan")
    before = plan_of(case)
    if seen_at is not None and seen_at != (before.recorded_at if before else NOTHING):
        raise Overtaken(before)
    text = words(text, "plan", "Write how the case is investigated.", longest=LONGEST_TEXT)
    free = before is not None and not Event.objects.filter(replaces=before).exists()
    event = write_event(case, "plan", by=by, text=text, replaces=before if free else None)
    touch(case)
    return event


@transaction.atomic
def add_task(
    case: Case,
    what: str,
    *,
    kind: str = Task.Kind.TASK,
    why: str = "",
    owner: Staff | None = None,
    due_on: date | None = None,
    by: Actor,
) -> Task:
    """Adds something to be done. ValidationError by field; `Refused` where the case
    has ended.
    """
    case = _running(case, "what")
    task = Task(organisation_id=case.organisation_id, case=case, kind=kind, made_at=now(), made_by=by.name)
    _fill(task, what, kind, why, owner, due_on)
    task.save(force_insert=True)
    write_event(case, "task_added", by=by, after=_said(task), text=task.what, about=("task", task.pk))
    count_next_due(case)
    return task


@transaction.atomic
def change_task(
    task: Task,
    what: str,
    *,
    kind: str,
    why: str,
    owner: Staff | None,
    due_on: date | None,
    by: Actor,
    seen_at: datetime | None = None,
) -> Task:
    """Sets an open task right. ValidationError by field; `Overtaken` where it changed after `seen_at`."""
    case = held(Case(pk=task.case_id))
    task = _open_task(task)
    if seen_at is not None and seen_at != task_changed_at(task):
        raise Overtaken(last_event_of(task))
    before = _said(task)
    _fill(task, what, kind, why, owner, due_on)
    task.save()
    if _said(task) != before:
        write_event(
            case, "task_changed", by=by, before=before, after=_said(task), text=task.what, about=("task", task.pk)
        )
        count_next_due(case)
    return task


@transaction.atomic
def end_task(task: Task, ending: str, result: str, *, by: Actor) -> Task:
    """A task was done, with what it showed, or is not needed, with why. ValidationError by field."""
    case = held(Case(pk=task.case_id))
    task = _open_task(task)
    if ending not in Task.Ending.values:
        raise ValidationError({"ending": "Choose from the list."})
    if ending == Task.Ending.NO_RESULT and task.kind != Task.Kind.ENQUIRY:
        raise ValidationError({"ending": "Only a line of enquiry ends without a result."})
    missing = NEEDED_AT_END.get(ending, "")
    task.result = words(result, "result", missing, longest=LONGEST_TEXT)
    task.ended_at, task.ending, task.ended_by = now(), ending, by.name
    task.save(update_fields=["result", "ended_at", "ending", "ended_by"])
    write_event(
        case,
        "task_ended",
        by=by,
        after={"ending": ending},
        text="\n".join(filter(None, [task.what, task.result])),
        about=("task", task.pk),
    )
    count_next_due(case)
    return task


@transaction.atomic
def reopen_task(task: Task, why: str, *, by: Actor) -> Task:
    """An ended task is taken up again; what came of it before stays in the file. ValidationError by field; `Refused`."""
    case = held(Case(pk=task.case_id))
    _running(standing_for(case), "why")
    task = Task.objects.select_for_update(of=("self",)).get(pk=task.pk)
    if task.ended_at is None:
        raise Refused("It is open: somebody took it up before you.", "why")
    why = words(why, "why", "Write why it is taken up again.")
    before = {"ending": task.ending}
    task.ended_at, task.ending, task.ended_by, task.result = None, "", "", ""
    task.save(update_fields=["ended_at", "ending", "ended_by", "result"])
    text = f"{task.what}\n{why}"
    write_event(case, "task_reopened", by=by, before=before, text=text, about=("task", task.pk))
    count_next_due(case)
    return task


@transaction.atomic
def hand_over(cases: Any, to: Staff, why: str, *, by: Actor, with_tasks: bool = True) -> int:
    """Gives every running case of a set to somebody, all or none, and what the giver has to do there; returns how many changed hands."""
    why = words(why, "why", "Write why they are handed over.")
    moved = 0
    for case in cases.filter(status__in=RUNNING).order_by("pk"):
        if case.owner_id != to.pk:
            assign_case(case, to, by=by, why=why, with_tasks=with_tasks)
            moved += 1
    return moved


def _give_tasks(case: Case, giver: UUID, to: Staff, by: Actor) -> None:
    for task in open_tasks(case).filter(owner=giver):
        before = _said(task)
        task.owner = to
        task.save(update_fields=["owner"])
        where, about = held(Case(pk=task.case_id)), ("task", task.pk)
        write_event(where, "task_changed", by=by, before=before, after=_said(task), text=task.what, about=about)


def _running(case: Case, name: str) -> Case:
    case = held(case)
    if case.status not in RUNNING:
        raise Refused("This cannot be done now: the case has ended. Open it again first.", name)
    return case


def _open_task(task: Task) -> Task:
    task = Task.objects.select_for_update(of=("self",)).get(pk=task.pk)
    if task.ended_at is not None:
        raise ValidationError({"ending": f"{task.ended_by} ended this task before you."})
    return task


def _fill(task: Task, what: str, kind: str, why: str, owner: Staff | None, due_on: date | None) -> None:
    if kind not in Task.Kind.values:
        raise ValidationError({"kind": "Choose from the list."})
    if owner is not None and (owner.organisation_id != task.organisation_id or not owner.active):
        raise ValidationError({"owner": "Choose somebody who works here."})
    if due_on is not None:
        case = standing_for(task.case)
        day_after(due_on, "due", case.organisation, case.occurred_at)
        if due_on >= (now() + FURTHEST).date():
            raise ValidationError({"due": "Choose a day in the next ten years."})
    task.what = words(what, "what", "Write what is to be done.", longest=300)
    task.why = words(why, "task_why", longest=LONGEST_WHY)
    task.kind, task.owner, task.due_on = kind, owner, due_on


def _said(task: Task) -> dict[str, Any]:
    return {
        "what": task.what,
        "kind": task.kind,
        "owner": str(task.owner_id) if task.owner_id else None,
        "due_on": task.due_on.isoformat() if task.due_on else None,
    }


def _check_code(name: str, code: str, at: str) -> None:
    if code and code not in code_list(name):
        raise ValidationError({at: "Choose from the list."})


def _check_past(at: datetime | None, name: str) -> None:
    if at is not None and not now() - OLDEST < at <= now() + timedelta(minutes=5):
        raise ValidationError({name: "Choose a time that is not in the future."})
