"""What has to be done on a case."""

from django.db import models
from django.db.models import Q

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
