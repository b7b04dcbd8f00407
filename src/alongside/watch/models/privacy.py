"""What an organisation says to those whom the watch records, and the copies of their data that they asked for."""

from django.db import models
from django.db.models import Q

from alongside.ledger.keys import new_id
from alongside.people.models import Organisation, Staff


class PrivacyNotice(models.Model):
    """What an organisation tells its lone workers of what is recorded and how to object. Never changed: a change is a new one."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    text = models.TextField()
    person = models.TextField()
    """Who answers an objection, by name and post."""
    reached_by = models.TextField()
    applies_from = models.DateField()
    made_at = models.DateTimeField()
    made_by = models.TextField()

    class Meta:
        indexes = [models.Index(fields=["organisation", "-id"], name="watch_privacynotice_newest")]

    def __str__(self) -> str:
        return f"{self.organisation} from {self.applies_from}"


class OwnArchive(models.Model):
    """A copy of their own data that somebody asked for; `send` makes it, and erases it after some days."""

    class Status(models.TextChoices):
        WAITING = "waiting", "Being made"
        READY = "ready", "Ready"
        FAILED = "failed", "Could not be made"
        ERASED = "erased", "Erased"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="own_archives", db_index=False)
    status = models.CharField(max_length=10, choices=Status.choices)
    asked_at = models.DateTimeField()
    parts_done = models.PositiveSmallIntegerField(default=0)
    parts_total = models.PositiveSmallIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True)
    ready_at = models.DateTimeField(null=True)
    erase_at = models.DateTimeField(null=True)
    content = models.BinaryField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status="ready", content__isnull=False, erase_at__isnull=False)
                | (~Q(status="ready") & Q(content=None)),
                name="watch_ownarchive_content",
            ),
            models.UniqueConstraint(
                fields=["staff"], condition=Q(status="waiting"), name="watch_ownarchive_one_at_a_time"
            ),
        ]
        indexes = [
            models.Index(fields=["staff", "-id"], name="watch_ownarchive_newest"),
            models.Index(fields=["asked_at"], condition=Q(status="waiting"), name="watch_ownarchive_waiting"),
            models.Index(fields=["erase_at"], condition=Q(status="ready"), name="watch_ownarchive_due"),
        ]

    def __str__(self) -> str:
        return f"{self.staff_id} {self.status}"
