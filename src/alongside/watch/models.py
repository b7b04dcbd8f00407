"""Visits, alarms, and the plans by which people are rung.

What the engine remembers of a visit or an alarm is kept whole in `state`; the columns beside it are what queries
need, written by the same transaction. Every decision leaves an event row, so each visit and alarm can be replayed
(`watch.replaying`).
"""

from datetime import UTC, datetime

from django.db import models
from django.db.models import Q

from alongside.evidence.models import StoredFile
from alongside.ledger.keys import new_id
from alongside.people.models import Organisation, Staff, Team
from alongside.watch.engine import GRACE_BY_RISK_S, AlarmKind, AlarmStatus, Outcome, VisitStatus
from alongside.watch.models_of_rotas import NextOfKin, PlanCheck, Rota, RotaCover, RotaVersion, StaffAway

__all__ = [
    "RUNNING",
    "Alarm",
    "AlarmEvent",
    "NextOfKin",
    "Plan",
    "PlanCheck",
    "PlanVersion",
    "Rota",
    "RotaCover",
    "RotaVersion",
    "StaffAway",
    "TeamSettings",
    "Visit",
    "VisitEvent",
    "VisitNote",
]

SENSIBLE_TIMES = (datetime(2020, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC))
"""A time outside cannot be meant, and one before the year 1 could not even be read back."""

RUNNING = [VisitStatus.ACTIVE, VisitStatus.DUE_SOON, VisitStatus.OVERDUE, VisitStatus.IN_ALARM]
"""Statuses of a visit that has begun and is not over. One that the worker has ended while an alarm is open keeps such a
status until the alarm is closed; `ended_at` tells."""


class Plan(models.Model):
    """Who is rung when a worker of this team needs help. Without a team it is for teams that have none of their own."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    team = models.OneToOneField(Team, null=True, on_delete=models.PROTECT, related_name="plan")
    name = models.TextField()
    last_resort = models.BooleanField(default=False)
    """Made by itself when somebody without any plan calls for help: it rings whoever answers for security."""
    draft = models.JSONField(null=True)
    """The next version as it is being written (`planning.drafts`); nobody is rung by it."""
    drafted_at = models.DateTimeField(null=True)
    drafted_by = models.TextField(blank=True, db_default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "last_resort"],
                condition=Q(team__isnull=True),
                name="watch_plan_one_for_the_rest",
            )
        ]

    def __str__(self) -> str:
        return self.name


class PlanVersion(models.Model):
    """A plan as it was at one time. Never changed: a change makes a new version, and open alarms keep theirs."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="versions")
    version = models.PositiveIntegerField()
    content = models.JSONField()
    """The engine's `Plan`, as `engine.to_dict` writes it."""
    made_at = models.DateTimeField()
    made_by = models.TextField(blank=True, db_default="")
    kin_number = models.TextField(blank=True, db_default="")
    """The number that a next of kin who was told can ring; where the plan tells none, empty."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "version"], name="watch_planversion_number")]

    def __str__(self) -> str:
        return f"{self.plan} {self.version}"


class TeamSettings(models.Model):
    """The timing that a team's visits start with, in seconds. Defaults and bounds: `docs/states.md`."""

    team = models.OneToOneField(Team, primary_key=True, on_delete=models.CASCADE, related_name="safety_settings")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    check_in_interval_s = models.PositiveIntegerField(default=3600)
    reminder_s = models.PositiveIntegerField(default=300)
    grace_low_s = models.PositiveIntegerField(default=GRACE_BY_RISK_S["low"])
    grace_medium_s = models.PositiveIntegerField(default=GRACE_BY_RISK_S["medium"])
    grace_high_s = models.PositiveIntegerField(default=GRACE_BY_RISK_S["high"])
    owner_clock_s = models.PositiveIntegerField(default=600)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(check_in_interval_s__range=(300, 86400)), name="watch_teamsettings_interval"
            ),
            models.CheckConstraint(
                condition=Q(owner_clock_s__range=(120, 1800)), name="watch_teamsettings_owner_clock"
            ),
        ]

    def __str__(self) -> str:
        return f"Timing of {self.team_id}"


class Visit(models.Model):
    """Lone work with a clock: at a home, in the street, or at a desk at night."""

    class Risk(models.TextChoices):
        LOW = "low", "Low"
        MEDIUM = "medium", "Medium"
        HIGH = "high", "High"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, null=True, on_delete=models.PROTECT, related_name="visits")
    worker = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="visits")
    place = models.TextField()
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    purpose = models.TextField(blank=True)
    risk = models.CharField(max_length=10, choices=Risk.choices, default=Risk.LOW)
    planned_start = models.DateTimeField(null=True)
    planned_end = models.DateTimeField(null=True)
    made_at = models.DateTimeField()

    plan_version = models.ForeignKey(PlanVersion, null=True, on_delete=models.PROTECT, related_name="+")
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


class Alarm(models.Model):
    """Somebody may need help. A worker has one open alarm at the most; whatever is pressed again is added to it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, null=True, on_delete=models.PROTECT, related_name="alarms")
    worker = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="alarms")
    visit = models.ForeignKey(Visit, null=True, on_delete=models.PROTECT, related_name="alarms")
    plan_version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=[(k, k) for k in AlarmKind])
    status = models.CharField(max_length=12, choices=[(s, s) for s in AlarmStatus])
    owner = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="owned_alarms")
    raised_at = models.DateTimeField()
    pressed_at = models.DateTimeField(null=True)
    """The device's own time of the latest press; a label, never a clock."""
    late = models.BooleanField(default=False)
    hidden_from_worker = models.BooleanField(default=False)
    clock_at = models.DateTimeField(null=True)
    taken_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=20, blank=True, choices=[(o, o) for o in Outcome])
    events_count = models.PositiveIntegerField(default=0)
    state = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["worker"], condition=~Q(status=AlarmStatus.CLOSED), name="watch_alarm_one_open"
            ),
            models.CheckConstraint(condition=Q(status__in=list(AlarmStatus)), name="watch_alarm_status"),
            models.CheckConstraint(condition=Q(kind__in=list(AlarmKind)), name="watch_alarm_kind"),
            models.CheckConstraint(
                condition=Q(status=AlarmStatus.CLOSED, closed_at__isnull=False, clock_at__isnull=True)
                | (~Q(status=AlarmStatus.CLOSED) & Q(clock_at__isnull=False)),
                name="watch_alarm_open_has_clock",
            ),
            models.CheckConstraint(
                condition=~Q(status=AlarmStatus.CLOSED) | ~Q(outcome=""), name="watch_alarm_closed_has_outcome"
            ),
            models.CheckConstraint(
                condition=~Q(status=AlarmStatus.TAKEN) | Q(owner__isnull=False), name="watch_alarm_taken_has_owner"
            ),
            models.CheckConstraint(condition=~Q(owner=models.F("worker")), name="watch_alarm_not_own"),
        ]
        indexes = [
            models.Index(fields=["clock_at"], condition=Q(clock_at__isnull=False), name="watch_alarm_clock"),
            models.Index(fields=["organisation", "-raised_at"], name="watch_alarm_newest"),
            models.Index(fields=["worker", "-raised_at"], name="watch_alarm_worker"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.worker}"


class Event(models.Model):
    """One thing that happened to a visit or an alarm: who, when, from which status to which, and why."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=30)
    """The engine's name of the event."""
    content = models.JSONField()
    """The event as `engine.to_dict` writes it."""
    decided_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    """When it should have been done; with `decided_at` this is the lag (S3). Null where nothing was due."""
    from_status = models.CharField(max_length=12, blank=True)
    to_status = models.CharField(max_length=12)
    actor_kind = models.CharField(max_length=10)
    actor_id = models.UUIDField(null=True)
    actor_name = models.TextField()

    class Meta:
        abstract = True


class VisitEvent(Event):
    """What happened to a visit. Append-only."""

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="events", db_index=False)

    class Meta(Event.Meta):
        abstract = False
        constraints = [models.UniqueConstraint(fields=["visit", "number"], name="watch_visitevent_number")]
        indexes = [models.Index(fields=["decided_at"], condition=Q(due_at__isnull=False), name="watch_visitevent_lag")]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class AlarmEvent(Event):
    """What happened to an alarm. Append-only."""

    alarm = models.ForeignKey(Alarm, on_delete=models.PROTECT, related_name="events", db_index=False)

    class Meta(Event.Meta):
        abstract = False
        constraints = [models.UniqueConstraint(fields=["alarm", "number"], name="watch_alarmevent_number")]
        indexes = [models.Index(fields=["decided_at"], condition=Q(due_at__isnull=False), name="watch_alarmevent_lag")]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"
