"""Reading messages, from what the caller may see."""

from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from alongside.messages.models import Message, Reply
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
