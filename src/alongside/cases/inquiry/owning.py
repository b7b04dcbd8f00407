"""What the evidence room asks about files of policies and risk assessments that applied, and scans of signed statements."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from alongside.cases.inquiry.applied import OWNER as CODE
from alongside.cases.inquiry.applied import PURPOSE
from alongside.cases.inquiry.signing import OWNER as SIGNED_CODE
from alongside.cases.inquiry.signing import PURPOSE as SIGNED_PURPOSE
from alongside.cases.models import AppliedPolicy, StatementVersion
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


def statement_page_of(version_id: UUID) -> str:
    """Where people see the statement of which a scan is kept."""
    statement = StatementVersion.objects.values_list("statement", flat=True).get(pk=version_id)
    return f"/cases/{statement_key_of(version_id)}/inquiry/statements/{statement}"


def statement_key_of(version_id: UUID) -> str:
    """What people call its case."""
    found = StatementVersion.objects.values_list("statement__case__reference", flat=True)
    return str(found.get(pk=version_id))


def tell_damaged_scan(file: StoredFile, version_id: UUID) -> None:
    """Tells whoever works the case that the scan is damaged."""
    case = (
        StatementVersion.objects.select_related("statement__case__owner__organisation")
        .get(pk=version_id)
        .statement.case
    )
    if case.owner is not None:
        key = f"evidence:damaged:{file.pk}:{now():%Y-%m-%d}"
        send_notice(case.owner, "damaged", key=key, about=("evidence", file.pk), path=statement_page_of(version_id))


SIGNED = Owner(SIGNED_CODE, (SIGNED_PURPOSE,), find, keep, statement_page_of, statement_key_of, tell_damaged_scan)
