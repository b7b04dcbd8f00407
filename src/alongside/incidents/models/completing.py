"""What others add to a report, and what the reporter hears."""

from django.db import models
from django.db.models import Q

from alongside.incidents.models.incident import Affected, Incident
from alongside.ledger.keys import new_id
from alongside.people.models import Organisation, Staff


class Contribution(models.Model):
    """A part of the report that somebody else knows: asked for, given or declined. Each sees and writes only theirs."""

    class Part(models.TextChoices):
        MANAGER = "manager", "Line manager"
        CLINICIAN = "clinician", "Clinician"
        INJURED = "injured", "Person affected"
        WITNESS = "witness", "Witness"

    class Status(models.TextChoices):
        ASKED = "asked", "Asked"
        GIVEN = "given", "Answered"
        DECLINED = "declined", "Declined"
        TAKEN_BACK = "taken_back", "No longer asked"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="contributions")
    part = models.CharField(max_length=10, choices=Part.choices)
    affected = models.ForeignKey(Affected, null=True, on_delete=models.CASCADE, related_name="contributions")
    """Whose injury and wishes it is about, for the part of the person affected."""
    asked_of = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    """Null where a link was sent instead."""
    asked_by = models.TextField()
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.ASKED)
    answered_at = models.DateTimeField(null=True)
    answers = models.JSONField(default=dict)
    """What the form asked, by its fields' names; what belongs to a compartment is in that compartment's tables, and here
    stands its key: `account`, `identity`, `injury`, `absence`, `opinion`.
    """

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status="asked", answered_at__isnull=True)
                | Q(status="taken_back")
                | (Q(status__in=["given", "declined"]) & Q(answered_at__isnull=False)),
                name="incidents_contribution_answered",
            ),
            models.CheckConstraint(
                condition=Q(affected__isnull=True) | Q(part="injured"), name="incidents_contribution_affected"
            ),
        ]
        indexes = [models.Index(fields=["asked_of"], condition=Q(status="asked"), name="incidents_contribution_open")]

    def __str__(self) -> str:
        return f"{self.get_part_display()}: {self.get_status_display()}"


class Told(models.Model):
    """A sentence to the reporter, or from them, on the page where they follow the report. Append-only.

    The steps of the report are told by themselves, from `Change`; this is what somebody wrote.
    """

    class Kind(models.TextChoices):
        MESSAGE = "message", "Message to the reporter"
        ANSWER = "answer", "Answer of the reporter"
        OUTCOME = "outcome", "Outcome"
        CHANGED = "changed", "What changed because of it"

    class Way(models.TextChoices):
        """How a sentence came here. Only what somebody wrote to this reporter is a reply to them."""

        WRITTEN = "written", "Written here"
        PASSED_ON = "passed_on", "Written for the report with which this one is joined"
        BY_ITSELF = "by_itself", "Told by itself"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="told")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    way = models.CharField(max_length=10, choices=Way.choices, default=Way.WRITTEN, db_default=Way.WRITTEN)
    text = models.TextField()
    at = models.DateTimeField()
    by_name = models.TextField(blank=True)
    """Empty for the reporter's own words, and for what is told by itself."""

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["organisation", "id"], condition=Q(kind="answer"), name="incidents_told_answers")
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class WellbeingCheck(models.Model):
    """How are you? Asked of somebody affected, three days and four weeks after, unless they want none."""

    class Answer(models.TextChoices):
        WELL = "well", "I am well"
        MANAGING = "managing", "I am managing"
        NOT_WELL = "not_well", "I am not well"
        STOP = "stop", "Please do not ask again"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    affected = models.ForeignKey(Affected, on_delete=models.CASCADE, related_name="wellbeing_checks")
    due_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=10, choices=Answer.choices, blank=True)
    text = models.TextField(blank=True)
    consent = models.BooleanField(default=False, db_default=False)
    """Whether the security specialist may read the answer."""
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["affected", "due_at"], name="incidents_wellbeingcheck_once"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answer="") | (Q(answered_at__isnull=False) & ~Q(answer="")),
                name="incidents_wellbeingcheck_answer",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(asked_at__isnull=True, stopped_at__isnull=True),
                name="incidents_wellbeing_due",
            )
        ]

    def __str__(self) -> str:
        return f"Asked on {self.due_at:%d %B %Y}"


class Signpost(models.Model):
    """Whom else to tell of what a report is not for, in the organisation's own words: fraud, terrorism, an attack on computers."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=40)
    """A code of `kinds` that has a signpost."""
    whom = models.CharField(max_length=200)
    phone = models.CharField(max_length=40, blank=True)
    link = models.URLField(max_length=500, blank=True)
    changed_at = models.DateTimeField()
    changed_by = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "kind"], name="incidents_signpost_once")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.whom}"


class SupportText(models.Model):
    """Where somebody who was hurt gets help, in the organisation's own words."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.OneToOneField(Organisation, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(blank=True)
    changed_at = models.DateTimeField()
    changed_by = models.TextField()

    def __str__(self) -> str:
        return f"Where to get help at {self.organisation_id}"
