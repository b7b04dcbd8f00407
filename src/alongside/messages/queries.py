"""Reading messages, from what the caller may see."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
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


@dataclass(frozen=True, slots=True)
class Backlog:
    """What is due and not sent. `waiting_seconds` is the age of what has waited longest, 0 where nothing has."""

    due: int
    waiting_seconds: float
    alarms_due: int
    alarm_waiting_seconds: float


def backlog() -> Backlog:
    """How far the senders are behind, in all organisations. For the readiness check and the metrics."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH late AS (
                SELECT priority, extract(epoch FROM alongside_now() - not_before)::float AS seconds
                FROM messages_message WHERE status = 'queued' AND not_before <= alongside_now()
            )
            SELECT count(*), coalesce(max(seconds), 0),
                   count(*) FILTER (WHERE priority = 0), coalesce(max(seconds) FILTER (WHERE priority = 0), 0)
            FROM late
            """
        )
        return Backlog(*cursor.fetchone())


def delivery_counts() -> dict[tuple[str, str], int]:
    """How many messages of the last 24 hours are in which state, by (channel, status), in all organisations."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT channel, status, count(*) FROM messages_message
            WHERE queued_at > alongside_now() - interval '24 hours' GROUP BY channel, status
            """
        )
        return {(channel, status): count for channel, status, count in cursor.fetchall()}


def message_to_answer(user: Any, message_id: UUID) -> Message | None:
    """A message of the user's organisations, or None."""
    return messages_of_organisations(user).filter(id=message_id).first()
