"""The case, the reports that it is made of, and the file: everything that was done and said."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import Q

from alongside.incidents.models import Incident
from alongside.ledger.keys import new_id
from alongside.people.models import Organisation, Staff, Team


class Compartment(models.TextChoices):
    """Parts of a case with their own permission and their own entry in the ledger for every look (`cases.rules`)."""

    NARRATIVE = "narrative", "What was done"
    PEOPLE = "people", "People hurt and witnesses"
    SUSPECT = "suspect", "Who did it"
    EVIDENCE = "evidence", "Evidence"
    LEGAL = "legal", "Legal advice"


class Case(models.Model):
    """A case as it stands now. How it came to stand so is in `Event`. Lists and figures read this table alone."""

    family_read: list["Case"] | None = None
    """It and those joined with it, where a page has read them (`queries.read_with_family`); not kept."""

    class Status(models.TextChoices):
        """As `cases.tracks.case` moves them; a test compares the two."""

        OPEN = "open", "Open"
        INVESTIGATING = "investigating", "Investigating"
        OUTCOME_PENDING = "outcome_pending", "Waiting for an outcome"
        OUTCOME_RECORDED = "outcome_recorded", "Outcome recorded"
        FEEDBACK_GIVEN = "feedback_given", "Feedback given"
        LESSONS = "lessons", "Lessons and actions"
        CLOSED = "closed", "Closed"
        MERGED = "merged", "Joined with another case"

    class Priority(models.IntegerChoices):
        URGENT = 1, "Urgent"
        HIGH = 2, "High"
        NORMAL = 3, "Normal"
        LOW = 4, "Low"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    reference = models.CharField(max_length=16, unique=True)
    """`C-7KQ2-9F3M`."""
    title = models.CharField(max_length=200)
    """What it is about, without names: it stands in lists, messages and calendars."""
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.OPEN)
    priority = models.PositiveSmallIntegerField(choices=Priority.choices, default=Priority.NORMAL)
    kinds = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    """Kinds of its incidents, of the list `kinds`."""
    definition = models.CharField(max_length=12, choices=Incident.Definition.choices)
    """The national definition of the gravest of its incidents."""
    site = models.ForeignKey("people.Site", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    team = models.ForeignKey(Team, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    owner = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    """The security specialist who works it."""
    waits_on = models.CharField(max_length=40, blank=True)
    """A code of `waits_on`: on whom it waits, while it waits for an outcome."""
    outcome = models.CharField(max_length=40, blank=True)
    """A code of `case_outcomes`."""
    occurred_at = models.DateTimeField()
    """When the first of its incidents happened."""
    opened_at = models.DateTimeField()
    next_due_on = models.DateField(null=True)
    """The earliest local day that any part of it brings (`cases.due`), of those joined with it too."""
    supervised_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="merged")
    status_before = models.CharField(max_length=20, blank=True)
    """Where it stood before it was joined with another."""
    changed_at = models.DateTimeField()
    titled = models.GeneratedField(
        expression=SearchVector("title", config="english"), output_field=SearchVectorField(), db_persist=True
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    status__in=[
                        "open",
                        "investigating",
                        "outcome_pending",
                        "outcome_recorded",
                        "feedback_given",
                        "lessons",
                        "closed",
                        "merged",
                    ]
                ),
                name="cases_case_status",
            ),
            models.CheckConstraint(
                condition=Q(status="merged", merged_into__isnull=False)
                | (~Q(status="merged") & Q(merged_into__isnull=True)),
                name="cases_case_merged",
            ),
            models.CheckConstraint(condition=~Q(merged_into=models.F("id")), name="cases_case_not_into_itself"),
            models.CheckConstraint(
                condition=Q(status="closed", closed_at__isnull=False)
                | (~Q(status="closed") & Q(closed_at__isnull=True)),
                name="cases_case_closed",
            ),
            models.CheckConstraint(condition=Q(priority__range=(1, 4)), name="cases_case_priority"),
        ]
        indexes = [
            models.Index(fields=["organisation", "-id"], name="cases_newest"),
            models.Index(fields=["organisation", "status", "-id"], name="cases_status"),
            models.Index(fields=["organisation", "owner", "-id"], name="cases_owner"),
            models.Index(fields=["organisation", "team", "-id"], name="cases_team"),
            models.Index(fields=["organisation", "site", "-id"], name="cases_site"),
            models.Index(fields=["organisation", "priority", "-id"], name="cases_priority"),
            models.Index(
                fields=["organisation", "next_due_on", "id"],
                condition=Q(next_due_on__isnull=False),
                name="cases_next_due",
            ),
            models.Index(fields=["organisation", "waits_on", "-id"], condition=~Q(waits_on=""), name="cases_waits_on"),
            models.Index(fields=["merged_into"], condition=Q(merged_into__isnull=False), name="cases_merged_into"),
        ]

    def __str__(self) -> str:
        return self.reference


class CaseIncident(models.Model):
    """That a report belongs to a case. A report belongs to one case at a time."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="links")
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="case_links")
    linked_at = models.DateTimeField()
    linked_by = models.TextField()
    unlinked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["incident"], condition=Q(unlinked_at__isnull=True), name="cases_caseincident_one_case"
            )
        ]

    def __str__(self) -> str:
        return f"{self.incident_id} in {self.case_id}"


class Event(models.Model):
    """One line of the file: who, when, what, in which compartment. Append-only; a correction is a new line.

    `before` and `after` hold codes and keys; words stand in `text`, behind the permission of the compartment.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="events", db_index=False)
    at = models.DateTimeField()
    """When it happened: what is written down later says so by `recorded_at`."""
    recorded_at = models.DateTimeField()
    what = models.CharField(max_length=40)
    """`opened`, `note`, `status`, `task_added`, `police_moved`, …: a word of `cases.words`."""
    compartment = models.CharField(max_length=10, choices=Compartment.choices)
    text = models.TextField(blank=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    about_type = models.CharField(max_length=20, blank=True)
    about_id = models.UUIDField(null=True)
    """What of the case it is about: a task, a track, a document."""
    replaces = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="replaced_by")
    actor_kind = models.CharField(max_length=10)
    actor_id = models.UUIDField(null=True)
    actor_name = models.TextField()
    search = models.GeneratedField(
        expression=SearchVector("text", config="english"), output_field=SearchVectorField(), db_persist=True
    )

    class Meta:
        ordering = ["at", "id"]
        indexes = [
            models.Index(fields=["case", "at", "id"], name="cases_event_file"),
            models.Index(
                fields=["about_type", "about_id"], condition=Q(about_id__isnull=False), name="cases_event_about"
            ),
        ]

    def __str__(self) -> str:
        return self.what
