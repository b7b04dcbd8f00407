"""Tables of the ledger.

An `Entry` is written in the transaction of what it records. A `Link` chains a committed entry to the one before it in
the same organisation. `Pending` names entries that have no link yet; a trigger fills it, the sealer empties it.
"""

from django.db import models

from alongside.ledger.keys import new_id


class Entry(models.Model):
    """One thing that someone did or saw. Never changed, never deleted: the database refuses."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation_id = models.UUIDField()
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=10, choices=[("user", "user"), ("device", "device"), ("system", "system")])
    actor_id = models.UUIDField(null=True)
    actor_name = models.TextField()
    verb = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=40)
    subject_id = models.UUIDField(null=True)
    details = models.TextField(default="{}")
    """JSON kept as the text that was hashed, so that a check needs no agreement on how numbers are written."""
    digest = models.BinaryField()
    """SHA-256 of the entry's content; see `ledger.chain`."""

    class Meta:
        indexes = [
            models.Index(fields=["organisation_id", "subject_type", "subject_id", "id"], name="ledger_entry_subject"),
            models.Index(fields=["organisation_id", "id"], name="ledger_entry_organisation"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.actor_name} {self.verb}"


class Link(models.Model):
    """The place of an entry in its organisation's chain."""

    entry = models.OneToOneField(Entry, primary_key=True, on_delete=models.PROTECT, related_name="link")
    organisation_id = models.UUIDField()
    position = models.BigIntegerField()
    hash = models.BinaryField()
    sealed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation_id", "position"], name="ledger_link_position")]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.position}"


class Pending(models.Model):
    """An entry that waits for its link."""

    entry = models.OneToOneField(Entry, primary_key=True, on_delete=models.PROTECT, related_name="+")
    organisation_id = models.UUIDField()

    def __str__(self) -> str:
        return str(self.entry_id)
