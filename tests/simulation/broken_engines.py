"""Engines that are broken on purpose, each in one way that would hurt somebody: the simulation must notice every one."""
# ruff: noqa: RET503 (where such an engine says nothing, the sound one decides)

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import count
from typing import Any

from alongside.watch import engine
from alongside.watch.engine import AlarmKind, AlarmState, AlarmStatus, Target, VisitStatus
from tests.simulation.people import ASHA
from tests.simulation.watchroom import Decide

BROKEN: dict[str, tuple[str, Callable[[], Decide]]] = {}
"""By what it does wrong: the promises of which one must notice it, and how to make the engine."""


def an_engine_that(does_wrong: str, promise: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """`wrong(state, event, plan, now)` decides; where it returns None, the sound engine does."""

    def keep(wrong: Callable[..., Any]) -> Callable[..., Any]:
        def decide(state: Any, event: Any, plan: Any, now: Any) -> Any:
            return wrong(state, event, plan, now) or engine.decide(state, event, plan, now)

        BROKEN[does_wrong] = (promise, lambda: decide)
        return wrong

    return keep


def without(kind: type, decision: Any) -> Any:
    state, effects = decision
    return state, tuple(effect for effect in effects if not isinstance(effect, kind))


def changed_by(decision: Any, **changes: Any) -> Any:
    state, effects = decision
    return replace(state, **changes), effects


@an_engine_that("swallows a press while an alarm is open", "s7")
def _(state, event, plan, now):
    if isinstance(event, engine.Pressed) and state.is_open:
        return state, ()


@an_engine_that("swallows a press that was made a day ago", "s7")
def _(state, event, plan, now):
    if isinstance(event, engine.HelpAsked) and event.pressed_at and event.pressed_at < now - timedelta(days=1):
        return without(engine.RaiseAlarm, engine.decide(state, event, plan, now))


@an_engine_that("refuses a press when the alarm is somebody's", "s7")
def _(state, event, plan, now):
    if isinstance(event, engine.Pressed) and state.status is AlarmStatus.TAKEN:
        raise engine.Refused("taken", "Somebody is on their way.")


@an_engine_that("lets a press put off the next step", "s3")
def _(state, event, plan, now):
    if isinstance(event, engine.Pressed) and state.status is AlarmStatus.RINGING:
        return changed_by(engine.decide(state, event, plan, now), clock_at=now + timedelta(minutes=40))


@an_engine_that("leaves rings in the outbox when the alarm is closed", "s4")
def _(state, event, plan, now):
    if isinstance(event, engine.Closed):
        return without(engine.StopRinging, engine.decide(state, event, plan, now))


@an_engine_that("leaves a closed alarm with a clock, and so rings on", "s3")
def _(state, event, plan, now):
    if isinstance(event, engine.Closed):
        return changed_by(engine.decide(state, event, plan, now), clock_at=now + timedelta(minutes=2))


@an_engine_that("lets the worker close their own alarm", "s4")
def _(state, event, plan, now):
    if isinstance(event, engine.Closed) and event.by == state.worker and state.is_open and event.text.strip():
        return changed_by(engine.decide(state, replace(event, by=ASHA), plan, now), closed_by=state.worker)


@an_engine_that("closes the alarm when the worker is heard", "s4")
def _(state, event, plan, now):
    if isinstance(event, engine.WorkerHeard) and state.is_open:
        found = engine.Closed(now, ASHA, engine.Outcome.FOUND_SAFE)
        return engine.decide(state, found, plan, now)


@an_engine_that("lets a visit go on when the worker checks in during an alarm", "s4 s10")
def _(state, event, plan, now):
    if isinstance(event, engine.CheckedIn) and state.status is VisitStatus.IN_ALARM and state.ended_at is None:
        closed = engine.AlarmClosed(now, engine.Outcome.FOUND_SAFE)
        return engine.decide(state, closed, plan, now)


@an_engine_that("forgets the broadcast", "s4")
def _(state, event, plan, now):
    return without(engine.Broadcast, engine.decide(state, event, plan, now))


@an_engine_that("broadcasts once, and not again", "s3")
def _(state, event, plan, now):
    after, effects = engine.decide(state, event, plan, now)
    if any(isinstance(effect, engine.Broadcast) for effect in effects):
        return replace(after, clock_at=now + timedelta(days=365)), effects


@an_engine_that("rings a step without those before it", "s4")
def _(state, event, plan, now):
    after, effects = engine.decide(state, event, plan, now)
    if isinstance(after, AlarmState) and after.step > 1:
        return after, tuple(
            replace(effect, targets=plan.steps[effect.step - 1].targets)
            if isinstance(effect, engine.Ring) and effect.step > 1
            else effect
            for effect in effects
        )


@an_engine_that("rings the worker about themselves", "s4")
def _(state, event, plan, now):
    after, effects = engine.decide(state, event, plan, now)
    return after, tuple(
        replace(effect, targets=(*effect.targets, Target(after.worker)))
        if isinstance(effect, engine.Broadcast)
        else effect
        for effect in effects
    )


@an_engine_that("drops the owner's clock", "s3")
def _(state, event, plan, now):
    if isinstance(event, engine.Taken):
        return changed_by(engine.decide(state, event, plan, now), clock_at=now + timedelta(days=365))


@an_engine_that("lets anybody's word wind the owner's clock", "s3")
def _(state, event, plan, now):
    if isinstance(event, engine.Progressed) and state.status is AlarmStatus.TAKEN:
        return engine.decide(state, replace(event, by=state.owner), plan, now)


@an_engine_that("gives the alarm to whoever takes it last", "s5 s4")
def _(state, event, plan, now):
    if isinstance(event, engine.Taken) and state.status is AlarmStatus.TAKEN and event.by != state.worker:
        return replace(state, owner=event.by), ()


@an_engine_that("does not tell the second who was first", "s5")
def _(state, event, plan, now):
    try:
        engine.decide(state, event, plan, now)
    except engine.Refused as refused:
        raise engine.Refused(refused.code, refused.sentence) from None


@an_engine_that("hands over without a word to those who were rung", "s5")
def _(state, event, plan, now):
    if isinstance(event, engine.HandedOver):
        return without(engine.Tell, engine.decide(state, event, plan, now))


@an_engine_that("forgets when it was pressed once a check-in is missed as well", "s10")
def _(state, event, plan, now):
    if isinstance(event, engine.Pressed) and event.kind is AlarmKind.MISSED_CHECK_IN and state.is_open:
        return changed_by(engine.decide(state, event, plan, now), pressed_at=None, late=False)


@an_engine_that("tells nobody who took it", "s5")
def _(state, event, plan, now):
    if isinstance(event, engine.Taken):
        return without(engine.Tell, engine.decide(state, event, plan, now))


@an_engine_that("uses a key twice", "s6")
def _(state, event, plan, now):
    if isinstance(event, engine.Pressed) and state.status is AlarmStatus.RINGING:
        after, effects = engine.decide(state, event, plan, now)
        old = (replace(one, round=state.round) if isinstance(one, engine.Ring) else one for one in effects)
        return replace(after, round=state.round), tuple(old)


@an_engine_that("waits for people who cannot be reached", "s5 s8")
def _(state, event, plan, now):
    if isinstance(event, engine.NobodyReachable):
        return state, ()


@an_engine_that("does not remind the worker", "s2")
def _(state, event, plan, now):
    return without(engine.RingWorker, engine.decide(state, event, plan, now))


@an_engine_that("alarms about a worker who has been heard since", "s2 s9")
def _(state, event, plan, now):
    if isinstance(event, engine.ClockDue):
        return engine.decide(state, engine.ClockDue(), plan, now)


@an_engine_that("counts the grace from when the watch looked", "s3")
def _(state, event, plan, now):
    if isinstance(event, engine.ClockDue) and getattr(state, "status", None) is VisitStatus.DUE_SOON:
        after, effects = engine.decide(state, event, plan, now)
        if after.status is VisitStatus.OVERDUE and now > state.due_at:
            return replace(after, due_at=now, clock_at=now + timedelta(seconds=after.timing.worker_ring_s)), effects


@an_engine_that("is not woken by the check-in that it waits for", "s3")
def _(state, event, plan, now):
    return without(engine.SetWake, engine.decide(state, event, plan, now))


@an_engine_that("lets a late frame set the clock on", "s10")
def _(state, event, plan, now):
    if isinstance(event, engine.CheckedIn) and event.late:
        return engine.decide(state, replace(event, late=False), plan, now)


@an_engine_that("does not say that a press came late", "s10")
def _(state, event, plan, now):
    if isinstance(event, engine.Pressed | engine.Raised) and event.late:
        return engine.decide(state, replace(event, pressed_at=None), plan, now)


@an_engine_that("takes an amber note for a check-in", "s11")
def _(state, event, plan, now):
    if isinstance(event, engine.NoteLeft):
        return engine.decide(state, engine.CheckedIn(now), plan, now)


@an_engine_that("shows duress on the worker's screen", "s9")
def _(state, event, plan, now):
    if isinstance(event, engine.Pressed | engine.Raised) and event.kind is AlarmKind.DURESS:
        return changed_by(engine.decide(state, event, plan, now), shown_kind=AlarmKind.SOS, shown_since=now)


@an_engine_that("shows a visit that was ended under duress as running", "s9")
def _(state, event, plan, now):
    if isinstance(event, engine.EndedUnderDuress) and state.ended_at is None and state.started_at:
        return changed_by(engine.decide(state, event, plan, now), ended_at=None)


@an_engine_that("answers the duress PIN in other words", "s9")
def _(state, event, plan, now):
    return without(engine.ShowRefused, engine.decide(state, event, plan, now))


@an_engine_that("rings the worker on after an end under duress", "s2")
def _(state, event, plan, now):
    after, effects = engine.decide(state, event, plan, now)
    if isinstance(event, engine.EndedUnderDuress) and state.status is VisitStatus.OVERDUE:
        return after, (*effects, engine.RingWorker(engine.WorkerPurpose.OVERDUE, after.cycle, after.rung + 1, now))


@an_engine_that("keeps a visit in alarm for ever", "s4")
def _(state, event, plan, now):
    if isinstance(event, engine.AlarmClosed):
        return state, ()


@an_engine_that("lets who closed it check the closing", "s4")
def _(state, event, plan, now):
    if isinstance(event, engine.Checked) and event.by == state.closed_by and state.needs_check:
        return replace(state, checked_by=event.by), ()


def _remembers_something() -> Decide:
    """Decides by what it decided before, and not by the state alone."""
    number = count()

    def decide(state: Any, event: Any, plan: Any, now: Any) -> Any:
        after, effects = engine.decide(state, event, plan, now)
        if isinstance(event, engine.Taken | engine.Progressed):
            return replace(after, told=after.told + next(number)), effects
        return after, effects

    return decide


BROKEN["decides by something else than the state"] = ("s1 s6", _remembers_something)
