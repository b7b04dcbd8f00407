"""After the end of a visit: whether the worker got home, where their team asks for it."""

from __future__ import annotations

from datetime import datetime

from alongside.watch.engine import events as ev
from alongside.watch.engine.changes import changed, seconds
from alongside.watch.engine.effects import Effect, RaiseAlarm, ShowRefused, StopRinging, TellAlarm
from alongside.watch.engine.overtaken import refuse_if_overtaken
from alongside.watch.engine.refusals import Refused
from alongside.watch.engine.states import AlarmKind, VisitState, VisitStatus
from alongside.watch.engine.visit_clock import later, remind_at

Decision = tuple[VisitState, tuple[Effect, ...]]

LONGEST_SHIFT_S = 16 * 3600
"""What a worker's list says of later is not waited for."""


def await_home(state: VisitState, at: datetime, shift_ends: datetime | None) -> VisitState:
    """The visit was ended at `at`; from now on the clock waits for the worker's word that they are home. They have the team's
    time for it after the end of their shift: the end of this visit, or of the last that is still on their list."""
    timing = state.timing
    if not timing.home_safe_s:
        return state
    shift = min(later(at, shift_ends), at + seconds(LONGEST_SHIFT_S))
    home_by = shift + seconds(timing.home_safe_s)
    return changed(
        state,
        home_by=home_by,
        due_at=home_by,
        cycle=state.cycle + 1,
        rung=-1,
        clock_at=remind_at(at, home_by, timing.reminder_s),
    )


def home_is_awaited(state: VisitState) -> bool:
    """The worker was reminded, is rung, or an alarm is open because they have not said that they are home."""
    if state.home_by is None:
        return False
    reminded = state.timing.reminder_s > 0 and state.clock_at is not None and state.clock_at >= state.home_by
    return state.clock_at is None or state.rung >= 0 or reminded


def be_home(state: VisitState, event: ev.HomeSafe, now: datetime) -> Decision:
    """The worker says that they are home. With the duress PIN it looks the same, and is an alarm (S9)."""
    at = min(event.at, now)
    late = event.said_at is not None
    raised = RaiseAlarm(AlarmKind.DURESS, state.worker, state.id, at=at, due_at=at, pressed_at=event.said_at, late=late)
    try:
        if state.home_by is None:
            raise _not_asked(state)
        refuse_if_overtaken(state, event.said_at)
    except Refused as refused:
        if not event.under_duress:
            raise
        return state, (raised, ShowRefused(refused.code, refused.sentence))
    effects = _stop_ringing(state)
    if event.under_duress:
        after = changed(_without_question(state), status=VisitStatus.IN_ALARM, under_duress=True)
        return after, (raised, *effects)
    if state.status is VisitStatus.IN_ALARM:
        effects += (TellAlarm("home_safe", at),)
    return _without_question(state), effects


def go_on(state: VisitState, event: ev.WentOn, now: datetime) -> Decision:
    """The worker has begun another visit: whether they get home is asked after that one."""
    if state.home_by is None:
        return state, ()
    effects = _stop_ringing(state)
    if state.status is VisitStatus.IN_ALARM:
        effects += (TellAlarm("started", min(event.at, now)),)
    return _without_question(state), effects


def after_alarm(state: VisitState) -> VisitState:
    """An ended visit whose alarm is closed: over, or still waiting for the worker's word that they are home. Where the alarm
    was about just that, whoever closed it has made sure."""
    if state.home_by is None or state.clock_at is None:
        return changed(state, status=VisitStatus.ENDED, home_by=None)
    return changed(state, status=VisitStatus.ENDED if state.rung < 0 else VisitStatus.LAPSED)


def asked_for_help(state: VisitState) -> Decision:
    """The worker called for help while they were asked whether they got home: they are not asked any more, for people
    deal with it."""
    if state.home_by is None or state.clock_at is None:
        return state, ()
    return _without_question(state), _stop_ringing(state)


def _without_question(state: VisitState) -> VisitState:
    status = VisitStatus.ENDED if state.status is VisitStatus.LAPSED else state.status
    return changed(state, status=status, home_by=None, clock_at=None)


def _stop_ringing(state: VisitState) -> tuple[Effect, ...]:
    return (StopRinging(),) if home_is_awaited(state) and state.clock_at is not None else ()


def _not_asked(state: VisitState) -> Refused:
    if state.ended_at is None:
        return Refused("not_ended", "This visit has not ended yet.")
    return Refused("not_asked", "You need not say that you are home: nobody is waiting for it.")
