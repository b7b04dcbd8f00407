"""Supervision: a supervisor looks through the cases of a security specialist with them. Read by the two, and by nobody else
unless the organisation's rule said so when it was held (`SupervisionRule`); the database keeps it so.

What is written stays: whoever wants it otherwise adds a further note.
"""

from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Q

from alongside.cases.models.case import Case
from alongside.cases.models.work import Task
from alongside.ledger.keys import new_id
from alongside.people.models import Organisation, Staff


class Supervision(models.Model):
    """One time at which they looked through cases. Append-only; what was said is in its notes."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    supervised = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", db_index=False)
    supervisor = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    held_on = models.DateField()
    """A local day."""
    directors_read = models.BooleanField(default=False)
    """The organisation's other security directors read it, too: as its rule was when it was held."""
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-held_on", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(supervised=F("supervisor")), name="cases_supervision_of_another")
        ]
        indexes = [models.Index(fields=["supervised", "-held_on"], name="cases_supervision_of")]

    def __str__(self) -> str:
        return f"Supervision of {self.held_on}"


class SupervisionNote(models.Model):
    """What was looked at and said: of one case, or of the caseload as a whole. Append-only."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    supervision = models.ForeignKey(Supervision, on_delete=models.PROTECT, related_name="notes")
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="supervision_notes")
    """Null where it is about the caseload."""
    adds_to = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="further", db_index=False)
    """The note that this one amends."""
    text = models.TextField()
    at = models.DateTimeField()
    author = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", db_index=False)
    author_name = models.TextField()
    search = models.GeneratedField(
        expression=SearchVector("text", config="english"), output_field=SearchVectorField(), db_persist=True
    )

    class Meta:
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="cases_supervisionnote_says_something")]

    def __str__(self) -> str:
        return f"Note of {self.at}"


class AgreedAction(models.Model):
    """What the two agreed is done, by whom and until when, in the words of that day. On a case it is a task of the case, which
    can be moved and ends there; about the caseload it ends here.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    supervision = models.ForeignKey(Supervision, on_delete=models.PROTECT, related_name="agreed")
    task = models.OneToOneField(Task, null=True, on_delete=models.PROTECT, related_name="agreed")
    what = models.CharField(max_length=300)
    owner = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", db_index=False)
    due_on = models.DateField()
    agreed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.TextField(blank=True)
    result = models.TextField(blank=True)

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by="", result="")
                | (Q(ended_at__isnull=False, task__isnull=True) & ~Q(ended_by="")),
                name="cases_agreedaction_ends_once",
            )
        ]

    def __str__(self) -> str:
        return self.what


class SupervisionPlan(models.Model):
    """When somebody is supervised next, and when they were last. Whoever supervises there sees the days, not the notes."""

    supervised = models.OneToOneField(Staff, primary_key=True, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    next_on = models.DateField(null=True)
    last_on = models.DateField(null=True)
    reminded_on = models.DateField(null=True)
    """When those who supervise were last reminded that it is overdue."""
    changed_at = models.DateTimeField()
    changed_by = models.TextField()

    def __str__(self) -> str:
        return f"Next on {self.next_on}"


class SupervisionRule(models.Model):
    """Who reads supervision besides the two, from now on. Append-only: the latest counts for what is held after it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    directors_read = models.BooleanField()
    set_at = models.DateTimeField()
    set_by = models.TextField()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return "Security directors" if self.directors_read else "Nobody else"
