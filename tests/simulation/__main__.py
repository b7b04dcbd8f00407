"""`make simulate SEED= EVENTS= WORKERS=`: one simulation, as long as wanted."""

import argparse
import sys
from time import process_time

from tests.simulation.failure import PromiseBroken
from tests.simulation.world import WORKERS, World

parser = argparse.ArgumentParser(prog="make simulate", description=__doc__)
parser.add_argument("--seed", type=int, default=1)
parser.add_argument("--events", type=int, default=1_000_000, help="events that the engine decides")
parser.add_argument("--workers", type=int, default=WORKERS)
wanted = parser.parse_args()
try:
    world = World(wanted.seed, wanted.workers).run(wanted.events)
except PromiseBroken as broken:
    sys.exit(str(broken))
print(
    f"seed {world.seed}: {world.events:,} events decided for {wanted.workers:,} workers over {world.weeks:.1f} weeks, every promise"
    f" checked after each of {world.steps:,} steps, none broken; {process_time():.0f} seconds of one core"
)
print(", ".join(f"{name} {number:,}" for name, number in sorted(world.happened.items(), key=lambda one: -one[1])))
