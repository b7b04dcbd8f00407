"""How somebody is reached: their numbers and addresses, the order in which they want to be reached, and the codes by which they show
that each of them reaches them. The codes are sent by whoever calls this (`messages.proving`).
"""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import phonenumbers
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from alongside.ledger.actions import Actor, record
from alongside.ledger.clock import now
from alongside.people.actions import add_contact_point, check_number
from alongside.people.models import ContactPoint, ContactProof, Staff

CODE_DIGITS = 6
CODE_LASTS = timedelta(minutes=15)
MOST_TRIES = 5
MOST_CODES = 5
"""Codes that are sent to one contact point within an hour."""
MOST_POINTS = 8
TYPED = (ContactPoint.Channel.SMS, ContactPoint.Channel.VOICE, ContactPoint.Channel.EMAIL)
"""What somebody types in: a number or an address."""
TAKES_CODE = (*TYPED, ContactPoint.Channel.PUSH)
"""What shows by a code that it reaches somebody."""

WRONG = "That is not the code that we sent last. Look at it again."
OVER = "That code no longer counts. Have a new one sent."


def is_stale(point: ContactPoint, moment: datetime) -> bool:
    """Whether it was verified so long ago that it is to be confirmed again. It is rung all the same (decision 34)."""
    return (
        point.channel in TAKES_CODE
        and point.verified_at is not None
        and moment - point.verified_at > timedelta(days=settings.NUMBER_STALE_DAYS)
    )


def ways_to(staff: Staff) -> list[ContactPoint]:
    """Every way to reach somebody, verified or not, in the order that they chose."""
    return list(staff.contact_points.order_by("position", "pk"))


def quiet_ways(staff: Staff) -> list[ContactPoint]:
    """Their screen and the first of their other verified ways; nobody's telephone rings for a notice."""
    ways = staff.contact_points.exclude(verified_at=None).exclude(channel=ContactPoint.Channel.VOICE)
    points = list(ways.order_by("position", "pk"))
    screen = [point for point in points if point.channel == ContactPoint.Channel.CONSOLE]
    others = [point for point in points if point.channel != ContactPoint.Channel.CONSOLE]
    return screen[:1] + others[:1]


def waits_for_code(point: ContactPoint, moment: datetime) -> bool:
    """Whether a code was sent to it that still counts.

    Where the code came back after `point` was read, it is read again: a page must not show that it waits for nothing and that
    nothing is verified.
    """
    latest = point.proofs.order_by("-sent_at").first()
    if latest and latest.used_at and (point.verified_at is None or point.verified_at < latest.used_at):
        point.refresh_from_db(fields=["verified_at"])
    return bool(latest and not latest.used_at and latest.expires_at > moment and latest.tries < MOST_TRIES)


def shared_with_others(point: ContactPoint) -> bool:
    """Whether somebody else who works here has the same number: what is answered from it could be either's."""
    same = ContactPoint.objects.filter(organisation_id=point.organisation_id, channel="sms", address=point.address)
    return point.channel == "sms" and same.exclude(staff=point.staff_id).filter(staff__active=True).exists()


def number_as_written(text: str, organisation_zone: str) -> str:
    """A number as people write it where they live, in E.164 form. Raises ValidationError with words about what is wrong.

    Without a country code the United Kingdom's is meant, where the organisation is there.
    """
    text = text.strip()
    region = "GB" if organisation_zone == "Europe/London" else None
    try:
        parsed = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException as error:
        raise ValidationError("Write the number with its country code, for example +44 7700 900123.") from error
    written = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    check_number(written)
    if parsed.extension:
        raise ValidationError("A number with an extension cannot be reached. Write a direct number.")
    return written


@transaction.atomic
def add_way(staff: Staff, channel: str, address: str, *, by: Actor) -> ContactPoint:
    """Somebody adds a number or an address of theirs, not verified yet, as the last. Raises ValidationError at `address`."""
    if channel not in TYPED:
        raise ValidationError({"channel": "Choose a text message, a telephone call or an e-mail."})
    try:
        if channel in ContactPoint.TELEPHONES:
            address = number_as_written(address, staff.organisation.time_zone)
        else:
            address = address.strip()
            validate_email(address)
    except ValidationError as error:
        raise ValidationError({"address": error.messages[0]}) from error
    if any((point.channel, point.address.lower()) == (channel, address.lower()) for point in ways_to(staff)):
        raise ValidationError({"address": "It is among yours already."})
    return add_last(staff, channel, address, by=by)


def add_last(staff: Staff, channel: str, address: str, *, by: Actor) -> ContactPoint:
    """Adds a way behind all others, not verified yet. Raises ValidationError at `address` where they have too many."""
    points = ways_to(staff)
    if len(points) >= MOST_POINTS:
        raise ValidationError({"address": f"You can have {MOST_POINTS} at the most. Take one away first."})
    position = max((point.position for point in points), default=0) + 1
    return add_contact_point(staff, channel, address, position=position, by=by)


@dataclass(frozen=True, slots=True)
class Code:
    """A code just made: shown to nobody but whom it is sent to."""

    proof: ContactProof
    code: str


@transaction.atomic
def make_code(point: ContactPoint, *, by: Actor) -> Code:
    """A code for a number or an address; those that were sent to it before count no more. Raises ValidationError where too many
    were sent within an hour.
    """
    point = ContactPoint.objects.select_for_update().get(pk=point.pk)
    moment = now()
    if point.proofs.filter(sent_at__gt=moment - timedelta(hours=1)).count() >= MOST_CODES:
        raise ValidationError("We have sent you many codes. Wait an hour, then ask for another.")
    code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"
    proof = ContactProof(
        organisation_id=point.organisation_id, contact_point=point, sent_at=moment, expires_at=moment + CODE_LASTS
    )
    proof.digest = _digest(proof.pk, code)
    proof.save(force_insert=True)
    _record("contact_point.code_sent", point, by)
    return Code(proof, code)


def prove(point: ContactPoint, code: str, *, by: Actor) -> None:
    """Takes the code that was sent last: from then on the number or address is verified.

    Raises ValidationError where it is wrong, too old, or was guessed at too often; a wrong one is counted.
    """
    refused = ""
    with transaction.atomic():
        point = ContactPoint.objects.select_for_update().get(pk=point.pk)
        proof = point.proofs.order_by("-sent_at").first()
        moment = now()
        if proof is None or proof.used_at or proof.expires_at <= moment or proof.tries >= MOST_TRIES:
            refused = OVER
        elif not secrets.compare_digest(bytes(proof.digest), _digest(proof.pk, "".join(code.split()))):
            proof.tries += 1
            proof.save(update_fields=["tries"])
            refused = WRONG if proof.tries < MOST_TRIES else OVER
        else:
            proof.used_at = point.verified_at = moment
            proof.save(update_fields=["used_at"])
            point.save(update_fields=["verified_at"])
            _record("contact_point.verified", point, by)
    if refused:
        raise ValidationError({"code": refused})


@transaction.atomic
def put_first(staff: Staff, keys: Sequence[UUID], *, by: Actor) -> None:
    """Somebody says in which order they want to be reached; what they do not name keeps its place behind."""
    points = ways_to(staff)
    place = {key: number for number, key in enumerate(keys)}
    points.sort(key=lambda point: place.get(point.pk, len(place)))
    for number, point in enumerate(points, start=1):
        if point.position != number:
            ContactPoint.objects.filter(pk=point.pk).update(position=number)
    record("contact_point.ordered", "staff", staff.pk, organisation_id=staff.organisation_id, actor=by)


@transaction.atomic
def remove_way(point: ContactPoint, *, by: Actor) -> None:
    """Takes a number or an address away."""
    _record("contact_point.removed", point, by)
    point.delete()


def _digest(proof_id: UUID, code: str) -> bytes:
    return hashlib.sha256(f"{proof_id}:{code}:{settings.SECRET_KEY}".encode()).digest()


def _record(verb: str, point: ContactPoint, by: Actor) -> None:
    details = {"contact_point": point.pk, "channel": point.channel}
    record(verb, "staff", point.staff_id, organisation_id=point.organisation_id, actor=by, details=details)
