"""What reporters do with their own report: correct their words, and take the report back."""

from django.core.exceptions import ValidationError
from django.db import transaction

from alongside.incidents.actions import give_account, note_change
from alongside.incidents.models import Account, Incident
from alongside.ledger.actions import Actor
from alongside.ledger.clock import now

ENDED = (Incident.Status.WITHDRAWN, Incident.Status.MERGED)


@transaction.atomic
def correct_report(incident: Incident, text: str, *, by: Actor, replaces: Account | None = None) -> Account:
    """The reporter's words as they should be; what stood before is kept. ValidationError without words."""
    return give_account(incident, text, author=Account.Author.REPORTER, by=by, replaces=replaces)


@transaction.atomic
def withdraw_report(incident: Incident, *, by: Actor, why: str = "") -> None:
    """Takes a report back: it is kept, and nobody works on it. ValidationError where it has ended in another way."""
    incident = Incident.objects.select_for_update(of=("self",)).get(pk=incident.pk)
    if incident.status == Incident.Status.WITHDRAWN:
        return
    if incident.status in ENDED:
        raise ValidationError(
            "This report is dealt with together with others. Write to the security specialist instead."
        )
    before = incident.status
    incident.status, incident.changed_at = Incident.Status.WITHDRAWN, now()
    incident.save(update_fields=["status", "changed_at"])
    note_change(
        incident, "withdrawn", by=by, before={"status": before}, after={"status": incident.status}, why=why.strip()
    )
