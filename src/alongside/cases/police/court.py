"""Days in court: when, what for, who comes, and what came of it."""

from datetime import datetime, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from alongside.cases.codes import code_list
from alongside.cases.days import day_after, local_day
from alongside.cases.due import count_next_due
from alongside.cases.events import LONGEST_TEXT, Overtaken, words
from alongside.cases.models import Attendance, Case, Hearing, PoliceTrack
from alongside.cases.police import said
from alongside.cases.police.actions import move_track
from alongside.cases.police.holding import FURTHEST, held_track, write, zone_of
from alongside.cases.police.orders import BEGINS_COURT
from alongside.cases.police.queries import day_of_move, last_event_of
from alongside.cases.police.reminding import forget, remind, tell_of_no_need, when
from alongside.cases.tracks.police import CHARGED, NOT_REPORTED
from alongside.cases.working.actions import add_task, change_task, end_task
from alongside.incidents.models import Affected
from alongside.ledger.actions import Actor
from alongside.ledger.clock import now
from alongside.machine import Refused
from alongside.people.models import Staff

OLDEST = timedelta(days=366 * 2)


@transaction.atomic
def plan_hearing(
    track: PoliceTrack, starts_at: datetime, court: str, kind: str, note: str = "", *, by: Actor
) -> Hearing:
    """A day in court (`starts_at` aware). ValidationError by field; `Refused` where the police do not know of the offence."""
    case, track = held_track(track)
    if track.state == NOT_REPORTED:
        raise Refused("The police do not know of it yet. Write first that it was reported.", "court")
    hearing = Hearing(organisation_id=track.organisation_id, track=track)
    _fill(hearing, starts_at, court, kind, note)
    hearing.save(force_insert=True)
    count_next_due(case)
    write(case, track, "hearing_planned", _words(hearing), by=by, after={"hearing": str(hearing.pk)})
    return hearing


@transaction.atomic
def change_hearing(
    hearing: Hearing,
    starts_at: datetime,
    court: str,
    kind: str,
    note: str = "",
    *,
    by: Actor,
    seen_at: datetime | None = None,
) -> Hearing:
    """Another day, court or purpose: tasks move along, and who is to come is told anew. Raises as `plan_hearing` does."""
    case, hearing = _held(hearing, seen_at)
    if hearing.result:
        raise Refused("The hearing is over. Plan the next one.", "court")
    before, told_before = _words(hearing), when(hearing) + hearing.court
    _fill(hearing, starts_at, court, kind, note)
    if _words(hearing) == before:
        return hearing
    hearing.save()
    count_next_due(case)
    if when(hearing) + hearing.court != told_before:
        for attendance in _coming(hearing):
            forget(attendance)
            remind(case, attendance)
            _plan_task(case, attendance, by=by)
    text = said.told(f"Before: {before}", f"Now: {_words(hearing)}")
    write(case, hearing.track, "hearing_changed", text, by=by, after={"hearing": str(hearing.pk)})
    return hearing


@transaction.atomic
def attend(
    hearing: Hearing,
    role: str,
    *,
    staff: Staff | None = None,
    affected: Affected | None = None,
    other: str = "",
    by: Actor,
) -> Attendance:
    """Somebody is to come: a colleague, who gets a task and reminders; somebody hurt, who is reminded where they are a
    colleague; or somebody from outside, by what they are. ValidationError by field.
    """
    case, hearing = _held(hearing)
    if hearing.result:
        raise Refused("The hearing is over. Plan the next one.", "who")
    if role not in code_list("attending"):
        raise ValidationError({"role": "Choose from the list."})
    other = words(other, "other", longest=200)
    if sum(map(bool, (staff, affected, other))) != 1:
        raise ValidationError({"who": "Choose one person, or write who it is."})
    if staff is not None and (staff.organisation_id != hearing.organisation_id or not staff.active):
        raise ValidationError({"who": "Choose somebody who works here."})
    if affected is not None and affected.incident_id != hearing.track.incident_id:
        raise ValidationError({"who": "Choose somebody of this report."})
    if not other and hearing.attendances.filter(ended_at=None, staff=staff, affected=affected).exists():
        raise ValidationError({"who": "They are to come already."})
    attendance = Attendance.objects.create(
        organisation_id=hearing.organisation_id,
        hearing=hearing,
        role=role,
        staff=staff,
        affected=affected,
        other=other,
        made_at=now(),
    )
    _plan_task(case, attendance, by=by)
    remind(case, attendance)
    text = said.told(f"{who_in_words(attendance)} ({code_list('attending').label(role).lower()})", _words(hearing))
    write(case, hearing.track, "hearing_attended", text, by=by, after={"attendance": str(attendance.pk)})
    return attendance


@transaction.atomic
def release(attendance: Attendance, *, by: Actor) -> None:
    """Somebody need not come after all: they are told, and their task ends. Twice changes nothing."""
    case, hearing = _held(attendance.hearing)
    attendance = _fresh(attendance.pk)
    if attendance.ended_at is not None:
        return
    forget(attendance)
    if hearing.starts_at > now() and not hearing.result:
        tell_of_no_need(attendance)
    _end(attendance, by=by)
    text = said.told(who_in_words(attendance), _words(hearing))
    write(case, hearing.track, "hearing_released", text, by=by, after={"attendance": str(attendance.pk)})


@transaction.atomic
def record_result(
    hearing: Hearing, result: str, text: str = "", *, by: Actor, seen_at: datetime | None = None
) -> Hearing:
    """What came of a hearing; written again it is a correction. Tasks for it end, and reminders. The first one that was
    held brings a charge before the court. ValidationError by field; `Refused` before the day.
    """
    case, hearing = _held(hearing, seen_at)
    if result not in code_list("hearing_results"):
        raise ValidationError({"result": "Choose what became of it."})
    was_held = bool(code_list("hearing_results")[result].more["held"])
    if was_held and hearing.starts_at > now():
        raise Refused("The hearing has not begun yet. If it was put off, say that it did not take place.", "result")
    text = words(text, "text", longest=LONGEST_TEXT)
    corrected = bool(hearing.result)
    moment = now()
    hearing.result, hearing.result_text, hearing.result_at = result, text, moment
    hearing.result_by, hearing.changed_at = by.name, moment
    hearing.save(update_fields=["result", "result_text", "result_at", "result_by", "changed_at"])
    count_next_due(case)
    for attendance in _coming(hearing):
        forget(attendance)
        if not was_held and not corrected:
            tell_of_no_need(attendance)
        if attendance.task is not None and attendance.task.ended_at is None:
            end_task(attendance.task, "done" if was_held else "dropped", "The hearing is over.", by=by)
    label = code_list("hearing_results").label(result)
    line = f"{label}{', corrected' if corrected else ''}: {_words(hearing)}"
    write(case, hearing.track, "hearing_result", said.told(line, text), by=by, after={"result": result})
    if was_held and hearing.track.state == CHARGED:
        day = hearing.starts_at.astimezone(zone_of(hearing.track)).date()
        move_track(hearing.track, "first_hearing", {"decided_on": day}, by=by)
    return hearing


def who_in_words(attendance: Attendance) -> str:
    """A colleague by name, somebody hurt by number, else what was written."""
    if attendance.staff is not None:
        return attendance.staff.name
    return f"Person {attendance.affected.number}" if attendance.affected is not None else attendance.other


def _words(hearing: Hearing) -> str:
    kind = code_list("hearing_kinds").label(hearing.kind)
    return f"{kind}, {when(hearing)}, {hearing.court}" + (f". {hearing.note}" if hearing.note else "")


def _fill(hearing: Hearing, starts_at: datetime, court: str, kind: str, note: str) -> None:
    if kind not in code_list("hearing_kinds"):
        raise ValidationError({"kind": "Choose from the list."})
    if not now() - OLDEST < starts_at < now() + FURTHEST:
        raise ValidationError({"on": "Choose a day that can be meant."})
    incident, charged = hearing.track.incident, day_of_move(hearing.track, BEGINS_COURT)
    day = local_day(incident.organisation, starts_at)
    day_after(day, "on", incident.organisation, incident.occurred_at, [(charged, "somebody was charged")])
    hearing.court = words(court, "court", "Write which court.", longest=200)
    hearing.note = words(note, "note", longest=LONGEST_TEXT)
    hearing.starts_at, hearing.kind, hearing.changed_at = starts_at, kind, now()


def _held(hearing: Hearing, seen_at: datetime | None = None) -> tuple[Case, Hearing]:
    case, track = held_track(hearing.track)
    fresh = Hearing.objects.select_for_update(of=("self",)).get(pk=hearing.pk)
    fresh.track = track
    if seen_at is not None and fresh.changed_at != seen_at:
        raise Overtaken(last_event_of(track))
    return case, fresh


def _coming(hearing: Hearing) -> list[Attendance]:
    found = list(hearing.attendances.filter(ended_at=None).select_related("staff__organisation", "affected", "task"))
    for attendance in found:
        attendance.hearing = hearing
    return found


def _fresh(key: UUID) -> Attendance:
    return Attendance.objects.select_related("hearing__track__incident__organisation", "staff", "affected", "task").get(
        pk=key
    )


def _plan_task(case: Case, attendance: Attendance, *, by: Actor) -> None:
    """A colleague's task: the day on which they go to court."""
    if attendance.staff is None:
        return
    hearing = attendance.hearing
    due_on = hearing.starts_at.astimezone(zone_of(hearing.track)).date()
    what = f"Come to the hearing: {when(hearing)}, {hearing.court}"[:300]
    task = attendance.task
    if task is not None and task.ended_at is None:
        change_task(task, what, kind=task.kind, why=task.why, owner=attendance.staff, due_on=due_on, by=by)
        return
    attendance.task = add_task(case, what, owner=attendance.staff, due_on=due_on, by=by)
    attendance.save(update_fields=["task"])


def _end(attendance: Attendance, *, by: Actor) -> None:
    if attendance.task is not None and attendance.task.ended_at is None:
        end_task(attendance.task, "dropped", "They need not come.", by=by)
    attendance.ended_at = now()
    attendance.save(update_fields=["ended_at"])
