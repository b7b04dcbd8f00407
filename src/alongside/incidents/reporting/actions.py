"""What a reporter does to a report that was sent: take it back, correct it.

Neither erases anything: what was said first stays, with what came after it.
"""

from django.core.exceptions import ValidationError
from django.db import transaction

from alongside.incidents.actions import give_account, note_change
from alongside.incidents.models import Account, Incident
from alongside.ledger.actions import Actor
from alongside.ledger.clock import now

LONGEST_WHY = 2000
CAN_BE_TAKEN_BACK = (Incident.Status.SUBMITTED, Incident.Status.TRIAGED)


@transaction.atomic
def withdraw_report(incident: Incident, why: str, *, by: Actor) -> Incident:
    """The reporter takes the report back: it is kept, and says so. `why` may be empty. Done again, changes nothing.

    Raises ValidationError where it was joined with another report, a case was opened from it, or it is closed.
    """
    incident = Incident.objects.select_for_update().get(pk=incident.pk)
    if incident.status == Incident.Status.WITHDRAWN:
        return incident
    why = why.strip()
    if len(why) > LONGEST_WHY:
        raise ValidationError({"why": f"Write at most {LONGEST_WHY} characters."})
    if incident.status not in CAN_BE_TAKEN_BACK:
        raise ValidationError(
            {
                "why": "This report is already being worked on, so it cannot be taken back. Write that you want it stopped."
            }
        )
    before, incident.status, incident.changed_at = incident.status, Incident.Status.WITHDRAWN, now()
    incident.save(update_fields=["status", "changed_at"])
    note_change(incident, "withdrawn", by=by, before={"status": before}, after={"status": incident.status}, why=why)
    return incident


@transaction.atomic
def correct_report(incident: Incident, text: str, *, by: Actor) -> Account:
    """The reporter writes anew what happened: it replaces what they wrote before, which is kept.

    Raises ValidationError without words, with too many, or where the report was taken back.
    """
    incident = Incident.objects.select_for_update().get(pk=incident.pk)
    if incident.status == Incident.Status.WITHDRAWN:
        raise ValidationError({"text": "You took this report back. Make a new one to say what happened."})
    return give_account(incident, text, author=Account.Author.REPORTER, by=by, replaces=account_of_reporter(incident))


def account_of_reporter(incident: Incident) -> Account | None:
    """The reporter's newest words, which no others replace; None where none were given."""
    return (
        Account.objects.filter(incident=incident, author=Account.Author.REPORTER, replaced_by=None)
        .order_by("-pk")
        .first()
    )
