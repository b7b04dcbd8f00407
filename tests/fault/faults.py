"""How large the faults are, and by which chance they come: from the environment (`make faults`), else as CI takes them."""

import os
import random

ALARMS = int(os.environ.get("FAULT_ALARMS", "2000"))
"""Calls for help during which processes are killed at random."""
STILL_S = float(os.environ.get("FAULT_STILL_S", "12"))
"""How long PostgreSQL stands still, or is away. More than the watchdog needs to notice."""
SEED = int(os.environ.get("FAULT_SEED") or random.randrange(1_000_000))


def chance() -> random.Random:
    """What is random in a test follows from the seed, which is printed where the test fails."""
    print(f"FAULT_SEED={SEED} makes the same moments again.")
    return random.Random(SEED)
