"""What can be done to the system: each deed is one transaction, with all that the transaction needs to know."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple


class Deed(NamedTuple):
    """One deed: its name, which is a method of `Watchroom` and of `Record`, and the arguments after the time."""

    name: str
    args: tuple[Any, ...] = ()


class Done(NamedTuple):
    """A deed, and when it was decided by the server's clock. `lost_first`: the process died before the commit, and the
    deed was done again."""

    at: datetime
    deed: Deed
    lost_first: bool = False


NAMES: list[str] = []
"""Every deed that there is."""


def _deed(name: str) -> Callable[..., Deed]:
    NAMES.append(name)
    return lambda *args: Deed(name, args)


plans = _deed("plans")
"""The visit is put on the list: planned_end."""
starts = _deed("starts")
"""The visit starts: received_at, planned_end, what the gate asks and is not answered."""
is_gated = _deed("is_gated")
"""What is known of the risk forbids to go like this: the reasons."""
opens_gate = _deed("opens_gate")
"""Somebody opens the gate: by whom, how, why."""
cancels = _deed("cancels")
is_heard = _deed("is_heard")
"""The gateway stores a check-in, and wakes the watch if that is wanted: late."""
checks_in = _deed("checks_in")
"""The watch decides a check-in: received_at, late."""
is_seen = _deed("is_seen")
"""The gateway stores a position: a sign of the device, and nothing more."""
drives = _deed("drives")
"""The worker drives: received_at, minutes."""
says_home = _deed("says_home")
"""After the end the worker says that they are home: received_at, under duress."""
extends = _deed("extends")
"""The worker needs more time: received_at, minutes."""
leaves_a_note = _deed("leaves_a_note")
ends = _deed("ends")
"""The visit is ended: received_at, by whom, evidence, the end of the shift."""
ends_under_duress = _deed("ends_under_duress")
"""The visit is ended with the duress PIN: received_at, the end of the shift."""
presses = _deed("presses")
"""A call for help: received_at, kind, pressed_at, late."""
looks = _deed("looks")
"""A watcher looks at what is due. `twice`: another looks at the very same moment."""
takes = _deed("takes")
progresses = _deed("progresses")
hands_over = _deed("hands_over")
closes = _deed("closes")
"""by, outcome, text"""
reopens = _deed("reopens")
"""Somebody opens the closed alarm again: by, text."""
finds_nobody = _deed("finds_nobody")
"""An escalation of before learns late that it reached nobody: how many rounds ago."""
checks = _deed("checks")
is_delivered = _deed("is_delivered")
"""The provider rings those of a message, if it was not cancelled meanwhile: its number."""
can_be_reached = _deed("can_be_reached")
"""From now on nobody but these has a number that works."""
