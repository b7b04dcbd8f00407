"""What was done about whoever did it: sanctions with their letters, and the decision about sanctions of each case.

All of it stands in the compartment `suspect`.
"""

from django.db import models
from django.db.models import F, Q

from alongside.cases.models.case import Case
from alongside.cases.models.police import CourtOrder, PoliceMove
from alongside.incidents.models import Responsible
from alongside.ledger.keys import new_id
from alongside.people.models import Organisation


class Sanction(models.Model):
    """One sanction against one person, as it stands now. How it came to stand so is in the file of the case.

    `machine` names its states in `cases.tracks.sanctions`; `kind` is a code of `sanction_kinds`.
    """

    class Family(models.TextChoices):
        PROCEDURAL = "procedural", "Procedural"
        DISCIPLINARY = "disciplinary", "Disciplinary"
        CIVIL = "civil", "Civil"
        CRIMINAL = "criminal", "Criminal"

    class AppealResult(models.TextChoices):
        REFUSED = "refused", "Refused"
        VARIED = "varied", "Changed"
        OVERTURNED = "overturned", "It succeeded"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="sanctions")
    responsible = models.ForeignKey(Responsible, on_delete=models.PROTECT, related_name="sanctions")
    kind = models.CharField(max_length=40)
    family = models.CharField(max_length=12, choices=Family.choices)
    machine = models.CharField(max_length=12)
    status = models.CharField(max_length=20)
    status_before = models.CharField(max_length=20, blank=True)
    """Where it stood before it was appealed, or an extension was asked for."""
    level = models.CharField(max_length=20, blank=True)
    """Who approves it (`cases.sanctions.levels`); empty where another body decides."""
    ground = models.TextField()
    """Why it is proposed, or what it was given for."""
    terms = models.TextField(blank=True)
    """What it asks of the person: conditions, places, what an order says."""
    proposed_at = models.DateTimeField()
    proposed_by = models.TextField()
    proposed_by_id = models.UUIDField(null=True)
    opinion = models.CharField(max_length=40, blank=True)
    """A code of `clinical_opinions`."""
    opinion_by = models.TextField(blank=True)
    opinion_ground = models.TextField(blank=True)
    opinion_at = models.DateTimeField(null=True)
    approved_at = models.DateTimeField(null=True)
    approved_by = models.TextField(blank=True)
    approved_by_id = models.UUIDField(null=True)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    """Its last day, local."""
    asked_ends_on = models.DateField(null=True)
    """The later last day that somebody asks for."""
    review_on = models.DateField(null=True)
    reviewed_on = models.DateField(null=True)
    given_on = models.DateField(null=True)
    """The day of a verbal warning, a caution, a sentence, an order."""
    issued_on = models.DateField(null=True)
    acknowledged = models.CharField(max_length=20, blank=True)
    """A code of `acknowledgements`."""
    slip_on = models.DateField(null=True)
    """When the signed slip came back."""
    breached_on = models.DateField(null=True)
    appealed_on = models.DateField(null=True)
    appeal_result = models.CharField(max_length=10, blank=True, default="", db_default="", choices=AppealResult.choices)
    """What came of the last appeal; empty where there was none, or it is not decided yet."""
    appeal_decided_on = models.DateField(null=True)
    appeal_decided_at = models.DateTimeField(null=True)
    """When that was written down: letters of an earlier appeal lie before it."""
    outcome_told_on = models.DateField(null=True)
    """When the letter was sent that says what came of the appeal."""
    news = models.CharField(max_length=20, blank=True, default="", db_default="")
    """The last change since its letters were sent (`sanctions.news.CHANGES`): whoever had one is owed another."""
    news_at = models.DateTimeField(null=True)
    """When that was written down: letters about an earlier change lie before it."""
    heard_by = models.TextField(blank=True)
    heard_by_id = models.UUIDField(null=True)
    reference = models.CharField(max_length=60, blank=True)
    """Of human resources, the court or the police."""
    applicant = models.CharField(max_length=200, blank=True)
    decision = models.CharField(max_length=40, blank=True)
    """A code of `disciplinary_outcomes`."""
    order = models.ForeignKey(CourtOrder, null=True, on_delete=models.PROTECT, related_name="sanctions", db_index=False)
    """The sentence or order of a court that it is."""
    disposal = models.ForeignKey(
        PoliceMove, null=True, on_delete=models.PROTECT, related_name="sanctions", db_index=False
    )
    """The move of the police track by which the offence was dealt with out of court: the caution that it is."""
    ended_on = models.DateField(null=True)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(family__in=["procedural", "disciplinary", "civil", "criminal"]),
                name="cases_sanction_family",
            ),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True, approved_by="")
                | (Q(approved_at__isnull=False) & ~Q(approved_by="") & ~Q(opinion="") & Q(ends_on__isnull=False)),
                name="cases_sanction_approved_after_opinion",
            ),
            models.CheckConstraint(
                condition=Q(opinion="", opinion_at__isnull=True) | (~Q(opinion="") & ~Q(opinion_by="")),
                name="cases_sanction_opinion_of_somebody",
            ),
            models.CheckConstraint(
                condition=Q(appeal_result__in=["", "refused", "varied", "overturned"]),
                name="cases_sanction_appeal_result",
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="cases_sanction_days_in_order",
            ),
            models.CheckConstraint(
                condition=Q(heard_by_id__isnull=True)
                | Q(approved_by_id__isnull=True)
                | ~Q(heard_by_id=F("approved_by_id")),
                name="cases_sanction_heard_by_another",
            ),
            models.UniqueConstraint(
                fields=["order"], condition=~Q(status="struck_out"), name="cases_sanction_once_for_an_order"
            ),
            models.UniqueConstraint(
                fields=["disposal"], condition=~Q(status="struck_out"), name="cases_sanction_once_for_a_disposal"
            ),
        ]
        indexes = [
            models.Index(
                fields=["organisation", "ends_on"],
                condition=Q(ended_on__isnull=True, ends_on__isnull=False),
                name="cases_sanction_last_day",
            ),
            models.Index(fields=["organisation", "status"], name="cases_sanction_waits"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.status}"


class SanctionLetter(models.Model):
    """One wording of a letter. Append-only: changed words are a new version."""

    class Addressee(models.TextChoices):
        PERSON = "person", "The person"
        GP = "gp", "The person's GP"
        BODIES = "bodies", "Other health bodies"
        APPEAL = "appeal", "The person: the result of the appeal"
        PERSON_NEW = "person_new", "The person: what changed"
        GP_NEW = "gp_new", "The person's GP: what changed"
        BODIES_NEW = "bodies_new", "Other health bodies: what changed"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    sanction = models.ForeignKey(Sanction, on_delete=models.PROTECT, related_name="letters", db_index=False)
    addressee = models.CharField(max_length=10, choices=Addressee.choices)
    number = models.PositiveSmallIntegerField()
    """1, 2, 3 …: the version."""
    text = models.TextField()
    written_at = models.DateTimeField()
    written_by = models.TextField()
    written_by_id = models.UUIDField(null=True)
    """Who wrote it never approves it. Null: of the version before this column, or without an account."""

    class Meta:
        ordering = ["addressee", "number"]
        constraints = [
            models.UniqueConstraint(fields=["sanction", "addressee", "number"], name="cases_letter_version"),
            models.CheckConstraint(
                condition=Q(addressee__in=["person", "gp", "bodies", "appeal", "person_new", "gp_new", "bodies_new"]),
                name="cases_letter_addressee",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.addressee}, version {self.number}"


class LetterApproval(models.Model):
    """That somebody else than their writer approved these words. Append-only."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    letter = models.OneToOneField(SanctionLetter, on_delete=models.PROTECT, related_name="approval")
    approved_at = models.DateTimeField()
    approved_by = models.TextField()
    approved_by_id = models.UUIDField(null=True)

    def __str__(self) -> str:
        return f"Approved by {self.approved_by}"


class SanctionDecision(models.Model):
    """What was decided about sanctions on a case, "none" with its reason. Append-only: the latest counts."""

    class Decision(models.TextChoices):
        SANCTIONS = "sanctions", "Sanctions, as listed"
        NONE = "none", "No sanction"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="sanction_decisions")
    decision = models.CharField(max_length=10, choices=Decision.choices)
    reason = models.CharField(max_length=40, blank=True)
    """A code of `no_sanction_reasons`."""
    text = models.TextField()
    decided_at = models.DateTimeField()
    decided_by = models.TextField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decision="sanctions", reason="") | (Q(decision="none") & ~Q(reason="")),
                name="cases_decision_none_because",
            ),
        ]

    def __str__(self) -> str:
        return self.decision
