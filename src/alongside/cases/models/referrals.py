"""What of a case was shown to another body: the referral, each copy that was sent, and what both wrote about it.

The receiver reads these tables and nothing else of the case (migration `0013_referrals_row_security`).
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from alongside.cases.models.case import Case
from alongside.evidence.models import StoredFile
from alongside.ledger.keys import new_id
from alongside.people.models import Organisation


class Referral(models.Model):
    """That a part of a case is shared. It holds codes and days alone: words stand in `Snapshot` and `ReferralMessage`.

    Everything but `status` and the moments stays as it was sent; the database refuses to change it.
    """

    class Status(models.TextChoices):
        """As `cases.tracks.referral` moves them; a test compares the two."""

        SENT = "sent", "Sent"
        ACCEPTED = "accepted", "Accepted"
        REFUSED = "refused", "Refused"
        ENDED = "ended", "Ended"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    """Who sent it."""
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="referrals")
    reference = models.CharField(max_length=16, unique=True)
    """`R-7KQ2-9F3M`: the receiver does not learn the number of the case."""
    to_organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    purpose = models.CharField(max_length=40)
    """A code of `referral_purposes`."""
    for_role = models.CharField(max_length=40)
    """Whoever holds this role in the receiving body reads it."""
    ground = models.CharField(max_length=40)
    """A code of `sharing_grounds`."""
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.SENT)
    sent_at = models.DateTimeField()
    """The first time."""
    answered_at = models.DateTimeField(null=True)
    """When it was accepted or refused."""
    ended_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()
    announced_at = models.DateTimeField(null=True)
    """Up to when those concerned had a notice of what changed."""

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["sent", "accepted", "refused", "ended"]), name="cases_referral_status"
            ),
            models.CheckConstraint(condition=~Q(to_organisation=F("organisation")), name="cases_referral_to_another"),
            models.CheckConstraint(
                condition=Q(status="ended", ended_at__isnull=False) | (~Q(status="ended") & Q(ended_at__isnull=True)),
                name="cases_referral_ended",
            ),
        ]
        indexes = [
            models.Index(fields=["to_organisation", "-id"], name="cases_referral_received"),
            models.Index(
                fields=["changed_at"],
                condition=Q(announced_at__isnull=True) | Q(announced_at__lt=F("changed_at")),
                name="cases_referral_to_announce",
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class Snapshot(models.Model):
    """One copy that was sent: what its receiver reads. Append-only; sending again is a new version."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="snapshots", db_index=False)
    number = models.PositiveSmallIntegerField()
    parts = ArrayField(models.CharField(max_length=40))
    """What was chosen, of `referrals.parts`."""
    case_status = models.CharField(max_length=20)
    """Where the case stood, and when its first incident was: lists of returned cases need no look into the copy."""
    occurred_on = models.DateField()
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    """SHA-256 of `content`, in hexadecimal; see `referrals.parts.digest_of`."""
    sent_at = models.DateTimeField()
    sent_by = models.TextField()
    sent_by_id = models.UUIDField(null=True)
    stands_for = models.PositiveSmallIntegerField(null=True)
    """The number of the version that was first sent in its place, where something of that was taken back (`TakenBack`)."""

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["referral", "number"], name="cases_snapshot_number"),
            models.CheckConstraint(condition=Q(digest__regex="^[0-9a-f]{64}$"), name="cases_snapshot_digest"),
        ]

    def __str__(self) -> str:
        return f"{self.referral_id} {self.number}"


class TakenBack(models.Model):
    """That a copy is read no more by its receiver, because something in it was sent by mistake. Append-only.

    The copy stays for the sender; the database hides it from the receiver (migration `0024_taken_back`), who reads
    `replacement` instead: the same without what was taken back.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="taken_back")
    snapshot = models.OneToOneField(Snapshot, on_delete=models.PROTECT, related_name="taken_back")
    replacement = models.OneToOneField(Snapshot, null=True, on_delete=models.PROTECT, related_name="instead_of")
    """Null where nothing was left of it."""
    what = ArrayField(models.TextField())
    """What was taken back, in words."""
    why = models.TextField()
    read = models.JSONField(default=list)
    """Who of the receiving body had read it until then: a list of `who` and `at`."""
    at = models.DateTimeField()
    by = models.TextField()
    by_id = models.UUIDField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=~Q(why="") & ~Q(what=[]), name="cases_takenback_says_what_and_why")
        ]

    def __str__(self) -> str:
        return f"{self.snapshot_id} taken back"


class SharedFile(models.Model):
    """A file that goes with a copy. It is no copy itself: while the referral is open, its receiver may open the file, and none
    other. Append-only.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="files")
    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="files", db_index=False)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["snapshot", "file"], name="cases_sharedfile_once")]

    def __str__(self) -> str:
        return f"File {self.file_id}"


class TakenOver(models.Model):
    """The case that a receiver opened of what was shared with them. It is theirs: whatever becomes of the referral, it stays.
    Append-only.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    """The receiver."""
    referral = models.OneToOneField(Referral, on_delete=models.PROTECT, related_name="+")
    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="received")
    digests = ArrayField(models.CharField(max_length=64))
    """Of the copies from which it was made."""
    at = models.DateTimeField()
    by = models.TextField()
    by_id = models.UUIDField(null=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.case_id} of {self.referral_id}"


class ReferralMessage(models.Model):
    """What one body wrote to the other about a referral. Append-only."""

    class Kind(models.TextChoices):
        QUESTION = "question", "Question"
        ANSWER = "answer", "Answer"
        ACCEPTED = "accepted", "Accepted"
        REFUSED = "refused", "Refused"
        ENDED = "ended", "Ended"
        SENT_AGAIN = "sent_again", "Sent again"
        TAKEN_BACK = "taken_back", "Taken back"
        ADVICE = "advice", "Advice"
        CHASE = "chase", "Reminder"
        HELP = "help", "Offer of help"
        STEPPED_IN = "stepped_in", "Stepped in"
        MOVED_ON = "moved_on", "News of the case"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    """Who sent the referral, not who wrote this."""
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="messages", db_index=False)
    by_receiver = models.BooleanField()
    kind = models.CharField(max_length=12, choices=Kind.choices)
    text = models.TextField(blank=True)
    answers = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="answered_by")
    at = models.DateTimeField()
    by = models.TextField()
    by_id = models.UUIDField(null=True)
    case_status = models.CharField(max_length=20, blank=True, default="", db_default="")
    """Of news: where the case stands since; empty for what the police or a court decided, and of every other message."""

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["referral", "at", "id"], name="cases_referralmessage_thread")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["accepted", "sent_again"]) | ~Q(text=""), name="cases_referralmessage_says"
            )
        ]

    def __str__(self) -> str:
        return self.kind
