"""Files and their bytes.

A `StoredFile` says what a file is and what its bytes hash to; its bytes lie in `Piece` rows of the same database, written by
the same transaction. Both stay as they were written: the database refuses every change but one, the erasing of the
bytes when they may be kept no longer. The row about them stays, and says when, why and by whom they were erased.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from alongside.ledger.keys import new_id
from alongside.people.models import Organisation

PIECE_BYTES = 1024 * 1024
"""How many bytes a piece of a new file holds; the last one may hold fewer."""
FIRST_PIECE_BYTES = 256 * 1024
"""What a piece holds of a file that was received before files of any size were."""


class StoredFile(models.Model):
    """One file, as it was received. The same content received twice is two files: each has its own story."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    """SHA-256 of the content (FIPS 180-4) in lower-case hexadecimal, as `sha256sum` writes it."""
    pieces_sha256 = models.CharField(max_length=64, blank=True, db_default="")
    """SHA-256 of the digests of all pieces, joined in their order. Empty where the pieces have none: an older file."""
    piece_bytes = models.PositiveIntegerField(db_default=FIRST_PIECE_BYTES)
    size_bytes = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=100)
    """What the content is, whatever the sender called it."""
    name = models.CharField(max_length=200)
    """What the sender called it."""
    purpose = models.CharField(max_length=40)
    """Why it was taken in: a code of `media_types.toml`."""
    received_at = models.DateTimeField()
    received_kind = models.CharField(max_length=10)
    received_id = models.UUIDField(null=True)
    received_name = models.TextField()
    """From whom: an actor, as the ledger names them."""

    erased_at = models.DateTimeField(null=True)
    erased_because = models.TextField(blank=True)
    erased_kind = models.CharField(max_length=10, blank=True)
    erased_id = models.UUIDField(null=True)
    erased_name = models.TextField(blank=True)

    pieces: ClassVar["models.Manager[Piece]"]

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(sha256__regex="^[0-9a-f]{64}$"), name="evidence_storedfile_sha256"),
            models.CheckConstraint(condition=Q(size_bytes__gt=0), name="evidence_storedfile_not_empty"),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True, erased_because="", erased_kind="", erased_name="")
                | (Q(erased_at__isnull=False) & ~Q(erased_because="") & ~Q(erased_kind="") & ~Q(erased_name="")),
                name="evidence_storedfile_erased",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "-id"], name="evidence_storedfile_newest")]

    def __str__(self) -> str:
        return f"{self.name} {self.sha256[:12]}"


class Piece(models.Model):
    """A part of a file's bytes. They are numbered from 1 and joined in that order."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    file = models.ForeignKey(
        StoredFile, on_delete=models.PROTECT, related_name="pieces", db_index=False, db_constraint=False
    )
    """Its file; or the upload of the same id, whose file does not stand yet. A trigger knows the one or the other."""
    number = models.PositiveIntegerField()
    bytes = models.BinaryField()
    sha256 = models.BinaryField(null=True)
    """SHA-256 of these bytes, taken while they arrived; none in an older file."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["file", "number"], name="evidence_piece_number"),
            models.CheckConstraint(condition=Q(number__gte=1), name="evidence_piece_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.file_id} {self.number}"
