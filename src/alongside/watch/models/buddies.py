"""Who has agreed to look out for whom."""

from django.db import models
from django.db.models import F, Q

from alongside.ledger.keys import new_id
from alongside.people.models import Organisation, Staff


class BuddyAgreement(models.Model):
    """Somebody is asked to be a worker's buddy, for a time or until it is ended; by answering yes they are one."""

    class Lasts(models.TextChoices):
        DAY = "day", "For one day"
        SHIFTS = "shifts", "For a run of shifts"
        STANDING = "standing", "Until one of us ends it"

    class Status(models.TextChoices):
        ASKED = "asked", "Asked"
        ACCEPTED = "accepted", "Agreed"
        DECLINED = "declined", "Declined"
        ENDED = "ended", "Ended"

    class Takes(models.TextChoices):
        COVER = "cover", "Cover for a time"
        OVER = "over", "Hand-over"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    worker = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="buddy_agreements", db_index=False)
    buddy = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="buddy_to", db_index=False)
    lasts = models.CharField(max_length=10, choices=Lasts.choices)
    begins = models.DateTimeField()
    ends = models.DateTimeField(null=True)
    """Null where it lasts until somebody ends it."""
    status = models.CharField(max_length=10, choices=Status.choices)
    words = models.TextField(blank=True)
    """What whoever asked wrote with it."""
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Staff, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    """The worker, or the buddy whose place is taken; nobody where it stood before buddies were asked."""
    answered_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)
    """Why it was declined, or ended."""
    ended_at = models.DateTimeField(null=True)
    ended_by = models.TextField(blank=True)
    instead_of = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="taken_by", db_index=False)
    """The agreement whose buddy is taken over from."""
    takes = models.CharField(max_length=10, choices=Takes.choices, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(worker=F("buddy")), name="watch_buddyagreement_another"),
            models.CheckConstraint(condition=Q(ends=None) | Q(begins__lt=F("ends")), name="watch_buddyagreement_times"),
            models.CheckConstraint(
                condition=Q(lasts="standing", ends=None) | (~Q(lasts="standing") & Q(ends__isnull=False)),
                name="watch_buddyagreement_lasts",
            ),
            models.CheckConstraint(
                condition=Q(status="asked", answered_at=None, ended_at=None)
                | Q(status="accepted", answered_at__isnull=False, ended_at=None)
                | Q(status="declined", answered_at__isnull=False, ended_at=None)
                | Q(status="ended", ended_at__isnull=False),
                name="watch_buddyagreement_status",
            ),
            models.CheckConstraint(
                condition=Q(takes="", instead_of=None) | (~Q(takes="") & Q(instead_of__isnull=False)),
                name="watch_buddyagreement_takes",
            ),
            models.UniqueConstraint(
                fields=["worker", "buddy"], condition=Q(status="asked"), name="watch_buddyagreement_asked_once"
            ),
        ]
        indexes = [
            models.Index(fields=["worker"], condition=Q(status="accepted"), name="watch_buddyagreement_of"),
            models.Index(fields=["buddy"], condition=Q(status="accepted"), name="watch_buddyagreement_by"),
            models.Index(fields=["worker", "-id"], name="watch_buddyagreement_worker"),
            models.Index(fields=["buddy", "-id"], name="watch_buddyagreement_buddy"),
            models.Index(
                fields=["instead_of"], condition=Q(instead_of__isnull=False), name="watch_buddyagreement_cover"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.buddy_id} for {self.worker_id}: {self.status}"
