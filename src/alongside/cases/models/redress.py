"""What was lost, what is claimed for it, and what came. Money is whole pence; no names stand here."""

from django.db import models
from django.db.models import F, Q

from alongside.cases.models.case import Case
from alongside.cases.models.police import CourtOrder
from alongside.incidents.models import Affected, PropertyItem, Responsible
from alongside.ledger.keys import new_id
from alongside.people.models import Organisation

MOST = 10**12
PAID = [(code, label) for code, label in PropertyItem.Owner.choices if code != PropertyItem.Owner.UNKNOWN]
"""Who can be paid."""


class Loss(models.Model):
    """One thing that was lost: property, health, time. `pence` is null where nobody knows the amount."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="losses")
    kind = models.CharField(max_length=40)
    """A code of `loss_kinds`."""
    whose = models.CharField(max_length=20, choices=PropertyItem.Owner.choices)
    affected = models.ForeignKey(Affected, null=True, on_delete=models.PROTECT, related_name="+")
    property_item = models.ForeignKey(PropertyItem, null=True, on_delete=models.PROTECT, related_name="losses")
    what = models.CharField(max_length=200)
    pence = models.BigIntegerField(null=True)
    ground = models.TextField(blank=True)
    """How the amount is known: an invoice, hours and grades."""
    noted_at = models.DateTimeField()
    noted_by = models.TextField()
    struck_at = models.DateTimeField(null=True)
    """When it was found to be no loss, or counted twice."""
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(pence__isnull=True) | Q(pence__range=(1, MOST)), name="cases_loss_pence"
            ),
            models.UniqueConstraint(
                fields=["property_item"], condition=Q(struck_at__isnull=True), name="cases_loss_item_once"
            ),
        ]

    def __str__(self) -> str:
        return self.what


class Claim(models.Model):
    """One claim, as it stands now (`cases.tracks.redress`). What was paid is the sum of its payments."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="claims")
    kind = models.CharField(max_length=40)
    """A code of `claim_kinds`."""
    status = models.CharField(max_length=20)
    status_before = models.CharField(max_length=20, blank=True)
    whose = models.CharField(max_length=20, choices=PAID)
    affected = models.ForeignKey(Affected, null=True, on_delete=models.PROTECT, related_name="+")
    """Whose own claim it is, where it is one person's."""
    responsible = models.ForeignKey(Responsible, null=True, on_delete=models.PROTECT, related_name="+")
    """Who has to pay; null where an insurer or an authority does."""
    order = models.OneToOneField(CourtOrder, null=True, on_delete=models.PROTECT, related_name="claim")
    """The compensation order that it comes of, where it was begun from one: there is one claim for each."""
    what = models.CharField(max_length=200)
    reference = models.CharField(max_length=60, blank=True)
    claimed_pence = models.BigIntegerField(default=0)
    awarded_pence = models.BigIntegerField(default=0)
    paid_pence = models.BigIntegerField(default=0)
    """The sum of its payments, kept by the same transaction that writes one."""
    written_off_pence = models.BigIntegerField(default=0)
    planned_after_pence = models.BigIntegerField(default=0)
    """What had come when the instalments were planned: they are about the rest."""
    claimed_on = models.DateField(null=True)
    awarded_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    """The day of the first instalment that is not covered, or by which all is to be paid."""
    asked_by_id = models.UUIDField(null=True)
    """Who asked to write it off."""
    approved_by = models.TextField(blank=True)
    told_on = models.DateField(null=True)
    """When whoever it was owed to was told that it was written off."""
    ended_on = models.DateField(null=True)
    made_at = models.DateTimeField()
    made_by = models.TextField()
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(claimed_pence__range=(0, MOST), awarded_pence__range=(0, MOST), paid_pence__gte=0),
                name="cases_claim_pence",
            ),
            models.CheckConstraint(
                condition=Q(written_off_pence=0)
                | Q(written_off_pence__gt=0, awarded_pence__gte=F("paid_pence") + F("written_off_pence")),
                name="cases_claim_adds_up",
            ),
            models.CheckConstraint(
                condition=Q(written_off_pence=0) | ~Q(approved_by=""), name="cases_claim_write_off_approved"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.status}"


class Instalment(models.Model):
    """A part of what was awarded, with its day. A new plan takes the place of an older one, which stays (`replaced_at`)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="instalments")
    due_on = models.DateField()
    pence = models.BigIntegerField()
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [models.CheckConstraint(condition=Q(pence__range=(1, MOST)), name="cases_instalment_pence")]

    def __str__(self) -> str:
        return f"{self.pence} pence by {self.due_on}"


class Payment(models.Model):
    """Money that came. Append-only: one that was entered wrongly is undone by one of the same amount below nothing."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="payments")
    on = models.DateField()
    pence = models.BigIntegerField()
    reference = models.CharField(max_length=60, blank=True)
    undoes = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="undone_by")
    why = models.TextField(blank=True)
    entered_at = models.DateTimeField()
    entered_by = models.TextField()

    class Meta:
        ordering = ["on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(undoes__isnull=True, pence__range=(1, MOST))
                | (Q(undoes__isnull=False, pence__range=(-MOST, -1)) & ~Q(why="")),
                name="cases_payment_pence",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pence} pence on {self.on}"
