"""Templates, letterheads, and what was produced with them. All of it is append-only: what was written stays."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from alongside.evidence.models import StoredFile
from alongside.ledger.keys import new_id
from alongside.people.models import Organisation

LONGEST_SOURCE = 60_000


class TemplateVersion(models.Model):
    """A version of an organisation's own template of a kind. The built-in ones are files of the rooms."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=40)
    number = models.PositiveIntegerField()
    source = models.TextField()
    why = models.TextField()
    made_at = models.DateTimeField()
    made_by = models.TextField()
    made_by_id = models.UUIDField(null=True)

    class Meta:
        ordering = ["kind", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "kind", "number"], name="documents_templateversion_number"),
            models.CheckConstraint(condition=~Q(source="") & ~Q(why=""), name="documents_templateversion_said"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}, version {self.number}"


class TemplateUse(models.Model):
    """That somebody put a version in force, or took their organisation's own out of force. The latest of a kind holds."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=40)
    version = models.ForeignKey(TemplateVersion, null=True, on_delete=models.PROTECT, related_name="uses")
    """None: the built-in one."""
    why = models.TextField()
    at = models.DateTimeField()
    by = models.TextField()
    by_id = models.UUIDField(null=True)

    class Meta:
        indexes = [models.Index(fields=["organisation", "kind", "-id"], name="documents_use_latest")]
        constraints = [models.CheckConstraint(condition=~Q(why=""), name="documents_templateuse_why")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.version or 'built in'}"


class LetterheadVersion(models.Model):
    """An organisation's letterhead; the latest holds."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    lines = models.TextField(blank=True)
    """Address, telephone, e-mail: a line each."""
    foot = models.CharField(max_length=300, blank=True)
    """Small at the foot of every page."""
    picture = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    made_by = models.TextField()
    made_by_id = models.UUIDField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="documents_letterhead_name")]

    def __str__(self) -> str:
        return self.name


class Produced(models.Model):
    """A document that was produced. Its files are evidence; it never changes, and producing again makes another."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    subject_type = models.CharField(max_length=20)
    subject_id = models.UUIDField()
    about_type = models.CharField(max_length=20, blank=True)
    about_id = models.UUIDField(null=True)
    """Of what of the subject it was made, where the room says so: a letter, a statement."""
    needs = ArrayField(models.CharField(max_length=60))
    """Permissions over the subject, all of which a reader has to hold."""
    version = models.ForeignKey(TemplateVersion, null=True, on_delete=models.PROTECT, related_name="+")
    """None: the built-in one."""
    template_sha256 = models.CharField(max_length=64)
    letterhead = models.ForeignKey(LetterheadVersion, null=True, on_delete=models.PROTECT, related_name="+")
    data_sha256 = models.CharField(max_length=64)
    """Of what it was filled with, as JSON with sorted keys: the same again gives the same bytes."""
    pdf = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="produced_pdf")
    docx = models.OneToOneField(StoredFile, null=True, on_delete=models.PROTECT, related_name="produced_docx")
    """None: it is kept as PDF alone, as what was signed is."""
    made_at = models.DateTimeField()
    made_by = models.TextField()
    made_by_id = models.UUIDField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "-id"], name="documents_produced_about"),
            models.Index(fields=["about_id"], condition=Q(about_id__isnull=False), name="documents_produced_made_of"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="documents_produced_title"),
            models.CheckConstraint(condition=Q(needs__len__gt=0), name="documents_produced_needs"),
        ]

    def __str__(self) -> str:
        return self.title
