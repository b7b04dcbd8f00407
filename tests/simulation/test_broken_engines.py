"""The simulation notices an engine that is broken, in whichever way."""

import pytest

from tests.simulation.failure import PromiseBroken
from tests.simulation.more_broken_engines import BROKEN
from tests.simulation.world import World

EVENTS, WORKERS = 150_000, 60
SEEDS = (1, 2, 3)
"""Most are noticed in the first world; what only a rare story shows, in the next."""


@pytest.mark.parametrize(("promises", "make"), BROKEN.values(), ids=BROKEN.keys())
def test_the_simulation_notices_an_engine_that(promises, make):
    with pytest.raises(PromiseBroken) as broken:
        _run_worlds(make)
    assert broken.value.promise.partition("_")[0] in promises.split()


def _run_worlds(make):
    for seed in SEEDS:
        World(seed, WORKERS, make()).run(EVENTS)
