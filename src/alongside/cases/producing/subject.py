"""A case as what documents are about."""

from uuid import UUID

from alongside.cases.models import Case
from alongside.documents.kinds import Subject
from alongside.evidence.models import StoredFile
from alongside.incidents.reaching import send_notice
from alongside.ledger.clock import now


def _address(case_id: UUID) -> str:
    return f"/cases/{_reference(case_id)}/documents"


def _reference(case_id: UUID) -> str:
    return str(Case.objects.values_list("reference", flat=True).get(pk=case_id))


def _tell(file: StoredFile, case_id: UUID) -> None:
    """Tells whoever works the case that one of its documents is damaged."""
    case = Case.objects.select_related("owner").get(pk=case_id)
    if case.owner is not None:
        key = f"evidence:damaged:{file.pk}:{now():%Y-%m-%d}"
        send_notice(case.owner, "damaged", key=key, about=("evidence", file.pk), path=_address(case_id))


CASE = Subject("case", _address, _reference, _tell)
