"""What happens to an alarm: the press, the clock, the owner, the close."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from alongside.watch.engine import events as ev
from alongside.watch.engine.changes import changed, seconds
from alongside.watch.engine.effects import (
    Announce,
    Effect,
    RaiseAlarm,
    Ring,
    RingPurpose,
    StopRinging,
    Tell,
    TellVisitAlarmClosed,
)
from alongside.watch.engine.invariants import check_alarm
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
    rung_so_far,
    step_ends,
    until_at_latest,
    with_person,
)
from alongside.watch.engine.states import AlarmKind, AlarmState, AlarmStatus, Outcome, graver, shown_kind

Decision = tuple[AlarmState, tuple[Effect, ...]]

BY_A_CLOCK = frozenset({AlarmKind.MISSED_CHECK_IN, AlarmKind.OVERRUN, AlarmKind.NOT_HOME_SAFE})
"""Kinds that nobody pressed: nothing was heard in time."""

ANSWER_S = 120
"""How long an owner has to say something after another press, or after being handed an alarm."""

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
    effect: RaiseAlarm, latest: AlarmState | None, alarm: UUID, owner_clock_s: int = 600
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
        visits=_with_visit(state.visits, event.visit),
        shown_kind=shown_kind(event.kind, state.shown_kind),
        shown_since=state.shown_since if duress or state.shown_since else at,
        round=state.round + 1,
        repeat=0,
    )
    if state.status is AlarmStatus.CLOSED:
        reopened = changed(
            pressed,
            status=AlarmStatus.RAISED,
            kind=event.kind,
            shown_kind=shown_kind(event.kind),
            shown_since=None if duress else at,
            step=0,
            owner=None,
            taken_at=None,
            closed_at=None,
            closed_by=None,
            outcome=None,
            closing_text="",
            checked_by=None,
            reopened=state.reopened + 1,
        )
        return begin_ringing(reopened, plan, now, RingPurpose.REOPENED)
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
        return until_at_latest(after, state.clock_at), (ring, pressed_again)
    targets = with_person(state.owner, plan.targets_up_to(state.step, without=state.worker))
    ring = Ring(pressed.round, state.step, targets, RingPurpose.PRESSED_AGAIN, kind, now)
    return pressed, (ring, pressed_again)


def _with_visit(visits: tuple[UUID, ...], visit: UUID | None) -> tuple[UUID, ...]:
    return visits if visit is None or visit in visits else (*visits, visit)


# --- the clock ----------------------------------------------------------------------------------------


def _look(state: AlarmState, event: ev.ClockDue, plan: Plan, now: datetime) -> Decision:
    """The clock has come: the next step, the same one again, the next broadcast, or an owner who has been silent."""
    due_at = state.clock_at
    if due_at is None or now < due_at:
        return state, ()
    if state.status is AlarmStatus.TAKEN:
        return ring_on(state, plan, due_at, now)
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


# --- the owner ---------------------------------------------------------------------------------------


def _take(state: AlarmState, event: ev.Taken, plan: Plan, now: datetime) -> Decision:
    """The first who takes it owns it; the others are told who (S5)."""
    _refuse_if_closed(state)
    _refuse_worker(state, event.by)
    if state.status is AlarmStatus.TAKEN and state.owner != event.by:
        raise Refused("taken", "Somebody else has already taken this alarm.", state.owner)
    at = min(event.at, now)
    if state.status is AlarmStatus.TAKEN:
        return _wind_owner_clock(state, at), ()
    after = changed(
        state,
        status=AlarmStatus.TAKEN,
        owner=event.by,
        taken_at=at,
        clock_at=at + seconds(state.owner_clock_s),
        step_until=None,
    )
    after, told = _tell(after, plan, "taken", event.by, also=state.owner)
    return after, (StopRinging(), *told)


def _progress(state: AlarmState, event: ev.Progressed, plan: Plan, now: datetime) -> Decision:
    """The owner's word winds the owner's clock; anybody else's is kept and moves nothing."""
    noted = (Announce("progress"),)
    if state.owner is None or event.by != state.owner or not state.is_open:
        return state, noted
    at = min(event.at, now)
    if state.status is AlarmStatus.TAKEN:
        return _wind_owner_clock(state, at), noted
    after, effects = _take(state, ev.Taken(event.at, event.by), plan, now)
    return after, effects + noted


def _wind_owner_clock(state: AlarmState, at: datetime) -> AlarmState:
    return changed(state, clock_at=at + seconds(state.owner_clock_s))


def _hand_over(state: AlarmState, event: ev.HandedOver, plan: Plan, now: datetime) -> Decision:
    """The new owner answers for it from now on, is rung, and has two minutes to say something; then it
    rings on. What was still to ring, the owner before among them, is taken back; where it was ringing (the owner
    had been silent), whoever was rung is told who has it now (S5)."""
    _refuse_if_closed(state)
    _refuse_worker(state, event.to)
    if state.owner is None or event.by != state.owner:
        raise Refused("not_owner", "Only the person who has taken this alarm can hand it over.", state.owner)
    if event.to == state.owner:
        raise Refused("same_person", "You already have this alarm.", state.owner)
    at = min(event.at, now)
    told: tuple[Effect, ...] = (Announce("handed_over"),)
    if state.status is not AlarmStatus.TAKEN:
        state, told = _tell(state, plan, "handed_over", event.by, but=event.to)
    after = changed(
        state,
        status=AlarmStatus.TAKEN,
        owner=event.to,
        taken_at=at,
        clock_at=at + seconds(min(ANSWER_S, state.owner_clock_s)),
        step_until=None,
        round=state.round + 1,
        repeat=0,
    )
    ring = Ring(after.round, 0, person(event.to), RingPurpose.HANDED_OVER, state.kind, at)
    return after, (StopRinging(), *told, ring)


def _worker_heard(state: AlarmState, event: ev.WorkerHeard, plan: Plan, now: datetime) -> Decision:
    """Told to those who deal with it; nothing stops, nothing closes (S4)."""
    if not state.is_open:
        return state, ()
    return _tell(state, plan, event.what, state.worker)


def _tell(
    state: AlarmState, plan: Plan, what: str, by: UUID, *, also: UUID | None = None, but: UUID | None = None
) -> tuple[AlarmState, tuple[Effect, ...]]:
    """Tell everybody who has been rung, and the owner, but not who did it, nor `but`, who is rung instead; once it
    is taken, the owner alone is told what the worker does."""
    if state.status is AlarmStatus.TAKEN and also is None and what != "taken":
        targets = person(state.owner)
    else:
        targets = with_person(also, rung_so_far(state, plan))
    targets = tuple(target for target in targets if target.staff_id is None or target.staff_id not in (by, but))
    told = changed(state, told=state.told + 1)
    return told, (Tell(what, targets, told.round, told.told, by), Announce(what))


# --- the close ---------------------------------------------------------------------------------------


def _close(state: AlarmState, event: ev.Closed, plan: Plan, now: datetime) -> Decision:
    """Ends only by a named person other than the worker, with an outcome, and words when genuine (S4)."""
    _refuse_if_closed(state)
    _refuse_worker(state, event.by)
    text = event.text.strip()
    if event.outcome is Outcome.GENUINE and not text:
        raise Refused("text_needed", "Say what happened and what was done.", state.owner)
    at = min(event.at, now)
    after = changed(
        state,
        status=AlarmStatus.CLOSED,
        clock_at=None,
        step_until=None,
        closed_at=at,
        closed_by=event.by,
        outcome=event.outcome,
        closing_text=text,
    )
    after, effects = _tell(after, plan, "closed", event.by, also=state.owner)
    effects += tuple(TellVisitAlarmClosed(visit, event.outcome, at) for visit in state.visits)
    return after, (StopRinging(), *effects)


def _check(state: AlarmState, event: ev.Checked, plan: Plan, now: datetime) -> Decision:
    if state.status is not AlarmStatus.CLOSED or state.outcome is not Outcome.GENUINE:
        raise Refused("no_check_needed", "Only a closed, genuine alarm needs a second person's check.")
    _refuse_worker(state, event.by)
    if event.by == state.closed_by:
        raise Refused("same_person", "A second person must check this, not the one who closed it.")
    if state.checked_by is not None:
        raise Refused("already_checked", "This has already been checked.", state.checked_by)
    return changed(state, checked_by=event.by), (Announce("checked"),)


def _refuse_if_closed(state: AlarmState) -> None:
    if state.status is AlarmStatus.CLOSED:
        raise Refused("closed", "This alarm has been closed.", state.closed_by)


def _refuse_worker(state: AlarmState, who: UUID) -> None:
    if who == state.worker:
        raise Refused("own_alarm", "You cannot answer for or close an alarm about yourself.", state.owner)


_DECIDERS: dict[type[Any], Callable[..., Decision]] = {
    ev.Raised: _raise,
    ev.Pressed: _press,
    ev.ClockDue: _look,
    ev.NobodyReachable: _skip_step,
    ev.Taken: _take,
    ev.Progressed: _progress,
    ev.HandedOver: _hand_over,
    ev.WorkerHeard: _worker_heard,
    ev.Closed: _close,
    ev.Checked: _check,
}
