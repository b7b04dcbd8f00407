"""People who were made to leave: from hospital premises under section 120, and from the list of a practice."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from alongside.cases.models.case import Case
from alongside.incidents.models import Responsible
from alongside.ledger.keys import new_id
from alongside.people.models import Organisation


class HospitalRemoval(models.Model):
    """One use of the power to remove somebody from hospital premises. Append-only: a correction replaces an older row.

    Criminal Justice and Immigration Act 2008, sections 119 and 120: somebody causes a nuisance or disturbance to staff who
    work there, without reasonable excuse; refuses without reasonable excuse to leave; and is not there for their own care.
    Nobody who needs care, or whose health a removal would endanger, is removed. Each use is recorded and monitored, and one that
    was outside the power most of all: it is recorded as it happened, and says so.
    """

    class By(models.TextChoices):
        CONSTABLE = "constable", "A constable"
        OFFICER = "officer", "An authorised officer"
        STAFF = "staff", "Staff whom an authorised officer authorised"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="hospital_removals")
    responsible = models.ForeignKey(Responsible, on_delete=models.PROTECT, related_name="+")
    happened_at = models.DateTimeField()
    place = models.CharField(max_length=200)
    """Where on the hospital's premises or grounds."""
    nuisance = models.TextField()
    asked_by = models.CharField(max_length=200)
    """Which constable or member of staff asked the person to leave."""
    refusal = models.TextField()
    not_for_care = models.TextField()
    """How it was known that the person was not there for their own advice, treatment or care."""
    excuse = models.TextField()
    """What the person gave as an excuse, and why it was none."""
    checked_by = models.CharField(max_length=200)
    """The clinician who found that the person needed no care, and that leaving would not endanger their health."""
    check_ground = models.TextField()
    removed_by = models.CharField(max_length=10, choices=By.choices)
    officer = models.CharField(max_length=200)
    """The constable with their number, or the authorised officer."""
    certificate = models.CharField(max_length=60, blank=True)
    authorised_on = models.DateField(null=True)
    trained_on = models.DateField(null=True)
    removers = models.CharField(max_length=200, blank=True)
    """The staff whom the officer authorised."""
    force_used = models.BooleanField()
    force = models.TextField(blank=True)
    """What force, and why it was reasonable."""
    outside = ArrayField(models.CharField(max_length=20), default=list, blank=True, db_default=[])
    """What put it outside the power: codes of `sanctions.elements.OUTSIDE`; empty for a lawful one."""
    outcome = models.CharField(max_length=40)
    """A code of `removal_outcomes`."""
    outcome_text = models.TextField(blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.TextField()
    replaces = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="replaced_by")
    why_replaced = models.TextField(blank=True)

    class Meta:
        ordering = ["happened_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(outside=[])
                | (~Q(nuisance="") & ~Q(refusal="") & ~Q(not_for_care="") & ~Q(excuse="") & ~Q(checked_by="")),
                name="cases_hospitalremoval_elements",
            ),
            models.CheckConstraint(
                condition=~Q(outside=[])
                | Q(removed_by="constable")
                | (Q(authorised_on__isnull=False, trained_on__isnull=False) & ~Q(certificate="")),
                name="cases_hospitalremoval_authorised",
            ),
            models.CheckConstraint(
                condition=Q(force_used=False) | ~Q(force=""), name="cases_hospitalremoval_force_described"
            ),
            models.CheckConstraint(
                condition=~Q(outside=[]) | ~Q(removed_by="staff") | ~Q(removers=""),
                name="cases_hospitalremoval_removers",
            ),
            models.CheckConstraint(
                condition=Q(replaces__isnull=True) | ~Q(why_replaced=""), name="cases_hospitalremoval_why_replaced"
            ),
        ]

    def __str__(self) -> str:
        return f"Removal on {self.happened_at:%Y-%m-%d}"


class PracticeRemoval(models.Model):
    """The immediate removal of a patient from the list of a practice, and the Special Allocation Scheme.

    SI 2015/1879, Schedule 2, paragraph 24, and SI 2015/1862 alike: the ground is violence or behaviour that made somebody
    fear for their safety, reported to the police; the notice takes effect when it is given.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="practice_removals")
    responsible = models.ForeignKey(Responsible, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=20)
    practice = models.CharField(max_length=200)
    ground = models.TextField()
    police_reference = models.CharField(max_length=60)
    """The police's incident number; it is not the crime number."""
    notified_at = models.DateTimeField(null=True)
    in_writing = models.BooleanField(null=True)
    confirmed_on = models.DateField(null=True)
    acknowledged_on = models.DateField(null=True)
    placed_on = models.DateField(null=True)
    placed_with = models.CharField(max_length=200, blank=True)
    patient_told = models.CharField(max_length=20, blank=True)
    """A code of `patient_told`."""
    review_on = models.DateField(null=True)
    reviewed_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    made_at = models.DateTimeField()
    made_by = models.TextField()
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(police_reference="") & ~Q(ground=""), name="cases_practiceremoval_police_told"
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(placed_on__isnull=True) | Q(ended_on__gte=F("placed_on")),
                name="cases_practiceremoval_days_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"Removal from {self.practice}"
