"""Rooms above this one that follow deadlines: told of each that began or ended, and asked what else is in somebody's calendar."""

from collections.abc import Callable, Iterable
from typing import Any

from alongside.incidents.deadlines.feed import Dated
from alongside.incidents.models import Duty

Follower = Callable[[Duty], None]
"""Told within the transaction in which a deadline began or ended: it waits for nothing there."""
DaysOf = Callable[[Any], Iterable[Dated]]
"""From a person to the days that are in their calendar besides deadlines."""
_followers: list[Follower] = []
_days: list[DaysOf] = []


def follow(follower: Follower) -> Follower:
    """Tells a room above of deadlines (`apps.py` of that room)."""
    if follower not in _followers:
        _followers.append(follower)
    return follower


def add_days(part: DaysOf) -> DaysOf:
    """Puts a room's days into everybody's calendar."""
    if part not in _days:
        _days.append(part)
    return part


def tell_followers(duty: Duty) -> None:
    """A deadline began or ended."""
    for follower in _followers:
        follower(duty)


def days_of(user: Any) -> list[Dated]:
    """What is in somebody's calendar besides deadlines."""
    return [one for part in _days for one in part(user)]
