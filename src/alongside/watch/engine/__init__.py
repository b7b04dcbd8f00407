"""The safety engine: decides what becomes of visits and alarms, and does nothing.

`decide(state, event, plan, now) -> (state, effects)`. No clock, database, network or randomness in here: time
and state come in as arguments, and what must be done goes out as effects. `docs/states.md` tells the states.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import overload

from alongside.watch.engine.alarm import alarm_event_for, decide_alarm
from alongside.watch.engine.effects import (
    AlarmEffect,
    Announce,
    Broadcast,
    Effect,
    RaiseAlarm,
    Ring,
    RingPurpose,
    RingWorker,
    SetWake,
    ShowRefused,
    StopRinging,
    Tell,
    TellAlarm,
    TellVisitAlarmClosed,
    TellVisitAlarmReopened,
    VisitEffect,
    WorkerPurpose,
)
from alongside.watch.engine.events import (
    AlarmClosed,
    AlarmEvent,
    AlarmReopened,
    Cancelled,
    Checked,
    CheckedIn,
    ClockDue,
    Closed,
    DrivingBegun,
    Ended,
    EndedUnderDuress,
    Event,
    Extended,
    Gated,
    GateOpened,
    HandedOver,
    HelpAsked,
    HomeSafe,
    NobodyReachable,
    NoteLeft,
    Planned,
    Pressed,
    Progressed,
    Raised,
    Reopened,
    Started,
    Taken,
    VisitEvent,
    WentOn,
    WorkerHeard,
)
from alongside.watch.engine.homecoming import home_is_awaited
from alongside.watch.engine.invariants import check_invariants
from alongside.watch.engine.plan import Plan, Step, Target
from alongside.watch.engine.records import from_dict, to_dict
from alongside.watch.engine.refusals import BrokenPromise, Refused
from alongside.watch.engine.states import (
    DEVICE_SILENCE_BOUNDS_S,
    DRIVING_BOUNDS_S,
    GRACE_BY_RISK_S,
    HOME_SAFE_BOUNDS_S,
    INTERVAL_BOUNDS_S,
    OWNER_CLOCK_BOUNDS_S,
    AlarmKind,
    AlarmState,
    AlarmStatus,
    Opening,
    Outcome,
    ShownAlarm,
    VisitState,
    VisitStatus,
    VisitTiming,
    alarm_shown_to_worker,
)
from alongside.watch.engine.visit import decide_visit, extension_left, shown_to_worker, wants_wake
from alongside.watch.engine.visit_clock import look_at

State = VisitState | AlarmState


@overload
def decide(
    state: VisitState, event: Event, plan: Plan | None, now: datetime
) -> tuple[VisitState, tuple[Effect, ...]]: ...
@overload
def decide(
    state: AlarmState, event: Event, plan: Plan | None, now: datetime
) -> tuple[AlarmState, tuple[Effect, ...]]: ...
@overload
def decide(state: None, event: Event, plan: Plan | None, now: datetime) -> tuple[State, tuple[Effect, ...]]: ...
def decide(state: State | None, event: Event, plan: Plan | None, now: datetime) -> tuple[State, tuple[Effect, ...]]:
    """Decide what `event` makes of `state` at `now` (UTC): the new state and what must be done about it.

    `state` None begins a visit (`Planned`, `Started`) or an alarm (`Raised`). Only alarms need `plan`.
    Raises `Refused` when the event is not allowed, `BrokenPromise` when the decision would be unsafe; in both
    nothing has changed.
    """
    if isinstance(state, AlarmState) or isinstance(event, Raised):
        if plan is None:
            raise ValueError("an alarm is decided with its plan")
        return decide_alarm(state, event, plan, now)  # type: ignore[arg-type]
    return decide_visit(state, event, now)  # type: ignore[arg-type]


def replay(history: Iterable[tuple[Event, datetime]], plan: Plan | None = None) -> State:
    """The state that a history of (event, when it was decided) ends in. ValueError when it is empty."""
    state: State | None = None
    for event, now in history:
        state, _ = decide(state, event, plan, now)
    if state is None:
        raise ValueError("a history begins with an event")
    return state


__all__ = [
    "DEVICE_SILENCE_BOUNDS_S",
    "DRIVING_BOUNDS_S",
    "GRACE_BY_RISK_S",
    "HOME_SAFE_BOUNDS_S",
    "INTERVAL_BOUNDS_S",
    "OWNER_CLOCK_BOUNDS_S",
    "AlarmClosed",
    "AlarmEffect",
    "AlarmEvent",
    "AlarmKind",
    "AlarmReopened",
    "AlarmState",
    "AlarmStatus",
    "Announce",
    "Broadcast",
    "BrokenPromise",
    "Cancelled",
    "Checked",
    "CheckedIn",
    "ClockDue",
    "Closed",
    "DrivingBegun",
    "Effect",
    "Ended",
    "EndedUnderDuress",
    "Event",
    "Extended",
    "GateOpened",
    "Gated",
    "HandedOver",
    "HelpAsked",
    "HomeSafe",
    "NobodyReachable",
    "NoteLeft",
    "Opening",
    "Outcome",
    "Plan",
    "Planned",
    "Pressed",
    "Progressed",
    "RaiseAlarm",
    "Raised",
    "Refused",
    "Reopened",
    "Ring",
    "RingPurpose",
    "RingWorker",
    "SetWake",
    "ShowRefused",
    "ShownAlarm",
    "Started",
    "State",
    "Step",
    "StopRinging",
    "Taken",
    "Target",
    "Tell",
    "TellAlarm",
    "TellVisitAlarmClosed",
    "TellVisitAlarmReopened",
    "VisitEffect",
    "VisitEvent",
    "VisitState",
    "VisitStatus",
    "VisitTiming",
    "WentOn",
    "WorkerHeard",
    "WorkerPurpose",
    "alarm_event_for",
    "alarm_shown_to_worker",
    "check_invariants",
    "decide",
    "decide_alarm",
    "decide_visit",
    "extension_left",
    "from_dict",
    "home_is_awaited",
    "look_at",
    "replay",
    "shown_to_worker",
    "to_dict",
    "wants_wake",
]
