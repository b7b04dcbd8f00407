"""What helps to find incidents, and what other systems call things."""

from django.db import models

from alongside.ledger.keys import new_id
from alongside.people.models import Organisation, Staff


class SavedView(models.Model):
    """A search that somebody wants again: a name and the address's query."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="saved_views")
    name = models.CharField(max_length=80)
    query = models.TextField(blank=True)
    shared = models.BooleanField(default=False)
    """Colleagues with the same permission see it too."""
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="incidents_savedview_name")]

    def __str__(self) -> str:
        return self.name


class LocalCode(models.Model):
    """What an organisation's own list calls one of our codes."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    system = models.CharField(max_length=60)
    """The list's name there: "Datix category"."""
    list_name = models.CharField(max_length=40)
    code = models.CharField(max_length=40)
    local = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "system", "list_name", "local"], name="incidents_localcode_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.local} = {self.code}"
