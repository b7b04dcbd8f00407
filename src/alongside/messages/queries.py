"""Reading messages, from what the caller may see."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from alongside.messages.health import describe_down
from alongside.messages.models import ChannelHealth, Message, PushSubscription, Reply
from alongside.people.models import ContactPoint, Staff
from alongside.people.queries import places_of


def messages_of_organisations(user: Any) -> QuerySet[Message]:
    """Every message of the organisations in which the user has a place, newest first, with recipient and replies."""
    return (
        Message.objects.filter(organisation__in={place.organisation_id for place in places_of(user)})
        .select_related("recipient", "organisation")
        .prefetch_related(Prefetch("replies", queryset=Reply.objects.order_by("id")))
        .order_by("-id")
    )


def message_to_answer(user: Any, message_id: UUID) -> Message | None:
    """A message of the user's organisations, or None."""
    return messages_of_organisations(user).filter(id=message_id).first()


def browsers_of(places: Iterable[Staff]) -> dict[UUID, PushSubscription]:
    """The browsers in which somebody turned notifications on at these places, by contact point."""
    found = PushSubscription.objects.filter(contact_point__staff__in=list(places))
    return {one.contact_point_id: one for one in found}


def device_of(point: ContactPoint) -> str:
    """The browser behind a way, in words: "Chrome on Android"; empty where it is none."""
    found = PushSubscription.objects.filter(contact_point=point).values_list("device", flat=True)
    return found.first() or ""


def channels_down() -> list[str]:
    """A sentence for each channel whose provider does not work now."""
    return describe_down(ChannelHealth.objects.exclude(down_since=None).order_by("channel"))


@dataclass(frozen=True, slots=True)
class NextWay:
    """Somebody was told on their next way, because the one before it failed (`why`), was shown on a screen and not opened
    (`shown`), or was silent.
    """

    at: datetime
    recipient: str
    before: str
    way: str
    why: str
    shown: bool = False


def next_ways_used(about_type: str, about_id: UUID) -> list[NextWay]:
    """Where a person's next way was used for something, the earliest first."""
    used = Message.objects.filter(about_type=about_type, about_id=about_id, after__isnull=False, attempts__gt=0)
    return sorted(
        (
            NextWay(
                at=one.sent_at or one.failed_at or one.not_before,
                recipient=one.recipient.name if one.recipient else "",
                before=one.after.get_channel_display(),
                way=one.get_channel_display(),
                why=one.after.error if one.after.status == Message.Status.FAILED else "",
                shown=one.after.channel == Message.Channel.PUSH and one.after.status == Message.Status.DELIVERED,
            )
            for one in used.select_related("after", "recipient")
            if one.after is not None
        ),
        key=lambda one: one.at,
    )
