"""Alarms, and what happened to visits and alarms."""

from django.db import models
from django.db.models import Q

from alongside.ledger.keys import new_id
from alongside.people.models import Organisation, Staff, Team
from alongside.watch.engine import AlarmKind, AlarmStatus, Outcome
from alongside.watch.models.plans import PlanVersion
from alongside.watch.models.visits import Visit


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
