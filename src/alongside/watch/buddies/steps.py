"""What a buddy does when an alarm rings them, step by step. Each is recorded by one press, in the alarm's timeline."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError

from alongside.ledger.actions import Actor
from alongside.ledger.clock import now
from alongside.people.models import Staff
from alongside.people.queries import place_in
from alongside.watch import actions, engine
from alongside.watch.buddies.standing import is_buddy_of
from alongside.watch.models import Alarm

LONGEST_MORE = 1000


@dataclass(frozen=True, slots=True)
class Press:
    """One thing that was done: what stands on the button, and what is recorded."""

    code: str
    button: str
    recorded: str


@dataclass(frozen=True, slots=True)
class Step:
    heading: str
    how: str
    presses: tuple[Press, ...]


CALL = Step(
    "Call them",
    "Ring their number. Let it ring, and try a second time. If they answer, ask where they are and whether they are alone.",
    (
        Press("answered", "They answered and are safe", "Called them: they answered and say that they are safe."),
        Press("no_answer", "No answer", "Called them: no answer."),
        Press("in_trouble", "They answered and need help", "Called them: they answered and need help."),
    ),
)
DO_NOT_CALL = Step(
    "Do not call them",
    "This alarm is silent: they may be with somebody who must not know. A call could harm them. Go on to the next step.",
    (),
)
GO = Step(
    "Go, or send somebody",
    "Only if it is safe for you, and never alone to a place where somebody may be violent.",
    (
        Press("going", "I am going there", "Is going there."),
        Press("sent", "I have sent somebody", "Has sent somebody there."),
    ),
)
MANAGER = Step(
    "Tell the line manager",
    "Say what you know, and what you have done.",
    (
        Press("manager", "The manager knows", "Has told the line manager."),
        Press("no_manager", "I cannot reach the manager", "Could not reach the line manager."),
    ),
)
POLICE = Step(
    "Call 999",
    "If you think that they are in danger, or you cannot find out. You need nobody's leave for it. Say who is missing, where they "
    "were going, and when they should have been heard of.",
    (Press("999", "I have called 999", "Has called 999."),),
)
ALOUD, SILENT = (CALL, GO, MANAGER, POLICE), (DO_NOT_CALL, POLICE, MANAGER)


def steps_for(user: Any, alarm: Alarm) -> tuple[Step, ...]:
    """What this person does in an open alarm as the worker's buddy; nothing where they are not."""
    place = place_in(user, alarm.organisation_id)
    if alarm.closed_at is not None or place is None or not is_buddy_of(place, alarm.worker_id, now()):
        return ()
    return SILENT if alarm.kind == engine.AlarmKind.DURESS or alarm.hidden_from_worker else ALOUD


def record_step(alarm: Alarm, person: Staff, code: str, more: str, *, by: Actor) -> Alarm:
    """Puts one step into the alarm's timeline, with what else the buddy knows. Raises ValidationError at `step` or `more`."""
    press = next((press for step in (*ALOUD, *SILENT) for press in step.presses if press.code == code), None)
    if press is None:
        raise ValidationError({"step": "Choose what you have done."})
    if len(more.strip()) > LONGEST_MORE:
        raise ValidationError({"more": f"Use {LONGEST_MORE} characters or fewer."})
    return actions.note_progress(alarm, person, f"{press.recorded} {more.strip()}".strip(), by=by)
