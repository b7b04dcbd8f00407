"""What has to be done on a case, and what of it is not kept."""

from django.db import models
from django.db.models import F, Q

from alongside.cases.models.case import Case
from alongside.ledger.keys import new_id
from alongside.people.models import Organisation, Staff


class Task(models.Model):
    """Something that somebody does on a case by a day: a line of enquiry, a call, a letter.

    What line managers have to change because of a case is an action of its review, not a task.
    """

    class Kind(models.TextChoices):
        ENQUIRY = "enquiry", "Line of enquiry"
        TASK = "task", "Task"
        PROMISE = "promise", "Promise to the person hurt"

    class Ending(models.TextChoices):
        DONE = "done", "Done"
        DROPPED = "dropped", "Not needed"
        NO_RESULT = "no_result", "No result"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="tasks")
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.TASK)
    what = models.CharField(max_length=300)
    why = models.TextField(blank=True)
    """Of a line of enquiry: what it should show, and for whom or against whom."""
    owner = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    due_on = models.DateField(null=True)
    """A local day; it is late from the next one on."""
    made_at = models.DateTimeField()
    made_by = models.TextField()
    ended_at = models.DateTimeField(null=True)
    ending = models.CharField(max_length=10, choices=Ending.choices, blank=True)
    ended_by = models.TextField(blank=True)
    result = models.TextField(blank=True)
    """What it showed, or why it was not needed."""

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ending="", ended_by="")
                | (Q(ended_at__isnull=False) & ~Q(ending="") & ~Q(ended_by="")),
                name="cases_task_ended_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(ending="dropped") | ~Q(result=""), name="cases_task_dropped_with_reason"
            ),
            models.CheckConstraint(
                condition=~Q(ending="no_result") | (Q(kind="enquiry") & ~Q(result="")),
                name="cases_task_enquiry_without_result",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organisation", "due_on", "id"], condition=Q(ended_at__isnull=True), name="cases_task_due"
            ),
            models.Index(fields=["owner", "due_on"], condition=Q(ended_at__isnull=True), name="cases_task_owner"),
        ]

    def __str__(self) -> str:
        return self.what


class Waiver(models.Model):
    """That something which was promised to a person hurt is not kept: asked by whoever works the case, agreed by somebody else."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="waivers")
    code = models.CharField(max_length=100)
    """What is owed: `Owed.code`."""
    sentence = models.TextField()
    why = models.TextField()
    asked_at = models.DateTimeField()
    asked_by = models.TextField()
    asked_by_id = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.TextField(blank=True)
    decided_by_id = models.UUIDField(null=True)
    agreed = models.BooleanField(null=True)
    answer = models.TextField(blank=True)
    """Why it was declined, or what whoever agreed wants to be kept with it."""

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, agreed__isnull=True, decided_by="")
                | (Q(decided_at__isnull=False, agreed__isnull=False) & ~Q(decided_by="")),
                name="cases_waiver_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(agreed__isnull=True) | Q(agreed=False) | ~Q(decided_by_id=F("asked_by_id")),
                name="cases_waiver_agreed_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(agreed=False) | ~Q(answer=""), name="cases_waiver_declined_with_reason"
            ),
            models.UniqueConstraint(
                fields=["case", "code"], condition=Q(decided_at__isnull=True), name="cases_waiver_asked_once"
            ),
        ]
        indexes = [
            models.Index(fields=["organisation"], condition=Q(decided_at__isnull=True), name="cases_waiver_waiting")
        ]

    def __str__(self) -> str:
        return self.sentence
