"""One decision: load under a lock, ask the engine, and write state, event, messages and ledger in one transaction.

Everything that happens to one worker happens one after the other: whoever decides holds that worker's lock
(`lock_worker`) until the transaction ends. People wait for it; the watch passes over a locked worker and comes back
(`try_lock_worker`), so it never waits and the two cannot block each other.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from alongside.devices.actions import await_check_in
from alongside.ledger.actions import SYSTEM, Actor, record
from alongside.ledger.keys import new_id
from alongside.messages import actions as messages
from alongside.messages.models import Message, Purpose
from alongside.people.models import Staff
from alongside.watch import engine, kin, telling
from alongside.watch.models import Alarm, AlarmEvent, Visit, VisitEvent
from alongside.watch.plans import engine_plan, last_resort, plan_for, reaches
from alongside.watch.timings import timings_for

DESKS = "alongside_alarms"
"""NOTIFY channel of the desks; the payload is `organisation:worker:alarm or visit`."""

DUE = "alongside_due"
"""NOTIFY channel that wakes the watch when a clock was set."""

LOCK = "hashtextextended('worker ' || {}, 0)"
"""The key of a worker's advisory lock; `{}` is the worker's id."""


def lock_worker(worker_id: UUID) -> None:
    """Waits until nobody else decides about this worker; holds until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_advisory_xact_lock({LOCK.format('%s')})", [str(worker_id)])


def try_lock_worker(worker_id: UUID) -> bool:
    """Takes the worker's lock unless somebody else has it; never waits."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_try_advisory_xact_lock({LOCK.format('%s')})", [str(worker_id)])
        return bool(cursor.fetchone()[0])


@dataclass(frozen=True, slots=True)
class Moment:
    """When a decision is made and who caused it. `due_at`: when it should have been made, where it was due (S3)."""

    now: datetime
    actor: Actor = SYSTEM
    due_at: datetime | None = None

    def caused_by_system(self) -> "Moment":
        """The same moment for what follows from the decision rather than from the person."""
        return replace(self, due_at=None)


def decide_visit(visit: Visit, event: engine.VisitEvent, moment: Moment) -> tuple[engine.Effect, ...]:
    """Decides `event` for a visit whose worker's lock is held, does what follows from it, and returns the effects.

    A visit that was only made in memory is saved. Raises `engine.Refused`; nothing is written then.
    """
    before = engine.from_dict(visit.state) if visit.state else None
    after, effects = engine.decide_visit(before, event, moment.now)
    visit.state = engine.to_dict(after)
    visit.status = after.status
    visit.due_at = after.due_at if after.clock_at else None
    visit.started_at, visit.ended_at = after.started_at, after.ended_at
    moved = before is None or before.clock_at != after.clock_at
    visit.clock_at = after.clock_at
    visit.events_count += 1
    visit.save()
    VisitEvent.objects.create(visit=visit, **_event_columns(visit, before, after, event, moment))
    _record("visit", visit, event, before, after, moment)
    if moved and after.clock_at is not None:
        _notify(DUE, "")
    for effect in effects:
        _do_for_visit(visit, effect, moment)
    return effects


def decide_alarm(alarm: Alarm, event: engine.AlarmEvent, moment: Moment) -> None:
    """The same for an alarm."""
    plan = engine_plan(alarm.plan_version)
    before = engine.from_dict(alarm.state) if alarm.state else None
    after, effects = engine.decide_alarm(before, event, plan, moment.now)
    alarm.state = engine.to_dict(after)
    alarm.kind, alarm.status, alarm.owner_id = after.kind, after.status, after.owner
    alarm.raised_at, alarm.pressed_at, alarm.late = after.raised_at, after.pressed_at, after.late
    alarm.hidden_from_worker = after.hidden_from_worker
    alarm.taken_at, alarm.closed_at, alarm.outcome = after.taken_at, after.closed_at, after.outcome or ""
    alarm.visit_id = after.visit
    alarm.clock_at = after.clock_at
    alarm.events_count += 1
    alarm.save()
    AlarmEvent.objects.create(alarm=alarm, **_event_columns(alarm, before, after, event, moment))
    _record("alarm", alarm, event, before, after, moment)
    _notify(DUE, "")
    for effect in effects:
        _do_for_alarm(alarm, effect, moment)
    _notify(DESKS, f"{alarm.organisation_id}:{alarm.worker_id}:{alarm.pk}")


def call_for_help(worker: Staff, effect: engine.RaiseAlarm, moment: Moment) -> Alarm:
    """Raises an alarm for a worker whose lock is held, or adds to the one that is open (S7).

    Where neither the team nor the organisation has a plan, everybody who answers for security is rung.
    """
    latest = Alarm.objects.filter(worker=worker).select_related("plan_version").order_by("closed_at", "pk")
    open_or_last = latest.filter(closed_at=None).first() or latest.last()
    timings = timings_for(worker)
    event = engine.alarm_event_for(
        effect,
        engine.from_dict(open_or_last.state) if open_or_last else None,
        new_id(),
        timings.owner_clock_s,
        timings.asked_within_clock_s,
    )
    if isinstance(event, engine.Pressed):
        assert open_or_last is not None  # noqa: S101 (the engine answers Pressed only for an alarm it was given)
        decide_alarm(open_or_last, event, moment)
        return open_or_last
    version = plan_for(worker) or last_resort(worker)
    alarm = Alarm(
        id=event.alarm,
        organisation_id=worker.organisation_id,
        team_id=worker.team_id,
        worker=worker,
        plan_version=version,
        state={},
    )
    decide_alarm(alarm, event, replace(moment, due_at=moment.due_at or effect.due_at))
    return alarm


def _do_for_visit(visit: Visit, effect: engine.Effect, moment: Moment) -> None:
    match effect:
        case engine.RingWorker():
            messages.queue(telling.ring_worker(_to_ring(visit), effect))
        case engine.SetWake(on):
            await_check_in(visit.worker, on)
        case engine.RaiseAlarm():
            call_for_help(visit.worker, effect, moment)
        case engine.TellAlarm(what, at):
            alarm = Alarm.objects.filter(worker_id=visit.worker_id, closed_at=None).first()
            if alarm:
                decide_alarm(alarm, engine.WorkerHeard(at, what), moment.caused_by_system())
        case engine.StopRinging():
            messages.cancel("visit", visit.pk)
        case engine.Announce():
            _notify(DESKS, f"{visit.organisation_id}:{visit.worker_id}:{visit.pk}")


def _do_for_alarm(alarm: Alarm, effect: engine.Effect, moment: Moment) -> None:
    match effect:
        case engine.Ring():
            outgoing = telling.ring(alarm, effect, reaches(effect.targets, alarm.worker, at=moment.now), moment.now)
            outgoing += kin.called_upon(alarm, effect.targets)
            messages.queue(outgoing)
            if not outgoing:
                nobody = engine.NobodyReachable(moment.now, effect.round, effect.step)
                decide_alarm(alarm, nobody, moment.caused_by_system())
        case engine.Broadcast():
            people = reaches(effect.targets, alarm.worker, at=moment.now)
            outgoing = telling.broadcast(alarm, effect, people, moment.now)
            messages.queue(outgoing + kin.called_upon(alarm, effect.targets))
        case engine.Tell():
            # A target may be a role that whoever did it holds as well: nobody is told of what they did themselves.
            targets = effect.targets + _rung_by_rotas(alarm, effect.targets)
            others = [reach for reach in reaches(targets, alarm.worker, at=moment.now) if reach.staff.pk != effect.by]
            outgoing = telling.tell(alarm, effect, others, moment.now)
            messages.queue(outgoing + kin.told_of(alarm, effect))
        case engine.StopRinging():
            messages.cancel("alarm", alarm.pk, purposes=[Purpose.ALARM])
        case engine.TellVisitAlarmClosed(_, outcome, at):
            held_open = Visit.objects.filter(worker_id=alarm.worker_id, status=engine.VisitStatus.IN_ALARM)
            for visit in held_open.select_related("worker__organisation"):
                decide_visit(visit, engine.AlarmClosed(at, outcome), moment.caused_by_system())
        case engine.TellVisitAlarmReopened(key, known, at):
            visit = Visit.objects.select_related("worker__organisation").get(pk=key)
            decide_visit(visit, engine.AlarmReopened(at, known), moment.caused_by_system())
        case engine.Announce():
            pass  # every decision about an alarm is announced


def _to_ring(visit: Visit) -> telling.WorkerToRing:
    worker = visit.worker
    ways = worker.contact_points.exclude(verified_at=None).order_by("position", "pk")
    return telling.WorkerToRing(
        visit.pk,
        visit.organisation_id,
        visit.worker_id,
        visit.place,
        visit.due_at,
        worker.organisation.time_zone,
        list(ways.values_list("channel", "address")),
    )


def _rung_by_rotas(alarm: Alarm, targets: tuple[engine.Target, ...]) -> tuple[engine.Target, ...]:
    """Everybody who was rung, where rotas are among the targets: others may be on call by now, and whoever was rung is told."""
    if not any(target.rota_id for target in targets):
        return ()
    rung = Message.objects.filter(about_type="alarm", about_id=alarm.pk, purpose=Purpose.ALARM, recipient__isnull=False)
    return tuple(
        engine.Target(key) for key in rung.order_by("recipient").values_list("recipient", flat=True).distinct()
    )


def _event_columns(row: Visit | Alarm, before: Any, after: Any, event: engine.Event, moment: Moment) -> dict[str, Any]:
    return {
        "organisation_id": row.organisation_id,
        "number": row.events_count,
        "name": type(event).__name__,
        "content": engine.to_dict(event),
        "decided_at": moment.now,
        "due_at": moment.due_at,
        "from_status": before.status if before else "",
        "to_status": after.status,
        "actor_kind": moment.actor.kind,
        "actor_id": moment.actor.id,
        "actor_name": moment.actor.name,
    }


def _record(kind: str, row: Visit | Alarm, event: engine.Event, before: Any, after: Any, moment: Moment) -> None:
    record(
        f"{kind}.{_snake(type(event).__name__)}",
        kind,
        row.pk,
        organisation_id=row.organisation_id,
        actor=moment.actor,
        details={"number": row.events_count, "from": before.status if before else "", "to": after.status},
        at=moment.now,
    )


def _snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("_")


def _notify(channel: str, payload: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [channel, payload])
