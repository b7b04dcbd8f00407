"""What a worker said where there was no signal, when it reaches the server late: more than five minutes after it was said (S10).

None of it is taken for what is so now. What each of them means then is a table in decision 38.
"""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction

from alongside.devices.models import LastHeard
from alongside.ledger.actions import SYSTEM, Actor
from alongside.ledger.clock import now
from alongside.people.models import Staff
from alongside.watch import actions, engine
from alongside.watch.homecoming import say_home_safe
from alongside.watch.models import Visit, VisitNote

OLDEST_START = timedelta(hours=12)
"""A start that waited for longer than a shift is not begun: whoever said so is not there any more."""
SHORTEST = timedelta(minutes=5)
AGAIN = {
    "check-in": "This check-in arrived late. If you are safe, check in again.",
    "extend": "This arrived late, so the visit was not made longer. Add the minutes again if you need them.",
    "driving": "This arrived late, so nothing was put off. If you still drive, stop where it is safe and press “I am safe”.",
}


class Late(engine.Refused):
    """It is kept as history, and moved no clock."""


def keep_word(visit: Visit, what: str, *, by: Actor, said_at: datetime | None) -> None:
    """Keeps a late check-in, extension or drive as history, and refuses it (`late`): its clock is not moved."""
    via = "app" if what == "check-in" else what
    actions.check_in(visit, by=by, via=via, late=True, said_at=said_at)
    raise Late("late", AGAIN[what])


def begin(
    worker: Staff,
    itinerary: actions.Itinerary,
    *,
    by: Actor,
    out_already: bool = False,
    id: UUID | None = None,
    said_at: datetime | None = None,
) -> Visit:
    """Plans a visit and starts it, now, or leaves it waiting at the gate (`actions.plan_visit`). `id` is one that a page has made for it: what was sent and not answered is begun once. `said_at`: it
    was to start then. It keeps the end that was meant, where that is still to come; else the worker is asked within five minutes.

    Refused (`too_old`) after twelve hours; (`id_taken`) where a visit that is not theirs has the id.
    """
    if id is not None and (begun := Visit.objects.filter(pk=id, worker=worker).first()):
        return begun
    if said_at is not None:
        _refuse_old_start(said_at)
        itinerary = replace(itinerary, planned_end=max(itinerary.planned_end, now() + SHORTEST))
    try:
        with transaction.atomic():
            out = out_already or said_at is not None  # whoever said so late is there by now
            return actions.plan_visit(worker, itinerary, by=by, start=True, out_already=out, id=id, said_at=said_at)
    except IntegrityError as error:
        if id is None:
            raise
        raise engine.Refused("id_taken", "This visit cannot be made. Begin it again.") from error


def start(visit: Visit, *, by: Actor, said_at: datetime) -> Visit:
    """Starts, now, a visit on the list that was to start earlier. Refused (`too_old`) after twelve hours."""
    _refuse_old_start(said_at)
    return actions.start_visit(visit, by=by, said_at=said_at, out_already=True)


def end(visit: Visit, *, by: Actor, pin: str, said_at: datetime) -> Visit:
    """Ends a visit by a word that is late: only where no alarm was raised meanwhile and nothing was heard of the worker since.

    Refused otherwise (`raised_meanwhile`, `heard_since`); that it was said is kept as history.
    """
    _take_in_devices(visit, said_at)
    try:
        return actions.end_visit(visit, by=by, pin=pin, said_at=said_at)
    except engine.Refused:
        with suppress(engine.Refused):
            actions.check_in(visit, by=by, via="end", late=True, said_at=said_at)
        raise


def be_home(visit: Visit, *, by: Actor, pin: str, said_at: datetime) -> Visit:
    """Says that the worker is home by a word that is late: only where no alarm was raised meanwhile."""
    return say_home_safe(visit, by=by, pin=pin, said_at=said_at)


def leave_note(
    visit: Visit, text: str, *, by: Actor, audio: UploadedFile | None = None, said_at: datetime
) -> VisitNote:
    """Leaves a note that waited on the phone. Where a newer one stands, left by other means, it is added to that; where one of them was
    spoken it is refused (`newer_note`): the newer one stays, and the words stay on the phone's screen.
    """
    newer = visit.notes.filter(left_at__gt=said_at, erased_at=None).first()
    if newer is None:
        return actions.leave_note(visit, text, audio=audio, by=by)
    if audio is not None or newer.audio_id is not None:
        raise engine.Refused(
            "newer_note", "A newer note stands, so this one was not saved. Leave it again if it is needed."
        )
    return actions.leave_note(visit, f"{newer.text}\n\nWritten before that: {text.strip()}", by=by)


def _refuse_old_start(said_at: datetime) -> None:
    if now() - said_at > OLDEST_START:
        raise engine.Refused("too_old", "This was said more than 12 hours ago, so no visit was started.")


def _take_in_devices(visit: Visit, said_at: datetime) -> None:
    """Lets the visit know of a check-in by a device since then, which is otherwise read only when the visit's clock comes."""
    heard = LastHeard.objects.filter(worker=visit.worker_id, last_check_in_at__gt=said_at).first()
    if heard is None:
        return
    with suppress(engine.Refused):
        actions.check_in(visit, by=SYSTEM, via="device", at=heard.last_check_in_at)
