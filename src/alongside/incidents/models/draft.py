"""A report that is being written."""

from django.db import models

from alongside.evidence.models import StoredFile
from alongside.incidents.models.incident import Incident
from alongside.ledger.keys import new_id
from alongside.people.models import Organisation, Place


class Draft(models.Model):
    """Answers so far, saved at every step. Whoever holds its secret, kept in the browser, goes on with it.

    Erased when it was sent, and thirty days after the last change where it never was.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    digest = models.BinaryField(unique=True)
    """SHA-256 of the secret."""
    user_id = models.UUIDField(null=True)
    """The account that writes it; null without one, or where the writer chose to be anonymous."""
    place = models.ForeignKey(Place, null=True, on_delete=models.SET_NULL, related_name="+")
    """Known from a poster or link."""
    answers = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    alarm_id = models.UUIDField(null=True)
    """The alarm that it is the report of. Left out of an anonymous report, since the alarm has a name."""
    help_alarm = models.UUIDField(null=True)
    """The alarm that was raised from it, because somebody was in danger."""
    help_at = models.DateTimeField(null=True)
    """When it was asked for help; without `help_alarm` nobody could be told."""
    sent_as = models.OneToOneField(Incident, null=True, on_delete=models.CASCADE, related_name="draft")
    """Kept a while after sending, so that sending twice sends once."""

    class Meta:
        indexes = [models.Index(fields=["changed_at"], name="incidents_draft_changed")]

    def __str__(self) -> str:
        return f"Draft of {self.made_at:%d %B %Y}"


class DraftFile(models.Model):
    """A file that was added to a report before it was sent. It becomes an `Exhibit` with the report.

    What is taken out again, or never sent, is erased by `reporting.chores`.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="files")
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="draft_file")
    added_at = models.DateTimeField()
    taken_out_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(
                fields=["taken_out_at"], condition=models.Q(taken_out_at__isnull=False), name="incidents_draftfile_out"
            )
        ]

    def __str__(self) -> str:
        return str(self.file)
