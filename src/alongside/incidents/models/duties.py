"""Injuries, absences, RIDDOR and deadlines."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from alongside.incidents.models.incident import Affected, Incident
from alongside.ledger.keys import new_id
from alongside.people.models import Organisation, Staff


class Injury(models.Model):
    """What is known of one person's injury. A later word is a new row; the latest counts. Compartment `people`."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    affected = models.ForeignKey(Affected, on_delete=models.CASCADE, related_name="injuries")
    facts = models.JSONField(default=dict)
    """What RIDDOR asks of an injury, by the names of `incidents.riddor`; a name that is missing was not asked."""
    description = models.TextField(blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.TextField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"Injury of {self.affected_id}"


class Absence(models.Model):
    """Days on which somebody could not do their routine work. Local dates, both included; an open one has no end.

    Compartment `people`. The day of the accident is never counted (SI 2013/1471 reg. 4(2)); it may be in here.
    """

    class Kind(models.TextChoices):
        OFF_WORK = "off_work", "Off work"
        LIGHT_DUTIES = "light_duties", "Light duties"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    affected = models.ForeignKey(Affected, on_delete=models.CASCADE, related_name="absences")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    first_day = models.DateField()
    last_day = models.DateField(null=True)
    source = models.CharField(max_length=20)
    """`person`, `manager`, `lsms`, `staff_system`."""
    external_reference = models.TextField(blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.TextField()
    ended_at = models.DateTimeField(null=True)
    """When it was found wrong or replaced; it counts no more."""

    class Meta:
        ordering = ["first_day", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__isnull=True) | Q(last_day__gte=models.F("first_day")),
                name="incidents_absence_days",
            )
        ]
        indexes = [
            models.Index(
                fields=["organisation"],
                condition=Q(last_day__isnull=True, ended_at__isnull=True),
                name="incidents_absence_open",
            ),
            models.Index(
                fields=["organisation", "last_day"],
                condition=Q(last_day__isnull=False, ended_at__isnull=True),
                name="incidents_absence_ending",
            ),
            models.Index(
                fields=["organisation", "external_reference"],
                condition=~Q(external_reference=""),
                name="incidents_absence_external",
            ),
        ]

    def __str__(self) -> str:
        return f"From {self.first_day}"


class RiddorDecision(models.Model):
    """One step of the RIDDOR track for one person, or for a dangerous occurrence. Append-only; the latest stands."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="riddor_decisions")
    affected = models.ForeignKey(Affected, null=True, on_delete=models.PROTECT, related_name="riddor_decisions")
    state = models.CharField(max_length=40)
    """A state of `incidents.riddor`."""
    rule = models.TextField(blank=True)
    reason = models.TextField()
    due_on = models.DateField(null=True)
    reference = models.TextField(blank=True)
    """What HSE answered."""
    channel = models.CharField(max_length=20, blank=True)
    told_at = models.DateTimeField(null=True)
    """When HSE was told, or the report was sent, where the step says so."""
    settled = ArrayField(models.CharField(max_length=30), default=list, blank=True)
    """The routes of `incidents.riddor` of which HSE was told, by this step and all before it."""
    refused = ArrayField(models.CharField(max_length=30), default=list, blank=True)
    """The routes that a person decided not to report; with "?" where they were still a question then."""
    decided_at = models.DateTimeField()
    actor_kind = models.CharField(max_length=10)
    actor_id = models.UUIDField(null=True)
    actor_name = models.TextField()

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(
                fields=["organisation"],
                condition=Q(state__in=["reported", "updated"], reference=""),
                name="incidents_riddor_no_reference",
            )
        ]

    def __str__(self) -> str:
        return self.state


class Duty(models.Model):
    """A deadline that runs: which rule, since when, until when, who ended it and how. See `incidents.deadlines`.

    It is of one incident, and of one person where that is said; or, without an incident, of the organisation as a whole.
    """

    class Ending(models.TextChoices):
        DONE = "done", "Done"
        WAIVED = "waived", "Not needed"
        REPLACED = "replaced", "Counted anew"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    incident = models.ForeignKey(Incident, null=True, on_delete=models.CASCADE, related_name="duties")
    affected = models.ForeignKey(Affected, null=True, on_delete=models.CASCADE, related_name="duties")
    rule = models.CharField(max_length=40)
    turn = models.PositiveSmallIntegerField(default=1, db_default=1)
    """1, 2, 3 … of a rule of which each fact starts one of its own (`Rule.repeats`); else 1."""
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    warn_at = ArrayField(models.DateTimeField(), default=list)
    provisional = models.BooleanField(default=False)
    """Counted past the last bank holiday that is published."""
    falls_to = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    """When the end was entered."""
    done_at = models.DateTimeField(null=True)
    """When the act was by which it ended, where somebody said so: whether it was in time follows from this."""
    ending = models.CharField(max_length=10, choices=Ending.choices, blank=True)
    ended_by = models.TextField(blank=True)
    why = models.TextField(blank=True)

    class Meta:
        ordering = ["due_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ending="", ended_by="")
                | (Q(ended_at__isnull=False) & ~Q(ending="") & ~Q(ended_by="")),
                name="incidents_duty_ended_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(ending="waived") | ~Q(why=""), name="incidents_duty_waived_with_reason"
            ),
            models.CheckConstraint(
                condition=Q(incident__isnull=False) | Q(affected__isnull=True), name="incidents_duty_person_of_incident"
            ),
            models.UniqueConstraint(
                fields=["organisation", "incident", "affected", "rule", "turn"],
                condition=Q(ended_at__isnull=True),
                nulls_distinct=False,
                name="incidents_duty_open_once_a_turn",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organisation", "due_at"], condition=Q(ended_at__isnull=True), name="incidents_duty_due"
            ),
            models.Index(
                fields=["organisation", "rule"], condition=Q(incident__isnull=True), name="incidents_duty_of_body"
            ),
            models.Index(
                fields=["organisation", "-ended_at", "-id"],
                condition=Q(ended_at__isnull=False),
                name="incidents_duty_ended",
            ),
        ]

    def __str__(self) -> str:
        return self.rule


class DutySettings(models.Model):
    """What an organisation has said once for its duties: where it is, who employs and controls, what it aims at."""

    class Country(models.TextChoices):
        ENGLAND = "england", "England"
        SCOTLAND = "scotland", "Scotland"
        WALES = "wales", "Wales"
        NORTHERN_IRELAND = "northern_ireland", "Northern Ireland"

    organisation = models.OneToOneField(Organisation, primary_key=True, on_delete=models.PROTECT, related_name="+")
    country = models.CharField(max_length=20, choices=Country.choices, default=Country.ENGLAND)
    """Where incidents happen unless a person says otherwise; its bank holidays count."""
    employs_staff = models.BooleanField(default=True)
    """Staff whose employment nobody said are taken as employed by the organisation."""
    controls_sites = models.BooleanField(default=True)
    """The organisation is in control of the sites in its list."""
    aim_day = models.PositiveSmallIntegerField(default=10)
    """Day after the accident by which an over-7-day report is aimed at; the last is day 15."""
    form_answers = models.JSONField(default=dict, db_default={})
    """What HSE's form asks every time: a question of `riddor.standing_questions` to the organisation's answer."""
    absence_columns = models.JSONField(default=dict)
    """What the columns of the staff system's file mean: a field's name to a heading."""
    computed_on = models.DateField(null=True)
    """The local day on which every open matter was last looked at."""
    digest_on = models.DateField(null=True)
    """The local day of the last daily message."""
    changed_at = models.DateTimeField(null=True)
    changed_by = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(aim_day__gte=1, aim_day__lte=15), name="incidents_dutysettings_aim")
        ]

    def __str__(self) -> str:
        return f"Duties of {self.organisation_id}"


class DutyLength(models.Model):
    """How long an organisation gives itself for one rule, from a day on. Append-only: a later one counts from its day."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    rule = models.CharField(max_length=40)
    unit = models.CharField(max_length=12)
    amount = models.PositiveSmallIntegerField()
    in_force_from = models.DateField()
    basis = models.TextField()
    """Where the organisation has it from."""
    set_at = models.DateTimeField()
    set_by = models.TextField()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["organisation", "rule"], name="incidents_dutylength_rule")]

    def __str__(self) -> str:
        return f"{self.rule}: {self.amount} {self.unit}"


class DigestChoice(models.Model):
    """Somebody who wants no daily message of what is due."""

    staff = models.OneToOneField(Staff, primary_key=True, on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    off_since = models.DateTimeField()

    def __str__(self) -> str:
        return f"Off since {self.off_since}"
