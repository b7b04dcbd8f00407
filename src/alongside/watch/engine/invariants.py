"""What must be true of every state that is stored, each named by its promise in the safety design."""

from __future__ import annotations

from alongside.watch.engine.changes import seconds
from alongside.watch.engine.refusals import BrokenPromise
from alongside.watch.engine.states import AlarmKind, AlarmState, AlarmStatus, Opening, Outcome, VisitState, VisitStatus

_CLOCK_RUNS = (VisitStatus.ACTIVE, VisitStatus.DUE_SOON, VisitStatus.OVERDUE)


def check_invariants(state: VisitState | AlarmState) -> None:
    """Raise `BrokenPromise` when a state is one that must never be."""
    if isinstance(state, VisitState):
        check_visit(state)
    else:
        check_alarm(state)


def check_visit(state: VisitState) -> None:
    """S2, S3, S9 for a visit."""
    status = state.status
    if status in _CLOCK_RUNS:
        if state.clock_at is None or state.alarm_at is None:
            raise BrokenPromise("S3", "a running visit has no clock")
        if state.clock_at > state.alarm_at:
            raise BrokenPromise("S2", "a visit's clock is later than the end of its grace")
        if state.ended_at is not None:
            raise BrokenPromise("S9", "a visit that was ended still runs")
        longest = seconds(max(state.timing.check_in_interval_s, state.timing.driving_s))
        if state.due_at is None or state.heard_at is None or state.due_at > state.heard_at + longest:
            raise BrokenPromise("S2", "nothing is due of the worker for longer than was agreed")
        if state.timing.device_silence_s and state.device_heard_at is None:
            raise BrokenPromise("S3", "nobody knows since when a device is silent")
    elif state.home_by is not None and state.clock_at is not None:
        if state.ended_at is None:
            raise BrokenPromise("S3", "the worker is asked whether they got home, and the visit has not ended")
        if state.alarm_at is None or state.clock_at > state.alarm_at:
            raise BrokenPromise("S2", "the clock is later than the alarm that the worker is not home safe")
    elif state.clock_at is not None or status is VisitStatus.LAPSED:
        raise BrokenPromise("S3", f"a visit that is {status} has {'a' if state.clock_at else 'no'} clock")
    if status is VisitStatus.GATED and not state.gate:
        raise BrokenPromise("S8", "a visit waits at the gate, and nobody knows why")
    if state.opened is Opening.OVERRIDE and state.opened_by in (None, state.worker):
        raise BrokenPromise("S8", "the gate was overridden by nobody, or by the worker themselves")
    if status is VisitStatus.ENDED and state.ended_at is None:
        raise BrokenPromise("S4", "a visit is over and nobody ended it")
    if state.under_duress and status is not VisitStatus.ENDED and state.ended_at is None:
        raise BrokenPromise("S9", "a visit ended under duress does not look ended")


def check_alarm(state: AlarmState) -> None:
    """S4, S5 for an alarm."""
    status = state.status
    if status is AlarmStatus.CLOSED:
        if state.closed_by is None or state.outcome is None or state.closed_at is None:
            raise BrokenPromise("S4", "an alarm ended without a named person and an outcome")
        if state.closed_by == state.worker:
            raise BrokenPromise("S4", "the worker closed their own alarm")
        if state.outcome is Outcome.GENUINE and not state.closing_text:
            raise BrokenPromise("S4", "a genuine alarm ended without words")
        if state.clock_at is not None:
            raise BrokenPromise("S4", "a closed alarm still has a clock, and would ring")
    else:
        if state.clock_at is None:
            raise BrokenPromise("S4", "an open alarm has no clock, and would end silently")
        if state.outcome is not None or state.closed_by is not None:
            raise BrokenPromise("S4", "an open alarm has an outcome")
        if status is AlarmStatus.RAISED:
            raise BrokenPromise("S4", "an alarm rests without ringing")
    if state.step_until is not None:
        if status is not AlarmStatus.RINGING:
            raise BrokenPromise("S3", "a step that nobody is rung for still has its time")
        if state.clock_at is None or state.clock_at > state.step_until:
            raise BrokenPromise("S3", "an alarm's clock is later than the end of its step")
    if state.rings_on_at is not None:
        if status is not AlarmStatus.TAKEN:
            raise BrokenPromise("S5", "an owner's clock runs, and nobody has the alarm")
        if state.clock_at is None or state.clock_at > state.rings_on_at:
            raise BrokenPromise("S5", "the owner is asked later than it rings on")
    if status is AlarmStatus.TAKEN and state.owner is None:
        raise BrokenPromise("S5", "an alarm is taken by nobody")
    if state.shown_kind is AlarmKind.DURESS:
        raise BrokenPromise("S9", "the worker's screen would show duress")
    if state.owner == state.worker:
        raise BrokenPromise("S4", "the worker owns their own alarm")
    if state.checked_by is not None and state.checked_by in (state.closed_by, state.worker):
        raise BrokenPromise("S4", "the second person's check was not a second person's")
