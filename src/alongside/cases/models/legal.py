"""What the Legal Protection Unit does with what was sent to it, and what it learned from it."""

from django.db import models
from django.db.models import Q

from alongside.cases.models.lessons import Lesson
from alongside.cases.models.referrals import Referral
from alongside.ledger.keys import new_id
from alongside.people.models import Organisation


class LegalMatter(models.Model):
    """Decision, costs and outcome of a referral for legal advice. How it came to stand so is in the file, part `legal`.

    The advice itself stands among the messages of the referral.
    """

    class Decision(models.TextChoices):
        GO_ON = "go_on", "Go on privately"
        LEAVE = "leave", "Do not go on privately"

    class RefusedBy(models.TextChoices):
        POLICE = "police", "The police"
        PROSECUTOR = "prosecutor", "The Crown Prosecution Service"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    """Who asked for advice."""
    referral = models.OneToOneField(Referral, on_delete=models.PROTECT, related_name="matter")
    decision = models.CharField(max_length=10, choices=Decision.choices, blank=True)
    reasons = models.TextField(blank=True)
    refused_by = models.CharField(max_length=10, choices=RefusedBy.choices, blank=True)
    """Who does not prosecute, so that somebody else may."""
    refused_on = models.DateField(null=True)
    waiver = models.TextField(blank=True)
    """Why it goes on although nobody has refused."""
    decided_at = models.DateTimeField(null=True)
    decided_by = models.TextField(blank=True)
    estimated_pence = models.BigIntegerField(null=True)
    agreed_pence = models.BigIntegerField(null=True)
    """What whoever asked for advice agreed to."""
    agreed_by = models.TextField(blank=True)
    agreed_at = models.DateTimeField(null=True)
    actual_pence = models.BigIntegerField(null=True)
    outcome = models.CharField(max_length=40, blank=True)
    """A code of `legal_outcomes`."""
    outcome_words = models.TextField(blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decision="", decided_at__isnull=True)
                | (Q(decision__in=["go_on", "leave"], decided_at__isnull=False) & ~Q(reasons="") & ~Q(decided_by="")),
                name="cases_legalmatter_decided_with_reasons",
            ),
            models.CheckConstraint(
                condition=~Q(decision="go_on")
                | ~Q(waiver="")
                | (Q(refused_by__in=["police", "prosecutor"]) & Q(refused_on__isnull=False)),
                name="cases_legalmatter_goes_on_after_refusal",
            ),
            models.CheckConstraint(
                condition=Q(agreed_pence__isnull=True, agreed_at__isnull=True, agreed_by="")
                | (Q(agreed_pence__isnull=False, agreed_at__isnull=False) & ~Q(agreed_by="")),
                name="cases_legalmatter_agreed_by_somebody",
            ),
            models.CheckConstraint(
                condition=(Q(estimated_pence__isnull=True) | Q(estimated_pence__gt=0))
                & (Q(agreed_pence__isnull=True) | Q(agreed_pence__gt=0))
                & (Q(actual_pence__isnull=True) | Q(actual_pence__gt=0)),
                name="cases_legalmatter_money",
            ),
        ]

    def __str__(self) -> str:
        return f"Matter of {self.referral_id}"


class LegalLearning(models.Model):
    """What a Legal Protection Unit learned: its own words, which identify nobody. Nothing leads from here to a case; nothing from
    the lesson, which everybody reads, to here.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    """The unit."""
    text = models.TextField()
    lesson = models.OneToOneField(Lesson, null=True, on_delete=models.PROTECT, related_name="+")
    """As everybody reads it; null of what was kept before it was checked."""
    confirmed_by = models.TextField()
    """Who confirmed by name that it identifies nobody."""
    recorded_on = models.DateField()
    """A day and no moment: the file of the case has that."""

    class Meta:
        ordering = ["-recorded_on", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(text="") & ~Q(confirmed_by=""), name="cases_legallearning_confirmed")
        ]

    def __str__(self) -> str:
        return self.text[:60]
