"""A small stage for stories about one visit or one alarm: the time is told, then something happens."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from alongside.watch import engine

NINE = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
WORKER, VISIT, ALARM, PLAN, ASHA, BEN, CARYS = (UUID(int=number) for number in range(1, 8))


def at(clock: str) -> datetime:
    """The moment on the day of the story, as 10:05 or 10:05:30."""
    hours, minutes, seconds = (*(int(part) for part in clock.split(":")), 0)[:3]
    return NINE.replace(hour=0) + timedelta(hours=hours, minutes=minutes, seconds=seconds)


class Story:
    """One visit or alarm that is told event by event. `state` is where it has come to."""

    def __init__(self, plan: engine.Plan | None = None) -> None:
        self.plan = plan
        self.state: engine.State | None = None
        self.history: list[tuple[engine.Event, datetime]] = []

    def tell(self, event: engine.Event, now: datetime | None = None) -> tuple[engine.Effect, ...]:
        """Something happens; the effects. `now` is the event's own time when not given."""
        decided = now or event.at  # type: ignore[union-attr]
        self.state, effects = engine.decide(self.state, event, self.plan, decided)  # type: ignore[misc]
        self.history.append((event, decided))
        return effects

    def look(self, clock: str, heard: datetime | None = None) -> tuple[engine.Effect, ...]:
        """The watch looks at this time."""
        return self.tell(engine.ClockDue(heard), at(clock))


@pytest.fixture
def visit() -> Story:
    """A visit that started at 9:00: check-in every hour, reminder 5 minutes before, 10 minutes of grace."""
    story = Story()
    story.tell(engine.Started(NINE, VISIT, WORKER, engine.VisitTiming()))
    return story


@pytest.fixture
def plan() -> engine.Plan:
    """Asha; then the line manager; then everybody and the response centre. Two minutes each."""
    return engine.Plan(
        PLAN,
        1,
        (
            engine.Step((engine.Target(ASHA), engine.Target(WORKER))),
            engine.Step((engine.Target(role="line_manager"),)),
        ),
        broadcast=(engine.Target(role="operator"),),
    )


@pytest.fixture
def alarm(plan: engine.Plan) -> Story:
    """A missed check-in, raised at 10:10."""
    story = Story(plan)
    story.tell(engine.Raised(at("10:10"), ALARM, WORKER, engine.AlarmKind.MISSED_CHECK_IN, VISIT))
    return story
