"""What a telephone call says at each moment, as TwiML (www.twilio.com/docs/voice/twiml). Words: `jinja2/messages/call.xml`.

The web knows nobody here who is signed in: it has checked the provider's signature, and reads under the service role.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.template.loader import render_to_string

from alongside.messages.channels.registry import CALLS
from alongside.messages.channels.voice import PROVIDER
from alongside.people.scope import service_connection

MOST_TURNS = 10
"""How often somebody who waits on the telephone is put off by a second, until the watch has decided."""


@dataclass(frozen=True, slots=True)
class Called:
    """What a call is about."""

    id: UUID
    body: str
    choices: Sequence[dict[str, str]]
    guarded: bool
    about: str = ""
    """What kind of thing it is about; `code` where it only speaks a code."""


def call_of(message_id: UUID) -> Called | None:
    """What the call of this message says; None where there is no such call."""
    with service_connection() as connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT body, choices::text, guarded, about_type FROM messages_message WHERE id = %s AND channel = 'voice'",
            [message_id],
        )
        row = cursor.fetchone()
    return Called(message_id, row[0], json.loads(row[1]), row[2], row[3]) if row else None


def choice_of(choices: Sequence[dict[str, str]], digits: str) -> dict[str, str] | None:
    """What a key means: 1 the first choice, and so on; None where it means nothing."""
    number = int(digits) if digits.isascii() and digits.isdecimal() and len(digits) == 1 else 0
    return choices[number - 1] if 1 <= number <= len(choices) else None


def reply_id(sid: str, digits: str) -> str:
    """The name of a key that was pressed: pressed twice in the same call, it is the same answer."""
    return f"{sid}:{digits}"


def begin(call: Called | None, answered_by: str) -> str:
    """Somebody or something has answered.

    An answering machine hears nothing of what it is about. Nor does whoever is not known to be a person, until a key is
    pressed; nor, of what is guarded, anybody: a voicemail may be heard by those from whom help is needed (S9).
    """
    if answered_by.startswith(("machine", "fax")):
        return _say("machine")
    if call is None:
        return _say("over")
    if call.about == "code":
        return _say("code", body=call.body)
    if call.guarded or answered_by != "human":
        return _say("gate", about=_about(call.id))
    return ring(call)


def ring(call: Called | None, *, wrong: bool = False) -> str:
    """What it is about, and which keys there are, three times."""
    if call is None:
        return _say("over")
    keys = " ".join(
        f"Press {number} to {choice.get('spoken') or choice['label']}."
        for number, choice in enumerate(call.choices, start=1)
    )
    return _say("ring", about=_about(call.id), body=call.body, keys=keys, wrong=wrong)


def wait(message_id: UUID, digits: str, turn: int) -> str:
    """A key was stored; the watch decides now."""
    return _say("wait", about=_about(message_id), digits=digits, turn=turn, first=turn == 1)


def outcome(message_id: UUID, sid: str, digits: str, turn: int) -> str:
    """What came of a key, where the watch has decided."""
    with service_connection() as connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT answer FROM messages_reply WHERE source = %s AND source_id = %s AND handled_at IS NOT NULL",
            [PROVIDER, reply_id(sid, digits)],
        )
        row = cursor.fetchone()
    if row:
        return _say("answer", answer=row[0])
    return wait(message_id, digits, turn + 1) if turn < MOST_TURNS else _say("stored")


def _about(message_id: UUID) -> str:
    return f"{settings.PUBLIC_URL}{CALLS}/{message_id}"


def _say(moment: str, **known: Any) -> str:
    return render_to_string("messages/call.xml", {"moment": moment, "language": settings.VOICE_LANGUAGE, **known})
