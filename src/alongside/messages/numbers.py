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
from alongside.messages.words import COMMANDS, SAY, START, STOP
from alongside.people.models import ContactPoint, Staff
from alongside.people.roles import Role

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


def speakers(number: str, code: str, message: Message | None, *, once: str) -> tuple[list[Staff], str]:
    """For whom a text message from this number counts, and as what.

    1. HELP is of every active person and place that has the number, and of who was last written to on it: nobody can
       tell who of them is in danger.
    2. What the message offered is the answer of its recipient.
    3. SAFE that nobody was asked for is of every place of one person. Where several people share the number it is
       only said (`say`): one who is well must not still the clock of another.
    4. STOP and START are of everybody who has the number.
    5. What a lone worker does by text message is of one person alone (`_commanding`).
    6. Anything else is of who was last written to on this number, else of all who have it.
    """
    asked = message.recipient if message else None
    owners = owners_of(number)
    if code in COMMANDS:
        return _commanding(owners, number, code, once=once)
    if code in (STOP, START):
        return owners, code
    if code == "help":
        if asked and asked not in owners and (asked.active or not owners):
            owners.append(asked)
        return owners, code
    offered = {choice["code"] for choice in message.choices} if message else set()
    if asked and (code in offered or code != "safe" or not owners):
        return [asked], code
    if code == "safe" and len({owner.user_id or owner.id for owner in owners}) > 1:
        return owners, SAY
    return owners, code


def _commanding(owners: list[Staff], number: str, code: str, *, once: str) -> tuple[list[Staff], str]:
    """Who does something by a text message from this number, and as what: the one person whose number it is, confirmed, at the place where
    they work alone. Otherwise nothing is done: what they wrote is only said (`say`), and the number is told why.
    """
    proved = ContactPoint.objects.filter(channel=ContactPoint.Channel.SMS, address=number, staff__in=owners)
    if not owners:
        return [], code
    if len({owner.user_id or owner.id for owner in owners}) > 1:
        answer(number, "several", once=once)
        return owners, SAY
    confirmed = set(proved.exclude(verified_at=None).values_list("staff_id", flat=True))
    if not confirmed:
        answer(number, "unconfirmed", once=once, owners=owners)
        return owners, SAY
    alone = [one for one in owners if one.pk in confirmed and one.appointments.filter(role=Role.WORKER).exists()]
    return (alone or owners)[:1], code


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
    body = render_to_string(f"messages/answers/{words}.txt", {"link": link or settings.PUBLIC_URL})
    say_to(number, body, key=f"{words}:{once}", owner=owner)


def say_to(number: str, body: str, *, key: str, owner: Staff | None) -> None:
    """Texts an answer to the number that somebody wrote from, once for each `key`."""
    queue(
        [
            Outgoing(
                organisation_id=owner.organisation_id if owner else None,
                key=f"{ABOUT}:{number}:{key}",
                recipient_id=owner.pk if owner else None,
                channel=Message.Channel.SMS,
                address=number,
                purpose=Purpose.NOTICE,
                subject="",
                body=body.strip(),
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
