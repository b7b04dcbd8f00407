"""Decisions of the safety engine per second, on one core: visits that go well, and one that ends in an alarm."""

import dataclasses
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from alongside.watch import engine
from bench.result import Beside, Result, middle

NAMES = ("engine_decisions",)
ROUNDS = 5
SECONDS = 0.5

NINE = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
WORKER, VISIT, ALARM, PLAN, BUDDY = (UUID(int=number) for number in range(1, 6))
LADDER = engine.Plan(
    PLAN,
    1,
    (engine.Step((engine.Target(BUDDY),)), engine.Step((engine.Target(role="operator"),))),
    broadcast=(engine.Target(role="lsms"),),
)
CHECK_INS = 8
BROADCASTS = 2


def run(names: Sequence[str]) -> Iterator[Result]:
    """The same story again and again, beside the copying of one state, which is the least that a decision costs."""
    story, state = _tell()
    decided = [_per_second(lambda: _replay(story)) * len(story) for _ in range(ROUNDS)]
    copied = [_per_second(lambda: dataclasses.replace(state, cycle=1)) for _ in range(ROUNDS)]
    yield Result(
        "engine_decisions",
        middle(decided),
        "decisions/s on one core",
        Beside("copies of a visit's state", middle(copied)),
        {"decisions_in_the_story": len(story), "rounds": [round(rate) for rate in decided]},
    )


Story = list[tuple[bool, Any, datetime]]


def _tell() -> tuple[Story, engine.VisitState]:
    """A visit with hourly check-ins that falls silent, and its alarm to the end; and the state of the running visit.

    Each element: whether the alarm is decided or the visit, the event, and when.
    """
    told: Story = []
    visit: Any = None
    alarm: Any = None

    def decide(event: Any, now: datetime, *, of_alarm: bool = False) -> tuple[Any, ...]:
        nonlocal visit, alarm
        told.append((of_alarm, event, now))
        if of_alarm:
            alarm, effects = engine.decide(alarm, event, LADDER, now)
        else:
            visit, effects = engine.decide(visit, event, None, now)
        return effects

    decide(engine.Started(NINE, VISIT, WORKER, engine.VisitTiming()), NINE)
    for hour in range(CHECK_INS):
        heard = NINE + timedelta(hours=hour, minutes=50)
        decide(engine.CheckedIn(heard, "owntracks"), heard)
    running = visit
    while not any(isinstance(effect, engine.RaiseAlarm) for effect in decide(engine.ClockDue(), visit.clock_at)):
        pass
    at = told[-1][2]
    decide(engine.Raised(at, ALARM, WORKER, engine.AlarmKind.MISSED_CHECK_IN, VISIT), at, of_alarm=True)
    broadcasts = 0
    while broadcasts < BROADCASTS:
        effects = decide(engine.ClockDue(), alarm.clock_at, of_alarm=True)
        broadcasts += sum(isinstance(effect, engine.Broadcast) for effect in effects)
    at = told[-1][2] + timedelta(seconds=20)
    for event in (
        engine.Taken(at, BUDDY),
        engine.Progressed(at, BUDDY, "Ringing her."),
        engine.Closed(at, BUDDY, engine.Outcome.FOUND_SAFE, "She is well."),
    ):
        decide(event, at, of_alarm=True)
    decide(engine.AlarmClosed(at, engine.Outcome.FOUND_SAFE), at)
    return told, running


def _replay(story: Story) -> None:
    visit: Any = None
    alarm: Any = None
    for of_alarm, event, now in story:
        if of_alarm:
            alarm, _ = engine.decide(alarm, event, LADDER, now)
        else:
            visit, _ = engine.decide(visit, event, None, now)


def _per_second(work: Callable[[], object]) -> float:
    began, count = time.process_time(), 0
    while time.process_time() - began < SECONDS:
        for _ in range(100):
            work()
        count += 100
    return count / (time.process_time() - began)
