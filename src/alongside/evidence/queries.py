"""Reading files, each time with their hash checked.

Whether somebody may see a file is the business of the room whose thing it belongs to: these functions are given the file, found by a
query that starts from what the caller may see. Row-level security stands below both.
"""

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

from alongside.evidence.models import StoredFile
from alongside.evidence.pieces import read_pieces
from alongside.ledger.actions import Actor
from alongside.ledger.clock import now
from alongside.ledger.models import Entry

ONE_LOOK = timedelta(minutes=5)


class Altered(Exception):
    """The bytes of a file are not those that were received."""

    def __init__(self, file: StoredFile, why: str) -> None:
        super().__init__(f"file {file.pk}: {why}")
        self.file = file
        self.why = why


class Erased(Exception):
    """The bytes of a file were erased, because they may be kept no longer."""


def open_file(file: StoredFile) -> Iterator[bytes]:
    """The bytes of a file, piece by piece, in the caller's scope.

    Raises `Erased`, and `Altered` after the last, where size or hash are not those that were received: only who has come
    to the end may use them.
    """
    if file.erased_at is not None:
        raise Erased
    found, size = hashlib.sha256(), 0
    for piece in read_pieces(file.pk):
        content = piece.content
        size += len(content)
        found.update(content)
        yield content
    if size != file.size_bytes and StoredFile.objects.filter(pk=file.pk, erased_at__isnull=False).exists():
        raise Erased  # in the meantime
    if size != file.size_bytes:
        raise Altered(file, f"it has {size} bytes instead of {file.size_bytes}")
    if found.hexdigest() != file.sha256:
        raise Altered(file, "its hash is another")


def read_file(file: StoredFile) -> bytes:
    """All bytes of a file, with hash and size checked. Raises `Erased` or `Altered`."""
    return b"".join(open_file(file))


def has_looked_lately(file: StoredFile, by: Actor, verb: str, about: tuple[str, UUID]) -> bool:
    """Whether the ledger holds a look of this person at this file in the last five minutes."""
    subject_type, subject_id = about
    return Entry.objects.filter(
        organisation_id=file.organisation_id,
        subject_type=subject_type,
        subject_id=subject_id,
        verb=verb,
        actor_id=by.id,
        at__gt=now() - ONE_LOOK,
        details__contains=str(file.pk),
    ).exists()
