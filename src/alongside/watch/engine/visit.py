"""What happens to a visit: the check-in clock, the reminder, the grace, the alarm, the end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from alongside.watch.engine import events as ev
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
from alongside.watch.engine.refusals import Refused
from alongside.watch.engine.states import INTERVAL_BOUNDS_S, AlarmKind, VisitState, VisitStatus, VisitTiming

Decision = tuple[VisitState, tuple[Effect, ...]]

_CLOCK_RUNS = (VisitStatus.ACTIVE, VisitStatus.DUE_SOON, VisitStatus.OVERDUE)
_WORKER_RUNG = (VisitStatus.DUE_SOON, VisitStatus.OVERDUE)


def decide_visit(state: VisitState | None, event: ev.VisitEvent, now: datetime) -> Decision:
    """Decide what `event` makes of a visit. `state` None only for `Planned` and `Started`.

    Returns the new state and the effects, in the order in which to do them. Raises `Refused` when the event
    is not allowed (nothing has changed then), `BrokenPromise` when the decision would be unsafe.
    """
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
    end_by = event.planned_end if event.planned_end is not None or state is None else state.end_by
    begun = VisitState(
        id=event.visit,
        worker=event.worker,
        status=VisitStatus.ACTIVE,
        timing=event.timing,
        end_by=end_by,
        started_at=at,
    )
    return _set_clock_on(begun, at)


def _cancel(state: VisitState, event: ev.Cancelled, now: datetime) -> Decision:
    if state.status is not VisitStatus.PLANNED:
        if state.status is VisitStatus.CANCELLED:
            raise Refused("cancelled", "This visit was already cancelled.")
        raise Refused("already_started", "A visit that has started is ended, not cancelled.")
    return replace(state, status=VisitStatus.CANCELLED), ()


# --- the clock ---------------------------------------------------------------------------------------


def _look(state: VisitState, event: ev.ClockDue, now: datetime) -> Decision:
    """The clock has come: set it on when the gateway has heard the worker since, else see how late it is.

    Every time comes from the schedule (heard_at, end_by and the timing), none from `now`, so a watch that
    stood still changes nothing but the lag: no reminder, ring or grace is lengthened (S2, S3).
    """
    if state.status not in _CLOCK_RUNS:
        return state, ()
    before: tuple[Effect, ...] = ()
    heard = event.last_check_in_at
    if heard is not None and state.heard_at is not None and heard > state.heard_at:
        state, before = _set_clock_on(state, min(heard, now))
    if state.clock_at is None or now < state.clock_at:
        return state, before
    after, effects = _move_with_time(state, now)
    return after, before + effects


def _move_with_time(state: VisitState, now: datetime) -> Decision:
    due_at, alarm_at, timing = state.due_at, state.alarm_at, state.timing
    assert due_at is not None and alarm_at is not None  # noqa: S101, PT018 - a running clock has both
    if now < due_at:
        reminder = RingWorker(
            WorkerPurpose.REMINDER, state.cycle, 0, due_at - timedelta(seconds=timing.lead_s)
        )
        return replace(state, status=VisitStatus.DUE_SOON, clock_at=due_at), (reminder,)
    until = min(now, alarm_at)
    ring = int((until - due_at).total_seconds()) // timing.worker_ring_s
    ring_at = due_at + timedelta(seconds=ring * timing.worker_ring_s)
    effects: tuple[Effect, ...] = ()
    if ring > state.rung:
        effects = (RingWorker(WorkerPurpose.OVERDUE, state.cycle, ring, ring_at),)
    if now < alarm_at:
        next_ring = ring_at + timedelta(seconds=timing.worker_ring_s)
        return (
            replace(state, status=VisitStatus.OVERDUE, rung=ring, clock_at=min(next_ring, alarm_at)),
            effects,
        )
    raised = RaiseAlarm(state.due_kind, state.worker, state.id, at=now, due_at=alarm_at)
    return (
        replace(state, status=VisitStatus.IN_ALARM, rung=ring, clock_at=None, alarm_known=True),
        (raised, *effects),
    )


def _set_clock_on(state: VisitState, heard_at: datetime) -> Decision:
    """The worker was heard: back to active, with the clock at the next reminder.

    Who is heard from the reminder of the agreed end onwards has said "I am still here and well", so the
    agreed end moves on by one check-in interval.
    """
    if state.heard_at is not None and state.heard_at > heard_at:
        heard_at = state.heard_at
    timing, end_by = state.timing, state.end_by
    lead = timedelta(seconds=timing.lead_s)
    check_in = heard_at + timedelta(seconds=timing.check_in_interval_s)
    if end_by is not None and end_by - lead <= heard_at:
        end_by = check_in
    due_at = check_in if end_by is None or check_in <= end_by else end_by
    return replace(
        state,
        status=VisitStatus.ACTIVE,
        heard_at=heard_at,
        end_by=end_by,
        cycle=state.cycle + 1,
        rung=-1,
        clock_at=due_at - lead,
    ), _stop_ringing(state)


def _stop_ringing(state: VisitState) -> tuple[Effect, ...]:
    return (StopRinging(),) if state.status in _WORKER_RUNG else ()


# --- the worker is heard -----------------------------------------------------------------------------


def _check_in(state: VisitState, event: ev.CheckedIn, now: datetime) -> Decision:
    _refuse_unless_on(state)
    at = min(event.at, now)
    if event.late or (state.heard_at is not None and at <= state.heard_at):
        return state, ()
    if state.status is VisitStatus.IN_ALARM:
        return replace(state, heard_at=at), (TellAlarm("checked_in", at),)
    return _set_clock_on(state, at)


def _extend(state: VisitState, event: ev.Extended, now: datetime) -> Decision:
    _refuse_unless_on(state)
    low, high = INTERVAL_BOUNDS_S
    if not low <= event.minutes * 60 <= high:
        raise Refused("out_of_bounds", "A visit can be extended by 5 minutes to 24 hours at a time.")
    at = min(event.at, now)
    begins = at if state.end_by is None else max(at, state.end_by)
    state = replace(state, end_by=begins + timedelta(minutes=event.minutes))
    if state.status is VisitStatus.IN_ALARM:
        heard_at = at if state.heard_at is None else max(at, state.heard_at)
        return replace(state, heard_at=heard_at), (TellAlarm("extended", at),)
    return _set_clock_on(state, at)


def _note(state: VisitState, event: ev.NoteLeft, now: datetime) -> Decision:
    _refuse_unless_on(state)
    return state, ()


# --- the end -----------------------------------------------------------------------------------------


def _end(state: VisitState, event: ev.Ended, now: datetime) -> Decision:
    _refuse_unless_on(state)
    if event.by != state.worker and not event.evidence.strip():
        raise Refused(
            "evidence_needed", "Say how you know that the worker is safe: whom you spoke to, and when."
        )
    at = min(event.at, now)
    ended = replace(state, ended_at=at, ended_by=event.by, clock_at=None)
    if state.status is VisitStatus.IN_ALARM:  # the alarm keeps it open (S4)
        return ended, (TellAlarm("ended", at),)
    return replace(ended, status=VisitStatus.ENDED), _stop_ringing(state)


def _end_under_duress(state: VisitState, event: ev.EndedUnderDuress, now: datetime) -> Decision:
    """Looks like `Ended` by the worker, in every status; is an alarm in every status (S7, S9)."""
    at = min(event.at, now)
    raised = RaiseAlarm(AlarmKind.DURESS, state.worker, state.id, at=at, due_at=at)
    try:
        _refuse_unless_on(state)
    except Refused as refused:
        return state, (raised, ShowRefused(refused.code, refused.sentence))
    after = replace(
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
        return (state if known is state.alarm_known else replace(state, alarm_known=known)), (raised,)
    if state.status not in _CLOCK_RUNS:
        return state, (raised,)
    after = replace(state, status=VisitStatus.IN_ALARM, clock_at=None, alarm_known=known)
    return after, (raised, *_stop_ringing(state))


def _alarm_closed(state: VisitState, event: ev.AlarmClosed, now: datetime) -> Decision:
    """The visit goes on with a fresh clock, or is over if it was ended meanwhile."""
    if state.status is not VisitStatus.IN_ALARM:
        return state, ()
    state = replace(state, alarm_known=False)
    if state.ended_at is not None:
        return replace(state, status=VisitStatus.ENDED), ()
    return _set_clock_on(state, min(event.at, now))


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
