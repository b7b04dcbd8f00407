"""What shows what happened: recordings that are asked for, exhibits, and whose hands they were in.
Compartment `evidence`.
"""

from django.db import models
from django.db.models import F, Q

from alongside.cases.models.case import Case
from alongside.evidence.models import StoredFile
from alongside.ledger.keys import new_id
from alongside.people.models import Organisation


class Exhibit(models.Model):
    """One thing that shows something: a file, or something that lies somewhere. Its reference is its own in the case."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="exhibits")
    mark = models.CharField(max_length=20)
    """As the police write it: initials of whoever produces it, and a number, "NA/1"."""
    what = models.CharField(max_length=300)
    found_on = models.DateField()
    found_where = models.CharField(max_length=300)
    found_by = models.CharField(max_length=200)
    file = models.OneToOneField(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    """Of a file, the evidence room keeps the original; where there is none, it is a thing."""
    place = models.CharField(max_length=300, blank=True)
    """Where a thing is now."""
    seal = models.CharField(max_length=60, blank=True)
    """The number of the bag or seal that it is in now."""
    made_at = models.DateTimeField()
    made_by = models.TextField()
    changed_at = models.DateTimeField()
    struck_at = models.DateTimeField(null=True)
    """It was entered by mistake; its reference is not used again."""

    class Meta:
        ordering = ["made_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["case", "mark"], name="cases_exhibit_mark"),
            models.CheckConstraint(condition=Q(file__isnull=False) | ~Q(place=""), name="cases_exhibit_is_somewhere"),
        ]

    def __str__(self) -> str:
        return self.mark


class HandOver(models.Model):
    """A thing went from one hand to another: the chain that a court asks for. Never changed; a mistake is followed by what is
    right.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    exhibit = models.ForeignKey(Exhibit, on_delete=models.PROTECT, related_name="hands")
    at = models.DateTimeField()
    giver = models.CharField(max_length=200)
    taker = models.CharField(max_length=200)
    why = models.TextField()
    place = models.CharField(max_length=300)
    seal = models.CharField(max_length=60, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.TextField()

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.giver} to {self.taker}"


class FootageRequest(models.Model):
    """A recording that somebody else has and that is asked for before it is written over (`tracks.footage`)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="footage")
    state = models.CharField(max_length=12, default="asked")
    camera = models.CharField(max_length=300)
    """Which camera, and where: "Camera 4, entrance"; "body-worn, PC Odell"."""
    holder = models.CharField(max_length=300)
    """Who is asked."""
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    why = models.TextField()
    asked_on = models.DateField()
    overwritten_on = models.DateField(null=True)
    """The day on which it is written over; null where nobody knows."""
    exhibit = models.ForeignKey(Exhibit, null=True, on_delete=models.PROTECT, related_name="+")
    """What it became, once it is secured."""
    made_at = models.DateTimeField()
    made_by = models.TextField()
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["overwritten_on", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="cases_footage_lasts"),
            models.CheckConstraint(
                condition=Q(state__in=["asked", "secured", "refused", "overwritten", "dropped"]),
                name="cases_footage_state",
            ),
            models.CheckConstraint(
                condition=Q(exhibit__isnull=True) | Q(state="secured"), name="cases_footage_secured_as"
            ),
        ]
        indexes = [
            models.Index(fields=["case", "overwritten_on"], condition=Q(state="asked"), name="cases_footage_open")
        ]

    def __str__(self) -> str:
        return self.camera
