"""Files on their way: sent in parts, over hours where it must be, and across lost networks."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from alongside.evidence.models.files import PIECE_BYTES
from alongside.ledger.actions import Actor
from alongside.ledger.keys import new_id
from alongside.people.models import Organisation


class Upload(models.Model):
    """A file that is being sent. Once it is whole and checked, a `StoredFile` of the same id stands; its pieces stay
    where they are.

    `received_bytes` is counted by the database itself, piece by piece: no role can change it.
    """

    class State(models.TextChoices):
        ARRIVING = "arriving", "On its way"
        ARRIVED = "arrived", "Arrived, being checked"
        KEPT = "kept", "Kept"
        REFUSED = "refused", "Refused"
        DAMAGED = "damaged", "Damaged on its way"
        CANCELLED = "cancelled", "Cancelled"
        EXPIRED = "expired", "Not finished in time"

    ERASABLE = (State.REFUSED, State.DAMAGED, State.CANCELLED, State.EXPIRED)
    """Whose pieces are erased: nothing will become of them."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    owner = models.CharField(max_length=40)
    """The kind of thing that it belongs to: a code that a room registered (`evidence.owners`)."""
    subject_id = models.UUIDField()
    """Which thing of that kind."""
    subject_label = models.TextField()
    """What people call that thing."""
    purpose = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    size_bytes = models.PositiveBigIntegerField()
    piece_bytes = models.PositiveIntegerField(default=PIECE_BYTES)
    received_bytes = models.PositiveBigIntegerField(default=0)
    """Found from the first piece."""
    modified_ms = models.BigIntegerField(null=True)
    """When the sender's computer says that the file was last changed: by it the same file is known again."""
    said = models.JSONField(default=dict)
    """What the sender said besides, for the room that owns it."""
    state = models.CharField(max_length=10, choices=State.choices, default=State.ARRIVING)
    why = models.TextField(blank=True)
    """A sentence for the sender, where nothing became of it."""
    sender_kind = models.CharField(max_length=10)
    sender_id = models.UUIDField()
    sender_name = models.TextField()
    begun_at = models.DateTimeField()
    moved_at = models.DateTimeField()
    """When a part arrived last, or it ended."""
    leased_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(size_bytes__gt=0), name="evidence_upload_not_empty"),
            models.CheckConstraint(condition=Q(received_bytes__lte=F("size_bytes")), name="evidence_upload_no_more"),
            models.CheckConstraint(
                condition=~Q(state__in=["arrived", "kept"]) | Q(received_bytes=F("size_bytes")),
                name="evidence_upload_whole",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=["arriving", "arrived", "kept", "refused", "damaged", "cancelled", "expired"],
                ),
                name="evidence_upload_state",
            ),
        ]
        indexes = [
            models.Index(fields=["sender_id", "-id"], name="evidence_upload_sender"),
            models.Index(fields=["state", "moved_at"], name="evidence_upload_state_moved"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.received_bytes}/{self.size_bytes}"

    @property
    def sender(self) -> Actor:
        """Who sends it, as the ledger names them."""
        return Actor(self.sender_kind, self.sender_id, self.sender_name)

    @property
    def ends_at(self) -> datetime:
        """When it is erased, where nothing more arrives."""
        return self.moved_at + timedelta(days=settings.UPLOAD_KEPT_DAYS)

    @property
    def percent(self) -> int:
        """How much has arrived, in whole per cent, rounded down."""
        return self.received_bytes * 100 // self.size_bytes
