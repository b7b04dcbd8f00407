"""What people say in their own words."""

from django.core.exceptions import ValidationError
from django.db import transaction

from alongside.incidents.actions.changing import note_change
from alongside.incidents.actions.checking import LONGEST_ACCOUNT
from alongside.incidents.models import Account, Compartment, Incident
from alongside.ledger.actions import Actor
from alongside.ledger.clock import now


@transaction.atomic
def give_account(
    incident: Incident,
    text: str,
    *,
    author: str,
    by: Actor,
    compartment: str = Compartment.NARRATIVE,
    author_name: str = "",
    replaces: Account | None = None,
    why: str = "",
) -> Account:
    """Adds what somebody said; with `replaces` it is a correction, and the older words are kept; `why` stands in the history.

    Raises ValidationError where there are no words, too many, or the older account was replaced already.
    """
    text = text.strip()
    if not text:
        raise ValidationError({"text": "Write what happened."})
    if len(text) > LONGEST_ACCOUNT:
        raise ValidationError({"text": f"Write at most {LONGEST_ACCOUNT} characters."})
    if replaces is not None and Account.objects.filter(replaces=replaces).exists():
        raise ValidationError({"text": "Somebody corrected these words before you. Read theirs first."})
    account = Account.objects.create(
        organisation_id=incident.organisation_id,
        incident=incident,
        compartment=compartment,
        author=author,
        author_name=author_name,
        text=text,
        given_at=now(),
        replaces=replaces,
    )
    what = "account_corrected" if replaces else "account_given"
    after = {"account": str(account.pk), "author": author, "compartment": compartment}
    note_change(incident, what, by=by, after=after, why=why)
    return account
