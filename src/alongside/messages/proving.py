"""Sending the code by which somebody shows that a number, an address or a browser reaches them, taking it back by a text message or
from the browser, and asking for it again after a time.
"""

import re
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.template.loader import render_to_string

from alongside.ledger.actions import Actor
from alongside.ledger.clock import now
from alongside.messages.actions import Outgoing, queue
from alongside.messages.composing import to_way
from alongside.messages.models import Message, Purpose
from alongside.people.models import ContactPoint, ContactProof
from alongside.people.reached import CODE_DIGITS, TAKES_CODE, make_code, prove, quiet_ways

ASKED_EVERY = timedelta(days=30)
"""How often somebody is asked to confirm a number again."""
A_CODE = re.compile(rf"[0-9]{{{CODE_DIGITS}}}")


@transaction.atomic
def send_code(point: ContactPoint, *, by: Actor) -> None:
    """Makes a code and sends it to the number or address itself. Raises ValidationError where too many were sent."""
    made = make_code(point, by=by)
    link = f"{settings.PUBLIC_URL}/accounts/reached/"
    context = {"code": made.code, "channel": point.channel, "link": link}
    text, about = render_to_string("messages/code.txt", context), ("code", made.proof.pk)
    waited_for = Purpose.CHECK_IN  # by somebody before a page
    queue([to_way(point, text, key=f"code:{made.proof.pk}", about=about, purpose=waited_for)])


def proved_by_text(number: str, text: str) -> bool:
    """Whether a text message from this number was a code that was sent to it: then that is done, and nothing else is."""
    code = "".join(text.split())
    if not A_CODE.fullmatch(code):
        return False
    for key in _waiting(number):
        point = ContactPoint.objects.select_related("staff").get(pk=key)
        try:
            prove(point, code, by=Actor("user", point.staff.user_id, point.staff.name))
        except ValidationError:
            continue
        return True
    return False


def ask_to_confirm() -> int:
    """Asks the owners of numbers, addresses and browsers that were confirmed long ago to do it again: each once in thirty days, by
    the number or address itself; of one that is rung, on their screen and by the first of their other ways, for this must wake
    nobody. Returns how many it asked.
    """
    moment, asked = now(), 0
    since = moment - timedelta(days=settings.NUMBER_STALE_DAYS)
    stale = ContactPoint.objects.filter(channel__in=TAKES_CODE, verified_at__lt=since, staff__active=True)
    for point in stale.order_by("pk").iterator(500):
        period = (since - (point.verified_at or since)) // ASKED_EVERY
        asked += queue(
            [
                _question(point, way, f"confirm.{point.verified_at:%Y-%m-%d}.{period}")
                for way in (quiet_ways(point.staff) if point.channel == ContactPoint.Channel.VOICE else [point])
            ]
        )
    return asked


def _question(point: ContactPoint, way: ContactPoint, once: str) -> Outgoing:
    """Whether a way still reaches somebody, asked on this way of theirs."""
    link = f"{settings.PUBLIC_URL}/accounts/reached/"
    spoken_to = point.address if point.channel == ContactPoint.Channel.VOICE else ""
    context = {"channel": way.channel, "spoken_to": spoken_to, "link": link}
    text = render_to_string("messages/confirm.txt", context)
    return to_way(way, text, key=f"contact_point:{point.pk}:{once}", about=("contact_point", point.pk))


def proved_by_browser(message: Message, code: str) -> str:
    """A browser has shown the trial that was sent to it: then it is verified. What was odd about it, empty where nothing was."""
    proof = ContactProof.objects.select_related("contact_point__staff").filter(pk=message.about_id).first()
    if proof is None:
        return "turned off meanwhile"
    staff = proof.contact_point.staff
    try:
        prove(proof.contact_point, code, by=Actor("user", staff.user_id, staff.name))
    except ValidationError as error:
        return error.messages[0]
    return ""


def _waiting(number: str) -> list[UUID]:
    """Contact points with this number whose last code still counts."""
    points = ContactPoint.objects.filter(
        channel=ContactPoint.Channel.SMS,
        address=number,
        proofs__used_at=None,
        proofs__expires_at__gt=now(),
        staff__active=True,
    )
    return list(points.distinct().order_by("pk").values_list("pk", flat=True))
