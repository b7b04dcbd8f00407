"""Every write of this room: taking a file in, and erasing it when it may be kept no longer."""

import hashlib
import logging
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction

from alongside.evidence.arriving import ArrivedFile, arrive
from alongside.evidence.hidden_details import without_details
from alongside.evidence.keeping.actions import DerivedFrom, begin_keeping, derive
from alongside.evidence.media_types import MediaType, media_type_named, media_type_of, purpose_of
from alongside.evidence.models import PIECE_BYTES, FileCheck, Hold, Keeping, StoredFile
from alongside.evidence.pieces import digest_of_digests, write_piece
from alongside.evidence.queries import Altered, has_looked_lately, read_file
from alongside.evidence.refusals import wanted_types
from alongside.evidence.walking import Malformed
from alongside.ledger.actions import Actor, record
from alongside.ledger.clock import now

log = logging.getLogger(__name__)
MB = 1024 * 1024


class Held(Exception):
    """A legal hold stands on the file: it is not erased."""


@transaction.atomic
def receive(
    upload: UploadedFile | None,
    *,
    organisation_id: UUID,
    purpose: str,
    by: Actor,
    derived: DerivedFrom | None = None,
) -> StoredFile:
    """Takes a file in, in the caller's transaction: it is stored if and only if what it belongs to is.

    1. Its type is found from its content and must be one that is taken in for `purpose` (`media_types.toml`).
    2. Its bytes are written in pieces and hashed anew; the hash must be the one that was taken while it arrived.
    3. The ledger says who brought it, and its hash; `derived` says from what it was made.

    Raises ValidationError, with a sentence for the person and one of the codes `missing`, `empty`, `too_large` and
    `wrong_type`; the caller says at which field. Raises `Altered` where the bytes changed between arriving and
    storing, which is a fault of the machine. `upload` is an `ArrivedFile`, as `request.FILES` holds them.
    """
    if upload is None:
        raise ValidationError(
            "Choose a file. If you chose one, it did not arrive whole: send it again.", code="missing"
        )
    if not isinstance(upload, ArrivedFile):
        raise TypeError("only a file that was hashed while it arrived can be taken in (evidence.arriving)")
    media_type = _checked(upload, purpose)
    file = StoredFile.objects.create(
        organisation_id=organisation_id,
        sha256=upload.sha256,
        pieces_sha256=_digest_pieces(upload),
        piece_bytes=PIECE_BYTES,
        size_bytes=upload.size or 0,
        media_type=media_type.name,
        name=upload.name or "file",
        purpose=purpose,
        received_at=now(),
        received_kind=by.kind,
        received_id=by.id,
        received_name=by.name,
    )
    _store_pieces(file, upload)
    begin_keeping(file)
    if derived is not None:
        derive(file, derived, by)
    record(
        "evidence.received",
        "evidence",
        file.pk,
        organisation_id=organisation_id,
        actor=by,
        details={
            "sha256": file.sha256,
            "size_bytes": file.size_bytes,
            "media_type": file.media_type,
            "purpose": purpose,
        },
    )
    return file


@transaction.atomic
def receive_without_details(file: StoredFile, *, name: str, by: Actor) -> StoredFile:
    """Takes a file in anew as `name`, without what tells who made it, as far as its type allows; the first stays as it is.

    The ledger says of which file it was made. Raises ValidationError (`not_cleaned`) where its bytes are not built as its type
    is, so that nobody could say what is left in them.
    """
    try:
        content = without_details(read_file(file), file.media_type)
    except Malformed as error:
        raise ValidationError(
            "What it tells of where, when and with what it was made cannot be taken out.", code="not_cleaned"
        ) from error
    upload = arrive(f"{name}{media_type_named(file.media_type).extension}", [content])
    made = receive(upload, organisation_id=file.organisation_id, purpose=file.purpose, by=by)
    record(
        "evidence.made_without_details",
        "evidence",
        made.pk,
        organisation_id=file.organisation_id,
        actor=by,
        details={"of": file.pk, "sha256_of": file.sha256},
    )
    return made


@transaction.atomic
def erase(file: StoredFile, because: str, by: Actor) -> None:
    """Erases the bytes of a file; the row about it stays, with its hash, and says when, why and by whom.

    Done again, changes nothing. Raises `Held` where a legal hold stands on it. Only processes that work as the service role may (`send`, `watch`): the database
    refuses it to the web.
    """
    file = StoredFile.objects.select_for_update().get(pk=file.pk)
    if file.erased_at is not None:
        return
    if Hold.objects.filter(file=file, lifted_at=None).exists():
        raise Held(file)
    file.erased_at, file.erased_because = now(), because
    file.erased_kind, file.erased_id, file.erased_name = by.kind, by.id, by.name
    file.save(update_fields=["erased_at", "erased_because", "erased_kind", "erased_id", "erased_name"])
    with connection.cursor() as cursor:  # no delete of the ORM: it would read the bytes first
        cursor.execute("DELETE FROM evidence_piece WHERE file_id = %s", [file.pk])
    Keeping.objects.filter(file=file).update(check_at=None, scan_next_at=None)
    record(
        "evidence.erased",
        "evidence",
        file.pk,
        organisation_id=file.organisation_id,
        actor=by,
        details={"sha256": file.sha256, "because": because},
    )


@transaction.atomic
def record_look(file: StoredFile, by: Actor, verb: str, about: tuple[str, UUID], details: dict[str, Any]) -> None:
    """Puts a look at a file into the ledger. A player asks for a file in parts: what one person asks of one file
    within five minutes is one look.
    """
    subject_type, subject_id = about
    if not has_looked_lately(file, by, verb, about, details.get("ground", "")):
        told = {**details, "file": str(file.pk), "sha256": file.sha256}
        record(verb, subject_type, subject_id, organisation_id=file.organisation_id, actor=by, details=told)


@transaction.atomic
def note_damage_seen(file: StoredFile, why: str) -> None:
    """Writes down that a file was found damaged while somebody asked for it. `send` then looks at it at once, and tells
    those who have to know (`rounds`).
    """
    log.error("file %s is damaged: %s", file.pk, why)
    FileCheck.objects.create(
        organisation_id=file.organisation_id, file=file, at=now(), sound=False, why=why, how="view"
    )


def _checked(upload: ArrivedFile, code: str) -> MediaType:
    purpose = purpose_of(code)
    if upload.too_large:
        _refuse_size(max(_largest(purpose.size or kind) for kind in purpose.kinds))
    if not upload.size:
        raise ValidationError("The file is empty. Choose another.", code="empty")
    media_type = media_type_of(upload, upload.size, purpose.kinds)
    if media_type is None:
        raise ValidationError(f"This file cannot be taken in. Choose {wanted_types(purpose.kinds)}.", code="wrong_type")
    largest = _largest(purpose.size or media_type.kind)
    if upload.size > largest:
        _refuse_size(largest)
    return media_type


def _largest(name: str) -> int:
    return settings.EVIDENCE_LARGEST[name]


def _refuse_size(largest: int) -> None:
    raise ValidationError(f"The file is too large. It can have {largest // MB} MB at the most.", code="too_large")


def _digest_pieces(upload: ArrivedFile) -> str:
    """What the digests of its pieces hash to, before any of them is stored."""
    return digest_of_digests([hashlib.sha256(content).digest() for content in _pieces_of(upload)])


def _store_pieces(file: StoredFile, upload: ArrivedFile) -> None:
    stored, size, digests = hashlib.sha256(), 0, []
    for number, content in enumerate(_pieces_of(upload), 1):
        size += len(content)
        stored.update(content)
        digests.append(write_piece(file.organisation_id, file.pk, number, content))
    if (stored.hexdigest(), size, digest_of_digests(digests)) != (file.sha256, file.size_bytes, file.pieces_sha256):
        raise Altered(file, "its bytes are not those that arrived")


def _pieces_of(upload: ArrivedFile) -> Iterator[bytes]:
    upload.seek(0)
    while content := upload.read(PIECE_BYTES):
        yield content
