"""Whom and what a visit, an assessment or a marker is about."""

from django.db import models
from django.db.models import F, Q

from alongside.ledger.keys import new_id
from alongside.people.models import Organisation


class Subject(models.Model):
    """A person, an animal or an address outside the organisation. The only table of this room that identifies anybody."""

    class Kind(models.TextChoices):
        PATIENT = "patient", "Patient"
        ASSOCIATE = "associate", "Relative, friend or visitor"
        ANIMAL = "animal", "Animal"
        PREMISES = "premises", "Address"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    name = models.TextField(blank=True)
    """What people call it; an address may stand for itself."""
    nhs_number = models.CharField(max_length=10, blank=True)
    reference = models.CharField(max_length=60, blank=True)
    """Its number in the organisation's own records."""
    born_on = models.DateField(null=True)
    address = models.TextField(blank=True)
    address_key = models.TextField(blank=True)
    """The address as it is compared (`risk.subjects.address_key`)."""
    about = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="around")
    """Whom an associate or an animal is met with: a patient or an address."""
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["patient", "associate", "animal", "premises"]), name="risk_subject_kind"
            ),
            models.CheckConstraint(
                condition=~Q(name="") | ~Q(nhs_number="") | ~Q(reference="") | ~Q(address=""),
                name="risk_subject_is_known",
            ),
            models.CheckConstraint(condition=~Q(kind="premises") | ~Q(address_key=""), name="risk_subject_premises"),
            models.CheckConstraint(
                condition=Q(kind__in=["associate", "animal"]) | Q(about=None), name="risk_subject_about"
            ),
            models.CheckConstraint(condition=Q(about=None) | ~Q(about=F("id")), name="risk_subject_not_itself"),
            models.UniqueConstraint(
                fields=["organisation", "nhs_number"],
                condition=~Q(nhs_number="") & Q(kind="patient"),
                name="risk_subject_nhs",
            ),
            models.UniqueConstraint(
                fields=["organisation", "reference"],
                condition=~Q(reference="") & Q(kind="patient"),
                name="risk_subject_reference",
            ),
            models.UniqueConstraint(
                fields=["organisation", "address_key"], condition=Q(kind="premises"), name="risk_subject_address"
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "address_key"], condition=~Q(address_key=""), name="risk_subject_at")
        ]

    def __str__(self) -> str:
        return self.name or self.reference or self.nhs_number or self.address
