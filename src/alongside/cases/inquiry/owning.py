"""What the evidence room asks about files of policies and risk assessments that applied."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from alongside.cases.inquiry.applied import OWNER as CODE
from alongside.cases.inquiry.applied import PURPOSE
from alongside.cases.models import AppliedPolicy
from alongside.evidence.models import StoredFile
from alongside.evidence.owners import Owner, Subject
from alongside.incidents.reaching import send_notice
from alongside.ledger.actions import Actor
from alongside.ledger.clock import now


def find(user: Any, key: str, said: Mapping[str, str]) -> Subject:
    """Nobody sends these in parts: they come with the form."""
    raise LookupError(key)


def keep(file: StoredFile, policy_id: UUID, said: Mapping[str, str], by: Actor) -> None:
    """Never asked: see `find`."""
    raise LookupError(str(policy_id))


def page_of(policy_id: UUID) -> str:
    """Where people see it."""
    return f"/cases/{reference_of(policy_id)}/inquiry#p{policy_id}"


def reference_of(policy_id: UUID) -> str:
    """What people call its case."""
    return str(AppliedPolicy.objects.values_list("case__reference", flat=True).get(pk=policy_id))


def tell_damage(file: StoredFile, policy_id: UUID) -> None:
    """Tells whoever works the case that the file is damaged."""
    policy = AppliedPolicy.objects.select_related("case__owner__organisation").get(pk=policy_id)
    if policy.case.owner is not None:
        key = f"evidence:damaged:{file.pk}:{now():%Y-%m-%d}"
        send_notice(policy.case.owner, "damaged", key=key, about=("evidence", file.pk), path=page_of(policy_id))


OWNER = Owner(CODE, (PURPOSE,), find, keep, page_of, reference_of, tell_damage)
