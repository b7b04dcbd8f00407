"""What GOV.UK Notify tells us: checking it when it comes, and making receipts and replies of it.

Formats: docs.notifications.service.gov.uk, "Callbacks". Checking is pure; `handle_due` is what `send` calls.
"""

import logging
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import phonenumbers
from django.db import InterfaceError, OperationalError, transaction

from alongside.ledger.clock import now
from alongside.messages.actions import record_receipt, record_reply
from alongside.messages.channels.notify import OUTCOMES, PROVIDER
from alongside.messages.models import Callback, Message
from alongside.messages.words import code_of
from alongside.people.models import ContactPoint, Staff

BATCH = 100
LONGEST_TEXT = 4000
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
    return {
        "id": str(_uuid(fields, "id")),
        "source_number": _text(fields, "source_number")[:40],
        "message": _text(fields, "message", may_be_empty=True)[:LONGEST_TEXT],
        "date_received": _time(fields, "date_received"),
    }


def handle_due() -> int:
    """Handles what providers have said and nobody has handled yet; returns how much that was.

    1. Takes some, oldest first; several senders share them (`SKIP LOCKED`).
    2. Makes a receipt or a reply of each, in a savepoint of its own: one that cannot be handled keeps the reason.
    """
    with transaction.atomic():
        waiting = Callback.objects.select_for_update(skip_locked=True).filter(handled_at=None).order_by("id")[:BATCH]
        callbacks = list(waiting)
        for callback in callbacks:
            callback.problem = _handle(callback)
            callback.handled_at = now()
        Callback.objects.bulk_update(callbacks, ["problem", "handled_at"])
    return len(callbacks)


def _handle(callback: Callback) -> str:
    try:
        with transaction.atomic():
            return HANDLERS[callback.kind](callback.content)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        log.exception("callback %s cannot be handled", callback.id)
        return f"{type(error).__name__}: {error}"


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
    """Finds who answered, by the number alone: who was written to on it of late, else whose number it is."""
    number = e164(content["source_number"])
    if number is None:
        return "not a telephone number"
    text = content["message"]
    message = _answered_message(number, text)
    staff = message.recipient if message else _owner_of(number)
    if staff is None:
        log.warning("a text message came from a number that is not one active person's")
        return "unknown number"
    record_reply(
        staff=staff,
        code=code_of(text, message.choices if message else ()),
        text=text,
        source=PROVIDER,
        source_id=content["id"],
        message=message,
    )
    return ""


HANDLERS: dict[str, Callable[[Mapping[str, Any]], str]] = {"receipt": _handle_receipt, "reply": _handle_reply}


def _answered_message(number: str, text: str) -> Message | None:
    """The newest message to this number that offered this answer, else the newest of all, of the last day."""
    recent = list(
        Message.objects.filter(channel="sms", address=number, sent_at__gt=now() - ANSWER_WITHIN)
        .select_related("recipient")
        .order_by("-id")[:20]
    )
    for message in recent:
        offered = {choice["code"] for choice in message.choices}
        if code_of(text, message.choices) in offered:
            return message
    return recent[0] if recent else None


def e164(number: str) -> str | None:
    """A number as networks give it (447700900123, 07700 900123) in the form +447700900123; None where it is none."""
    for candidate in (number, f"+{number.lstrip('+')}"):
        try:
            parsed = phonenumbers.parse(candidate, "GB")
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_possible_number(parsed):
            return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    return None


def _owner_of(number: str) -> Staff | None:
    """Whose number it is, where it is one active person's alone."""
    points = ContactPoint.objects.filter(channel="sms", address=number, staff__active=True).select_related("staff")[:2]
    owners = {point.staff_id: point.staff for point in points}
    return next(iter(owners.values())) if len(owners) == 1 else None


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


def _moment(text: str | None) -> datetime | None:
    if not text:
        return None
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
