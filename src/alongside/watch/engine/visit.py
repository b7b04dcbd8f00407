"""What happens to a visit: the check-in clock, the reminder, the grace, the alarm, the end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from alongside.watch.engine import events as ev
from alongside.watch.engine.changes import changed, seconds
from alongside.watch.engine.effects import (
    Announce,
    Effect,
    RaiseAlarm,
    RingWorker,
    SetWake,
    ShowRefused,
    StopRinging,
    TellAlarm,
    WorkerPurpose,
)
from alongside.watch.engine.invariants import check_visit
from alongside.watch.engine.refusals import BrokenPromise, Refused
from alongside.watch.engine.states import INTERVAL_BOUNDS_S, AlarmKind, VisitState, VisitStatus, VisitTiming

Decision = tuple[VisitState, tuple[Effect, ...]]

_CLOCK_RUNS = (VisitStatus.ACTIVE, VisitStatus.DUE_SOON, VisitStatus.OVERDUE)
_WORKER_RUNG = (VisitStatus.DUE_SOON, VisitStatus.OVERDUE)


def decide_visit(state: VisitState | None, event: ev.VisitEvent, now: datetime) -> Decision:
    """Decide what `event` makes of a visit. `state` None only for `Planned` and `Started`, else ValueError.

    Returns the new state and the effects, in the order in which to do them. Raises `Refused` when the event
    is not allowed (nothing has changed then), `BrokenPromise` when the decision would be unsafe.
    """
    if state is None and not isinstance(event, ev.Planned | ev.Started):
        raise ValueError("a visit begins by being planned or started")
    after, effects = _DECIDERS[type(event)](state, event, now)
    if after is state:
        return after, effects
    check_visit(after)
    if wants_wake(state) is not wants_wake(after):
        effects += (SetWake(wants_wake(after)),)
    if state is None or state.status is not after.status:
        effects += (Announce(after.status),)
    return after, effects


def wants_wake(state: VisitState | None) -> bool:
    """A check-in of this visit's worker changes something at once, so it must wake the watch."""
    if state is None or state.ended_at is not None:
        return False
    return state.status in _WORKER_RUNG or state.status is VisitStatus.IN_ALARM


def shown_to_worker(state: VisitState) -> VisitStatus:
    """The status that the worker's own screen may show. Duress looks like safety there (S9), so an alarm
    that the worker may not be shown is not in it, and an ended visit reads as ended."""
    if state.ended_at is not None:
        return VisitStatus.ENDED
    if state.status is VisitStatus.IN_ALARM and not state.alarm_known:
        return VisitStatus.ACTIVE
    return state.status


# --- beginning ---------------------------------------------------------------------------------------


def _plan(state: VisitState | None, event: ev.Planned, now: datetime) -> Decision:
    if state is not None:
        raise Refused("already_planned", "This visit is already on the list.")
    return (
        VisitState(
            id=event.visit,
            worker=event.worker,
            status=VisitStatus.PLANNED,
            timing=VisitTiming(),
            end_by=event.planned_end,
        ),
        (),
    )


def _start(state: VisitState | None, event: ev.Started, now: datetime) -> Decision:
    if state is not None and state.status is not VisitStatus.PLANNED:
        if shown_to_worker(state) is VisitStatus.CANCELLED:
            raise Refused("cancelled", "This visit was cancelled.")
        if shown_to_worker(state) is VisitStatus.ENDED:
            raise _ended()
        raise Refused("already_started", "This visit has already started.")
    at = min(event.at, now)
    begun = state or VisitState(event.visit, event.worker, VisitStatus.PLANNED, event.timing)
    end_by = event.planned_end or begun.end_by
    if end_by is not None and end_by <= at:
        end_by = at + seconds(event.timing.check_in_interval_s)
    return _set_clock_on(changed(begun, timing=event.timing, started_at=at), at, end_by)


def _cancel(state: VisitState, event: ev.Cancelled, now: datetime) -> Decision:
    if state.status is not VisitStatus.PLANNED:
        if state.status is VisitStatus.CANCELLED:
            raise Refused("cancelled", "This visit was already cancelled.")
        raise Refused("already_started", "A visit that has started is ended, not cancelled.")
    return changed(state, status=VisitStatus.CANCELLED), ()


# --- the clock ---------------------------------------------------------------------------------------


def _look(state: VisitState, event: ev.ClockDue, now: datetime) -> Decision:
    """The clock has come: set it on when the gateway has heard the worker since, else see how late it is.

    Every time comes from the schedule (heard_at, end_by and the timing), none from `now`, so a watch that
    stood still changes nothing but the lag: no reminder, ring or grace is lengthened (S2, S3). A check-in
    that the server received counts however late the watch sees it: nobody is alarmed about a worker who
    has been heard since.
    """
    if state.status not in _CLOCK_RUNS:
        return state, ()
    before: tuple[Effect, ...] = ()
    heard, known = event.last_check_in_at, state.heard_at
    if heard is not None and known is not None and heard > known:
        heard = min(heard, now)
        state, before = _set_clock_on(state, heard, _end_after_check_in(state, heard))
    if state.clock_at is None or now < state.clock_at:
        return state, before
    after, effects = _move_with_time(state, now)
    return after, before + effects


def _move_with_time(state: VisitState, now: datetime) -> Decision:
    due_at, alarm_at, clock_at = state.due_at, state.alarm_at, state.clock_at
    if due_at is None or alarm_at is None or clock_at is None:
        raise BrokenPromise("S3", "a running visit has no clock")
    if now < due_at:
        reminder = RingWorker(WorkerPurpose.REMINDER, state.cycle, 0, clock_at)
        return changed(state, status=VisitStatus.DUE_SOON, clock_at=due_at), (reminder,)
    every_s = state.timing.worker_ring_s
    ring = int((min(now, alarm_at) - due_at).total_seconds()) // every_s
    ring_at = due_at + seconds(ring * every_s)
    rings: tuple[Effect, ...] = ()
    if ring > state.rung:
        rings = (RingWorker(WorkerPurpose.OVERDUE, state.cycle, ring, ring_at),)
    if now < alarm_at:
        next_at = min(ring_at + seconds(every_s), alarm_at)
        return changed(state, status=VisitStatus.OVERDUE, rung=ring, clock_at=next_at), rings
    raised = RaiseAlarm(state.due_kind, state.worker, state.id, at=now, due_at=alarm_at)
    after = changed(state, status=VisitStatus.IN_ALARM, rung=ring, clock_at=None, alarm_known=True)
    return after, (raised, *rings)


def _set_clock_on(state: VisitState, heard_at: datetime, end_by: datetime | None) -> Decision:
    """The worker was heard: active, with the clock at the next reminder.

    The reminder comes `reminder_s` before the due time, but not before half of the time has gone, so that
    a short interval does not begin with its own reminder.
    """
    timing = state.timing
    due_at = heard_at + seconds(timing.check_in_interval_s)
    if end_by is not None and end_by < due_at:
        due_at = end_by
    remind_at = max(due_at - seconds(timing.reminder_s), heard_at + (due_at - heard_at) / 2)
    after = changed(
        state,
        status=VisitStatus.ACTIVE,
        heard_at=heard_at,
        end_by=end_by,
        due_at=due_at,
        cycle=state.cycle + 1,
        rung=-1,
        clock_at=remind_at,
    )
    return after, _stop_ringing(state)


def _end_after_check_in(state: VisitState, at: datetime) -> datetime | None:
    """The agreed end after a check-in at `at`. Who answers the reminder of the agreed end, or is heard after
    it, says "I am still here and well": it moves to one check-in interval from then."""
    end_by = state.end_by
    if end_by is None or end_by > at + seconds(state.timing.reminder_s):
        return end_by
    reminded = state.status in _WORKER_RUNG and state.due_kind is AlarmKind.OVERRUN
    if reminded or end_by <= at:
        return at + seconds(state.timing.check_in_interval_s)
    return end_by


def _stop_ringing(state: VisitState) -> tuple[Effect, ...]:
    return (StopRinging(),) if state.status in _WORKER_RUNG else ()


# --- the worker is heard -----------------------------------------------------------------------------


def _check_in(state: VisitState, event: ev.CheckedIn, now: datetime) -> Decision:
    _refuse_unless_on(state)
    at, known = min(event.at, now), state.heard_at
    if event.late or (known is not None and at <= known <= now):  # known > now: the server's clock went back
        return state, ()
    if state.status is VisitStatus.IN_ALARM:
        return changed(state, heard_at=at), (TellAlarm("checked_in", at),)
    return _set_clock_on(state, at, _end_after_check_in(state, at))


def _extend(state: VisitState, event: ev.Extended, now: datetime) -> Decision:
    _refuse_unless_on(state)
    low, high = INTERVAL_BOUNDS_S
    if not low <= event.minutes * 60 <= high:
        raise Refused("out_of_bounds", "A visit can be extended by 5 minutes to 24 hours at a time.")
    at = min(event.at, now)
    heard_at = _later(at, state.heard_at)
    end_by = _later(heard_at, state.end_by) + seconds(event.minutes * 60)
    if state.status is VisitStatus.IN_ALARM:
        return changed(state, heard_at=heard_at, end_by=end_by), (TellAlarm("extended", at),)
    return _set_clock_on(state, heard_at, end_by)


def _later(at: datetime, known: datetime | None) -> datetime:
    return at if known is None or at > known else known


def _note(state: VisitState, event: ev.NoteLeft, now: datetime) -> Decision:
    _refuse_unless_on(state)
    return state, ()


# --- the end -----------------------------------------------------------------------------------------


def _end(state: VisitState, event: ev.Ended, now: datetime) -> Decision:
    _refuse_unless_on(state)
    if event.by != state.worker and not event.evidence.strip():
        raise Refused("evidence_needed", "Say how you know that the worker is safe: whom you spoke to, and when.")
    at = min(event.at, now)
    ended = changed(state, ended_at=at, ended_by=event.by, clock_at=None)
    if state.status is VisitStatus.IN_ALARM:  # the alarm keeps it open (S4)
        return ended, (TellAlarm("ended", at),)
    return changed(ended, status=VisitStatus.ENDED), _stop_ringing(state)


def _end_under_duress(state: VisitState, event: ev.EndedUnderDuress, now: datetime) -> Decision:
    """Looks like `Ended` by the worker, in every status; is an alarm in every status (S7, S9)."""
    at = min(event.at, now)
    raised = RaiseAlarm(AlarmKind.DURESS, state.worker, state.id, at=at, due_at=at)
    try:
        _refuse_unless_on(state)
    except Refused as refused:
        return state, (raised, ShowRefused(refused.code, refused.sentence))
    after = changed(
        state,
        status=VisitStatus.IN_ALARM,
        clock_at=None,
        ended_at=at,
        ended_by=state.worker,
        under_duress=True,
    )
    return after, (raised, *_stop_ringing(state))


# --- alarms ------------------------------------------------------------------------------------------


def _ask_help(state: VisitState, event: ev.HelpAsked, now: datetime) -> Decision:
    """Always gets through, whatever the visit's status (S7). A test disturbs no visit."""
    at = min(event.at, now)
    raised = RaiseAlarm(
        event.kind, state.worker, state.id, at=at, due_at=at, pressed_at=event.pressed_at, late=event.late
    )
    if event.kind is AlarmKind.TEST:
        return state, (raised,)
    known = state.alarm_known or event.kind is not AlarmKind.DURESS
    if state.status is VisitStatus.IN_ALARM:
        return (state if known is state.alarm_known else changed(state, alarm_known=known)), (raised,)
    if state.status not in _CLOCK_RUNS:
        return state, (raised,)
    after = changed(state, status=VisitStatus.IN_ALARM, clock_at=None, alarm_known=known)
    return after, (raised, *_stop_ringing(state))


def _alarm_closed(state: VisitState, event: ev.AlarmClosed, now: datetime) -> Decision:
    """The visit goes on with a fresh clock, or is over if it was ended meanwhile."""
    if state.status is not VisitStatus.IN_ALARM:
        return state, ()
    closed = changed(state, alarm_known=False)
    if state.ended_at is not None:
        return changed(closed, status=VisitStatus.ENDED), ()
    at = _later(min(event.at, now), state.heard_at)
    return _set_clock_on(closed, at, _end_after_check_in(state, at))


def _refuse_unless_on(state: VisitState) -> None:
    """Refuse in the words that the worker would read, which are the same after duress (S9)."""
    if state.ended_at is not None or state.status is VisitStatus.ENDED:
        raise _ended()
    if state.status is VisitStatus.CANCELLED:
        raise Refused("cancelled", "This visit was cancelled.")
    if state.status in (VisitStatus.PLANNED, VisitStatus.GATED):
        raise Refused("not_started", "This visit has not started yet.")


def _ended() -> Refused:
    return Refused("ended", "This visit has ended.")


_DECIDERS: dict[type[Any], Callable[..., Decision]] = {
    ev.Planned: _plan,
    ev.Started: _start,
    ev.Cancelled: _cancel,
    ev.ClockDue: _look,
    ev.CheckedIn: _check_in,
    ev.Extended: _extend,
    ev.NoteLeft: _note,
    ev.Ended: _end,
    ev.EndedUnderDuress: _end_under_duress,
    ev.HelpAsked: _ask_help,
    ev.AlarmClosed: _alarm_closed,
}
