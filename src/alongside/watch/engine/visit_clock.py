"""A visit's clock: the check-in, the reminder, the grace, the drive that puts it off, the device that falls silent.

Every time comes from the schedule (heard_at, due_at and the timing), none from `now`, so a watch that stood still changes
nothing but the lag: no reminder, ring or grace is lengthened (S2, S3).
"""

from __future__ import annotations

from datetime import datetime

from alongside.watch.engine import events as ev
from alongside.watch.engine.changes import changed, seconds
from alongside.watch.engine.effects import Effect, RaiseAlarm, RingWorker, StopRinging, WorkerPurpose
from alongside.watch.engine.refusals import BrokenPromise
from alongside.watch.engine.states import AlarmKind, VisitState, VisitStatus

Decision = tuple[VisitState, tuple[Effect, ...]]

CLOCK_RUNS = (VisitStatus.ACTIVE, VisitStatus.DUE_SOON, VisitStatus.OVERDUE)
WORKER_RUNG = (VisitStatus.DUE_SOON, VisitStatus.OVERDUE)


def look_at(state: VisitState, last_check_in_at: datetime | None, last_heard_at: datetime | None = None) -> ev.ClockDue:
    """The event of a visit whose clock has come, with what the gateway knows of its worker: when they last checked in, and
    when anything of theirs was heard, which only counts where the visit asks about a silent device."""
    return ev.ClockDue(last_check_in_at, last_heard_at if state.timing.device_silence_s else None)


def look(state: VisitState, event: ev.ClockDue, now: datetime) -> Decision:
    """The clock has come: set it on when the gateway has heard the worker since, else see how late it is.

    A check-in that the server received counts however late the watch sees it: nobody is alarmed about a worker who
    has been heard since. After the end, while the worker is asked whether they got home, only their word for that counts.
    """
    if state.home_by is not None:
        if state.clock_at is None or now < state.clock_at:
            return state, ()
        return move_with_time(state, now, now)
    if state.status not in CLOCK_RUNS:
        return state, ()
    before: tuple[Effect, ...] = ()
    heard, known = event.last_check_in_at, state.heard_at
    if heard is not None and known is not None and heard > known:
        heard = min(heard, now)
        state, before = set_clock_on(state, heard, end_after_check_in(state, heard))
    if not state.timing.device_silence_s:
        if state.clock_at is None or now < state.clock_at:
            return state, before
        after, effects = move_with_time(state, now, now)
        return after, before + effects
    state = _hear_device(state, event.device_heard_at, now)
    if state.clock_at is None or now < state.clock_at:
        return state, before
    after, effects = _move_with_time_and_device(state, now)
    return after, before + effects


def move_with_time(state: VisitState, until: datetime, now: datetime) -> Decision:
    """Moves a visit whose clock has come on, as far as `until` (`now`, or what ends it before): the reminder, the rings of the
    worker, at the end of the grace the alarm. While the worker is asked whether they got home, the visit stays ended."""
    due_at, alarm_at, clock_at = state.due_at, state.alarm_at, state.clock_at
    if due_at is None or alarm_at is None or clock_at is None:
        raise BrokenPromise("S3", "a running visit has no clock")
    home = state.home_by is not None
    if until < due_at:
        purpose = WorkerPurpose.HOME_REMINDER if home else WorkerPurpose.REMINDER
        status = state.status if home else VisitStatus.DUE_SOON
        reminder = RingWorker(purpose, state.cycle, 0, clock_at)
        return changed(state, status=status, clock_at=due_at), (reminder,)
    every_s = state.timing.worker_ring_s
    ring = int((min(until, alarm_at) - due_at).total_seconds()) // every_s
    ring_at = due_at + seconds(ring * every_s)
    rings: tuple[Effect, ...] = ()
    if ring > state.rung:
        purpose = WorkerPurpose.NOT_HOME if home else WorkerPurpose.OVERDUE
        rings = (RingWorker(purpose, state.cycle, ring, ring_at),)
    if until < alarm_at:
        next_at = min(ring_at + seconds(every_s), alarm_at)
        status = VisitStatus.OVERDUE
        if home:
            status = state.status if state.status is VisitStatus.IN_ALARM else VisitStatus.LAPSED
        return changed(state, status=status, rung=ring, clock_at=next_at), rings
    raised = RaiseAlarm(state.due_kind, state.worker, state.id, at=now, due_at=alarm_at)
    after = changed(state, status=VisitStatus.IN_ALARM, rung=ring, clock_at=None, alarm_known=True)
    return after, (raised, *rings)


def set_clock_on(
    state: VisitState,
    heard_at: datetime,
    end_by: datetime | None,
    *,
    driving_since: datetime | None = None,
    driving_until: datetime | None = None,
) -> Decision:
    """The worker was heard: active, with the clock at the next reminder. Whatever they said, a drive is over by it, unless
    it was that they drive: then nothing is due before the drive is over.

    The reminder comes `reminder_s` before the due time, but not before half of the time has gone, so that
    a short interval does not begin with its own reminder.
    """
    timing = state.timing
    due_at = heard_at + seconds(timing.check_in_interval_s)
    if end_by is not None and end_by < due_at:
        due_at = end_by
    if driving_until is not None and driving_until > due_at:
        due_at = driving_until
    after = changed(
        state,
        status=VisitStatus.ACTIVE,
        heard_at=heard_at,
        end_by=end_by,
        due_at=due_at,
        cycle=state.cycle + 1,
        rung=-1,
        clock_at=remind_at(heard_at, due_at, timing.reminder_s),
        driving_since=driving_since,
        driving_until=driving_until,
    )
    if timing.device_silence_s:
        after = changed(after, device_heard_at=later(heard_at, state.device_heard_at), device_asked=False)
        after = _with_earliest_clock(after)
    return after, stop_ringing(state)


def remind_at(since: datetime, due_at: datetime, reminder_s: int) -> datetime:
    """When the worker is reminded of what is due."""
    return max(due_at - seconds(reminder_s), since + (due_at - since) / 2)


def end_after_check_in(state: VisitState, at: datetime) -> datetime | None:
    """The agreed end after a check-in at `at`. Who answers the reminder of the agreed end, or is heard after
    it, says "I am still here and well": it moves to one check-in interval from then."""
    end_by = state.end_by
    if end_by is None or end_by > at + seconds(state.timing.reminder_s):
        return end_by
    reminded = state.status in WORKER_RUNG and state.due_kind is AlarmKind.OVERRUN
    if reminded or end_by <= at:
        return at + seconds(state.timing.check_in_interval_s)
    return end_by


def stop_ringing(state: VisitState) -> tuple[Effect, ...]:
    """Takes back what still rings the worker."""
    return (StopRinging(),) if state.status in WORKER_RUNG or state.device_asked else ()


def later(at: datetime, known: datetime | None) -> datetime:
    return at if known is None or at > known else known


# --- a device that falls silent -----------------------------------------------------------------------


def _hear_device(state: VisitState, heard_at: datetime | None, now: datetime) -> VisitState:
    """Something of the worker's was heard: the silence begins anew. It says nothing of how the worker is, so nothing else moves."""
    if heard_at is None or state.device_heard_at is None or heard_at <= state.device_heard_at:
        return state
    heard = changed(state, device_heard_at=min(heard_at, now), device_asked=False)
    return _with_earliest_clock(heard)


def _move_with_time_and_device(state: VisitState, now: datetime) -> Decision:
    """The same as `move_with_time` for a visit whose device is asked about too: the worker is rung when it has been silent
    for too long, and at the end of the grace the alarm is raised. Whichever alarm is due first is the one that is raised."""
    asked_at, ends = _silent_at(state)
    effects: tuple[Effect, ...] = ()
    until = min(now, ends)
    if _next_by_schedule(state) <= until:
        state, effects = move_with_time(changed(state, clock_at=_next_by_schedule(state)), until, now)
        if state.status is VisitStatus.IN_ALARM:
            return state, effects
    if ends <= now:
        raised = RaiseAlarm(AlarmKind.DEVICE_LOST, state.worker, state.id, at=now, due_at=ends)
        after = changed(state, status=VisitStatus.IN_ALARM, clock_at=None, alarm_known=True, device_asked=True)
        return after, (raised, *effects, StopRinging())
    if asked_at <= now and not state.device_asked:
        number = int((asked_at - (state.started_at or asked_at)).total_seconds())
        effects += (RingWorker(WorkerPurpose.DEVICE_SILENT, state.cycle, number, asked_at),)
        state = changed(state, device_asked=True)
    return _with_earliest_clock(state), effects


def _with_earliest_clock(state: VisitState) -> VisitState:
    asked_at, ends = _silent_at(state)
    return changed(state, clock_at=min(_next_by_schedule(state), ends if state.device_asked else asked_at))


def _silent_at(state: VisitState) -> tuple[datetime, datetime]:
    """When the worker is asked about their silent device, and when an alarm is raised."""
    if state.device_heard_at is None:
        raise BrokenPromise("S3", "nobody knows since when a device is silent")
    asked_at = state.device_heard_at + seconds(state.timing.device_silence_s)
    return asked_at, asked_at + seconds(state.timing.grace_s)


def _next_by_schedule(state: VisitState) -> datetime:
    """When the check-in or the agreed end needs the watch next."""
    if state.due_at is None or state.alarm_at is None or state.heard_at is None:
        raise BrokenPromise("S3", "a running visit has no clock")
    if state.status is VisitStatus.ACTIVE:
        return remind_at(state.heard_at, state.due_at, state.timing.reminder_s)
    if state.status is VisitStatus.DUE_SOON:
        return state.due_at
    return min(state.due_at + seconds((state.rung + 1) * state.timing.worker_ring_s), state.alarm_at)
