"""What providers tell us: checking it when it comes, and making receipts and replies of it.

A notification is told of by the browser that shows it (`frontend/push_worker.js`), and by the sender where the push service says
that the browser is gone.

Formats: docs.notifications.service.gov.uk, "Callbacks"; www.twilio.com/docs/voice/api/call-resource, "StatusCallback", and
/docs/voice/twiml, "Twilio's request to your application". Checking is pure; `handle_due` is what `send` calls.
"""

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from uuid import UUID

from django.db import InterfaceError, OperationalError, transaction

from alongside.ledger.clock import now
from alongside.messages.actions import record_receipt, record_reply
from alongside.messages.browsers import close_browser
from alongside.messages.calls import choice_of, reply_id
from alongside.messages.channels import Outcome
from alongside.messages.channels.notify import OUTCOMES, PROVIDER
from alongside.messages.channels.push import PROVIDER as PUSH
from alongside.messages.channels.voice import OUTCOMES as CALL_OUTCOMES
from alongside.messages.channels.voice import PROVIDER as VOICE
from alongside.messages.models import Callback, Message
from alongside.messages.numbers import answer, answer_stranger, asked_to_take, e164, owners_of, speakers, start, stop
from alongside.messages.proving import A_CODE, proved_by_browser, proved_by_text
from alongside.messages.words import COMMANDS, START, STOP, code_of, without_pin
from alongside.people.sealing import seal

BATCH = 100
LONGEST_TEXT = 4000
REST_S = 5.0
"""How long a callback that failed is left alone by this process, so that it holds up no other."""

ANSWER_WITHIN = timedelta(days=1)
"""How long after a message a text message from the same number counts as its answer."""

log = logging.getLogger(__name__)


class Malformed(ValueError):
    """This is not what Notify sends."""


def check_receipt(content: Any) -> dict[str, Any]:
    """What is kept of a delivery receipt. The address in it is not: the message has it. Raises Malformed."""
    fields = _object(content)
    return {
        "id": str(_uuid(fields, "id")),
        "reference": _text(fields, "reference", optional=True),
        "status": _text(fields, "status")[:40],
        "completed_at": _time(fields, "completed_at", optional=True),
        "sent_at": _time(fields, "sent_at", optional=True),
    }


def check_reply(content: Any) -> dict[str, Any]:
    """What is kept of a received text message. Raises Malformed."""
    fields = _object(content)
    key = str(_uuid(fields, "id"))
    message, pin = without_pin(_text(fields, "message", may_be_empty=True)[:LONGEST_TEXT])
    return {
        "id": key,
        "source_number": _text(fields, "source_number")[:40],
        "message": message,
        "date_received": _time(fields, "date_received"),
    } | ({"sealed": seal(pin, key)} if pin else {})


def check_call(fields: Mapping[str, Any], message_id: UUID) -> dict[str, Any]:
    """What is kept of what the telephone provider says about a call. Raises Malformed."""
    return {
        "message": str(message_id),
        "sid": _text(fields, "CallSid")[:255],
        "status": _text(fields, "CallStatus")[:40],
        "answered_by": _text(fields, "AnsweredBy", optional=True)[:40],
        "at": _mail_time(_text(fields, "Timestamp", optional=True)),
    }


def check_key(fields: Mapping[str, Any], message_id: UUID) -> dict[str, Any]:
    """What is kept of a key that was pressed. Raises Malformed."""
    return {
        "message": str(message_id),
        "sid": _text(fields, "CallSid")[:255],
        "digits": _text(fields, "Digits", optional=True)[:20],
    }


def check_shown(fields: Mapping[str, Any], message_id: UUID) -> dict[str, Any]:
    """What is kept of what a browser says about a notification: `shown` or `opened`, and the code of a trial. Raises Malformed."""
    what, code = _text(fields, "what"), _text(fields, "code", optional=True)
    if what not in ("shown", "opened"):
        raise Malformed("what is neither shown nor opened")
    if code and not A_CODE.fullmatch(code):
        raise Malformed("code is not one of ours")
    return {"message": str(message_id), "what": what, "code": code}


@dataclass(slots=True)
class Resting:
    """Which callbacks this process lets rest after a failure, so that they hold up no other."""

    until: dict[UUID, float] = field(default_factory=dict)

    def add(self, key: UUID) -> None:
        self.until[key] = time.monotonic() + REST_S

    def keys(self) -> list[UUID]:
        moment = time.monotonic()
        self.until = {key: until for key, until in self.until.items() if until > moment}
        return list(self.until)


def handle_due(resting: Resting | None = None) -> int:
    """Handles what providers have said and nobody has handled yet; returns how much was taken up.

    1. Takes some, oldest first; several senders share them (`SKIP LOCKED`).
    2. Makes a receipt or replies of each, in a savepoint of its own.
    3. One that failed stays unhandled with the reason in `problem`, rests, and is tried again: it may be a HELP.
    """
    resting = resting or Resting()
    with transaction.atomic():
        waiting = Callback.objects.select_for_update(skip_locked=True).filter(handled_at=None)
        callbacks = list(waiting.exclude(id__in=resting.keys()).order_by("id")[:BATCH])
        for callback in callbacks:
            if _handle(callback):
                callback.handled_at = now()
                callback.content.pop("sealed", None)
            else:
                resting.add(callback.id)
        Callback.objects.bulk_update(callbacks, ["content", "problem", "handled_at"])
    return len(callbacks)


def _handle(callback: Callback) -> bool:
    """Whether the callback has been dealt with; `problem` says why not, or what was odd about it."""
    try:
        with transaction.atomic():
            callback.problem = HANDLERS[callback.kind](callback.content)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        log.exception("callback %s cannot be handled and will be tried again", callback.id)
        callback.problem = f"{type(error).__name__}: {error}".replace("\x00", "")[:LONGEST_TEXT]
        return False
    return True


def _handle_receipt(content: Mapping[str, Any]) -> str:
    status = content["status"]
    if status not in OUTCOMES:
        return f"unknown status {status}"
    verdict = record_receipt(
        provider=PROVIDER,
        provider_id=content["id"],
        reference=_uuid_or_none(content["reference"]),
        status=status,
        outcome=OUTCOMES[status],
        at=_moment(content["completed_at"] or content["sent_at"]),
    )
    return "unknown message" if verdict == "unknown" else ""


def _handle_reply(content: Mapping[str, Any]) -> str:
    """Records what was answered for everybody who may have answered, by the number alone (`numbers.speakers`)."""
    number = e164(content["source_number"])
    if number is None:
        return "not a telephone number"
    text = content["message"]
    if proved_by_text(number, text):
        return ""
    message = _answered_message(number, text)
    code = code_of(text, message.choices if message else ())
    if code in (STOP, START):
        _stop_or_start(number, code, content["id"])
    elif code == "take" and len(asked_to_take(number, now() - ANSWER_WITHIN)) > 1:
        answer(number, "shared", once=content["id"])
        return "several people at this number were asked to take an alarm"
    who, code = speakers(number, code, message, once=content["id"])
    if not who:
        log.warning("a text message came from a number that is no active person's")
        answer_stranger(number)
        return "unknown number"
    for staff in who:
        record_reply(
            staff=staff,
            code=code,
            text=text,
            source=PROVIDER,
            source_id=f"{content['id']}:{staff.id}",
            message=message if message and message.recipient_id == staff.id else None,
            address=number,
            sealed=content.get("sealed", "") if code in COMMANDS else "",
        )
    return ""


def _handle_call(content: Mapping[str, Any]) -> str:
    """How a call goes. That it ended, however, is no answer: it counts as failed unless a key was pressed (S6). A call that only
    speaks a code asks for no key.
    """
    status, by = content["status"], content["answered_by"]
    if status not in CALL_OUTCOMES:
        return f"unknown status {status}"
    outcome = CALL_OUTCOMES[status]
    if status == "completed" and not _is_machine(by) and _speaks_code(UUID(content["message"])):
        outcome = Outcome.DELIVERED
    verdict = record_receipt(
        provider=VOICE,
        provider_id=content["sid"],
        reference=UUID(content["message"]),
        status=f"{status} {by}".strip()[:40],
        outcome=outcome,
        at=_moment(content["at"]),
        reason=_why_no_answer(status, by),
    )
    return "unknown message" if verdict == "unknown" else ""


def _why_no_answer(status: str, by: str) -> str:
    if status == "completed":
        return "An answering machine answered." if _is_machine(by) else "It was answered, and no key was pressed."
    reasons = {"busy": "The line was busy.", "no-answer": "Nobody answered.", "canceled": "The call was ended."}
    return reasons.get(status, "The call could not be made.")


def _is_machine(answered_by: str) -> bool:
    return answered_by.startswith(("machine", "fax"))


def _speaks_code(message_id: UUID) -> bool:
    return Message.objects.filter(id=message_id, channel=VOICE, about_type="code").exists()


def _handle_shown(content: Mapping[str, Any]) -> str:
    """A browser has shown a notification, which is thereby delivered, or somebody has opened it there; and a trial has come back."""
    message = Message.objects.filter(id=UUID(content["message"]), channel=PUSH).first()
    if message is None:
        return "unknown message"
    record_receipt(
        provider=PUSH,
        provider_id=str(message.id),
        reference=message.id,
        status=content["what"],
        outcome=Outcome.DELIVERED,
        at=None,
    )
    return proved_by_browser(message, content["code"]) if content["code"] and message.about_type == "code" else ""


def _handle_gone(content: Mapping[str, Any]) -> str:
    """The push service says that a browser takes no more."""
    message = Message.objects.filter(id=UUID(content["message"]), channel=PUSH).first()
    if message is None:
        return "unknown message"
    return "" if close_browser(message.address) else "turned off meanwhile"


def _handle_key(content: Mapping[str, Any]) -> str:
    """A key is the answer of whom the call was made to, and shows that they have heard it."""
    message = Message.objects.select_related("recipient").filter(id=UUID(content["message"]), channel=VOICE).first()
    if message is None or message.recipient is None:
        return "unknown message"
    choice = choice_of(message.choices, content["digits"])
    if choice is None:
        return "a key that means nothing"
    record_receipt(
        provider=VOICE,
        provider_id=content["sid"],
        reference=message.id,
        status=f"key {content['digits']}",
        outcome=Outcome.DELIVERED,
        at=None,
    )
    record_reply(
        staff=message.recipient,
        code=choice["code"],
        text=f"Pressed {content['digits']}",
        source=VOICE,
        source_id=reply_id(content["sid"], content["digits"]),
        message=message,
    )
    return ""


def _stop_or_start(number: str, code: str, source_id: str) -> None:
    """Does it for the number, whosever it is, and says so. The watch tells those who keep the plan of its owners."""
    (stop if code == STOP else start)(number)
    answer(number, "stopped" if code == STOP else "started", once=source_id, owners=owners_of(number))


HANDLERS: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "receipt": _handle_receipt,
    "reply": _handle_reply,
    "call": _handle_call,
    "key": _handle_key,
    "shown": _handle_shown,
    "gone": _handle_gone,
}


def _answered_message(number: str, text: str) -> Message | None:
    """The newest message to this number that offered this answer, else the newest of all, of the last day."""
    recent = list(
        Message.objects.filter(
            channel="sms", address=number, sent_at__gt=now() - ANSWER_WITHIN, recipient__isnull=False
        )
        .select_related("recipient")
        .order_by("-id")[:20]
    )
    for message in recent:
        offered = {choice["code"] for choice in message.choices}
        if code_of(text, message.choices) in offered:
            return message
    return recent[0] if recent else None


def _object(content: Any) -> Mapping[str, Any]:
    if not isinstance(content, dict):
        raise Malformed("a JSON object is needed")
    return content


def _text(fields: Mapping[str, Any], name: str, *, optional: bool = False, may_be_empty: bool = False) -> str:
    value = fields.get(name)
    if value is None and optional:
        return ""
    if not isinstance(value, str) or not (value or optional or may_be_empty):
        raise Malformed(f"{name} is missing or is not text")
    return value.replace("\x00", "").encode("utf-8", "replace").decode()


def _uuid(fields: Mapping[str, Any], name: str) -> UUID:
    try:
        return UUID(_text(fields, name))
    except ValueError as error:
        raise Malformed(f"{name} is not a UUID") from error


def _uuid_or_none(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _time(fields: Mapping[str, Any], name: str, *, optional: bool = False) -> str | None:
    value = _text(fields, name, optional=optional)
    if not value:
        return None
    try:
        datetime.fromisoformat(value)
    except ValueError as error:
        raise Malformed(f"{name} is not a time") from error
    return value


def _mail_time(text: str) -> str | None:
    """A time as RFC 2822 writes it; None where it is none: it is a label, and no reason to refuse the rest."""
    try:
        return parsedate_to_datetime(text).isoformat()
    except ValueError:
        return None


def _moment(text: str | None) -> datetime | None:
    if not text:
        return None
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
