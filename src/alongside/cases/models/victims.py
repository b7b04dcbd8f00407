"""What is kept of somebody hurt while a case runs. Compartment `people`; who it is stands in `incidents.Identity`."""

from django.db import models
from django.db.models import F, Q

from alongside.cases.models.work import Task
from alongside.incidents.models import Affected
from alongside.ledger.keys import new_id
from alongside.people.models import Organisation


class VictimWish(models.Model):
    """What somebody hurt wants of the police, and since when. A later word is a new row, the latest counts."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    affected = models.ForeignKey(Affected, on_delete=models.PROTECT, related_name="wishes")
    wish = models.CharField(max_length=40)
    """A code of `victim_wishes`."""
    said_on = models.DateField()
    words = models.TextField(blank=True)
    """In their own words, where they want that."""
    recorded_at = models.DateTimeField()
    recorded_by = models.TextField()

    class Meta:
        ordering = ["said_on", "id"]

    def __str__(self) -> str:
        return self.wish


class Victim(models.Model):
    """How somebody hurt wants to be treated: reached, protected, heard. What is empty was not asked.

    Names and numbers stand in `incidents.Identity`, questions of how they are in `incidents.WellbeingCheck`.
    """

    class Statement(models.TextChoices):
        OFFERED = "offered", "Offered"
        TAKEN = "taken", "Taken"
        DECLINED = "declined", "They do not want to make one"
        LATER = "later", "They want to make one later"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    affected = models.OneToOneField(Affected, on_delete=models.PROTECT, related_name="victim")
    contact_way = models.CharField(max_length=40, blank=True)
    """A code of `contact_ways`."""
    contact_when = models.CharField(max_length=300, blank=True)
    not_told = models.TextField(blank=True)
    """Who may not learn of it: at home, at work."""
    safe_contact = models.TextField(blank=True)
    """What has to be kept in mind when somebody rings or writes."""
    no_messages = models.BooleanField(default=False, db_default=False)
    """They want nothing that is sent by itself."""
    contact_task = models.OneToOneField(Task, null=True, on_delete=models.PROTECT, related_name="+")
    """The promise to be in touch: its day is when."""
    disclosure = models.BooleanField(null=True)
    """Whether they agree that police, prosecutor and solicitors see what is kept of them."""
    disclosure_on = models.DateField(null=True)
    disclosure_note = models.TextField(blank=True)
    statement = models.CharField(max_length=10, choices=Statement.choices, blank=True)
    """The Victim Personal Statement."""
    statement_on = models.DateField(null=True)
    """When it was offered, taken or declined."""
    statement_reading = models.CharField(max_length=40, blank=True)
    """A code of `statement_readings`: whether it is to be read in court, and by whom."""
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(disclosure__isnull=True, disclosure_on__isnull=True)
                | Q(disclosure__isnull=False, disclosure_on__isnull=False),
                name="cases_victim_disclosure_dated",
            ),
            models.CheckConstraint(
                condition=Q(statement="", statement_on__isnull=True)
                | (Q(statement__in=["offered", "taken", "declined", "later"]) & Q(statement_on__isnull=False)),
                name="cases_victim_statement_dated",
            ),
        ]

    def __str__(self) -> str:
        return f"Victim {self.affected_id}"


class SupportOffer(models.Model):
    """A kind of support that was offered to somebody hurt, and what they answered."""

    class Answer(models.TextChoices):
        TAKEN = "taken", "Taken"
        DECLINED = "declined", "Not wanted"
        LATER = "later", "Perhaps later"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    affected = models.ForeignKey(Affected, on_delete=models.PROTECT, related_name="support_offers")
    kind = models.CharField(max_length=40)
    """A code of `support_kinds`."""
    offered_on = models.DateField()
    answer = models.CharField(max_length=10, choices=Answer.choices, blank=True)
    answered_on = models.DateField(null=True)
    note = models.TextField(blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.TextField()
    changed_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True)
    """When it turned out to be noted wrongly."""

    class Meta:
        ordering = ["offered_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="", answered_on__isnull=True)
                | (Q(answer__in=["taken", "declined", "later"]) & Q(answered_on__gte=F("offered_on"))),
                name="cases_supportoffer_answer",
            )
        ]

    def __str__(self) -> str:
        return self.kind


class VictimTold(models.Model):
    """That somebody hurt was told what came of the case, or does not want to be."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    affected = models.ForeignKey(Affected, on_delete=models.PROTECT, related_name="feedback")
    refused = models.BooleanField(default=False)
    """They do not want to be told."""
    on = models.DateField()
    by = models.TextField()
    """Who told them, or heard that they do not want it."""
    way = models.CharField(max_length=40, blank=True)
    """A code of `contact_ways`."""
    text = models.TextField()
    """What they were told, or how they said that they do not want it."""
    recorded_at = models.DateTimeField()
    recorded_by = models.TextField()
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["on", "id"]
        constraints = [models.CheckConstraint(condition=~Q(text="") & ~Q(by=""), name="cases_victimtold_what_by_whom")]
        indexes = [
            models.Index(fields=["affected"], condition=Q(taken_back_at__isnull=True), name="cases_victimtold_stands")
        ]

    def __str__(self) -> str:
        return "Refused" if self.refused else "Told"
