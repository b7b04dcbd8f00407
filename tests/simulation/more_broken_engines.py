"""More engines that are broken on purpose: in what is asked of the worker besides, and in how it is rung. See `broken_engines`."""
# ruff: noqa: RET503 (where such an engine says nothing, the sound one decides)

from dataclasses import replace
from datetime import timedelta

from alongside.watch import engine
from alongside.watch.engine import AlarmKind, AlarmState, AlarmStatus, VisitState, VisitStatus
from tests.simulation.broken_engines import BROKEN as BROKEN
from tests.simulation.broken_engines import an_engine_that, changed_by, without


@an_engine_that("extends a visit beyond its limit", "s2")
def _(state, event, plan, now):
    if isinstance(event, engine.Extended) and state.ended_at is None and state.status is not VisitStatus.PLANNED:
        unlimited = replace(state.timing, extensions=None, extended_s=None)
        return changed_by(engine.decide(replace(state, timing=unlimited), event, plan, now), timing=state.timing)


@an_engine_that("refuses a check-in once the limit of extensions is reached", "s2")
def _(state, event, plan, now):
    if isinstance(event, engine.CheckedIn) and engine.extension_left(state)[0] == 0 and state.ended_at is None:
        raise engine.Refused("extended_enough", "No.")


@an_engine_that("lets who says again and again that they drive put the check-in off for ever", "s2 s3")
def _(state, event, plan, now):
    if isinstance(event, engine.DrivingBegun) and state.driving_since is not None:
        return engine.decide(replace(state, driving_since=None), event, plan, now)


@an_engine_that("takes a drive that nobody puts off for one that is", "s2")
def _(state, event, plan, now):
    if isinstance(event, engine.DrivingBegun) and state.ended_at is None and state.started_at:
        drives = replace(state.timing, driving_s=7200)
        return changed_by(engine.decide(replace(state, timing=drives), event, plan, now), timing=drives)


@an_engine_that("pauses the clock of a worker without a signal", "s3 s2")
def _(state, event, plan, now):
    if isinstance(event, engine.ClockDue) and getattr(state, "status", None) is VisitStatus.OVERDUE:
        heard = event.last_check_in_at
        if heard is None or heard < now - timedelta(hours=1):
            return replace(state, due_at=now, clock_at=now + timedelta(seconds=state.timing.worker_ring_s)), ()


@an_engine_that("does not ask whether the worker got home", "s3")
def _(state, event, plan, now):
    if isinstance(event, engine.Ended) and state.timing.home_safe_s:
        plain = replace(state.timing, home_safe_s=0)
        return changed_by(engine.decide(replace(state, timing=plain), event, plan, now), timing=state.timing)


@an_engine_that("does not ask it after an end under duress", "s3")
def _(state, event, plan, now):
    if isinstance(event, engine.EndedUnderDuress) and state.timing.home_safe_s:
        plain = replace(state.timing, home_safe_s=0)
        return changed_by(engine.decide(replace(state, timing=plain), event, plan, now), timing=state.timing)


@an_engine_that("waits for the end of a list that goes on for days", "s3")
def _(state, event, plan, now):
    if isinstance(event, engine.Ended) and event.shift_ends and state.timing.home_safe_s:
        after, effects = engine.decide(state, event, plan, now)
        if after.home_by is not None and event.shift_ends > now + timedelta(hours=16):
            late = event.shift_ends + timedelta(seconds=state.timing.home_safe_s)
            return replace(after, home_by=late, due_at=late, clock_at=late), effects


@an_engine_that("lets the duress PIN at home pass for safety", "s7")
def _(state, event, plan, now):
    if isinstance(event, engine.HomeSafe) and event.under_duress and state.home_by is not None:
        return engine.decide(state, replace(event, under_duress=False), plan, now)


@an_engine_that("answers the duress PIN at home in other words", "s9")
def _(state, event, plan, now):
    if isinstance(event, engine.HomeSafe):
        return without(engine.ShowRefused, engine.decide(state, event, plan, now))


@an_engine_that("says that the worker is home, and goes on ringing", "s3 s2 s4 s5")
def _(state, event, plan, now):
    if isinstance(event, engine.HomeSafe) and not event.under_duress and state.home_by is not None:
        return state, ()


@an_engine_that("asks about the way home although another visit has begun", "s4 s2 s3")
def _(state, event, plan, now):
    if isinstance(event, engine.WentOn):
        return state, ()


@an_engine_that("raises no alarm about a device that stays silent", "s3 s4")
def _(state, event, plan, now):
    if isinstance(event, engine.ClockDue) and isinstance(state, VisitState):
        _, effects = engine.decide(state, event, plan, now)
        if any(isinstance(one, engine.RaiseAlarm) and one.kind is AlarmKind.DEVICE_LOST for one in effects):
            return replace(state, clock_at=now + timedelta(days=1)), ()


@an_engine_that("takes a position for a check-in", "s2 s3 s9")
def _(state, event, plan, now):
    if isinstance(event, engine.ClockDue) and event.device_heard_at is not None:
        return engine.decide(state, replace(event, last_check_in_at=event.device_heard_at), plan, now)


@an_engine_that("asks about a device that has been heard since", "s2 s3 s4")
def _(state, event, plan, now):
    if isinstance(event, engine.ClockDue) and event.device_heard_at is not None:
        return engine.decide(state, replace(event, device_heard_at=None), plan, now)


@an_engine_that("does not ask an owner who is silent", "s4 s3")
def _(state, event, plan, now):
    if isinstance(event, engine.ClockDue) and isinstance(state, AlarmState) and state.rings_on_at is not None:
        after, effects = engine.decide(state, event, plan, now)
        return after, tuple(one for one in effects if getattr(one, "purpose", "") != "owner_asked")


@an_engine_that("puts off ringing on because the owner was asked", "s3")
def _(state, event, plan, now):
    if isinstance(event, engine.ClockDue) and isinstance(state, AlarmState) and state.rings_on_at is not None:
        after, effects = engine.decide(state, event, plan, now)
        return replace(after, clock_at=after.clock_at + timedelta(minutes=2)), effects


@an_engine_that("opens an alarm again without ringing anybody", "s4")
def _(state, event, plan, now):
    if isinstance(event, engine.Reopened):
        return without(engine.Ring, without(engine.Broadcast, engine.decide(state, event, plan, now)))


@an_engine_that("leaves the owner of before in an alarm that is opened again", "s5 s4")
def _(state, event, plan, now):
    if isinstance(event, engine.Reopened):
        return changed_by(engine.decide(state, event, plan, now), owner=state.owner)


@an_engine_that("lets the visit run on beside an alarm that is opened again", "s4")
def _(state, event, plan, now):
    if isinstance(event, engine.AlarmReopened):
        return state, ()


@an_engine_that("shows a silent alarm on the worker's screen when it is opened again", "s9")
def _(state, event, plan, now):
    if isinstance(event, engine.Reopened) and state.shown_kind is None:
        return changed_by(engine.decide(state, event, plan, now), shown_kind=AlarmKind.SOS, shown_since=now)


@an_engine_that("heeds an escalation of before", "s4 s3 s5")
def _(state, event, plan, now):
    if isinstance(event, engine.NobodyReachable) and state.is_open and event.round < state.round:
        return engine.decide(state, replace(event, round=state.round), plan, now)


@an_engine_that("rings an alarm that is closed when an escalation of before comes late", "s4 s3")
def _(state, event, plan, now):
    is_closed = getattr(state, "status", None) is AlarmStatus.CLOSED
    if isinstance(event, engine.NobodyReachable) and is_closed and event.round < state.round:
        return state, (engine.Ring(state.round, 1, plan.broadcast, engine.RingPurpose.ALARM, state.kind, now),)


@an_engine_that("rings those of before again where the plan rings each step alone", "s4")
def _(state, event, plan, now):
    if isinstance(event, engine.ClockDue) and plan is not None and not plan.cumulative:
        return engine.decide(state, event, replace(plan, cumulative=True), now)


@an_engine_that("does not ring the people of a step again within its time", "s4 s3")
def _(state, event, plan, now):
    if plan is not None and any(step.again_s for step in plan.steps):
        return engine.decide(state, event, replace(plan, steps=tuple(replace(s, again_s=0) for s in plan.steps)), now)


@an_engine_that("calls the next of kin at the first press", "s4")
def _(state, event, plan, now):
    after, effects = engine.decide(state, event, plan, now)
    if plan is not None and plan.work_steps < len(plan.steps):
        kin = plan.steps[-1].targets
        return after, tuple(
            replace(one, targets=(*one.targets, *kin))
            if isinstance(one, engine.Ring) and one.step and kin[0] not in one.targets
            else one
            for one in effects
        )


@an_engine_that("starts a visit that waits at the gate as if nothing were the matter", "s5")
def _(state, event, plan, now):
    if isinstance(event, engine.Started) and state is not None and state.status is VisitStatus.GATED:
        return engine.decide(replace(state, status=VisitStatus.PLANNED), event, plan, now)


@an_engine_that("keeps a worker who is out already from their clock", "s5")
def _(state, event, plan, now):
    if isinstance(event, engine.Started) and event.unanswered:
        raise engine.Refused("gated", "Wait.")


@an_engine_that("lets workers override the gate for themselves", "s5")
def _(state, event, plan, now):
    if isinstance(event, engine.GateOpened) and state.status is VisitStatus.GATED and event.by == state.worker:
        return changed_by((state, ()), status=VisitStatus.PLANNED, opened=event.how, opened_by=event.by)
