"""What the gate says, in plain words."""

from alongside.watch.engine import Opening
from alongside.watch.models import Visit

REASONS = {
    "missing": "Nobody has assessed the risk of this visit yet.",
    "out_of_date": "The risk assessment is past its review date.",
    "changed": "Something has changed since the risk was assessed.",
    "base": "The risk assessment says: meet at a clinic or the base, not at home.",
    "high": "The risk is high for one person alone.",
}
OPENED = {
    Opening.ASSESSED: "The risk was assessed by {who}.",
    Opening.OVERRIDE: "{who} lets this visit begin: {reason}",
    Opening.TWO_WORKERS: "{who} goes along.",
    Opening.MOVED_TO_BASE: "It was moved to a base or clinic by {who}.",
    Opening.NOT_ASKED: "Nothing stands in the way any more.",
}


def reasons_in_words(visit: Visit) -> list[str]:
    """Why a visit waits, or what nobody has answered."""
    found = visit.gate or {}
    return [REASONS.get(code, code) for code in found.get("reasons", ())]


def opened_words(how: Opening, who: str, reason: str) -> str:
    """How its gate was opened."""
    return OPENED[how].format(who=who, reason=reason)
