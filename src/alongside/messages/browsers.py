"""Browsers that show notifications: turning them on, and what follows where the push service says that one is gone."""

from collections.abc import Sequence

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.template.loader import render_to_string

from alongside.ledger.actions import SYSTEM, Actor
from alongside.ledger.clock import now
from alongside.ledger.keys import new_id
from alongside.messages.actions import queue
from alongside.messages.composing import to_way
from alongside.messages.models import PushSubscription
from alongside.messages.proving import send_code
from alongside.messages.push import Subscription
from alongside.people.models import ContactPoint, Staff
from alongside.people.reached import add_last, quiet_ways, remove_way

PUSH = ContactPoint.Channel.PUSH


@transaction.atomic
def turn_on(
    places: Sequence[Staff], said: Subscription, *, device: str, instead_of: str = "", by: Actor
) -> list[ContactPoint]:
    """Somebody turns notifications on in a browser: it is one of their ways from then on, wherever they work, and gets a trial at
    once, by which it shows that they arrive.

    `instead_of` is how the same browser was reached before: that way of theirs goes. Raises ValidationError at `push` where they
    have too many ways, or the browser is somebody else's here.
    """
    mine = PushSubscription.objects.filter(contact_point__staff__in=places, endpoint__in=[said.endpoint, instead_of])
    for old in mine.select_related("contact_point"):
        remove_way(old.contact_point, by=by)
    return [_turn_on(place, said, device or "A browser", by) for place in places]


def _turn_on(staff: Staff, said: Subscription, device: str, by: Actor) -> ContactPoint:
    if PushSubscription.objects.filter(organisation_id=staff.organisation_id, endpoint=said.endpoint).exists():
        raise ValidationError(
            {"push": "Notifications are on for somebody else in this browser. Ask them to turn them off."}
        )
    key = new_id()
    try:
        point = add_last(staff, PUSH, str(key), by=by)
    except ValidationError as error:
        raise ValidationError({"push": error.message_dict["address"][0]}) from error
    PushSubscription.objects.create(
        id=key,
        organisation_id=staff.organisation_id,
        contact_point=point,
        endpoint=said.endpoint,
        p256dh=said.p256dh,
        auth=said.auth,
        device=device,
        turned_on_at=now(),
    )
    send_code(point, by=by)
    return point


@transaction.atomic
def close_browser(address: str) -> bool:
    """The push service has said that a browser takes no more: it is taken away, and its owner told by their other ways. Whether
    it was still there.
    """
    found = PushSubscription.objects.select_for_update(of=("self",)).filter(contact_point__address=address)
    gone = found.select_related("contact_point__staff").first()
    if gone is None:
        return False
    point, device = gone.contact_point, gone.device
    remove_way(point, by=SYSTEM)
    context = {"device": device, "link": f"{settings.PUBLIC_URL}/accounts/reached/"}
    text, about = render_to_string("messages/browser_gone.txt", context), ("contact_point", gone.pk)
    queue([to_way(way, text, key=f"contact_point:{address}:gone", about=about) for way in quiet_ways(point.staff)])
    return True
