"""What belongs to the risk of a visit: who was asked to come along, what was ticked, and how it felt."""

from django.db import models
from django.db.models import Q

from alongside.ledger.keys import new_id
from alongside.people.models import Organisation, Staff
from alongside.risk.models import ChecklistVersion
from alongside.watch.models.visits import Visit


class Companion(models.Model):
    """Somebody was asked to make a visit together. Accepted, they have a visit with a clock of their own."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="companions")
    asked = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    declined_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["visit", "asked"], name="watch_companion_once"),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(declined_at=None), name="watch_companion_one_answer"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asked_id} with {self.visit_id}"


class ChecklistAnswer(models.Model):
    """What a worker ticked of one phase, with the list as it was asked. Append-only: what is ticked again is a row again."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="ticked")
    phase = models.CharField(max_length=8, choices=ChecklistVersion.Phase.choices)
    version = models.ForeignKey(ChecklistVersion, null=True, on_delete=models.PROTECT, related_name="+")
    """None: the list that is shipped."""
    asked = models.JSONField()
    answers = models.JSONField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.phase} of {self.visit_id}"


class Felt(models.Model):
    """How a visit felt, said once or more. Append-only; the last word counts."""

    class How(models.TextChoices):
        SAFE = "safe", "Safe"
        UNEASY = "uneasy", "Uneasy"
        THREATENED = "threatened", "Threatened"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="felt")
    how = models.CharField(max_length=10, choices=How.choices)
    words = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(how__in=["safe", "uneasy", "threatened"]), name="watch_felt_how")
        ]
        indexes = [models.Index(fields=["organisation", "how", "-id"], name="watch_felt_of")]

    def __str__(self) -> str:
        return f"{self.how} at {self.visit_id}"
