"""What the reporters of joined reports hear: the words for the report that stands for theirs, and nothing of each other.

An outcome, and what changed because of it, goes to all of them as it is written (`following.actions.tell`).
"""

from alongside.incidents.following.actions import OF_THE_EVENT, pass_on
from alongside.incidents.models import Incident
from alongside.ledger.actions import Actor


def tell_each(into: Incident, kind: str, text: str, *, by: Actor) -> None:
    """Tells the reporters of the reports that were joined with this one, within an action."""
    for other in into.merged.order_by("pk"):
        pass_on(other, kind, text, by=by)


def tell_so_far(into: Incident, other: Incident, *, by: Actor) -> None:
    """Tells the reporter of a report that was just joined what was told for all before; what they read already is not told
    again. Within an action.
    """
    read = set(other.told.values_list("kind", "text"))
    for told in into.told.filter(kind__in=OF_THE_EVENT):
        if (told.kind, told.text) not in read:
            pass_on(other, told.kind, told.text, by=by)
