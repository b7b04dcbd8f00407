"""What a lone worker does by text message where there is no page: START 90 MILL LANE, SAFE, EXTEND 30, END 2468, HELP.

Each is answered to the number that it came from, in words that say what is so now. The answer to an end is the same with either PIN (S9).
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.template.loader import render_to_string

from alongside.ledger.actions import Actor
from alongside.ledger.clock import now
from alongside.messages.models import Reply
from alongside.messages.numbers import say_to
from alongside.people.roles import Role
from alongside.people.sealing import Unsealable, open_sealed
from alongside.watch import actions, engine
from alongside.watch.models import Visit
from alongside.watch.telling import local_time

SHORTEST, LONGEST = 5, 24 * 60
ASKED = re.compile(
    r"[\W_]*[^\W\d_]+[\W_]*(?P<minutes>[0-9]{1,4})(?![0-9])\s*(?:minutes?|mins?|m)?(?![^\W\d_])[\s,.:;-]*(?P<place>.*)",
    re.I | re.S,
)


def obey(reply: Reply, by: Actor) -> None:
    """Does what a text message asks for, or answers why not. Nothing of it is done where it is refused."""
    try:
        COMMANDS[reply.code](reply, by)
    except engine.Refused as refused:
        answer(reply, "refused", why=refused.sentence)
    except ValidationError as error:
        answer(reply, "refused", why=error.messages[0])


def answer_check_in(reply: Reply, visit: Visit) -> None:
    """Answers SAFE. It says nothing of when to check in again, which a silent alarm would change (S9)."""
    is_told = engine.shown_to_worker(engine.from_dict(visit.state)) is engine.VisitStatus.IN_ALARM
    answer(reply, "told" if is_told else "checked_in")


def answer(reply: Reply, what: str, visit: Visit | None = None, **more: object) -> None:
    """Answers `what` (watch/messages/texted.txt) to the number that the text came from; nothing where it came otherwise."""
    if not reply.address:
        return
    zone = reply.staff.organisation.time_zone
    state = engine.from_dict(visit.state) if visit else None
    said = {
        "what": what,
        "place": visit.place if visit else "",
        "at": local_time(now(), zone),
        "due": local_time(state.due_at, zone) if state and state.due_at else "",
        "ends": local_time(state.end_by, zone) if state and state.end_by else "",
        "has_pin": bool(reply.staff.pin),
        **more,
    }
    body = render_to_string("watch/messages/texted.txt", said)
    say_to(reply.address, body, key=f"reply:{reply.pk}", owner=reply.staff)


def _begin(reply: Reply, by: Actor) -> None:
    if not reply.staff.appointments.filter(role=Role.WORKER).exists():
        answer(reply, "not_alone")
        return
    asked = _asked(reply.text)
    if asked is None or not asked[1]:
        answer(reply, "how_to_start")
        return
    minutes, place = asked
    itinerary = actions.Itinerary(place, now() + timedelta(minutes=minutes))
    answer(reply, "started", actions.plan_visit(reply.staff, itinerary, by=by, start=True, out_already=True))


def _extend(reply: Reply, by: Actor) -> None:
    visit = _running(reply)
    asked = _asked(reply.text)
    if visit is None or asked is None:
        answer(reply, "how_to_extend" if visit else "no_visit")
        return
    answer(reply, "extended", actions.extend_visit(visit, asked[0], by=by))


def _end(reply: Reply, by: Actor) -> None:
    visit = _running(reply)
    if visit is None:
        answer(reply, "no_visit")
        return
    try:
        pin = open_sealed(reply.sealed, reply.source_id.split(":")[0]) if reply.sealed else ""
    except Unsealable:
        pin = ""
    if reply.staff.pin and not pin:
        answer(reply, "pin_needed")
        return
    answer(reply, "ended", actions.end_visit(visit, by=by, pin=pin))


def _running(reply: Reply) -> Visit | None:
    return actions.running_visit(reply.staff_id)


def _asked(text: str) -> tuple[int, str] | None:
    """The minutes and what follows them; None where there are none, or they cannot be meant."""
    asked = ASKED.match(unicodedata.normalize("NFKC", text))
    if asked is None or not SHORTEST <= int(asked["minutes"]) <= LONGEST:
        return None
    return int(asked["minutes"]), asked["place"].strip()


COMMANDS: dict[str, Callable[[Reply, Actor], None]] = {"begin": _begin, "extend": _extend, "end": _end}
