"""What becomes of letters once they are written: the signed slip that comes back, and the letter that says what changed."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from alongside.cases.days import day_of_act
from alongside.cases.models import Sanction
from alongside.cases.sanctions import news, queries
from alongside.cases.sanctions.actions import hold, refuse_unready, save, write
from alongside.ledger.actions import Actor
from alongside.machine import Refused
from alongside.people.days import today_in


@transaction.atomic
def note_slip(sanction: Sanction, on: date | None, *, by: Actor, seen_at: datetime | None = None) -> Sanction:
    """The signed slip came back after all. ValidationError where it cannot have, or did before."""
    case, sanction = hold(sanction, seen_at)
    if sanction.issued_on is None:
        raise ValidationError({"on": "Nothing was sent that could come back."})
    if sanction.acknowledged == "signed":
        raise ValidationError({"on": "The slip came back before."})
    if on is None:
        raise ValidationError({"on": "Write the day on which it came back."})
    happened_at = sanction.responsible.incident.occurred_at
    day_of_act(on, "on", case.organisation, happened_at, [(sanction.issued_on, "the letters were sent")])
    sanction.acknowledged, sanction.slip_on = "signed", on
    write(sanction, case, "sanction_slip", by, "", on=on.isoformat())
    save(sanction)
    return sanction


@transaction.atomic
def note_letter_sent(
    sanction: Sanction, addressee: str, on: date | None, *, by: Actor, seen_at: datetime | None = None
) -> Sanction:
    """The letter that says what changed was sent. `Refused` where none is owed, or it is not approved and produced; ValidationError
    at `on`.
    """
    case, sanction = hold(sanction, seen_at)
    if addressee not in news.news_owed_to(sanction):
        raise Refused("No such letter is to be sent.", "on")
    if on is None:
        raise ValidationError({"on": "Write the day on which it was sent."})
    refuse_unready(sanction, [addressee], today_in(case.organisation))
    written_at = queries.letters_of(sanction)[addressee].written_at
    happened_at = sanction.responsible.incident.occurred_at
    day_of_act(on, "on", case.organisation, happened_at, [(written_at, "the letter was written")])
    write(sanction, case, news.SENT, by, "", addressee=addressee, on=on.isoformat())
    save(sanction)
    return sanction
