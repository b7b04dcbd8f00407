"""What there is that bears on a case, whether it is used, and to whom it was disclosed. Compartment `evidence`; of what somebody
says who may have done it, `suspect`.
"""

from django.db import models
from django.db.models import Q

from alongside.cases.models.case import Case, Compartment, Event
from alongside.cases.models.exhibits import Exhibit, FootageRequest
from alongside.cases.models.inquiry import Interview, StatementVersion, compartment_of
from alongside.cases.models.scene import AppliedPolicy, SceneNoteVersion
from alongside.cases.models.supervision import SupervisionNote
from alongside.documents.models import Produced
from alongside.incidents.models import Account
from alongside.incidents.models import Exhibit as ReportFile
from alongside.ledger.keys import new_id
from alongside.people.models import Organisation

SOURCES = (
    "statement",
    "interview",
    "exhibit",
    "report_file",
    "scene",
    "recording",
    "policy",
    "note",
    "account",
    "letter",
    "supervision",
)
"""Fields of an item, of which at most one is filled: what it is about. Where none is, it is a row of its own."""


class DisclosureItem(models.Model):
    """A row of the schedule of what there is. Its number is never given again; what stood before is in the file."""

    class Relevance(models.TextChoices):
        RELEVANT = "relevant", "Relevant"
        NOT_RELEVANT = "not_relevant", "Not relevant"

    class Use(models.TextChoices):
        USED = "used", "Used"
        UNUSED = "unused", "Unused"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="disclosure_items")
    number = models.PositiveIntegerField()
    statement = models.ForeignKey(StatementVersion, null=True, on_delete=models.PROTECT, related_name="+")
    interview = models.ForeignKey(Interview, null=True, on_delete=models.PROTECT, related_name="+")
    exhibit = models.ForeignKey(Exhibit, null=True, on_delete=models.PROTECT, related_name="+")
    report_file = models.ForeignKey(ReportFile, null=True, on_delete=models.PROTECT, related_name="+")
    scene = models.ForeignKey(SceneNoteVersion, null=True, on_delete=models.PROTECT, related_name="+")
    recording = models.ForeignKey(FootageRequest, null=True, on_delete=models.PROTECT, related_name="+")
    policy = models.ForeignKey(AppliedPolicy, null=True, on_delete=models.PROTECT, related_name="+")
    note = models.ForeignKey(Event, null=True, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    letter = models.ForeignKey(Produced, null=True, on_delete=models.PROTECT, related_name="+")
    supervision = models.ForeignKey(SupervisionNote, null=True, on_delete=models.PROTECT, related_name="+")
    """That there is one, and nothing that it says."""
    description = models.CharField(max_length=1000)
    """As whoever receives the schedule reads it."""
    kept_at = models.CharField(max_length=300, blank=True)
    relevance = models.CharField(max_length=12, choices=Relevance.choices)
    use = models.CharField(max_length=6, choices=Use.choices)
    sensitive = models.BooleanField()
    """To disclose it would do harm, which `why_sensitive` says."""
    why_sensitive = models.TextField(blank=True)
    remark = models.TextField(blank=True)
    made_at = models.DateTimeField()
    made_by = models.TextField()
    changed_at = models.DateTimeField()
    struck_at = models.DateTimeField(null=True)
    """It was entered by mistake; its number is not given again."""

    class Meta:
        ordering = ["case", "number"]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="cases_disclosureitem_number"),
            *[
                models.UniqueConstraint(fields=["case", source], name=f"cases_disclosureitem_once_{source}")
                for source in SOURCES
            ],
            models.CheckConstraint(
                condition=Q(use="unused") | Q(use="used", relevance="relevant"), name="cases_disclosureitem_used"
            ),
            models.CheckConstraint(
                condition=Q(sensitive=False, why_sensitive="") | (Q(sensitive=True) & ~Q(why_sensitive="")),
                name="cases_disclosureitem_sensitive",
            ),
        ]

    def __str__(self) -> str:
        return str(self.number)

    @property
    def source(self) -> str:
        """Which of `SOURCES` it is about; "" for a row of its own."""
        return next((name for name in SOURCES if getattr(self, f"{name}_id") is not None), "")

    @property
    def compartment(self) -> str:
        """Where what is done with it is written."""
        speaker = self.statement.statement if self.statement else self.interview
        if speaker is not None:
            return compartment_of(speaker.whose)
        return self.note.compartment if self.note else Compartment.EVIDENCE


class Disclosed(models.Model):
    """An item was disclosed to somebody. Never changed, only taken back where it was noted by mistake; the database sees to it
    (`cases_disclosed_kept`).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    item = models.ForeignKey(DisclosureItem, on_delete=models.PROTECT, related_name="disclosed")
    on = models.DateField()
    to_whom = models.CharField(max_length=300)
    how = models.CharField(max_length=300, blank=True)
    decided_by = models.CharField(max_length=200, blank=True)
    """Of what is sensitive: who decided that it goes out."""
    recorded_at = models.DateTimeField()
    recorded_by = models.TextField()
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["on", "id"]
        constraints = [models.CheckConstraint(condition=~Q(to_whom=""), name="cases_disclosed_to_somebody")]

    def __str__(self) -> str:
        return self.to_whom
