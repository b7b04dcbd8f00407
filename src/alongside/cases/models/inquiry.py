"""What an investigation gathers: whom it asks, and what they state. Lines of enquiry are tasks (`Task.Kind.ENQUIRY`).

Compartment `evidence`; of somebody who may have done it `suspect`.
"""

from django.db import models
from django.db.models import Q

from alongside.cases.models.case import Case, Compartment
from alongside.evidence.models import StoredFile
from alongside.incidents.models import Affected
from alongside.ledger.keys import new_id
from alongside.people.models import Organisation


class Whose(models.TextChoices):
    """Who is asked, or states something."""

    HURT = "hurt", "A person hurt"
    WITNESS = "witness", "A witness"
    STAFF = "staff", "A colleague"
    SUSPECT = "suspect", "Somebody who may have done it"
    OTHER = "other", "Somebody else"


def compartment_of(whose: str) -> str:
    """The compartment of what somebody says."""
    return Compartment.SUSPECT if whose == Whose.SUSPECT else Compartment.EVIDENCE


class Interview(models.Model):
    """An interview as it is planned, or was held. What stood before is in the file."""

    class State(models.TextChoices):
        PLANNED = "planned", "Planned"
        HELD = "held", "Held"
        CALLED_OFF = "called_off", "Called off"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="interviews")
    whose = models.CharField(max_length=10, choices=Whose.choices)
    person = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=State.choices)
    starts_at = models.DateTimeField()
    place = models.CharField(max_length=200, blank=True)
    present = models.CharField(max_length=500, blank=True)
    """Who else was there."""
    notes = models.TextField(blank=True)
    """What is to be asked; once it was held, what was said; of one that was called off, why."""
    made_at = models.DateTimeField()
    made_by = models.TextField()
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["starts_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="planned") | (Q(state__in=["held", "called_off"]) & ~Q(notes="")),
                name="cases_interview_ended_with_words",
            )
        ]

    def __str__(self) -> str:
        return self.state


class Statement(models.Model):
    """That somebody makes a statement; what it says is in its versions."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="statements")
    whose = models.CharField(max_length=10, choices=Whose.choices)
    affected = models.ForeignKey(Affected, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    """Which person hurt it is, where it is one of a report."""
    withdrawn_on = models.DateField(null=True)
    withdrawn_why = models.TextField(blank=True, default="", db_default="")
    """Why they do not stand by it any more; its versions stay."""
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(affected__isnull=True) | Q(whose="hurt"), name="cases_statement_of_person_hurt"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True, withdrawn_why="")
                | (Q(withdrawn_on__isnull=False) & ~Q(withdrawn_why="")),
                name="cases_statement_withdrawn_why",
            ),
        ]

    def __str__(self) -> str:
        return self.whose


class StatementVersion(models.Model):
    """A statement as it was written down once. It is never changed, only signed; the database sees to it
    (`cases_statement_kept`).
    """

    class Signing(models.TextChoices):
        PAPER = "paper", "On paper"
        SIGNATORY = "signatory", "On the screen, by the person themselves"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    why = models.TextField(blank=True)
    """Why there is another version."""
    witness = models.CharField(max_length=200)
    age = models.PositiveSmallIntegerField(null=True)
    """Null for somebody over 18."""
    occupation = models.CharField(max_length=200, blank=True)
    occurrence_number = models.CharField(max_length=60, blank=True)
    """What the police call the occurrence."""
    words = models.TextField()
    taken_on = models.DateField()
    taken_at_place = models.CharField(max_length=200)
    taken_by = models.CharField(max_length=200)
    """Who wrote it down."""
    reader = models.CharField(max_length=200, blank=True)
    """Who read it to somebody who cannot read it."""
    made_at = models.DateTimeField()
    made_by = models.TextField()
    signed_on = models.DateField(null=True)
    signing = models.CharField(max_length=10, choices=Signing.choices, blank=True)
    signed_noted_at = models.DateTimeField(null=True)
    signed_noted_by = models.TextField(blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["statement", "number"], name="cases_statementversion_number"),
            models.CheckConstraint(condition=Q(number=1) | ~Q(why=""), name="cases_statementversion_why"),
            models.CheckConstraint(
                condition=Q(age__isnull=True) | Q(age__range=(1, 17)), name="cases_statementversion_age"
            ),
            models.CheckConstraint(
                condition=~Q(words="") & ~Q(witness="") & ~Q(taken_by="") & ~Q(taken_at_place=""),
                name="cases_statementversion_whole",
            ),
            models.CheckConstraint(
                condition=Q(signed_on__isnull=True, signing="", signed_noted_at__isnull=True, signed_noted_by="")
                | (
                    Q(signed_on__isnull=False, signing__in=["paper", "signatory"], signed_noted_at__isnull=False)
                    & ~Q(signed_noted_by="")
                ),
                name="cases_statementversion_signed",
            ),
        ]

    def __str__(self) -> str:
        return f"Version {self.number}"


class StatementSignature(models.Model):
    """How a version was signed, so that somebody else can look: the scan of the paper; or, of what was signed on the screen, the name
    that they typed, the words that they declared, and the digest of the text that they read. Append-only.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    version = models.OneToOneField(StatementVersion, on_delete=models.PROTECT, related_name="signature")
    scan = models.OneToOneField(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200, blank=True)
    """As they typed it."""
    declaration = models.TextField(blank=True)
    reader = models.CharField(max_length=200, blank=True)
    """As whoever read it to them typed their own name."""
    reader_declaration = models.TextField(blank=True)
    digest = models.CharField(max_length=64)
    """SHA-256 of `inquiry.signing.text_of`, in hexadecimal."""
    from_afar = models.BooleanField(default=False)
    """By a link that was sent, not on the device of whoever took it."""
    asked_by = models.TextField()
    """Who gave it to them to sign, or took in the paper."""
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(scan__isnull=False, name="", declaration="")
                | (Q(scan__isnull=True) & ~Q(name="") & ~Q(declaration="")),
                name="cases_statementsignature_shown",
            ),
            models.CheckConstraint(condition=Q(digest__regex="^[0-9a-f]{64}$"), name="cases_statementsignature_digest"),
        ]

    def __str__(self) -> str:
        return f"Signature of {self.version_id}"
