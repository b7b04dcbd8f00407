"""A broken promise, told so that it can be mended: seed, step, and the shortest history that breaks it."""

import traceback
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from tests.simulation.deeds import Done
from tests.simulation.people import Arrangement
from tests.simulation.story import Story
from tests.simulation.watchroom import Decide

ROUNDS = 400
"""Shorter histories that are tried at the most."""


class PromiseBroken(AssertionError):
    """`promise` is the name of the function that failed, `shortest` the shortest history found that fails in the same."""

    def __init__(self, seed: int, workers: int, step: int, story: Story, broken: AssertionError) -> None:
        self.promise, self.arrangement = _promise(broken), story.arrangement
        self.shortest = shorten(story.arrangement, story.history, self.promise, story.room.decide)
        super().__init__(
            f"seed {seed}, step {step}: {self.promise}: {broken}\n\n"
            f"The shortest history of {story.arrangement} that was found to break it:\n"
            f"{tell(self.shortest)}\n\nTo see it again: make simulate SEED={seed} WORKERS={workers}"
        )


def shorten(arrangement: Arrangement, history: Sequence[Done], promise: str, decide: Decide) -> list[Done]:
    """Leaves out of the history whatever the failure does not need: halves, quarters, down to single deeds."""
    kept, size, rounds = list(history), max(1, len(history) // 2), 0
    while rounds < ROUNDS:
        at = 0
        while at < len(kept) and rounds < ROUNDS:
            fewer = kept[:at] + kept[at + size :]
            rounds += 1
            if fewer and breaks(arrangement, fewer, decide) == promise:
                kept = fewer
            else:
                at += size
        if size == 1:
            break
        size //= 2
    return kept


def breaks(arrangement: Arrangement, history: Sequence[Done], decide: Decide) -> str | None:
    """The name of the promise that this history breaks, if it can happen at all and breaks one."""
    story = Story(arrangement, decide)
    try:
        for done in history:
            story.do(*done)
        story.ends_in_what_is_stored()
    except AssertionError as broken:
        return _promise(broken)
    except (StopIteration, LookupError, AttributeError, TypeError, ValueError):
        return None
    return None


def tell(history: Sequence[Done]) -> str:
    """One deed a line."""
    return "\n".join(f"  {done.at:%a %H:%M:%S}  {_words(done)}" for done in history)


def _words(done: Done) -> str:
    args = ", ".join(map(_word, done.deed.args))
    return f"{done.deed.name}({args})" + (" (lost before the commit, and done again)" if done.lost_first else "")


def _word(value: Any) -> str:
    if isinstance(value, datetime):
        return f"{value:%H:%M:%S}"
    if isinstance(value, UUID):
        return f"person {value.int}" if value.int < 1000 else "the worker"
    if isinstance(value, frozenset):
        return "{" + ", ".join(sorted(map(_word, value))) + "}"
    return repr(str(value)) if isinstance(value, str) else str(value)


def _promise(broken: AssertionError) -> str:
    """The function that is named after a promise; else the engine itself refused to go on."""
    names = [frame.name for frame in traceback.extract_tb(broken.__traceback__)]
    return next((name for name in names if name[:1] == "s" and name[1:2].isdigit()), f"the engine stopped: {broken}")
