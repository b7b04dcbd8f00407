"""What a sender does: begins an upload, sends part after part, takes it back. Each part is one transaction."""

from collections.abc import Mapping
from typing import Any, Protocol
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import OperationalError, connection, transaction

from alongside.evidence.arriving import storable_name
from alongside.evidence.media_types import may_be_one_of, purpose_of
from alongside.evidence.models import PIECE_BYTES, Upload
from alongside.evidence.owners import Subject
from alongside.evidence.pieces import write_piece
from alongside.evidence.refusals import wanted_types
from alongside.evidence.uploading.protocol import ALGORITHMS, Checksum
from alongside.ledger.actions import Actor, record
from alongside.ledger.clock import now

ARRIVED = "alongside_uploads"
"""NOTIFY channel: a file is whole, and waits to be checked and kept."""
MB = 1024 * 1024


class Body(Protocol):
    """What a request brings: read once, from its beginning to its end."""

    def read(self, size: int, /) -> bytes: ...


class Busy(Exception):
    """Another part of the same file is being stored."""


class WrongPlace(Exception):
    """The part does not begin where the last one ended."""

    def __init__(self, upload: Upload) -> None:
        super().__init__(f"{upload.received_bytes} bytes have arrived")
        self.upload = upload


class Mismatch(Exception):
    """The part is not what its checksum says."""


class Over(Exception):
    """Nothing more can be sent: the upload was finished, cancelled, refused or has expired."""

    def __init__(self, upload: Upload) -> None:
        super().__init__(upload.state)
        self.upload = upload


def largest_upload(purpose: str) -> int:
    """How many bytes may be sent in parts for this purpose. Raises LookupError where none may."""
    return settings.EVIDENCE_LARGEST_UPLOAD[purpose]


@transaction.atomic
def begin_upload(
    subject: Subject,
    *,
    owner: str,
    purpose: str,
    name: str,
    size_bytes: int,
    said: Mapping[str, str],
    by: Actor,
    modified_ms: int | None = None,
) -> Upload:
    """Begins to take in a file in parts. The caller has asked the owning room whether this person may.

    Raises ValidationError with the codes `empty`, `too_large` and `too_many`.
    """
    largest = largest_upload(purpose)
    if size_bytes == 0:
        raise ValidationError("The file is empty. Choose another.", code="empty")
    if size_bytes > largest:
        raise ValidationError(f"The file is too large. It can have {largest // MB} MB at the most.", code="too_large")
    if by.id is None:
        raise TypeError("an upload has a sender who can come back to it")
    if Upload.objects.filter(sender_id=by.id, state=Upload.State.ARRIVING).count() >= settings.UPLOADS_AT_ONCE:
        raise ValidationError(
            "You have begun too many files and not finished them. Finish or cancel one first.", code="too_many"
        )
    moment = now()
    upload = Upload.objects.create(
        organisation_id=subject.organisation_id,
        owner=owner,
        subject_id=subject.id,
        subject_label=subject.label,
        purpose=purpose,
        name=storable_name(name),
        size_bytes=size_bytes,
        piece_bytes=PIECE_BYTES,
        modified_ms=modified_ms,
        said=dict(said),
        sender_kind=by.kind,
        sender_id=by.id,
        sender_name=by.name,
        begun_at=moment,
        moved_at=moment,
    )
    _record(upload, "evidence.upload_begun", by)
    return upload


@transaction.atomic
def take_part(upload_id: UUID, *, offset: int, body: Body, length: int, checksum: Checksum | None = None) -> Upload:
    """Stores a part: as many whole pieces as it holds, and the rest where it ends the file. Returns the upload as it
    stands then; where its first piece is no file that may be taken in, it is `refused` and nothing is stored.

    The pieces, their digests and the count of bytes are one transaction: what is answered is what is stored. What was
    sent beyond the last whole piece is left out, and the answer says so by its count.

    Raises WrongPlace, Busy, Over, Mismatch, and ValidationError where the part is longer than the file was said to be
    (`too_large`) or shorter than a piece (`too_short`); nothing is stored then.
    """
    upload = _held(upload_id)
    if upload.state != Upload.State.ARRIVING:
        raise Over(upload)
    if offset != upload.received_bytes:
        raise WrongPlace(upload)
    left = upload.size_bytes - upload.received_bytes
    if length > left:
        raise ValidationError("This part is longer than the file was said to be.", code="too_large")
    if length < min(upload.piece_bytes, left):
        raise ValidationError(
            f"Send at least {upload.piece_bytes} bytes at a time, unless they are the last.", code="too_short"
        )
    first = body.read(upload.piece_bytes)
    if offset == 0 and not _may_be_taken_in(upload, first):
        return upload
    _store(upload, first, body, length, checksum)
    upload.refresh_from_db()  # the database has counted
    upload.moved_at = now()
    upload.save(update_fields=["moved_at"])
    if upload.state == Upload.State.ARRIVED:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, '')", [ARRIVED])
    return upload


@transaction.atomic
def cancel_upload(upload_id: UUID, by: Actor) -> None:
    """Takes an upload back; `send` erases what had arrived. Done again, changes nothing.

    Raises Busy, and Over where the file has arrived whole: it is evidence then.
    """
    upload = _held(upload_id)
    if upload.state == Upload.State.CANCELLED:
        return
    if upload.state in (Upload.State.ARRIVED, Upload.State.KEPT):
        raise Over(upload)
    upload.state, upload.moved_at = Upload.State.CANCELLED, now()
    upload.save(update_fields=["state", "moved_at"])
    _record(upload, "evidence.upload_cancelled", by)


def _held(upload_id: UUID) -> Upload:
    """The upload, under a lock that nobody waits for: a second part at the same time is told to come again."""
    try:
        with transaction.atomic():
            return Upload.objects.select_for_update(nowait=True).get(pk=upload_id)
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", "") == "55P03":  # lock_not_available
            raise Busy from error
        raise


def _may_be_taken_in(upload: Upload, first: bytes) -> bool:
    kinds = purpose_of(upload.purpose).kinds
    if may_be_one_of(first, upload.size_bytes, kinds):
        return True
    upload.state = Upload.State.REFUSED
    upload.why = f"This file cannot be taken in. Choose {wanted_types(kinds)}."
    upload.save(update_fields=["state", "why"])
    _record(upload, "evidence.upload_refused", upload.sender, because="wrong_type")
    return False


def _store(upload: Upload, content: bytes, body: Body, length: int, checksum: Checksum | None) -> None:
    """Stores `content`, which is the first of the part, and what follows in `body`. Raises Mismatch."""
    sent = ALGORITHMS[checksum.algorithm]() if checksum else None
    number, at = upload.received_bytes // upload.piece_bytes, upload.received_bytes
    end = at + length
    while content:
        if sent:
            sent.update(content)
        at += len(content)
        if len(content) == upload.piece_bytes or at == upload.size_bytes:
            number += 1
            write_piece(upload.organisation_id, upload.pk, number, content)
        content = body.read(upload.piece_bytes)
    if at != end or (checksum and sent and sent.digest() != checksum.digest):
        raise Mismatch


def _record(upload: Upload, verb: str, by: Actor, **more: Any) -> None:
    details = {"owner": upload.owner, "subject": str(upload.subject_id), "size_bytes": upload.size_bytes}
    record(verb, "evidence", upload.pk, organisation_id=upload.organisation_id, actor=by, details={**details, **more})
