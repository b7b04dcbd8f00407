"""What the reporter and we say to each other."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction

from alongside.incidents.actions import hold, note_change
from alongside.incidents.following.notices import forget_notices, tell_reporter
from alongside.incidents.following.queries import (
    ANSWER_SEEN,
    answer_waits,
    replies_and_answers,
    reporter_reached,
    wants_notices,
)
from alongside.incidents.models import Incident, Told
from alongside.incidents.wellbeing.actions import stop_care
from alongside.ledger.actions import Actor
from alongside.ledger.clock import now

LONGEST = 5_000
BY_US = (Told.Kind.MESSAGE, Told.Kind.OUTCOME, Told.Kind.CHANGED)
OF_THE_EVENT = (Told.Kind.OUTCOME, Told.Kind.CHANGED)
TWICE = timedelta(minutes=10)
MOST_ANSWERS = 50
"""Answers of a reporter that stand unread at the same time."""


@transaction.atomic
def tell(incident: Incident, kind: str, text: str, *, by: Actor) -> Told:
    """Writes to the reporter: a message, the outcome, or what changed. ValidationError without words or with too many.

    An outcome and what changed are those of the event: the reporters of reports that were joined with this one read them
    too. A message is for this reporter alone.
    """
    if kind not in BY_US:
        raise ValidationError({"kind": "Choose what you are telling."})
    told = _tell(incident, kind, text, Told.Way.WRITTEN, by=by, name=by.name)
    for other in incident.merged.order_by("pk") if kind in OF_THE_EVENT else []:
        pass_on(other, kind, text, by=by)
    return told


def pass_on(incident: Incident, kind: str, text: str, *, by: Actor) -> Told | None:
    """Tells a reporter what was written for the report that theirs is joined with, within an action. Whoever may have done
    it follows their own report and is not told what was written for others: None.
    """
    if incident.reporter_user and incident.closed_to.filter(ended_at=None, staff__user=incident.reporter_user).exists():
        return None
    return _tell(incident, kind, text, Told.Way.PASSED_ON, by=by, name=by.name)


def tell_by_itself(incident: Incident, text: str, *, by: Actor) -> Told:
    """A fixed sentence that follows from what `by` did, within an action. It is nobody's reply and no feedback."""
    return _tell(incident, Told.Kind.MESSAGE, text, Told.Way.BY_ITSELF, by=by)


@transaction.atomic
def answer(incident: Incident, text: str, *, by: Actor) -> Told:
    """The reporter writes back. The same words again within ten minutes, with no reply between, are the same message, sent twice.

    ValidationError without words, with too many, or where fifty wait to be read.
    """
    hold(incident)
    said = replies_and_answers().filter(incident=incident)
    newest = said.order_by("-pk").first()
    if (
        newest is not None
        and newest.kind == Told.Kind.ANSWER
        and newest.text == text.strip()
        and now() - newest.at < TWICE
    ):
        return newest
    last = list(said.order_by("-pk").values_list("kind", flat=True)[:MOST_ANSWERS])
    if len(last) == MOST_ANSWERS and set(last) == {Told.Kind.ANSWER}:
        raise ValidationError({"text": "You have written many times. Wait until somebody has read it, or ring them."})
    told = _write(incident, Told.Kind.ANSWER, text)
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
def stop_messages(incident: Incident, *, by: Actor) -> None:
    """Whoever gave an address to be written to wants no messages of this report any more, of whatever kind: neither news nor the
    questions how they are. What waits to be sent is not sent.
    """
    look(incident)
    choose_notices(incident, False, by=by)
    for affected in incident.affected.filter(is_reporter=True):
        stop_care(affected, by=by)


@transaction.atomic
def look(incident: Incident) -> None:
    """The reporter has the page before them: a notice that waits for tomorrow is not needed."""
    to = reporter_reached(incident)
    if to is not None:
        forget_notices(to)


def _tell(incident: Incident, kind: str, text: str, way: str, *, by: Actor, name: str = "") -> Told:
    told = _write(incident, kind, text, way, name)
    note_change(incident, f"told_{kind}", by=by, after={"told": str(told.pk), "way": way})
    tell_reporter(incident)
    return told


def _write(incident: Incident, kind: str, text: str, way: str = Told.Way.WRITTEN, name: str = "") -> Told:
    text = text.strip()
    if not text:
        raise ValidationError({"text": "Write what you want to say."})
    if len(text) > LONGEST:
        raise ValidationError({"text": f"Write at most {LONGEST} characters."})
    return Told.objects.create(
        organisation_id=incident.organisation_id,
        incident=incident,
        kind=kind,
        way=way,
        text=text,
        at=now(),
        by_name=name,
    )
