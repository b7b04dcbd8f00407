"""What `send` does with uploads: reads each whole file once, makes it evidence, and erases what nothing became of."""

import hashlib
import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import IO, Any, cast
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction

from alongside.evidence.keeping.actions import DerivedFrom, begin_keeping, derive
from alongside.evidence.media_types import MediaType, media_type_of, purpose_of
from alongside.evidence.models import StoredFile, Upload
from alongside.evidence.owners import owner_of
from alongside.evidence.pieces import PieceReader, Unreadable, digest_of_digests, read_pieces
from alongside.evidence.refusals import wanted_types
from alongside.ledger.actions import SYSTEM, Actor, record
from alongside.ledger.clock import now

LEASE_S = 60
RENEW_EVERY = 32
"""Pieces between two looks at the lease."""
REMEMBERED = timedelta(days=7)
"""So long can a sender's page still ask what became of an upload that is over."""
BATCH = 20
DAMAGED = "The file was damaged while it was stored. Nothing of it was kept: send it again."
NO_MORE = "It was not taken in: what it was sent to takes no more files, or you may not add to it any more."

log = logging.getLogger(__name__)


class Lost(Exception):
    """The upload is no longer this process's to finish."""


@dataclass(frozen=True, slots=True)
class Whole:
    """What a file that has arrived hashes to."""

    sha256: str
    pieces_sha256: str


def finish_due() -> bool:
    """Makes one upload that has arrived a stored file. Returns whether there was one.

    1. Leases it, so that other senders leave it alone; whoever dies loses the lease after a minute.
    2. Reads every piece as it lies in the database, checks its digest, and takes the hash of the whole.
    3. Finds what it is: where the tracks of a film are told of at its end, only the whole says so.
    4. In one transaction: the file, its ledger entry, and what the owning room makes of it.
    """
    upload = _claim()
    if upload is None:
        return False
    try:
        whole = _read_whole(upload)
        if whole is None:
            log.error("an upload was damaged while it was stored: %s", upload.pk)
            _end(upload, Upload.State.DAMAGED, DAMAGED)
        elif (media_type := _type_of(upload)) is None:
            wanted = wanted_types(purpose_of(upload.purpose).kinds)
            _end(upload, Upload.State.REFUSED, f"This file cannot be taken in. Choose {wanted}.")
        else:
            _keep(upload, whole, media_type)
    except Lost:
        log.info("upload %s is finished by another", upload.pk)
    return True


@transaction.atomic
def expire_due() -> int:
    """Ends uploads of which nothing has arrived for as long as the settings say; returns how many."""
    over = Upload.objects.filter(
        state=Upload.State.ARRIVING, moved_at__lt=now() - timedelta(days=settings.UPLOAD_KEPT_DAYS)
    ).select_for_update(skip_locked=True)
    found = list(over.order_by("moved_at")[:BATCH])
    for upload in found:
        upload.state, upload.why = Upload.State.EXPIRED, "It was not finished in time, and erased."
        upload.moved_at = now()
        upload.save(update_fields=["state", "why", "moved_at"])
        _record(upload, "evidence.upload_expired")
    return len(found)


@transaction.atomic
def erase_ended() -> int:
    """Erases the pieces of uploads that nothing became of, and, after a week, the memory of every upload that is over;
    returns how much was done.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            DELETE FROM evidence_piece WHERE file_id IN (
                SELECT id FROM evidence_upload u WHERE state = ANY (%s)
                  AND EXISTS (SELECT FROM evidence_piece p WHERE p.file_id = u.id) LIMIT %s)
            """,
            [[str(state) for state in Upload.ERASABLE], BATCH],
        )
        erased = cursor.rowcount
        cursor.execute(
            "DELETE FROM evidence_upload WHERE state = ANY (%s) AND moved_at < %s",
            [[*(str(state) for state in Upload.ERASABLE), "kept"], now() - REMEMBERED],
        )
        return erased + cursor.rowcount


def _claim() -> Upload | None:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE evidence_upload SET leased_until = clock_timestamp() + make_interval(secs => %s)
            WHERE id = (
                SELECT id FROM evidence_upload
                WHERE state = 'arrived' AND (leased_until IS NULL OR leased_until < clock_timestamp())
                ORDER BY moved_at LIMIT 1 FOR UPDATE SKIP LOCKED)
            RETURNING id
            """,
            [LEASE_S],
        )
        row = cursor.fetchone()
    return Upload.objects.get(pk=row[0]) if row else None


def _read_whole(upload: Upload) -> Whole | None:
    """None where a piece is not what arrived, is missing, or cannot be read. Raises Lost."""
    found, size, digests = hashlib.sha256(), 0, []
    try:
        for number, piece in enumerate(read_pieces(upload.pk), 1):
            if piece.sha256 is None or not piece.is_sound:
                return None
            found.update(piece.content)
            size += len(piece.content)
            digests.append(piece.sha256)
            if number % RENEW_EVERY == 0:
                _renew(upload.pk)
    except Unreadable:
        return None
    if size != upload.size_bytes:
        return None
    return Whole(found.hexdigest(), digest_of_digests(digests))


def _type_of(upload: Upload) -> MediaType | None:
    """None where it is nothing that is taken in for its purpose."""
    content = PieceReader(upload.pk, upload.size_bytes, upload.piece_bytes)
    return media_type_of(cast(IO[bytes], content), upload.size_bytes, purpose_of(upload.purpose).kinds)


def _renew(upload_id: UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE evidence_upload SET leased_until = clock_timestamp() + make_interval(secs => %s)"
            " WHERE id = %s AND state = 'arrived'",
            [LEASE_S, upload_id],
        )
        if cursor.rowcount == 0:
            raise Lost


@transaction.atomic
def _keep(upload: Upload, whole: Whole, media_type: MediaType) -> None:
    upload = _mine(upload)
    by = upload.sender
    try:
        with transaction.atomic():
            file = StoredFile.objects.create(
                id=upload.pk,
                organisation_id=upload.organisation_id,
                sha256=whole.sha256,
                pieces_sha256=whole.pieces_sha256,
                piece_bytes=upload.piece_bytes,
                size_bytes=upload.size_bytes,
                media_type=media_type.name,
                name=upload.name,
                purpose=upload.purpose,
                received_at=upload.moved_at,
                received_kind=by.kind,
                received_id=by.id,
                received_name=by.name,
            )
            begin_keeping(file)
            _derive(upload, file, by)
            details = {
                "sha256": file.sha256,
                "pieces_sha256": file.pieces_sha256,
                "size_bytes": file.size_bytes,
                "media_type": file.media_type,
                "purpose": file.purpose,
                "begun_at": upload.begun_at.isoformat(),
            }
            _record(upload, "evidence.received", details, by_sender=True)
            owner_of(upload.owner).keep(file, upload.subject_id, upload.said, by)
    except (ValidationError, PermissionDenied) as refused:
        words = " ".join(refused.messages) if isinstance(refused, ValidationError) else NO_MORE
        _end(upload, Upload.State.REFUSED, words)
        return
    upload.state = Upload.State.KEPT
    upload.save(update_fields=["state"])


def _derive(upload: Upload, file: StoredFile, by: Actor) -> None:
    source = upload.said.get("derived_from")
    if source:
        made = DerivedFrom(StoredFile.objects.get(pk=source), upload.said.get("how", ""), upload.said.get("why", ""))
        derive(file, made, by)


@transaction.atomic
def _end(upload: Upload, state: Upload.State, why: str) -> None:
    upload = _mine(upload)
    upload.state, upload.why, upload.moved_at = state, why, now()
    upload.save(update_fields=["state", "why", "moved_at"])
    _record(upload, f"evidence.upload_{state}")


def _mine(upload: Upload) -> Upload:
    held = Upload.objects.select_for_update().get(pk=upload.pk)
    if held.state != Upload.State.ARRIVED:
        raise Lost
    return held


def _record(upload: Upload, verb: str, details: dict[str, Any] | None = None, *, by_sender: bool = False) -> None:
    record(
        verb,
        "evidence",
        upload.pk,
        organisation_id=upload.organisation_id,
        actor=upload.sender if by_sender else SYSTEM,
        details={"owner": upload.owner, "subject": str(upload.subject_id), **(details or {})},
    )
