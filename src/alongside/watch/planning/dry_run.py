"""A dry run: who would be rung when by a plan, found by the engine itself and by whoever resolves its targets in earnest.

Nothing is written and nobody is rung. Roles are as they are held now; rotas are as of the moment that is tried.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from alongside.ledger.clock import now
from alongside.people.models import ContactPoint, Staff
from alongside.people.reached import is_stale
from alongside.watch import engine
from alongside.watch.holding import NUMBERED
from alongside.watch.models import NextOfKin
from alongside.watch.plans import people_behind, reaches
from alongside.watch.timings import timings_for

PANIC, MISSED = "panic", "missed"
OCCASIONS = {PANIC: "A call for help", MISSED: "A check-in that is missed"}
MOST_TURNS = 200
"""Clocks that are followed; a plan of ten steps, each rung again every 30 seconds, has more than anybody reads."""


@dataclass(frozen=True, slots=True)
class Called:
    """One person who would be rung: on which channels, why they are, and what is to be mended."""

    name: str
    why: str
    ways: tuple[ContactPoint, ...]
    complaint: str = ""

    @property
    def channels(self) -> str:
        return ", ".join(point.get_channel_display().lower() for point in self.ways)


@dataclass(frozen=True, slots=True)
class Ringing:
    """What would happen at one moment. `what`: the step, or everybody."""

    at: datetime
    what: str
    called: tuple[Called, ...]


def dry_run(plan: engine.Plan, worker: Staff, at: datetime, occasion: str) -> list[Ringing]:
    """Who would be rung when, from a call for help at `at`, or from a check-in that was due at `at` and did not come, until
    everybody is rung at once and again and again. `worker`: somebody whom the plan protects.
    """
    rung: list[Ringing] = []
    press = engine.RaiseAlarm(engine.AlarmKind.SOS, worker.pk, None, at, at)
    if occasion == MISSED:
        press = _overdue(worker, at, rung)
    event = engine.alarm_event_for(press, None, UUID(int=1))
    state, effects = engine.decide_alarm(None, event, plan, press.at)
    clock = press.at
    for _ in range(MOST_TURNS):
        state = _ring(plan, worker, state, effects, clock, rung)
        if state.status is engine.AlarmStatus.EXHAUSTED or state.clock_at is None:
            break
        clock = state.clock_at
        state, effects = engine.decide_alarm(state, engine.ClockDue(), plan, clock)
    return rung


def complaints_about(people: Iterable[Staff]) -> list[str]:
    """What is wrong with how these people are reached, in words: nothing verified, no number, verified long ago, one number of
    two people.
    """
    moment, found = now(), []
    people = list({one.pk: one for one in people}.values())
    points: dict[UUID, list[ContactPoint]] = {}
    for point in ContactPoint.objects.filter(staff__in=people).order_by("position", "pk"):
        points.setdefault(point.staff_id, []).append(point)
    owners: dict[str, dict[UUID, str]] = {}
    for one in people:
        complaint = _complaint(points.get(one.pk, []), moment)
        if complaint:
            found.append(f"{one.name}: {complaint}")
        for point in points.get(one.pk, []):
            if point.channel in NUMBERED and point.verified_at:
                owners.setdefault(point.address, {})[one.pk] = one.name
    shared = [names.values() for names in owners.values() if len(names) > 1]
    found += [f"{' and '.join(names)} have one number between them." for names in shared]
    return found


def _overdue(worker: Staff, at: datetime, rung: list[Ringing]) -> engine.RaiseAlarm:
    """Lets a check-in be missed: the worker is rung until the grace is over; what raises the alarm then."""
    timing = replace(timings_for(worker).for_visit("low"), device_silence_s=0)
    begun = at - timedelta(seconds=timing.check_in_interval_s)
    visit, _ = engine.decide_visit(None, engine.Started(begun, UUID(int=2), worker.pk, timing), begun)
    while visit.clock_at is not None:
        clock = visit.clock_at
        visit, effects = engine.decide_visit(visit, engine.ClockDue(), clock)
        for effect in effects:
            if isinstance(effect, engine.RaiseAlarm):
                return effect
            if isinstance(effect, engine.RingWorker) and effect.purpose is engine.WorkerPurpose.OVERDUE:
                rung.append(Ringing(clock, "The worker", (_called(worker, "Works alone", now()),)))
    raise LookupError("a visit without a clock raises no alarm")


def _ring(
    plan: engine.Plan,
    worker: Staff,
    state: engine.AlarmState,
    effects: Sequence[engine.Effect],
    clock: datetime,
    rung: list[Ringing],
) -> engine.AlarmState:
    """Follows what a decision wants done, as `watch.decisions` does; the state after what follows from that."""
    for effect in effects:
        if not isinstance(effect, engine.Ring | engine.Broadcast):
            continue
        called = _all_called(effect.targets, worker, clock)
        rung.append(Ringing(clock, _what(effect, plan), called))
        if isinstance(effect, engine.Ring) and not any(one.ways for one in called):
            nobody = engine.NobodyReachable(clock, effect.round, effect.step)
            state, more = engine.decide_alarm(state, nobody, plan, clock)
            state = _ring(plan, worker, state, more, clock, rung)
    return state


def _all_called(targets: tuple[engine.Target, ...], worker: Staff, clock: datetime) -> tuple[Called, ...]:
    reached = {reach.staff.pk for reach in reaches(targets, worker, at=clock)}
    moment = now()
    called = []
    for staff, why in people_behind(targets, worker, at=clock):
        one = _called(staff, why, moment)
        called.append(one if staff.pk in reached else Called(one.name, why, (), one.complaint))
    if any(target.kin for target in targets):
        called.append(_kin_of(worker))
    return tuple(called)


def _kin_of(worker: Staff) -> Called:
    kin = NextOfKin.objects.filter(staff=worker.pk).first()
    if kin is None:
        return Called("The next of kin", "Last resort", (), "The worker has named nobody.")
    way = ContactPoint(channel=ContactPoint.Channel.SMS, address=kin.number)
    return Called("The next of kin", "Last resort, told once, and never of a silent alarm", (way,))


def _called(staff: Staff, why: str, moment: datetime) -> Called:
    points = list(ContactPoint.objects.filter(staff=staff.pk).order_by("position", "pk"))
    return Called(staff.name, why, tuple(one for one in points if one.verified_at), _complaint(points, moment))


def _complaint(points: Sequence[ContactPoint], moment: datetime) -> str:
    verified = [point for point in points if point.verified_at]
    numbers = [point for point in verified if point.channel in NUMBERED]
    if not verified:
        return "cannot be reached at all: nothing is verified."
    if not numbers:
        waiting = any(point.channel in NUMBERED for point in points)
        return "has a number that is not verified." if waiting else "has no telephone number."
    if all(is_stale(point, moment) for point in numbers):
        return f"the number was last confirmed on {max(p.verified_at for p in numbers if p.verified_at):%-d %B %Y}."
    return ""


def _what(effect: engine.Ring | engine.Broadcast, plan: engine.Plan) -> str:
    if isinstance(effect, engine.Broadcast):
        return f"Everybody, and again every {plan.repeat_s} seconds until somebody takes it"
    if effect.step > plan.work_steps:
        return "The next of kin as well"
    again = ", again" if effect.again else ""
    if plan.panic_to_all and effect.kind in (engine.AlarmKind.SOS, engine.AlarmKind.DURESS):
        return f"Every step at once{again}"
    return f"Step {effect.step}{again}"
