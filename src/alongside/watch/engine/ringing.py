"""Ringing: step by step, everybody at once, and the broadcast that does not stop."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from alongside.watch.engine.changes import changed, seconds
from alongside.watch.engine.effects import Broadcast, Effect, Ring, RingPurpose
from alongside.watch.engine.plan import Plan, Target
from alongside.watch.engine.states import AlarmKind, AlarmState, AlarmStatus

Decision = tuple[AlarmState, tuple[Effect, ...]]

PANIC = frozenset({AlarmKind.SOS, AlarmKind.DURESS})
"""Kinds that ring every step at once, where the plan says so."""


def rings_all(kind: AlarmKind, plan: Plan) -> bool:
    return plan.panic_to_all and kind in PANIC


def begin_ringing(
    state: AlarmState, plan: Plan, now: datetime, purpose: RingPurpose, *, due_at: datetime | None = None
) -> Decision:
    """Ring the first step, or all of them for a panic, besides the next of kin. The steps count from now, not from
    `due_at` (when the ringing ought to have begun): nobody has been rung yet, and each has the time of the step to answer."""
    step = plan.work_steps if rings_all(state.kind, plan) else plan.next_step(0, without=state.worker)
    return ring_step(state, plan, step or None, now, now, purpose, lag_from=due_at)


def ring_step(
    state: AlarmState,
    plan: Plan,
    step: int | None,
    due_at: datetime,
    now: datetime,
    purpose: RingPurpose,
    *,
    lag_from: datetime | None = None,
) -> Decision:
    """Ring everybody of the steps up to `step`, which was due at `due_at`; broadcast when None. Where the plan rings each
    step alone, only those who have not been rung yet.

    A step's time counts from when it was due, so after the watch stood still this goes straight to the step
    whose time has come, and rings it with everybody before it (S3). Steps that hold nobody but the worker
    are passed over.
    """
    lag_from = lag_from or due_at
    first = step if step is not None and _rings_alone(state, plan, purpose) else 1
    while step is not None:
        targets = plan.targets_of(first, step, without=state.worker)
        until = due_at + seconds(_timeout_s(state, plan, step))
        if targets and now < until:
            ring = Ring(state.round, step, with_person(state.owner, targets), purpose, state.kind, lag_from)
            begun = changed(state, status=AlarmStatus.RINGING, step=step, again=0)
            return _wait(begun, plan, due_at, until, now), (ring,)
        if targets:
            due_at = until
        step = plan.next_step(step, without=state.worker)
    return broadcast(changed(state, step=len(plan.steps)), plan, due_at, now)


def ring_again(state: AlarmState, plan: Plan, due_at: datetime, now: datetime) -> Decision:
    """Ring the people of the step again within its time. What the watch was too late for is not rung twice over."""
    first = state.step if _rings_alone(state, plan, RingPurpose.ALARM) else 1
    targets = with_person(state.owner, plan.targets_of(first, state.step, without=state.worker))
    rung = changed(state, again=state.again + 1)
    ring = Ring(rung.round, rung.step, targets, RingPurpose.ALARM, rung.kind, due_at, rung.again)
    return _wait(rung, plan, due_at, state.step_until or due_at, now), (ring,)


def step_ends(state: AlarmState) -> datetime | None:
    """When the time of the step is over, or the owner's, or of whatever else the clock waits for."""
    return state.step_until or state.rings_on_at or state.clock_at


def until_at_latest(state: AlarmState, end: datetime | None) -> AlarmState:
    """The state with a clock that waits no longer than until `end`."""
    ends = step_ends(state)
    if end is None or ends is None or state.clock_at is None or ends <= end:
        return state
    if state.clock_at >= end:
        return changed(state, clock_at=end, step_until=None)
    return changed(state, step_until=end)


def _wait(state: AlarmState, plan: Plan, due_at: datetime, until: datetime, now: datetime) -> AlarmState:
    """Sets the clock to the next time that the step's people are rung, or to the end of its time."""
    again_s, clock_at = _again_s(state, plan), until
    if again_s:
        clock_at = due_at + seconds(again_s)
        while clock_at <= now:
            clock_at += seconds(again_s)
    if clock_at >= until:
        return changed(state, clock_at=until, step_until=None)
    return changed(state, clock_at=clock_at, step_until=until)


def _rings_alone(state: AlarmState, plan: Plan, purpose: RingPurpose) -> bool:
    return not plan.cumulative and purpose is not RingPurpose.OWNER_SILENT and not rings_all(state.kind, plan)


def _timeout_s(state: AlarmState, plan: Plan, step: int) -> int:
    """The step's own time; when everybody is rung at once, the shortest that any step gives."""
    if rings_all(state.kind, plan) and step <= plan.work_steps:
        return min(one.timeout_s for one in plan.steps[: plan.work_steps])
    return plan.steps[step - 1].timeout_s


def _again_s(state: AlarmState, plan: Plan) -> int:
    """Likewise the time after which people are rung again; 0 where they are not."""
    if rings_all(state.kind, plan) and state.step <= plan.work_steps:
        return min((one.again_s for one in plan.steps[: plan.work_steps] if one.again_s), default=0)
    return plan.steps[state.step - 1].again_s


def broadcast(state: AlarmState, plan: Plan, due_at: datetime, now: datetime) -> Decision:
    """Ring everybody there is, and set the clock to do it again (S4)."""
    repeat, clock_at = state.repeat, due_at
    while clock_at <= now:
        repeat += 1
        quick = repeat <= plan.quick_repeats
        clock_at += seconds(plan.repeat_s if quick else plan.slow_repeat_s)
    targets = with_person(state.owner, plan.broadcast_targets(without=state.worker))
    after = changed(state, status=AlarmStatus.EXHAUSTED, repeat=repeat, clock_at=clock_at, step_until=None, again=0)
    return after, (Broadcast(state.round, repeat, targets, state.kind, due_at),)


def ring_on(state: AlarmState, plan: Plan, due_at: datetime, now: datetime) -> Decision:
    """The owner has been silent too long: ring the owner, everybody before, and the next step, but the next of kin only
    once these have had their time. The owner stays named until another takes it, or answers by taking it again or by
    saying what is being done."""
    step = plan.next_step(state.step, without=state.worker)
    if step is None or step > plan.work_steps:
        step = plan.work_steps or None
    silent = changed(state, round=state.round + 1, repeat=0, rings_on_at=None)
    return ring_step(silent, plan, step, due_at, now, RingPurpose.OWNER_SILENT)


def person(staff: UUID | None) -> tuple[Target, ...]:
    return () if staff is None else (Target(staff_id=staff),)


def with_person(staff: UUID | None, targets: tuple[Target, ...]) -> tuple[Target, ...]:
    """The targets with a person before them, unless among them already."""
    return targets if staff is None or Target(staff) in targets else person(staff) + targets


def rung_so_far(state: AlarmState, plan: Plan) -> tuple[Target, ...]:
    """Everybody who has been rung: the steps so far, or everybody once it was broadcast."""
    if state.repeat:
        return plan.broadcast_targets(without=state.worker)
    return plan.targets_up_to(state.step, without=state.worker)
