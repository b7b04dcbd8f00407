"""What the evidence room asks about files of documents. Nobody sends any: they are produced."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied

from alongside.documents.kinds import subject_of
from alongside.documents.models import Produced
from alongside.evidence.models import StoredFile
from alongside.evidence.owners import Owner, Subject
from alongside.ledger.actions import Actor


def _refuse(user: Any, key: str, said: Mapping[str, str]) -> Subject:
    raise PermissionDenied("documents are produced, not sent")


def _keep_none(file: StoredFile, subject_id: UUID, said: Mapping[str, str], by: Actor) -> None:
    raise PermissionDenied("documents are produced, not sent")


def _page_of(document_id: UUID) -> str:
    document = Produced.objects.get(pk=document_id)
    return subject_of(document.subject_type).address(document.subject_id)


def _tell(file: StoredFile, document_id: UUID) -> None:
    document = Produced.objects.get(pk=document_id)
    subject_of(document.subject_type).damaged(file, document.subject_id)


def _no_upload(subject_id: UUID) -> str:
    """No page of the evidence room offers to send a copy of a document: producing makes them."""
    raise ObjectDoesNotExist


def _tell_nobody(file: StoredFile, organisation_id: UUID) -> None:
    """Administrators are told of every damaged file; a letterhead's picture is nobody's case."""


DOCUMENT = Owner("document", ("document",), _refuse, _keep_none, _page_of, _no_upload, _tell)
LETTERHEAD = Owner(
    "letterhead", ("letterhead",), _refuse, _keep_none, lambda _: "/documents/letterhead", _no_upload, _tell_nobody
)
