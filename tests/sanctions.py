"""Steps of a sanction, as tests take them."""

from collections.abc import Callable
from typing import Any

from alongside.cases.models import Sanction
from alongside.cases.sanctions import actions
from alongside.ledger.actions import Actor
from tests.days import in_days

Propose = Callable[..., Sanction]
OPINION = {"opinion": "no_objection", "opinion_by": "Dr Amara Pell", "text": "His clinic can be held elsewhere."}


def stays(start: int = 0, end: int = 180) -> dict[str, Any]:
    """What is said where it is approved: days from today, and why."""
    return {"starts_on": in_days(start), "ends_on": in_days(end), "text": "It protects the ward."}


def moved(sanction: Sanction, act: str, by: Actor, **given: Any) -> Sanction:
    """Moves a sanction on."""
    return actions.move_sanction(sanction, act, given, by=by)
