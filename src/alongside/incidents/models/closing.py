"""To whom a report is closed: somebody who may have done it does not read it, whatever their role."""

from django.db import models
from django.db.models import Q

from alongside.incidents.models.incident import Incident
from alongside.ledger.keys import new_id
from alongside.people.models import Organisation, Staff


class ClosedTo(models.Model):
    """A report is closed to somebody who works here, until `ended_at`.

    The database writes a row by itself whenever somebody is named as who did it (`incidents_close_for`), and keeps the report
    from whoever it is closed to (`incidents_closed_to_me`): migration `0009_closed_to`.
    """

    class Because(models.TextChoices):
        NAMED = "named", "Said to have done it"
        CALLED = "called", "Has the name of somebody who is said to have done it"
        DECIDED = "decided", "Somebody decided so"
        JOINED = "joined", "Closed to them on another report of the same"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="closed_to", db_index=False)
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", db_index=False)
    because = models.CharField(max_length=10, choices=Because.choices)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["incident", "staff"], name="incidents_closedto_once")]
        indexes = [
            models.Index(fields=["staff"], condition=Q(ended_at__isnull=True), name="incidents_closedto_staff"),
            models.Index(
                fields=["organisation"], condition=Q(ended_at__isnull=True), name="incidents_closedto_standing"
            ),
        ]

    def __str__(self) -> str:
        return self.get_because_display()
