"""What happens to an alarm: the press and the clock. Who deals with it: `owning`; its end: `closing`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from alongside.watch.engine import events as ev
from alongside.watch.engine.changes import changed, seconds
from alongside.watch.engine.closing import check, close, open_again, reopen, with_visit
from alongside.watch.engine.effects import Announce, Effect, RaiseAlarm, Ring, RingPurpose
from alongside.watch.engine.invariants import check_alarm
from alongside.watch.engine.owning import ANSWER_S, ask_owner, hand_over, progress, take, worker_heard
from alongside.watch.engine.plan import Plan
from alongside.watch.engine.refusals import Refused
from alongside.watch.engine.ringing import (
    begin_ringing,
    broadcast,
    person,
    ring_again,
    ring_on,
    ring_step,
    rings_all,
    step_ends,
    until_at_latest,
    with_person,
)
from alongside.watch.engine.states import AlarmKind, AlarmState, AlarmStatus, graver, shown_kind

Decision = tuple[AlarmState, tuple[Effect, ...]]

BY_A_CLOCK = frozenset({AlarmKind.MISSED_CHECK_IN, AlarmKind.OVERRUN, AlarmKind.NOT_HOME_SAFE, AlarmKind.DEVICE_LOST})
"""Kinds that nobody pressed: nothing was heard in time."""

REOPEN_WITHIN_S = 30 * 60
"""A press this soon after an alarm was closed reopens it; a later one raises a new alarm."""

PRESSES = frozenset({AlarmKind.SOS, AlarmKind.FALL, AlarmKind.DURESS})
"""Kinds that come from the worker or the device there and then, and not from a clock."""


def decide_alarm(state: AlarmState | None, event: ev.AlarmEvent, plan: Plan, now: datetime) -> Decision:
    """Decide what `event` makes of an alarm. `state` None only for `Raised`, and `plan` the version that the
    alarm was raised with, else ValueError.

    Returns the new state and the effects, in the order in which to do them. Raises `Refused` when the event
    is not allowed (nothing has changed then), `BrokenPromise` when the decision would be unsafe.
    """
    if state is None and not isinstance(event, ev.Raised):
        raise ValueError("an alarm begins by being raised")
    if state is not None and (state.plan_id != plan.id or state.plan_version != plan.version):
        raise ValueError("an alarm keeps the plan and version that it was raised with")
    after, effects = _DECIDERS[type(event)](state, event, plan, now)
    if after is state:
        return after, effects
    check_alarm(after)
    if state is None or state.status is not after.status:
        effects += (Announce(after.status),)
    return after, effects


def alarm_event_for(
    effect: RaiseAlarm, latest: AlarmState | None, alarm: UUID, owner_clock_s: int = 600, owner_asked_s: int = 0
) -> ev.Raised | ev.Pressed:
    """The alarm's event for a `RaiseAlarm`. `latest` is the worker's open alarm (there is one at most), or
    else the one closed last. `Pressed` is for `latest`: it is open, or a new press comes less than half an
    hour after it was closed. `Raised` makes a new alarm with the id `alarm`."""
    if latest is not None and (latest.is_open or _reopens(effect, latest)):
        return ev.Pressed(effect.at, effect.kind, effect.visit, effect.pressed_at, effect.late)
    return ev.Raised(
        effect.at,
        alarm,
        effect.worker,
        effect.kind,
        effect.visit,
        effect.pressed_at,
        effect.late,
        effect.due_at,
        owner_clock_s,
        owner_asked_s,
    )


def _reopens(effect: RaiseAlarm, latest: AlarmState) -> bool:
    if effect.kind not in PRESSES or latest.kind is AlarmKind.TEST or latest.closed_at is None:
        return False
    return effect.at <= latest.closed_at + seconds(REOPEN_WITHIN_S)


# --- raising and pressing again ----------------------------------------------------------------------


def _raise(state: AlarmState | None, event: ev.Raised, plan: Plan, now: datetime) -> Decision:
    if state is not None:
        raise Refused("already_raised", "This alarm has already been raised.", state.owner)
    at = min(event.at, now)
    raised = AlarmState(
        id=event.alarm,
        worker=event.worker,
        kind=event.kind,
        status=AlarmStatus.RAISED,
        plan_id=plan.id,
        plan_version=plan.version,
        raised_at=at,
        visits=() if event.visit is None else (event.visit,),
        owner_clock_s=event.owner_clock_s,
        owner_asked_s=event.owner_asked_s,
        pressed_at=event.pressed_at,
        late=event.late,
        shown_kind=shown_kind(event.kind),
        shown_since=None if event.kind is AlarmKind.DURESS else at,
    )
    return begin_ringing(raised, plan, now, RingPurpose.ALARM, due_at=event.due_at or at)


def _press(state: AlarmState, event: ev.Pressed, plan: Plan, now: datetime) -> Decision:
    """Another press always rings again, at once, and never puts off what was already due (S7).

    - ringing: everybody who has been rung so far is rung again; the next step keeps its time
    - exhausted: the broadcast is repeated
    - taken: the owner is rung and has two minutes to say something; then it rings on
    - the first panic on an alarm that was none: everybody is rung at once, also when it was taken
    - closed: the alarm is open again and rings from the start, without an owner
    """
    at, duress = min(event.at, now), event.kind is AlarmKind.DURESS
    kind = graver(state.kind, event.kind)
    panics = rings_all(kind, plan) and not rings_all(state.kind, plan)
    pressed_at, late = event.pressed_at, event.late
    if (
        event.kind in BY_A_CLOCK and state.is_open
    ):  # nobody pressed: what the label says of the last press stays so (S10)
        pressed_at, late = state.pressed_at, state.late
    pressed = changed(
        state,
        kind=kind,
        presses=state.presses + 1,
        pressed_at=pressed_at,
        late=late,
        visits=with_visit(state.visits, event.visit),
        shown_kind=shown_kind(event.kind, state.shown_kind),
        shown_since=state.shown_since if duress or state.shown_since else at,
        round=state.round + 1,
        repeat=0,
        rings_on_at=None,
    )
    if state.status is AlarmStatus.CLOSED:
        anew = changed(
            pressed,
            kind=event.kind,
            shown_kind=shown_kind(event.kind),
            shown_since=None if duress else at,
        )
        return begin_ringing(open_again(anew), plan, now, RingPurpose.REOPENED)
    pressed_again = Announce("pressed_again")
    if state.status is AlarmStatus.EXHAUSTED:
        after, effects = broadcast(pressed, plan, now, now)
        return after, (*effects, pressed_again)
    if panics:
        after, effects = begin_ringing(pressed, plan, now, RingPurpose.PRESSED_AGAIN)
        return until_at_latest(after, step_ends(state)), (*effects, pressed_again)
    if state.status is AlarmStatus.TAKEN:
        after = changed(pressed, clock_at=now + seconds(ANSWER_S))
        ring = Ring(after.round, 0, person(state.owner), RingPurpose.PRESSED_AGAIN, kind, now)
        return until_at_latest(after, step_ends(state)), (ring, pressed_again)
    targets = with_person(state.owner, plan.targets_up_to(state.step, without=state.worker))
    ring = Ring(pressed.round, state.step, targets, RingPurpose.PRESSED_AGAIN, kind, now)
    return pressed, (ring, pressed_again)


# --- the clock ----------------------------------------------------------------------------------------


def _look(state: AlarmState, event: ev.ClockDue, plan: Plan, now: datetime) -> Decision:
    """The clock has come: the next step, the same one again, the next broadcast, or an owner who has been silent."""
    due_at = state.clock_at
    if due_at is None or now < due_at:
        return state, ()
    if state.status is AlarmStatus.TAKEN:
        return ask_owner(state, plan, now) if state.rings_on_at else ring_on(state, plan, due_at, now)
    if state.status is AlarmStatus.EXHAUSTED:
        return broadcast(state, plan, due_at, now)
    if state.step_until is not None and now < state.step_until:
        return ring_again(state, plan, due_at, now)
    step = plan.next_step(state.step, without=state.worker)
    return ring_step(state, plan, step, state.step_until or due_at, now, RingPurpose.ALARM)


def _skip_step(state: AlarmState, event: ev.NobodyReachable, plan: Plan, now: datetime) -> Decision:
    """Nobody of a step can be reached: what comes next is due at once."""
    if event.round != state.round:
        return state, ()
    if state.status is AlarmStatus.TAKEN and event.step == 0:
        return ring_on(state, plan, now, now)
    if state.status is AlarmStatus.RINGING and event.step == state.step:
        step = plan.next_step(state.step, without=state.worker)
        return ring_step(state, plan, step, now, now, RingPurpose.ALARM)
    return state, ()


_DECIDERS: dict[type[Any], Callable[..., Decision]] = {
    ev.Raised: _raise,
    ev.Pressed: _press,
    ev.ClockDue: _look,
    ev.NobodyReachable: _skip_step,
    ev.Taken: take,
    ev.Progressed: progress,
    ev.HandedOver: hand_over,
    ev.WorkerHeard: worker_heard,
    ev.Closed: close,
    ev.Reopened: reopen,
    ev.Checked: check,
}
