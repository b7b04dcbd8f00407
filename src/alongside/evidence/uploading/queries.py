"""Reading uploads: each is its sender's alone until it is kept."""

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from alongside.evidence.models import Upload
from alongside.evidence.pieces import read_piece

UNFINISHED = (Upload.State.ARRIVING, Upload.State.ARRIVED)


def uploads_of(user: Any) -> QuerySet[Upload]:
    """What this person sent or is sending, the newest first, as long as it is remembered."""
    return Upload.objects.filter(sender_kind="user", sender_id=user.pk).order_by("-pk")


def unfinished_of(user: Any, owner: str = "", subject_id: UUID | None = None) -> QuerySet[Upload]:
    """What this person has not sent to its end; of one thing alone where it is given."""
    found = uploads_of(user).filter(state__in=UNFINISHED)
    if owner:
        found = found.filter(owner=owner)
    return found.filter(subject_id=subject_id) if subject_id else found


def unfinished_named(user: Any, words: str) -> QuerySet[Upload]:
    """What this person has not sent to its end: by a part of its name, or of what it belongs to."""
    found = unfinished_of(user)
    return found.filter(Q(name__icontains=words) | Q(subject_label__icontains=words)) if words else found


def last_piece(upload: Upload) -> dict[str, Any] | None:
    """Where the last piece begins, how long it is, and what it hashes to: by it the sender's browser knows that it holds
    the same file still.
    """
    number = -(-upload.received_bytes // upload.piece_bytes)
    found = read_piece(upload.pk, number) if number else None
    if found is None or found.sha256 is None:
        return None
    begins = (number - 1) * upload.piece_bytes
    return {"begins": begins, "bytes": len(found.content), "sha256": found.sha256.hex()}
