"""What comes in by file, and what goes out to other systems."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from alongside.incidents.models.incident import Incident
from alongside.ledger.keys import new_id
from alongside.people.models import Organisation

PIECE_BYTES = 1024 * 1024


class ImportRun(models.Model):
    """One file on its way in: read by `web`, checked and written by `send`, a batch at a time.

    `status` and `rows_done` move in the transaction that writes a batch, so that whoever goes on after a crash knows
    where. `mapping`: `columns` (number of a column to a field's name), `order`, `arrive_as`, `whole_list`, `system`.
    """

    class What(models.TextChoices):
        INCIDENTS = "incidents", "Incidents"
        STAFF = "staff", "Staff list"
        SITES = "sites", "Sites and places"

    class Status(models.TextChoices):
        ARRIVED = "arrived", "Columns to be matched"
        CHECKING = "checking", "Being checked"
        CHECKED = "checked", "Checked, nothing imported yet"
        IMPORTING = "importing", "Being imported"
        DONE = "done", "Imported"
        STOPPED = "stopped", "Stopped"
        FAILED = "failed", "Could not be read"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    what = models.CharField(max_length=10, choices=What.choices)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.ARRIVED)
    name = models.CharField(max_length=200)
    size_bytes = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    shape = models.TextField(blank=True)
    headings = models.JSONField(default=list)
    samples = models.JSONField(default=list)
    """The first rows as they came: names stand here too. Erased with the file."""
    mapping = models.JSONField(default=dict)
    rows_total = models.PositiveIntegerField(null=True)
    rows_done = models.PositiveIntegerField(default=0)
    rows_wrong = models.PositiveIntegerField(default=0)
    rows_added = models.PositiveIntegerField(default=0)
    """Added, or while checking: to be added."""
    rows_changed = models.PositiveIntegerField(default=0)
    """Staff and sites: changed. Incidents: already here and different, so not touched."""
    rows_same = models.PositiveIntegerField(default=0)
    rows_left = models.PositiveIntegerField(default=0)
    """Staff: people who have left."""
    notes = models.JSONField(default=dict)
    """How often something was assumed: a code of `dates.Note` to a number."""
    unmatched = models.JSONField(default=dict)
    """Words that nobody has matched yet: list to {word: how often}."""
    preview = models.JSONField(default=list)
    """The first rows as they were understood."""
    error = models.TextField(blank=True)
    stop_asked = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    made_kind = models.CharField(max_length=10)
    made_id = models.UUIDField(null=True)
    made_name = models.TextField()
    phase_at = models.DateTimeField(null=True)
    """When the checking or importing began."""
    ended_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)
    leased_by = models.UUIDField(null=True)
    leased_until = models.DateTimeField(null=True)
    """By `clock_timestamp()`: says whether the process that works on it is alive."""

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["arrived", "checking", "checked", "importing", "done", "stopped", "failed"]),
                name="incidents_importrun_status",
            )
        ]
        indexes = [
            models.Index(fields=["organisation", "-id"], name="incidents_importrun_newest"),
            models.Index(
                fields=["id"], condition=Q(status__in=["checking", "importing"]), name="incidents_importrun_work"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ImportPiece(models.Model):
    """A part of the bytes of a file that is imported, numbered from 1."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="pieces", db_index=False)
    number = models.PositiveIntegerField()
    bytes = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="incidents_importpiece_number")]

    def __str__(self) -> str:
        return f"{self.run_id} {self.number}"


class ImportedRow(models.Model):
    """What became of a row: with its cells and the reasons where it was not imported, so that it can be corrected and sent
    again; with what names it in `problems` where it was.
    """

    class Kind(models.TextChoices):
        WRONG = "wrong", "Not imported"
        ADDED = "added", "Imported"
        SAME = "same", "Already here"
        CHANGED = "changed", "Already here, and different"
        JOINS = "joins", "Joins"
        CHANGES = "changes", "Changes"
        LEAVES = "leaves", "Leaves"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="told_rows", db_index=False)
    line = models.PositiveIntegerField()
    kind = models.CharField(max_length=8, choices=Kind.choices)
    problems = models.JSONField(default=list)
    """[{"column", "reason"}]"""
    cells = models.JSONField(default=list)

    class Meta:
        indexes = [
            models.Index(fields=["run", "kind", "line"], name="incidents_importedrow_line"),
            models.Index(fields=["run", "line", "id"], name="incidents_importedrow_every"),
        ]

    def __str__(self) -> str:
        return f"Row {self.line}"


class SavedMapping(models.Model):
    """How an organisation's files of one kind are to be understood, kept under a name."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    what = models.CharField(max_length=10, choices=ImportRun.What.choices)
    name = models.CharField(max_length=60)
    columns = models.JSONField(default=dict)
    """Heading to a field's name."""
    order = models.CharField(max_length=3, default="dmy")
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "what", "name"], name="incidents_savedmapping_name")
        ]

    def __str__(self) -> str:
        return self.name


class Webhook(models.Model):
    """An address of another system that is told when something happens to an incident."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    label = models.CharField(max_length=80)
    url = models.TextField()
    events = ArrayField(models.CharField(max_length=40), default=list)
    active = models.BooleanField(default=True)
    stopped_because = models.TextField(blank=True)
    """Why the system itself stopped it: everything failed for days, or the receiver said that it is gone."""
    made_at = models.DateTimeField()
    made_by = models.TextField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["label"]
        indexes = [
            models.Index(
                fields=["organisation"], condition=Q(active=True, removed_at=None), name="incidents_webhook_active"
            )
        ]

    def __str__(self) -> str:
        return self.label


class WebhookSecret(models.Model):
    """The key with which what goes to a webhook is signed. The web writes it and cannot read it: only `send` can."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="secrets")
    secret = models.TextField()
    made_at = models.DateTimeField()
    """The newest counts; the one before it signs too, for a day."""

    def __str__(self) -> str:
        return f"Secret of {self.made_at:%d %B %Y}"


class WebhookDelivery(models.Model):
    """One thing that is told to one webhook: written in the transaction of what happened, delivered by `send`.

    Its key is the `webhook-id`, the same at every attempt.
    """

    class Status(models.TextChoices):
        QUEUED = "queued", "Waiting"
        DELIVERED = "delivered", "Delivered"
        GIVEN_UP = "given_up", "Given up"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries", db_index=False)
    event = models.CharField(max_length=40)
    incident = models.ForeignKey(Incident, null=True, on_delete=models.CASCADE, related_name="+")
    reference = models.CharField(max_length=16, blank=True)
    payload = models.TextField()
    """The JSON exactly as it is signed and sent."""
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()
    next_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    last_answer = models.TextField(blank=True)
    """What came of the last attempt, in words."""
    leased_until = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["webhook", "-id"], name="incidents_delivery_newest"),
            models.Index(fields=["webhook", "next_at"], condition=Q(status="queued"), name="incidents_delivery_due"),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.reference}"


class WebhookAttempt(models.Model):
    """One attempt at a delivery and what came of it; written by `send` alone."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    delivery = models.ForeignKey(WebhookDelivery, on_delete=models.CASCADE, related_name="tried")
    at = models.DateTimeField()
    status = models.PositiveSmallIntegerField()
    """Of HTTP; 0 where there was no answer."""
    words = models.TextField()
    took_ms = models.PositiveIntegerField()

    def __str__(self) -> str:
        return self.words
