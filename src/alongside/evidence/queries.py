"""Reading files, each time with what is read proved to be what was received.

Whether somebody may see a file is the business of the room whose thing it belongs to: these functions are given the file, found by a
query that starts from what the caller may see. Row-level security stands below both.
"""

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

from alongside.evidence.models import StoredFile
from alongside.evidence.pieces import Unreadable, digest_of_digests, digests_of, read_piece, read_pieces
from alongside.ledger.actions import Actor
from alongside.ledger.clock import now
from alongside.ledger.models import Entry

ONE_LOOK = timedelta(minutes=5)


class Altered(Exception):
    """The bytes of a file are not those that were received, or cannot be read any more."""

    def __init__(self, file: StoredFile, why: str) -> None:
        super().__init__(f"file {file.pk}: {why}")
        self.file = file
        self.why = why


class Erased(Exception):
    """The bytes of a file were erased, because they may be kept no longer."""


def open_file(file: StoredFile) -> Iterator[bytes]:
    """The bytes of a file, piece by piece, in the caller's scope.

    Raises `Erased`, and `Altered` where the next piece cannot be read, or after the last, where size or hash are not those that were received: only who has come
    to the end may use them.
    """
    if file.erased_at is not None:
        raise Erased
    found, size = hashlib.sha256(), 0
    try:
        for piece in read_pieces(file.pk):
            size += len(piece.content)
            found.update(piece.content)
            yield piece.content
    except Unreadable as fault:
        raise Altered(file, f"byte {size + 1:,} and those after it cannot be read: {fault}") from fault
    if size != file.size_bytes and StoredFile.objects.filter(pk=file.pk, erased_at__isnull=False).exists():
        raise Erased  # in the meantime
    if size != file.size_bytes:
        raise Altered(file, f"it has {size} bytes instead of {file.size_bytes}")
    if found.hexdigest() != file.sha256:
        raise Altered(file, "its hash is another")


def read_file(file: StoredFile) -> bytes:
    """All bytes of a file, with hash and size checked. Raises `Erased` or `Altered`."""
    return b"".join(open_file(file))


def index_of(file: StoredFile) -> list[bytes]:
    """The digests of a file's pieces, which are proved to be those of its receipt. Raises `Erased` or `Altered`.

    The digest of them all stands in the file's row and in the ledger's chain. So one piece can be proved without reading the
    others.
    """
    if file.erased_at is not None:
        raise Erased
    try:
        digests = digests_of(file.pk)
    except Unreadable as fault:
        raise Altered(file, f"the digests of its pieces cannot be read: {fault}") from fault
    if not digests and StoredFile.objects.filter(pk=file.pk, erased_at__isnull=False).exists():
        raise Erased  # in the meantime
    if digest_of_digests(digests) != file.pieces_sha256 or len(digests) != -(-file.size_bytes // file.piece_bytes):
        raise Altered(file, "the digests of its pieces are others")
    return digests


def read_proved(file: StoredFile, number: int, index: list[bytes]) -> bytes:
    """The bytes of one piece, proved against the file's index. Raises `Altered`."""
    try:
        piece = read_piece(file.pk, number)
    except Unreadable as fault:
        raise Altered(file, f"piece {number} of {len(index)} cannot be read: {fault}") from fault
    if piece is None or hashlib.sha256(piece.content).digest() != index[number - 1]:
        raise Altered(file, f"piece {number} of {len(index)} is not what was received")
    return piece.content


def has_looked_lately(
    file: StoredFile,
    by: Actor,
    verb: str,
    about: tuple[str, UUID],
    ground: str = "",
    *,
    ledger_of: UUID | None = None,
) -> bool:
    """Whether the ledger holds a look of this person at this file in the last five minutes, for that reason where one is
    given: taking a file away is another thing than looking at it. `ledger_of`: whose ledger, where it is not that of
    whoever keeps the file.
    """
    subject_type, subject_id = about
    return (
        Entry.objects.filter(
            organisation_id=ledger_of or file.organisation_id,
            subject_type=subject_type,
            subject_id=subject_id,
            verb=verb,
            actor_id=by.id,
            at__gt=now() - ONE_LOOK,
            details__contains=str(file.pk),
        )
        .filter(details__contains=f'"ground": "{ground}"' if ground else "")
        .exists()
    )
