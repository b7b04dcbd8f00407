"""What becomes of a file after it was received: how long it is kept, who holds it, whether it is still sound."""

from typing import Any

from django.db import models
from django.db.models import F, Q

from alongside.evidence.models.files import StoredFile
from alongside.ledger.keys import new_id
from alongside.people.models import Organisation


class Keeping(models.Model):
    """How a file is kept now. A `StoredFile` itself never changes; this row beside it does."""

    class Scan(models.TextChoices):
        NONE = "none", "Not scanned"
        WAITING = "waiting", "Waits for the malware scan"
        CLEAN = "clean", "No malware found"
        INFECTED = "infected", "Malware found"
        TOO_LARGE = "too_large", "Too large for the malware scan"
        RELEASED = "released", "Released without a scan"

    file = models.OneToOneField(StoredFile, primary_key=True, on_delete=models.PROTECT, related_name="keeping")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    owner = models.CharField(max_length=40, blank=True)
    subject_id = models.UUIDField(null=True)
    """To what it belongs, where a room has said so (`evidence.owners`)."""
    kept_as = models.CharField(max_length=40)
    """Its class of retention, of `keeping/retention.toml`."""
    starts_on = models.DateField()
    """The day from which its time counts."""
    due_on = models.DateField()
    """The day on which somebody has to decide whether it is destroyed."""

    check_at = models.DateTimeField(null=True)
    """When it is to be checked next; nothing where it was erased."""
    checked_at = models.DateTimeField(null=True)
    """When all of it was last found to be what was received."""
    next_piece = models.PositiveIntegerField(default=1)
    """How far the check that is going on has come."""
    leased_until = models.DateTimeField(null=True)
    damaged_at = models.DateTimeField(null=True)
    damage = models.TextField(blank=True)

    scan = models.CharField(max_length=10, choices=Scan.choices, default=Scan.NONE)
    scanned_at = models.DateTimeField(null=True)
    scan_next_at = models.DateTimeField(null=True)
    scan_found = models.TextField(blank=True)
    """The name of the malware, or why there was no scan."""

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(due_on__gte=F("starts_on")), name="evidence_keeping_due_later"),
            models.CheckConstraint(
                condition=Q(scan__in=["none", "waiting", "clean", "infected", "too_large", "released"]),
                name="evidence_keeping_scan",
            ),
            models.CheckConstraint(
                condition=Q(damaged_at__isnull=True, damage="") | (Q(damaged_at__isnull=False) & ~Q(damage="")),
                name="evidence_keeping_damage",
            ),
        ]
        indexes = [
            models.Index(fields=["check_at"], name="evidence_keeping_check_at"),
            models.Index(fields=["organisation", "due_on"], name="evidence_keeping_due"),
            models.Index(fields=["scan_next_at"], condition=Q(scan="waiting"), name="evidence_keeping_scans"),
            models.Index(
                fields=["organisation"], condition=Q(damaged_at__isnull=False), name="evidence_keeping_damaged"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file_id} {self.kept_as}"


class FileCheck(models.Model):
    """One finding about a file's bytes. Append-only."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="checks")
    at = models.DateTimeField()
    sound = models.BooleanField()
    why = models.TextField(blank=True)
    how = models.CharField(max_length=10)
    """`schedule`, `view` or `command`."""

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(sound=True, why="") | (Q(sound=False) & ~Q(why="")), name="evidence_filecheck_why"
            ),
        ]
        indexes = [models.Index(fields=["at"], condition=Q(how="view"), name="evidence_filecheck_seen")]

    def __str__(self) -> str:
        return f"{self.file_id} {'sound' if self.sound else self.why}"


class Derivation(models.Model):
    """That a file was made from another, how, by whom and why. Append-only; the original never changes."""

    class How(models.TextChoices):
        REDACTED = "redacted", "Redacted copy"
        CROPPED = "cropped", "Part of it"
        TRANSCODED = "transcoded", "In another format"
        TRANSCRIPT = "transcript", "Transcript"
        OTHER = "other", "Other"

    file = models.OneToOneField(StoredFile, primary_key=True, on_delete=models.PROTECT, related_name="derivation")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    source = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="derived")
    how = models.CharField(max_length=12, choices=How.choices)
    why = models.TextField()
    made_at = models.DateTimeField()
    made_kind = models.CharField(max_length=10)
    made_id = models.UUIDField(null=True)
    made_name = models.TextField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(file=F("source")), name="evidence_derivation_of_another"),
            models.CheckConstraint(condition=~Q(why=""), name="evidence_derivation_why"),
            models.CheckConstraint(
                condition=Q(how__in=["redacted", "cropped", "transcoded", "transcript", "other"]),
                name="evidence_derivation_how",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file_id} from {self.source_id}"


class Hold(models.Model):
    """A legal hold: while it stands, nobody can erase the file."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="holds")
    reason = models.TextField()
    placed_at = models.DateTimeField()
    placed_id = models.UUIDField()
    placed_name = models.TextField()
    lifted_at = models.DateTimeField(null=True)
    lifted_id = models.UUIDField(null=True)
    lifted_name = models.TextField(blank=True)
    lift_reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="evidence_hold_reason"),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifted_id__isnull=True, lifted_name="", lift_reason="")
                | (Q(lifted_at__isnull=False, lifted_id__isnull=False) & ~Q(lifted_name="") & ~Q(lift_reason="")),
                name="evidence_hold_lifted",
            ),
        ]
        indexes = [models.Index(fields=["file"], condition=Q(lifted_at__isnull=True), name="evidence_hold_standing")]

    def __str__(self) -> str:
        return f"{self.file_id} held by {self.placed_name}"


class Destruction(models.Model):
    """A proposal to destroy a file, what another person said to it, and that it was done. It is the certificate."""

    class Decision(models.TextChoices):
        OPEN = "", "Proposed"
        CONFIRMED = "confirmed", "Confirmed"
        DECLINED = "declined", "Declined"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="destructions")
    reason = models.TextField()
    ground = models.CharField(max_length=40, blank=True, default="", db_default="")
    """The duty or order to erase it, where there is one: a code of `keeping/retention.toml`, `[erasure_grounds]`."""
    order = models.CharField(max_length=200, blank=True, default="", db_default="")
    """Which duty or order that is: whose, its number and day."""
    stood_against = models.TextField(blank=True, default="", db_default="")
    """What stood against it when it was proposed, a sentence a line. Only a duty or order to erase goes past that."""
    proposed_at = models.DateTimeField()
    proposed_id = models.UUIDField()
    proposed_name = models.TextField()
    decision = models.CharField(max_length=10, choices=Decision.choices, blank=True, default="")
    decided_at = models.DateTimeField(null=True)
    decided_id = models.UUIDField(null=True)
    decided_name = models.TextField(blank=True)
    decision_reason = models.TextField(blank=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="evidence_destruction_reason"),
            models.CheckConstraint(
                condition=~Q(decision="confirmed") | ~Q(decided_id=F("proposed_id")),
                name="evidence_destruction_two_people",
            ),
            models.CheckConstraint(
                condition=Q(decision="", decided_at__isnull=True, decided_id__isnull=True)
                | Q(decision__in=["confirmed", "declined"], decided_at__isnull=False, decided_id__isnull=False),
                name="evidence_destruction_decided",
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | Q(decision="confirmed"), name="evidence_destruction_done"
            ),
            models.CheckConstraint(
                condition=Q(stood_against="") | ~Q(ground=""), name="evidence_destruction_past_what_stood"
            ),
            models.UniqueConstraint(
                fields=["file"], condition=~Q(decision="declined"), name="evidence_destruction_one"
            ),
        ]
        indexes = [
            models.Index(
                fields=["decided_at"],
                condition=Q(decision="confirmed", done_at__isnull=True),
                name="evidence_destruction_to_do",
            )
        ]

    def __str__(self) -> str:
        return f"{self.file_id} {self.get_decision_display()}"

    @property
    def number(self) -> str:
        """The number of the certificate: what is random in the key."""
        return f"D-{self.proposed_at:%Y}-{str(self.pk)[-8:].upper()}"


class Disclosure(models.Model):
    """That a copy of a file was given to somebody outside. Append-only."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="disclosures")
    to_whom = models.TextField()
    ground = models.CharField(max_length=40)
    """Why: a code of `keeping/retention.toml`, `[grounds]`."""
    note = models.TextField(blank=True)
    at = models.DateTimeField()
    by_id = models.UUIDField()
    by_name = models.TextField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(to_whom="") & ~Q(ground=""), name="evidence_disclosure_told")
        ]

    def __str__(self) -> str:
        return f"{self.file_id} to {self.to_whom}"


def is_held(file: Any) -> Q:
    """Condition for a query: a hold stands on the file that the expression `file` names (`OuterRef`, or a key)."""
    return Q(models.Exists(Hold.objects.filter(file=file, lifted_at=None)))
