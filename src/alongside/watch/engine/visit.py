"""What happens to a visit: the start, what the worker says, the end, the alarm. Its clock: `visit_clock`; whether the worker
got home: `homecoming`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from alongside.watch.engine import events as ev
from alongside.watch.engine.changes import changed, seconds
from alongside.watch.engine.effects import Announce, Effect, RaiseAlarm, SetWake, ShowRefused, TellAlarm
from alongside.watch.engine.gate import WAITS, close_gate, open_gate, refuse_at_gate
from alongside.watch.engine.homecoming import after_alarm, asked_for_help, await_home, be_home, go_on, home_is_awaited
from alongside.watch.engine.invariants import check_visit
from alongside.watch.engine.overtaken import refuse_if_overtaken
from alongside.watch.engine.refusals import Refused
from alongside.watch.engine.states import (
    INTERVAL_BOUNDS_S,
    MINUTE,
    AlarmKind,
    VisitState,
    VisitStatus,
    VisitTiming,
)
from alongside.watch.engine.visit_clock import (
    CLOCK_RUNS,
    WORKER_RUNG,
    end_after_check_in,
    later,
    look,
    set_clock_on,
    stop_ringing,
)

Decision = tuple[VisitState, tuple[Effect, ...]]


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
    if state is None:
        return False
    if state.ended_at is not None:
        return home_is_awaited(state)
    return state.status in WORKER_RUNG or state.status is VisitStatus.IN_ALARM


DRIVE_AT_LEAST_S = 5 * MINUTE


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
    if state is not None and state.status not in WAITS:
        if shown_to_worker(state) is VisitStatus.CANCELLED:
            raise Refused("cancelled", "This visit was cancelled.")
        if shown_to_worker(state) is VisitStatus.ENDED:
            raise _ended()
        raise Refused("already_started", "This visit has already started.")
    if state is not None:
        refuse_at_gate(state, event)
    at = min(event.at, now)
    begun = state or VisitState(event.visit, event.worker, VisitStatus.PLANNED, event.timing)
    end_by = event.planned_end or begun.end_by
    if end_by is not None and end_by <= at:
        end_by = at + seconds(event.timing.check_in_interval_s)
    begun = changed(begun, timing=event.timing, started_at=at, gate=event.unanswered or begun.gate)
    return set_clock_on(begun, at, end_by)


def _cancel(state: VisitState, event: ev.Cancelled, now: datetime) -> Decision:
    if state.status not in WAITS:
        if state.status is VisitStatus.CANCELLED:
            raise Refused("cancelled", "This visit was already cancelled.")
        raise Refused("already_started", "A visit that has started is ended, not cancelled.")
    return changed(state, status=VisitStatus.CANCELLED), ()


# --- the worker is heard -----------------------------------------------------------------------------


def _check_in(state: VisitState, event: ev.CheckedIn, now: datetime) -> Decision:
    _refuse_unless_on(state)
    at, known = min(event.at, now), state.heard_at
    if event.late or (known is not None and at <= known <= now):  # known > now: the server's clock went back
        return state, ()
    if state.status is VisitStatus.IN_ALARM:
        return changed(state, heard_at=at), (TellAlarm("checked_in", at),)
    return set_clock_on(state, at, end_after_check_in(state, at))


def _extend(state: VisitState, event: ev.Extended, now: datetime) -> Decision:
    _refuse_unless_on(state)
    low, high = INTERVAL_BOUNDS_S
    if not low <= event.minutes * 60 <= high:
        raise Refused("out_of_bounds", "A visit can be extended by 5 minutes to 24 hours at a time.")
    at = min(event.at, now)
    state = _count_extension(state, event.minutes * MINUTE)
    heard_at = later(at, state.heard_at)
    end_by = later(heard_at, state.end_by) + seconds(event.minutes * 60)
    if state.status is VisitStatus.IN_ALARM:
        return changed(state, heard_at=heard_at, end_by=end_by), (TellAlarm("extended", at),)
    return set_clock_on(state, heard_at, end_by)


def extension_left(state: VisitState) -> tuple[int | None, int | None]:
    """How often, and by how many minutes in all, the visit can still be extended; None where there is no limit."""
    timing = state.timing
    times = None if timing.extensions is None else max(0, timing.extensions - state.extensions)
    minutes = None if timing.extended_s is None else max(0, timing.extended_s - state.extended_s) // MINUTE
    return times, minutes


def _count_extension(state: VisitState, longer_s: int) -> VisitState:
    """The state with the extension counted, where there is a limit. Refuses what is beyond it, and says what to do instead; a
    check-in is never refused."""
    if not state.timing.limits_extensions:
        return state
    times, minutes = extension_left(state)
    if times == 0 or (minutes is not None and minutes < INTERVAL_BOUNDS_S[0] // MINUTE):
        raise Refused(
            "extended_enough",
            "This visit has been extended as often or as long as a visit of its risk may be. If you are safe, press "
            "“I am safe”. To stay longer, ring your manager, or end this visit and start another.",
        )
    if minutes is not None and longer_s > minutes * MINUTE:
        raise Refused(
            "extended_too_long",
            f"This visit can be {minutes} minutes longer and no more. Ask for that or less, or ring your manager.",
        )
    return changed(state, extensions=state.extensions + 1, extended_s=state.extended_s + longer_s)


def _drive(state: VisitState, event: ev.DrivingBegun, now: datetime) -> Decision:
    """Nothing is due of a worker who drives before the drive is over, at the latest `driving_s` after it began. Saying so
    again does not begin another drive: only another word of theirs does (S2)."""
    _refuse_unless_on(state)
    longest_s = state.timing.driving_s
    if not longest_s:
        raise Refused(
            "no_driving",
            "Your team does not put check-ins off for a drive. Check in before you drive, and when you have arrived.",
        )
    if not DRIVE_AT_LEAST_S <= event.minutes * MINUTE <= longest_s:
        raise Refused(
            "out_of_bounds", f"A check-in can be put off by 5 to {longest_s // MINUTE} minutes while you drive."
        )
    at, known = min(event.at, now), state.heard_at
    if known is not None and at < known <= now:  # history: they have been heard since
        return state, ()
    if state.status is VisitStatus.IN_ALARM:
        return changed(state, heard_at=at), (TellAlarm("driving", at),)
    since = state.driving_since or at
    until = min(at + seconds(event.minutes * MINUTE), since + seconds(longest_s))
    if until <= at:
        raise Refused(
            "driven_enough",
            "You have been driving for as long as a check-in can be put off. Stop where it is safe and press “I am safe”.",
        )
    return set_clock_on(state, at, state.end_by, driving_since=since, driving_until=until)


def _note(state: VisitState, event: ev.NoteLeft, now: datetime) -> Decision:
    _refuse_unless_on(state)
    return state, ()


# --- the end -----------------------------------------------------------------------------------------


def _end(state: VisitState, event: ev.Ended, now: datetime) -> Decision:
    _refuse_unless_on(state)
    if event.by != state.worker and not event.evidence.strip():
        raise Refused("evidence_needed", "Say how you know that the worker is safe: whom you spoke to, and when.")
    if event.by == state.worker:
        refuse_if_overtaken(state, event.said_at)
    at = min(event.at, now)
    ended = changed(state, ended_at=at, ended_by=event.by, clock_at=None)
    if event.by == state.worker:
        ended = await_home(ended, at, event.shift_ends)
    if state.status is VisitStatus.IN_ALARM:  # the alarm keeps it open (S4)
        return ended, (TellAlarm("ended", at),)
    return changed(ended, status=VisitStatus.ENDED), stop_ringing(state)


def _end_under_duress(state: VisitState, event: ev.EndedUnderDuress, now: datetime) -> Decision:
    """Looks like `Ended` by the worker, in every status; is an alarm in every status (S7, S9)."""
    at, said_at = min(event.at, now), event.said_at
    late = said_at is not None
    raised = RaiseAlarm(AlarmKind.DURESS, state.worker, state.id, at=at, due_at=at, pressed_at=said_at, late=late)
    try:
        _refuse_unless_on(state)
    except Refused as refused:
        return state, (raised, ShowRefused(refused.code, refused.sentence))
    try:
        refuse_if_overtaken(state, said_at)
    except Refused as refused:  # the visit goes on for the worker, and is held by the silent alarm
        press = ev.HelpAsked(at, AlarmKind.DURESS, said_at, late)
        after, effects = _ask_help(state, press, now)
        return after, (*effects, ShowRefused(refused.code, refused.sentence))
    after = changed(
        state,
        status=VisitStatus.IN_ALARM,
        clock_at=None,
        ended_at=at,
        ended_by=state.worker,
        under_duress=True,
    )
    return await_home(after, at, event.shift_ends), (raised, *stop_ringing(state))


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
    if state.status not in CLOCK_RUNS:
        after, effects = asked_for_help(state) if event.kind is not AlarmKind.DURESS else (state, ())
        return after, (raised, *effects)
    after = changed(state, status=VisitStatus.IN_ALARM, clock_at=None, alarm_known=known)
    return after, (raised, *stop_ringing(state))


def _alarm_closed(state: VisitState, event: ev.AlarmClosed, now: datetime) -> Decision:
    """The visit goes on with a fresh clock, or is over if it was ended meanwhile."""
    if state.status is not VisitStatus.IN_ALARM:
        return state, ()
    closed = changed(state, alarm_known=False)
    if state.ended_at is not None:
        return after_alarm(closed), ()
    at = later(min(event.at, now), state.heard_at)
    return set_clock_on(closed, at, end_after_check_in(state, at))


def _alarm_reopened(state: VisitState, event: ev.AlarmReopened, now: datetime) -> Decision:
    """The visit's own clock stands still again while the alarm's runs."""
    if state.status not in CLOCK_RUNS:
        return state, ()
    after = changed(state, status=VisitStatus.IN_ALARM, clock_at=None, alarm_known=event.known)
    return after, stop_ringing(state)


def _refuse_unless_on(state: VisitState) -> None:
    """Refuse in the words that the worker would read, which are the same after duress (S9)."""
    if state.ended_at is not None or state.status is VisitStatus.ENDED:
        raise _ended()
    if state.status is VisitStatus.CANCELLED:
        raise Refused("cancelled", "This visit was cancelled.")
    if state.status in WAITS:
        raise Refused("not_started", "This visit has not started yet.")


def _ended() -> Refused:
    return Refused("ended", "This visit has ended.")


_DECIDERS: dict[type[Any], Callable[..., Decision]] = {
    ev.Planned: _plan,
    ev.Gated: close_gate,
    ev.GateOpened: open_gate,
    ev.Started: _start,
    ev.Cancelled: _cancel,
    ev.ClockDue: look,
    ev.CheckedIn: _check_in,
    ev.Extended: _extend,
    ev.DrivingBegun: _drive,
    ev.NoteLeft: _note,
    ev.Ended: _end,
    ev.EndedUnderDuress: _end_under_duress,
    ev.HomeSafe: be_home,
    ev.WentOn: go_on,
    ev.HelpAsked: _ask_help,
    ev.AlarmClosed: _alarm_closed,
    ev.AlarmReopened: _alarm_reopened,
}
