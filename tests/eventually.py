"""Waiting for what must come, however long it takes within reason, and saying what was there instead."""

import threading
from collections.abc import Callable
from time import monotonic
from typing import TypeVar

PATIENCE_S = 30.0
"""After this long something counts as never to come. Generous: it is only ever used up by a failure."""

LOOK_EVERY_S = 0.02

_pause = threading.Event()  # never set: waiting for it is how a look is taken now and then

Found = TypeVar("Found")


def eventually(look: Callable[[], Found], what: object = "", *, patience: float = PATIENCE_S) -> Found:
    """Looks until `look` returns something true and raises no AssertionError; returns what it returned.

    Raises AssertionError with `what` (text, or a function that describes what is there instead) and the last look's own
    complaint.
    """
    deadline = monotonic() + patience
    while True:
        found, complaint = None, ""
        try:
            found = look()
        except AssertionError as error:
            complaint = str(error)
        else:
            if found:
                return found
        if monotonic() > deadline:
            told = what() if callable(what) else what
            detail = complaint or f"the last look gave {found!r}"
            raise AssertionError(f"{told or 'It'} did not come true within {patience:g} s: {detail}")
        _pause.wait(LOOK_EVERY_S)
