"""What somebody hurt wants of the police, and since when."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from alongside.cases.codes import code_list
from alongside.cases.events import LONGEST_TEXT, running_case, words
from alongside.cases.models import VictimWish
from alongside.cases.victims.holding import past_day, write
from alongside.incidents.duties.presenters import long_day
from alongside.incidents.models import Affected
from alongside.ledger.actions import Actor
from alongside.ledger.clock import now


@transaction.atomic
def note_wish(affected: Affected, wish: str, said_on: date, text: str = "", *, by: Actor) -> VictimWish:
    """Keeps what somebody said, with the day; the report says the same by its own code. ValidationError by field."""
    case = running_case(affected.incident)
    if wish not in code_list("victim_wishes"):
        raise ValidationError({"wish": "Choose what they want."})
    text = words(text, "words", longest=LONGEST_TEXT)
    noted = VictimWish.objects.create(
        organisation_id=affected.organisation_id,
        affected=affected,
        wish=wish,
        said_on=past_day(affected, said_on, "said_on"),
        words=text,
        recorded_at=now(),
        recorded_by=by.name,
    )
    latest = affected.wishes.order_by("-said_on", "-pk").first()
    if latest is not None:
        affected.police_wish = code_list("victim_wishes")[latest.wish].more["incident"]
        affected.save(update_fields=["police_wish"])
    line = f"{long_day(said_on)}: {code_list('victim_wishes').label(wish).lower()}"
    write(case, affected, "victim_wish", line, text, by=by, after={"wish": wish})
    return noted
