"""News of a case: those who are told when it moves on register here (`apps.py`). Told is what is news to somebody outside: a charge, a
result, the end; in codes' words, without a name.
"""

from collections.abc import Callable
from dataclasses import dataclass

from alongside.cases.models import Case
from alongside.ledger.actions import Actor


@dataclass(frozen=True, slots=True)
class News:
    """What is new, in a sentence. `case_status`: where the case stands from now on; empty for what the police or a court decided."""

    sentence: str
    case_status: str = ""


Follower = Callable[[Case, News, Actor], None]
_followers: list[Follower] = []


def follow(follower: Follower) -> Follower:
    """Tells somebody of all news."""
    if follower not in _followers:
        _followers.append(follower)
    return follower


def moved_on(case: Case, news: News, *, by: Actor) -> None:
    """Tells whoever follows a held case, within the caller's action."""
    for follower in _followers:
        follower(case, news, by)
