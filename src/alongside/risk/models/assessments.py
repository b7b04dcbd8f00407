"""Risk assessments, what has changed since, and what organisations ask for before a visit."""

from django.db import models
from django.db.models import Q

from alongside.ledger.keys import new_id
from alongside.people.models import Organisation, Place, Site, Staff, Team
from alongside.risk.models.subjects import Subject


class Level(models.TextChoices):
    """How great the risk is with the controls that exist already."""

    LOW = "low", "Low"
    MEDIUM = "medium", "Medium"
    HIGH = "high", "High"


class Assessment(models.Model):
    """One version of a risk assessment. Append-only: a new version replaces the one before it.

    `about_key` says what it is about (`assessments.about.key_of`); the newest `number` of a key is the one that may count. `answers`
    holds yes, no or unknown by item; one that was not asked is not there.
    """

    class Scope(models.TextChoices):
        SUBJECT = "subject", "A person or an address"
        SITE = "site", "A site"
        PLACE = "place", "A place on a site"
        TEAM = "team", "A team"
        ACTIVITY = "activity", "An activity"

    class Way(models.TextChoices):
        HOME = "home", "A visit by one person"
        TWO = "two", "A visit by two people"
        BASE = "base", "At a clinic or the base instead"
        NOT_SAID = "", "Not said"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    scope = models.CharField(max_length=10, choices=Scope.choices)
    about_key = models.TextField()
    number = models.PositiveIntegerField()
    subject = models.ForeignKey(Subject, null=True, on_delete=models.PROTECT, related_name="assessments")
    site = models.ForeignKey(Site, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    place = models.ForeignKey(Place, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    team = models.ForeignKey(Team, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    activity = models.TextField(blank=True)
    quick = models.BooleanField(default=False)
    """Made in a minute on the way; it never makes less of a high one."""
    answers = models.JSONField(default=dict)
    words = models.JSONField(default=dict)
    """What is known besides, by area."""
    way = models.CharField(max_length=5, choices=Way.choices, blank=True)
    level = models.CharField(max_length=10, choices=Level.choices)
    controls = models.TextField(blank=True)
    plan = models.TextField(blank=True)
    facts = models.JSONField(default=list)
    """What was known when it was made, in words: it rests on this."""
    review_on = models.DateField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "about_key", "number"], name="risk_assessment_number"),
            models.CheckConstraint(condition=Q(level__in=Level.values), name="risk_assessment_level"),
            models.CheckConstraint(
                condition=Q(scope="subject", subject__isnull=False, site=None, place=None, team=None, activity="")
                | Q(scope="site", site__isnull=False, subject=None, place=None, team=None, activity="")
                | Q(scope="place", place__isnull=False, subject=None, site=None, team=None, activity="")
                | Q(scope="team", team__isnull=False, subject=None, site=None, place=None, activity="")
                | (Q(scope="activity", subject=None, site=None, place=None, team=None) & ~Q(activity="")),
                name="risk_assessment_about_one",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "review_on"], name="risk_assessment_review")]

    def __str__(self) -> str:
        return f"Assessment {self.number} of {self.about_key}"


class FactChange(models.Model):
    """Something became known, or changed, that an assessment rests on: those made before it are not current any more. Append-only;
    told once for each source."""

    class Kind(models.TextChoices):
        INCIDENT = "incident", "An incident was reported"
        MARKER = "marker", "A marker changed"
        FELT = "felt", "Somebody felt unsafe"
        ADDRESS = "address", "The address changed"
        OTHER = "other", "Something else changed"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    about_key = models.TextField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    said = models.TextField()
    """In words that anybody who may read the assessment may read."""
    source = models.TextField()
    """Where it comes from; the same is told once."""
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "about_key", "kind", "source"], name="risk_fact_once"),
            models.CheckConstraint(
                condition=Q(kind__in=["incident", "marker", "felt", "address", "other"]), name="risk_fact_kind"
            ),
        ]

    def __str__(self) -> str:
        return self.said


class GateRule(models.Model):
    """What is asked before a visit, from a moment on: of an organisation, or of one of its teams. Append-only; what counts is the
    newest that is in force. Empty is what the organisation says for a team, and the default for the organisation
    (`risk.gate_rules`)."""

    class Asked(models.TextChoices):
        OFF = "off", "Nothing is asked"
        WARN = "warn", "Asked, and the visit may begin unanswered"
        BLOCK = "block", "Asked, and the visit waits until it is answered"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    team = models.ForeignKey(Team, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    in_force_from = models.DateTimeField()
    asked = models.CharField(max_length=5, choices=Asked.choices, blank=True)
    longest_days = models.PositiveIntegerField(null=True)
    """An assessment is reviewed after so many days at the latest."""
    made_at = models.DateTimeField()
    made_by = models.TextField(blank=True)
    why = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(asked__in=["", "off", "warn", "block"]), name="risk_rule_asked"),
            models.CheckConstraint(
                condition=Q(longest_days__isnull=True) | Q(longest_days__range=(1, 1096)), name="risk_rule_longest"
            ),
        ]
        indexes = [models.Index(fields=["organisation", "team", "-in_force_from"], name="risk_rule_of")]

    def __str__(self) -> str:
        return f"Rule of {self.team_id or self.organisation_id} from {self.in_force_from}"


class ChecklistVersion(models.Model):
    """A published version of an organisation's checklist for one phase of a visit. Append-only: what was ticked stays readable as it
    was asked. Until one is published the shipped list counts (`risk.checklists.shipped`)."""

    class Phase(models.TextChoices):
        BEFORE = "before", "Before the visit"
        ARRIVAL = "arrival", "On arrival"
        ENTRY = "entry", "On entry"
        DURING = "during", "During the visit"
        AFTER = "after", "After the visit"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    phase = models.CharField(max_length=8, choices=Phase.choices)
    number = models.PositiveIntegerField()
    items = models.JSONField()
    """[{"key", "asks", "leave_if"?: yes or no, "advice"?}]"""
    made_at = models.DateTimeField()
    made_by = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "phase", "number"], name="risk_checklist_number"),
            models.CheckConstraint(
                condition=Q(phase__in=["before", "arrival", "entry", "during", "after"]), name="risk_checklist_phase"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.phase}, version {self.number}"
