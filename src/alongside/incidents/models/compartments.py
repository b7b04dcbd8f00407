"""What identifies people, and what was said in words: kept apart from the incident, each part with its own permission."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import Q

from alongside.evidence.models import StoredFile
from alongside.incidents.models.incident import Affected, Incident, Responsible
from alongside.ledger.keys import new_id
from alongside.people.models import Organisation, Staff


class Compartment(models.TextChoices):
    """The four parts of an incident that are opened one by one."""

    NARRATIVE = "narrative", "What happened"
    PEOPLE = "people", "People affected and witnesses"
    SUSPECT = "suspect", "Who did it, and clinical facts"
    EVIDENCE = "evidence", "Evidence and legal advice"


class Account(models.Model):
    """What somebody said, in their own words. Append-only: a correction is a new account that replaces an older one."""

    class Author(models.TextChoices):
        REPORTER = "reporter", "Reporter"
        WITNESS = "witness", "Witness"
        INJURED = "injured", "Person affected"
        MANAGER = "manager", "Manager"
        CLINICIAN = "clinician", "Clinician"
        LSMS = "lsms", "Security specialist"
        IMPORTED = "imported", "Imported"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="accounts")
    compartment = models.CharField(max_length=10, choices=Compartment.choices)
    author = models.CharField(max_length=10, choices=Author.choices)
    author_name = models.TextField(blank=True)
    """Empty where the author is anonymous, or where the name stands in the compartment `people`."""
    text = models.TextField()
    given_at = models.DateTimeField()
    replaces = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="replaced_by")
    search = models.GeneratedField(
        expression=SearchVector("text", config="english"), output_field=SearchVectorField(), db_persist=True
    )

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(compartment__in=Compartment.values), name="incidents_account_compartment"
            )
        ]

    def __str__(self) -> str:
        return f"Account of {self.author}"


class Identity(models.Model):
    """Who somebody is: the only table of this room with names, numbers and dates of birth."""

    class Part(models.TextChoices):
        REPORTER = "reporter", "Reporter"
        AFFECTED = "affected", "Person affected"
        WITNESS = "witness", "Witness"
        RESPONSIBLE = "responsible", "Who did it"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="identities")
    compartment = models.CharField(max_length=10, choices=Compartment.choices)
    part = models.CharField(max_length=12, choices=Part.choices)
    affected = models.OneToOneField(Affected, null=True, on_delete=models.CASCADE, related_name="identity")
    responsible = models.OneToOneField(Responsible, null=True, on_delete=models.CASCADE, related_name="identity")
    staff = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    name = models.TextField(blank=True)
    phone = models.TextField(blank=True)
    email = models.TextField(blank=True)
    address = models.TextField(blank=True)
    born_on = models.DateField(null=True)
    nhs_number = models.CharField(max_length=10, blank=True)
    description = models.TextField(blank=True)
    """What a stranger looked like."""
    may_write = models.BooleanField(default=False, db_default=False)
    """Whether messages may go to this address by themselves: it was given on a form that said what for, and not refused."""
    replaced_at = models.DateTimeField(null=True)
    """When the reporter gave other details in place of these, which are kept."""
    search = models.GeneratedField(
        expression=SearchVector("name", "email", "phone", "nhs_number", "description", config="simple"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(part="responsible", compartment="suspect")
                | (~Q(part="responsible") & Q(compartment="people")),
                name="incidents_identity_compartment",
            ),
            models.CheckConstraint(
                condition=(Q(part="affected") | Q(affected__isnull=True))
                & (Q(part="responsible") | Q(responsible__isnull=True)),
                name="incidents_identity_part",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organisation", "nhs_number"], condition=~Q(nhs_number=""), name="incidents_identity_nhs"
            )
        ]

    def __str__(self) -> str:
        return f"Identity {self.pk}"


class MedicalOpinion(models.Model):
    """What somebody thinks of intent and medical factors: dated, with its author, beside the others'. Append-only.

    Never one flag: the "medical factors" of the published figures were over-counted where it was one.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="opinions")
    responsible = models.ForeignKey(Responsible, null=True, on_delete=models.PROTECT, related_name="opinions")
    source = models.CharField(max_length=40)
    """A code of `opinion_sources`."""
    opinion = models.CharField(max_length=40)
    """A code of `intent_opinions`."""
    factors = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    ground = models.TextField(blank=True)
    author_name = models.TextField(blank=True)
    author = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.source}: {self.opinion}"


class MarkerElsewhere(models.Model):
    """A violence marker that stands in another system, as a security specialist found it; compartment `suspect`.

    A `Connection` of kind `marker` leads to it, and ends with a reason when it was wrong or the marker is gone. Append-only.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="markers_elsewhere")
    responsible = models.ForeignKey(Responsible, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    """Whose it is; null where nobody said."""
    system = models.TextField()
    reference = models.TextField()
    since = models.DateField()
    review_on = models.DateField(null=True)
    """The day until which it is to be reviewed; null where nobody said."""
    recorded_at = models.DateTimeField()
    recorded_by = models.TextField()
    search = models.GeneratedField(
        expression=SearchVector("system", "reference", config="simple"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(review_on__isnull=True) | Q(review_on__gte=models.F("since")),
                name="incidents_markerelsewhere_reviewed_after",
            )
        ]

    def __str__(self) -> str:
        return f"{self.system}, {self.reference}"


class Exhibit(models.Model):
    """A file that belongs to an incident. The bytes are in the evidence room and never change."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="exhibits")
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="exhibit")
    caption = models.TextField(blank=True)
    privileged = models.BooleanField(default=False)
    """Legal advice: left out of every disclosure."""
    added_at = models.DateTimeField()
    added_by = models.TextField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.caption or f"Exhibit {self.pk}"
