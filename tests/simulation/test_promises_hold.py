"""A million events, and no promise broken; and what is said when one is."""

import pytest

from alongside.watch import engine
from tests.simulation.failure import PromiseBroken, breaks
from tests.simulation.world import WORKERS, World

SEEDS = (1, 2, 3, 4)
EVENTS = 250_000


@pytest.mark.parametrize("seed", SEEDS)
def test_every_promise_holds_after_every_step(seed):
    world = World(seed).run(EVENTS)

    assert world.events >= EVENTS
    assert world.weeks >= 2
    assert world.everything_happened()


def test_all_seeds_together_are_thousands_of_workers_and_a_million_events():
    assert len(SEEDS) * EVENTS >= 1_000_000
    assert len(SEEDS) * WORKERS >= 2000


def test_the_same_seed_leads_to_the_same():
    once, again = (World(9, 40).run(5000) for _ in range(2))
    assert (once.steps, once.now, once.happened) == (again.steps, again.now, again.happened)
    assert [life.story.history for life in once.lives] == [life.story.history for life in again.lives]


def test_a_broken_promise_is_told_by_seed_and_step_with_the_shortest_history():
    def swallows(state, event, plan, now):
        if isinstance(event, engine.Pressed) and state.is_open:
            return state, ()
        return engine.decide(state, event, plan, now)

    with pytest.raises(PromiseBroken) as broken:
        World(5, 40, swallows).run(20_000)

    told = broken.value
    assert told.promise == "s7_a_call_for_help_always_gets_through"
    assert str(told).startswith("seed 5, step ")
    assert "make simulate SEED=5 WORKERS=40" in str(told)
    assert 2 <= len(told.shortest) <= 3, "two presses are enough, or an alarm by a clock and a press"
    assert breaks(told.arrangement, told.shortest, swallows) == told.promise
    assert breaks(told.arrangement, told.shortest, engine.decide) is None
    for left_out in range(len(told.shortest)):
        fewer = [done for number, done in enumerate(told.shortest) if number != left_out]
        assert breaks(told.arrangement, fewer, swallows) != told.promise
