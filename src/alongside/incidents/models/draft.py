"""A report that is being written."""

from django.db import models

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
    sent_as = models.OneToOneField(Incident, null=True, on_delete=models.CASCADE, related_name="draft")
    """Kept a while after sending, so that sending twice sends once."""

    class Meta:
        indexes = [models.Index(fields=["changed_at"], name="incidents_draft_changed")]

    def __str__(self) -> str:
        return f"Draft of {self.made_at:%d %B %Y}"
