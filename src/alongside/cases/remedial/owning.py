"""What the evidence room asks about files that show that an action is done."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from alongside.cases.models import RemedialAction
from alongside.cases.remedial.actions import EVIDENCE
from alongside.cases.remedial.telling import setters
from alongside.evidence.models import StoredFile
from alongside.evidence.owners import Owner, Subject
from alongside.incidents.reaching import send_notice
from alongside.ledger.actions import Actor
from alongside.ledger.clock import now


def find(user: Any, key: str, said: Mapping[str, str]) -> Subject:
    """Nobody sends these in parts: they come with an answer."""
    raise LookupError(key)


def keep(file: StoredFile, action_id: UUID, said: Mapping[str, str], by: Actor) -> None:
    """Never asked: see `find`."""
    raise LookupError(str(action_id))


def page_of(action_id: UUID) -> str:
    """Where people see it."""
    return f"/cases/{reference_of(action_id)}/review#a{action_id}"


def reference_of(action_id: UUID) -> str:
    """What people call its case."""
    return str(RemedialAction.objects.values_list("case__reference", flat=True).get(pk=action_id))


def tell_damage(file: StoredFile, action_id: UUID) -> None:
    """Tells whoever set it that the file is damaged."""
    action = RemedialAction.objects.select_related("case__owner", "set_by").get(pk=action_id)
    for staff in setters(action):
        key = f"evidence:damaged:{file.pk}:{now():%Y-%m-%d}"
        send_notice(staff, "damaged", key=key, about=("evidence", file.pk), path=page_of(action_id))


OWNER = Owner("action", (EVIDENCE,), find, keep, page_of, reference_of, tell_damage)
