"""What reporters do with their own report: correct their words, and take the report back."""

from django.core.exceptions import ValidationError
from django.db import transaction

from alongside.incidents.actions import give_account, note_change
from alongside.incidents.following.queries import own_words
from alongside.incidents.models import Account, Incident
from alongside.ledger.actions import Actor
from alongside.ledger.clock import now

CAN_BE_TAKEN_BACK = (Incident.Status.SUBMITTED, Incident.Status.TRIAGED)


@transaction.atomic
def correct_report(incident: Incident, text: str, *, by: Actor) -> Account:
    """The reporter writes anew what happened: it replaces what they wrote before, which is kept."""
    incident = Incident.objects.select_for_update(of=("self",)).get(pk=incident.pk)
    if incident.status == Incident.Status.WITHDRAWN:
        raise ValidationError({"text": "You took this report back. Make a new one to say what happened."})
    standing = own_words(incident)
    replaces = standing[-1].account if standing else None
    return give_account(incident, text, author=Account.Author.REPORTER, by=by, replaces=replaces)


@transaction.atomic
def withdraw_report(incident: Incident, why: str, *, by: Actor) -> Incident:
    """The reporter takes the report back: it is kept, and says so. `why` may be empty. Done again, changes nothing.

    Raises ValidationError where somebody works on it already.
    """
    incident = Incident.objects.select_for_update(of=("self",)).get(pk=incident.pk)
    if incident.status == Incident.Status.WITHDRAWN:
        return incident
    if incident.status not in CAN_BE_TAKEN_BACK:
        raise ValidationError({"why": "This report is already being worked on. Write that you want it stopped."})
    before, incident.status, incident.changed_at = incident.status, Incident.Status.WITHDRAWN, now()
    incident.save(update_fields=["status", "changed_at"])
    note_change(
        incident, "withdrawn", by=by, before={"status": before}, after={"status": incident.status}, why=why.strip()
    )
    return incident
