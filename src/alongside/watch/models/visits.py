"""Visits and the notes that workers leave on them."""

from datetime import UTC, datetime

from django.db import models
from django.db.models import Q

from alongside.evidence.models import StoredFile
from alongside.ledger.keys import new_id
from alongside.people.models import Organisation, Staff, Team
from alongside.risk.models import Subject
from alongside.watch.engine import VisitStatus
from alongside.watch.models.plans import PlanVersion

SENSIBLE_TIMES = (datetime(2020, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC))
"""A time outside cannot be meant, and one before the year 1 could not even be read back."""

RUNNING = [VisitStatus.ACTIVE, VisitStatus.DUE_SOON, VisitStatus.OVERDUE, VisitStatus.IN_ALARM]
"""Statuses of a visit that has begun and is not over. One that the worker has ended while an alarm is open keeps such a
status until the alarm is closed; `ended_at` tells."""


class Visit(models.Model):
    """Lone work with a clock: at a home, in the street, or at a desk at night."""

    class Risk(models.TextChoices):
        LOW = "low", "Low"
        MEDIUM = "medium", "Medium"
        HIGH = "high", "High"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    team = models.ForeignKey(Team, null=True, on_delete=models.PROTECT, related_name="visits")
    worker = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="visits", db_index=False)
    place = models.TextField()
    subject = models.ForeignKey(Subject, null=True, on_delete=models.PROTECT, related_name="visits", db_index=False)
    """Whom or what it concerns, where it concerns somebody; the name stands there alone."""
    gate = models.JSONField(null=True)
    """What the gate found when it was last asked (`watch.gating`)."""
    goes_with = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="company", db_index=False)
    """The visit of another worker with whom this one is made."""
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    purpose = models.TextField(blank=True)
    risk = models.CharField(max_length=10, choices=Risk.choices, default=Risk.LOW)
    planned_start = models.DateTimeField(null=True)
    planned_end = models.DateTimeField(null=True)
    made_at = models.DateTimeField()

    plan_version = models.ForeignKey(PlanVersion, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    status = models.CharField(max_length=12, choices=[(s, s) for s in VisitStatus])
    due_at = models.DateTimeField(null=True)
    """When the worker must next be heard."""
    clock_at = models.DateTimeField(null=True)
    """When the watch must look next; null where there is nothing to wait for."""
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    events_count = models.PositiveIntegerField(default=0)
    state = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["worker"], condition=Q(status__in=RUNNING, ended_at=None), name="watch_visit_one_at_a_time"
            ),
            models.CheckConstraint(condition=Q(status__in=list(VisitStatus)), name="watch_visit_status"),
            models.CheckConstraint(
                condition=(Q(planned_start__isnull=True) | Q(planned_start__range=SENSIBLE_TIMES))
                & (Q(planned_end__isnull=True) | Q(planned_end__range=SENSIBLE_TIMES)),
                name="watch_visit_times",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=RUNNING) | Q(plan_version__isnull=False), name="watch_visit_has_plan"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[VisitStatus.ACTIVE, VisitStatus.DUE_SOON, VisitStatus.OVERDUE])
                | Q(clock_at__isnull=False),
                name="watch_visit_clock_runs",
            ),
        ]
        indexes = [
            models.Index(fields=["clock_at"], condition=Q(clock_at__isnull=False), name="watch_visit_clock"),
            models.Index(fields=["organisation", "status"], name="watch_visit_status_i"),
            models.Index(fields=["worker", "-id"], name="watch_visit_worker"),
            models.Index(fields=["subject", "-id"], condition=Q(subject__isnull=False), name="watch_visit_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.worker} at {self.place}"


class VisitNote(models.Model):
    """The amber note: what the worker wants known if things go wrong, written, spoken, or both. Hidden until an alarm.

    A new note supersedes the one before it, which stays in the visit's history.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="notes")
    text = models.TextField()
    audio = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    """The spoken note. Its bytes are erased with the note's words."""
    left_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)
    """When its words and its recording were erased (`watch.retention`); that it was there stays."""

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(erased_at=None) | Q(text=""), name="watch_visitnote_erased_is_empty")
        ]
        indexes = [models.Index(fields=["visit"], condition=Q(erased_at=None), name="watch_visitnote_kept")]

    def __str__(self) -> str:
        return f"Note of {self.visit_id}"
