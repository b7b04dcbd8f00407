"""What the reporters of joined reports hear: the outcome of the report that stands for theirs, and nothing of each other."""

from typing import Any

from django.db import transaction

from alongside.incidents.following.actions import tell
from alongside.incidents.models import Change, Incident, Told
from alongside.ledger.actions import Actor

FOR_ALL = {"told_outcome": Told.Kind.OUTCOME, "told_changed": Told.Kind.CHANGED}
"""Changes by which something is told to one reporter that is meant for all of them. A message is meant for one."""


@transaction.atomic
def tell_joined(sender: Any, *, incident: Incident, change: Change, by: Actor, **_: Any) -> None:
    """Receives `occasions.changed`: an outcome, and what changed because of it, goes to the reporter of each report that was
    joined with this one too, in the same words.
    """
    kind = FOR_ALL.get(change.what)
    if kind is not None:
        tell_each(incident, kind, incident.told.get(pk=change.after["told"]).text, by=by)


def tell_each(into: Incident, kind: str, text: str, *, by: Actor) -> None:
    """Tells the reporters of the reports that were joined with this one, within an action."""
    for other in into.merged.order_by("pk"):
        tell(other, kind, text, by=by)


def tell_so_far(into: Incident, other: Incident, *, by: Actor) -> None:
    """Tells the reporter of a report that was just joined what was told for all before; what they read already is not told
    again. Within an action.
    """
    read = set(other.told.values_list("kind", "text"))
    for told in into.told.filter(kind__in=FOR_ALL.values()):
        if (told.kind, told.text) not in read:
            tell(other, told.kind, told.text, by=by)
