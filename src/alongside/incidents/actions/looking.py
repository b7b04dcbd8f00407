"""Opening a compartment."""

from datetime import timedelta

from django.db import transaction

from alongside.incidents.models import Compartment, Incident
from alongside.ledger.actions import Actor, record
from alongside.ledger.clock import now
from alongside.ledger.models import Entry

SAME_LOOK = timedelta(minutes=15)
"""Opening the same compartment again within this time is the same look."""


@transaction.atomic
def open_compartment(incident: Incident, compartment: Compartment, *, by: Actor) -> None:
    """Records in the ledger that somebody looks into a compartment. The same person again within a quarter of an hour
    is the same look.
    """
    verb = f"incident.{compartment}_read"
    seen = Entry.objects.filter(
        organisation_id=incident.organisation_id,
        subject_type="incident",
        subject_id=incident.pk,
        verb=verb,
        actor_id=by.id,
        at__gt=now() - SAME_LOOK,
    )
    if not seen.exists():
        record(verb, "incident", incident.pk, organisation_id=incident.organisation_id, actor=by)
