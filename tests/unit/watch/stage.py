"""A small stage for stories about one visit or one alarm: the time is told, then something happens."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from alongside.watch import engine

NINE = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
WORKER, VISIT, ALARM, PLAN, ASHA, BEN, CARYS = (UUID(int=number) for number in range(1, 8))

PLAN_OF_TWO_STEPS = engine.Plan(
    PLAN,
    1,
    (
        engine.Step((engine.Target(ASHA), engine.Target(WORKER))),
        engine.Step((engine.Target(role="line_manager"),)),
    ),
    broadcast=(engine.Target(role="operator"),),
)
"""Asha (and, by mistake, the worker); then the line manager; then everybody and the operators. Two minutes each."""


def at(clock: str) -> datetime:
    """The moment on the day of the story, as 10:05 or 10:05:30."""
    hours, minutes, seconds = (*(int(part) for part in clock.split(":")), 0)[:3]
    return NINE.replace(hour=0) + timedelta(hours=hours, minutes=minutes, seconds=seconds)


class Story:
    """One visit or alarm that is told event by event. `state` is where it has come to."""

    def __init__(self, plan: engine.Plan | None = None) -> None:
        self.plan = plan
        self.state: Any = None
        self.history: list[tuple[engine.Event, datetime]] = []

    def tell(self, event: Any, now: datetime | None = None) -> tuple[engine.Effect, ...]:
        """Something happens; the effects. `now` is the event's own time when not given."""
        decided = now or event.at
        self.state, effects = engine.decide(self.state, event, self.plan, decided)
        self.history.append((event, decided))
        return effects

    def look(self, clock: str, heard: str | None = None) -> tuple[engine.Effect, ...]:
        """The watch looks at this time."""
        return self.tell(engine.ClockDue(at(heard) if heard else None), at(clock))


def started_visit(planned_end: str | None = None, **timing: int) -> Story:
    """A visit that started at 9:00: check-in every hour, reminder 5 minutes before, 10 minutes of grace."""
    story = Story()
    end = at(planned_end) if planned_end else None
    story.tell(engine.Started(NINE, VISIT, WORKER, engine.VisitTiming(**timing), end))
    return story


def raised_alarm(
    kind: engine.AlarmKind = engine.AlarmKind.MISSED_CHECK_IN, plan: engine.Plan = PLAN_OF_TWO_STEPS
) -> Story:
    """An alarm of the visit's worker, raised at 10:10."""
    story = Story(plan)
    story.tell(engine.Raised(at("10:10"), ALARM, WORKER, kind, VISIT))
    return story


def rung(effects: tuple[engine.Effect, ...]) -> list[str]:
    """Who is rung, as the stage's names."""
    return [
        name_of(target)
        for effect in effects
        if isinstance(effect, engine.Ring | engine.Broadcast)
        for target in effect.targets
    ]


def name_of(target: engine.Target) -> str:
    """Asha, Ben, Carys, the worker, the role, or the next of kin."""
    names = {ASHA: "Asha", BEN: "Ben", CARYS: "Carys", WORKER: "the worker"}
    if target.kin:
        return "the next of kin"
    if target.rota_id:
        return "on call"
    return names.get(target.staff_id, "somebody") if target.staff_id else str(target.role)


def of(kind: type, effects: tuple[engine.Effect, ...]) -> list[Any]:
    """The effects of one kind."""
    return [effect for effect in effects if isinstance(effect, kind)]


def told(effects: tuple[engine.Effect, ...]) -> list[tuple[str, list[str]]]:
    """What people are told, and who."""
    return [(tell.what, [name_of(target) for target in tell.targets]) for tell in of(engine.Tell, effects)]
