"""Telephone numbers that write to us: whose they are, which of them want no more text messages, and what is answered to a
number rather than to a person.
"""

from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

import phonenumbers
from django.conf import settings
from django.template.loader import render_to_string

from alongside.ledger.clock import now
from alongside.messages.actions import Outgoing, queue
from alongside.messages.models import Message, Purpose, StoppedNumber
from alongside.people.models import ContactPoint, Staff

ABOUT = "telephone"
"""What an answer to a number is about. It is sent also to a number that wants no more text messages."""


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


def owners_of(number: str) -> list[Staff]:
    """Every active place that has the number: places of one person, or people who share a telephone."""
    having = ContactPoint.objects.filter(channel=ContactPoint.Channel.SMS, address=number).values("staff_id")
    return list(Staff.objects.active().filter(id__in=having).order_by("id"))


def stop(number: str) -> None:
    """From now on nothing is texted to the number but live alarms (`outbox.claim`)."""
    StoppedNumber.objects.get_or_create(address=number, defaults={"since": now()})


def start(number: str) -> None:
    """Takes that back."""
    StoppedNumber.objects.filter(address=number).delete()


def answer_stranger(number: str) -> None:
    """Tells a number that is nobody's where to turn in an emergency, and nothing else; once a day at the most, and not where
    it wants no more text messages: two machines must not answer each other for ever.
    """
    if not StoppedNumber.objects.filter(address=number).exists():
        answer(number, "unknown", once=f"{now():%Y-%m-%d}")


def answer(number: str, words: str, *, once: str, owners: list[Staff] | None = None, link: str = "") -> None:
    """Texts one of `jinja2/messages/answers` to a number, once for each `once`. It is written down for the person whose number
    it is, where that is one.
    """
    owner = owners[0] if owners and len(owners) == 1 else None
    queue(
        [
            Outgoing(
                organisation_id=owner.organisation_id if owner else None,
                key=f"{ABOUT}:{number}:{words}:{once}",
                recipient_id=owner.pk if owner else None,
                channel=Message.Channel.SMS,
                address=number,
                purpose=Purpose.NOTICE,
                subject="",
                body=render_to_string(f"messages/answers/{words}.txt", {"link": link or settings.PUBLIC_URL}).strip(),
                about_type=ABOUT,
                about_id=uuid5(NAMESPACE_URL, f"tel:{number}"),
            )
        ]
    )


def asked_to_take(number: str, since: datetime) -> set[object]:
    """Who was asked by text message to this number to take an alarm."""
    asked = Message.objects.filter(
        channel=Message.Channel.SMS, address=number, sent_at__gt=since, choices__contains=[{"code": "take"}]
    )
    return set(asked.exclude(recipient=None).values_list("recipient_id", flat=True))
