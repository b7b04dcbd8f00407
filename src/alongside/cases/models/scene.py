"""What a place was like when somebody looked, and which policies and risk assessments applied.

Notes of the scene lie in the compartment `narrative`, what applied in `evidence`.
"""

from datetime import date

from django.db import models
from django.db.models import F, Q

from alongside.cases.models.case import Case
from alongside.evidence.models import StoredFile
from alongside.ledger.keys import new_id
from alongside.people.models import Organisation


class SceneNote(models.Model):
    """That somebody looked at a place; what they saw is in its versions."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="scene_notes")
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return str(self.pk)


class SceneNoteVersion(models.Model):
    """What was seen, as it was written down once. Append-only: a mistake is set right by the next version."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    note = models.ForeignKey(SceneNote, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    why = models.TextField(blank=True)
    """Why there is another version."""
    seen_at = models.DateTimeField()
    place = models.CharField(max_length=300)
    seen_by = models.CharField(max_length=200)
    words = models.TextField()
    made_at = models.DateTimeField()
    made_by = models.TextField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["note", "number"], name="cases_scenenoteversion_number"),
            models.CheckConstraint(condition=Q(number=1) | ~Q(why=""), name="cases_scenenoteversion_why"),
            models.CheckConstraint(
                condition=~Q(words="") & ~Q(place="") & ~Q(seen_by=""), name="cases_scenenoteversion_whole"
            ),
        ]

    def __str__(self) -> str:
        return f"Version {self.number}"


class AppliedPolicy(models.Model):
    """A policy or risk assessment that applied, in the version that was in force. What stood before is in the file."""

    class Kind(models.TextChoices):
        POLICY = "policy", "Policy"
        RISK_ASSESSMENT = "risk_assessment", "Risk assessment"
        PROCEDURE = "procedure", "Procedure or safe system of work"
        CARE_PLAN = "care_plan", "Care plan"
        OTHER = "other", "Something else"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="applied_policies")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    title = models.CharField(max_length=300)
    version = models.CharField(max_length=60, blank=True)
    in_force_from = models.DateField(null=True)
    """Null where nobody knows."""
    in_force_until = models.DateField(null=True)
    """Its last day; null where it is in force still, or nobody knows."""
    kept_at = models.CharField(max_length=300, blank=True)
    """Where it is kept, where there is no file here."""
    file = models.OneToOneField(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    what_it_says = models.TextField(blank=True)
    """What of it matters here."""
    made_at = models.DateTimeField()
    made_by = models.TextField()
    changed_at = models.DateTimeField()
    struck_at = models.DateTimeField(null=True)
    """It was entered by mistake, or did not apply."""

    class Meta:
        ordering = ["made_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(file__isnull=False) | ~Q(kept_at=""), name="cases_appliedpolicy_is_somewhere"
            ),
            models.CheckConstraint(
                condition=Q(in_force_from__isnull=True)
                | Q(in_force_until__isnull=True)
                | Q(in_force_until__gte=F("in_force_from")),
                name="cases_appliedpolicy_in_force",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def in_force_on(self, day: date) -> bool | None:
        """Whether it was in force on a day; None where nobody knows."""
        if self.in_force_until is not None and day > self.in_force_until:
            return False
        if self.in_force_from is None:
            return None
        return day >= self.in_force_from
