"""What the reporter and we say to each other."""

from django.core.exceptions import ValidationError
from django.db import transaction

from alongside.incidents.actions import hold, note_change
from alongside.incidents.following.notices import forget_notices, tell_reporter
from alongside.incidents.following.queries import ANSWER_SEEN, answer_waits, reporter_of, wants_notices
from alongside.incidents.models import Incident, Told
from alongside.ledger.actions import Actor
from alongside.ledger.clock import now

LONGEST = 5_000
BY_US = (Told.Kind.MESSAGE, Told.Kind.OUTCOME, Told.Kind.CHANGED)
MOST_ANSWERS = 50
"""Answers of a reporter that stand unread at the same time."""


@transaction.atomic
def tell(incident: Incident, kind: str, text: str, *, by: Actor) -> Told:
    """Writes to the reporter: a message, the outcome, or what changed. ValidationError without words or with too many."""
    if kind not in BY_US:
        raise ValidationError({"kind": "Choose what you are telling."})
    told = _write(incident, kind, text, by=by, name=by.name)
    note_change(incident, f"told_{kind}", by=by, after={"told": str(told.pk)})
    tell_reporter(incident)
    return told


@transaction.atomic
def answer(incident: Incident, text: str, *, by: Actor) -> Told:
    """The reporter writes back. ValidationError without words, with too many, or where fifty wait to be read."""
    hold(incident)
    last = list(incident.told.order_by("-pk").values_list("kind", flat=True)[:MOST_ANSWERS])
    if len(last) == MOST_ANSWERS and set(last) == {Told.Kind.ANSWER}:
        raise ValidationError({"text": "You have written many times. Wait until somebody has read it, or ring them."})
    told = _write(incident, Told.Kind.ANSWER, text, by=by, name="")
    note_change(incident, "reporter_answered", by=by, after={"told": str(told.pk)})
    return told


@transaction.atomic
def put_answer_away(incident: Incident, *, by: Actor) -> None:
    """Says that what the reporter wrote was read and needs no reply; again changes nothing."""
    if answer_waits(incident):
        note_change(incident, ANSWER_SEEN, by=by)


@transaction.atomic
def choose_notices(incident: Incident, wanted: bool, *, by: Actor) -> None:
    """The reporter stops the notices of this report, or wants them again; the same choice again changes nothing."""
    if wanted != wants_notices(incident):
        note_change(incident, "notices_wanted" if wanted else "notices_stopped", by=by)


@transaction.atomic
def look(incident: Incident) -> None:
    """The signed-in reporter has the page before them: a notice that waits for tomorrow is not needed."""
    staff = reporter_of(incident)
    if staff is not None:
        forget_notices(staff)


def _write(incident: Incident, kind: str, text: str, *, by: Actor, name: str) -> Told:
    text = text.strip()
    if not text:
        raise ValidationError({"text": "Write what you want to say."})
    if len(text) > LONGEST:
        raise ValidationError({"text": f"Write at most {LONGEST} characters."})
    return Told.objects.create(
        organisation_id=incident.organisation_id, incident=incident, kind=kind, text=text, at=now(), by_name=name
    )
