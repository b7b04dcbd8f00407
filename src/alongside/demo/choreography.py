"""What happens to whom, and when: pure, and the same for the same seed.

There must be something to see within a minute, and no more than one person can deal with: two to four alarms open at
any time, however many workers play. A worker who has called for help next forgets a check-in and the other way round,
so that nobody's closed alarm is opened again by a new press, which the watch would do within half an hour.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from heapq import heappop, heappush
from random import Random


class Turn(StrEnum):
    """What can happen on a visit. The first four end in an alarm."""

    HELP = "help"
    FALL = "fall"
    DURESS = "duress"
    FORGET = "forget"
    LATE = "late"
    """Forgets a check-in as well, but answers the reminder."""
    NO_SIGNAL = "no_signal"


@dataclass(frozen=True, slots=True, order=True)
class Happening:
    """`at_s`: seconds of simulated life since the start. `worker` counts from 0, in the order of their turns."""

    at_s: float
    worker: int
    turn: Turn


OPENING_S = (12.0, 45.0, 130.0, 235.0, 310.0)
"""When the first calls for help come."""
EVERY_S = 1200.0
"""How often an alarm comes to one worker: with 12 of them, one every 100 seconds."""
FORGOTTEN_S = 360.0
"""From the last check-in to the alarm, in teams of five minutes' interval and a minute's grace."""
QUIET_EVERY_S = 600.0
"""How often something smaller happens to one worker."""

_CALLS = (Turn.HELP, Turn.HELP, Turn.FALL, Turn.HELP, Turn.DURESS, Turn.FALL)


def happenings(workers: int, seed: int) -> Iterator[Happening]:
    """Everything that happens to so many workers, in the order of time, without end. Raises ValueError for none."""
    if workers < 1:
        raise ValueError("nothing happens to nobody")
    chance = Random(f"turns {seed}")  # noqa: S311 (no secret)
    waiting: list[Happening] = []
    grave, quiet = _alarms(workers, chance), _quiet(workers, chance)
    next_grave, next_quiet = next(grave), next(quiet)
    while True:
        # A forgotten check-in begins up to FORGOTTEN_S before its alarm, so later alarms can begin sooner.
        while not waiting or min(next_grave[0] - FORGOTTEN_S, next_quiet.at_s) <= waiting[0].at_s:
            if next_grave[0] - FORGOTTEN_S <= next_quiet.at_s:
                at_s, worker, turn = next_grave
                begins = max(0.0, at_s - FORGOTTEN_S) if turn is Turn.FORGET else at_s
                heappush(waiting, Happening(round(begins, 1), worker, turn))
                next_grave = next(grave)
            else:
                heappush(waiting, next_quiet)
                next_quiet = next(quiet)
        yield heappop(waiting)


def _alarms(workers: int, chance: Random) -> Iterator[tuple[float, int, Turn]]:
    """When each alarm is to come, to whom, and by what."""
    gap = EVERY_S / workers
    at_s, count = 0.0, 0
    while True:
        round_, place = divmod(count, workers)
        if count < len(OPENING_S):
            at_s = OPENING_S[count]
        else:
            at_s = max(at_s + gap * chance.uniform(0.8, 1.2), FORGOTTEN_S + 5)
        calls = (place < len(OPENING_S) or place // 2 % 2 == 1) is (round_ % 2 == 0)
        turn = Turn.HELP if count == 0 else chance.choice(_CALLS) if calls else Turn.FORGET
        yield at_s, place, turn
        count += 1


def _quiet(workers: int, chance: Random) -> Iterator[Happening]:
    at_s = 0.0
    while True:
        at_s += QUIET_EVERY_S / workers * chance.uniform(0.5, 1.5)
        yield Happening(round(at_s, 1), chance.randrange(workers), chance.choice((Turn.LATE, Turn.NO_SIGNAL)))
