"""Every write of this room: queueing and cancelling messages, recording what comes back."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import orjson
from django.db import connection, transaction

from alongside.ledger.actions import Actor, record
from alongside.ledger.clock import now
from alongside.ledger.keys import new_id
from alongside.messages.channels import Outcome
from alongside.messages.following import FOLLOW
from alongside.messages.models import Callback, Message, Receipt, Reply
from alongside.messages.pace import PRIORITY
from alongside.people.models import Staff

OUTBOX, REPLIES, CALLBACKS = "alongside_outbox", "alongside_replies", "alongside_callbacks"
"""NOTIFY channels: a message is due; the watch has a reply to take; a provider has said something."""
MORE = "more"
"""What the outbox's channel says where many more messages are about to come."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message to be sent. The body is complete: it says by itself how to answer, where an answer is wanted.

    ValueError for a purpose that does not exist; its priority follows from it.

    `not_before` is None for at once, `recipient_id` for somebody without an account, `organisation_id` for a number that is
    nobody's. `choices` are what may be answered, as `{"code": …, "label": …}`. `guarded` and `after`: see `Message`.
    """

    organisation_id: UUID | None
    key: str
    recipient_id: UUID | None
    channel: str
    address: str
    purpose: str
    subject: str
    body: str
    about_type: str
    about_id: UUID
    choices: Sequence[Mapping[str, str]] = ()
    not_before: datetime | None = None
    guarded: bool = False
    after_id: UUID | None = None
    id: UUID = field(default_factory=new_id)
    priority: int = field(init=False)

    def __post_init__(self) -> None:
        if self.purpose not in PRIORITY:
            raise ValueError(f"there are no messages of the purpose {self.purpose!r}")
        object.__setattr__(self, "priority", PRIORITY[self.purpose])


QUEUE = """
    INSERT INTO messages_message (
        id, organisation_id, key, recipient_id, channel, address, purpose, priority, subject, body,
        about_type, about_id, choices, guarded, after_id, attempts, unsure, error, provider, provider_id,
        status, not_before, queued_at, sent_at, delivered_at)
    SELECT o.id, o.organisation_id, o.key, o.recipient_id, o.channel, o.address, o.purpose, o.priority, o.subject,
           o.body, o.about_type, o.about_id, o.choices, o.guarded, o.after_id, 0, false, '', CASE WHEN o.shown THEN 'console' ELSE '' END, '',
           CASE WHEN o.shown THEN 'delivered' ELSE 'queued' END, coalesce(o.not_before, clock.at), clock.at,
           CASE WHEN o.shown THEN clock.at END, CASE WHEN o.shown THEN clock.at END
    FROM (SELECT alongside_now() AS at OFFSET 0) AS clock,
         LATERAL (
            SELECT *, (channel = 'console' AND coalesce(not_before <= clock.at, true)) AS shown
            FROM jsonb_to_recordset(%s::jsonb) AS row (
                id uuid, organisation_id uuid, key text, recipient_id uuid, channel text, address text, purpose text,
                priority int, subject text, body text, about_type text, about_id uuid, choices jsonb,
                not_before timestamptz, guarded boolean, after_id uuid)
         ) AS o
    ON CONFLICT (key) DO NOTHING
"""


def queue(outgoing: Sequence[Outgoing], *, more_to_come: bool = False) -> int:
    """Stores messages to be sent, in the caller's transaction; returns how many were new.

    1. One INSERT for all; a key that was ever used before is left as it is, whatever became of its message.
    2. What is due now on the person's own screen is thereby delivered.
    3. `send` is told when the transaction commits; where there is more to come, it lets whoever makes it go first (`pace.Rush`).
    """
    if not outgoing:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(QUEUE, [as_rows(outgoing)])
        new = cursor.rowcount
        if new:
            cursor.execute("SELECT pg_notify(%s, %s)", [OUTBOX, MORE if more_to_come else ""])
    return new


def as_rows(outgoing: Sequence[Outgoing]) -> str:
    """The messages as the parameter of `QUEUE`."""
    return orjson.dumps(list(outgoing), default=str).decode()


def cancel(
    about_type: str,
    about_id: UUID,
    *,
    purposes: Sequence[str] | None = None,
    recipient_ids: Sequence[UUID] | None = None,
    except_for: Sequence[UUID] = (),
) -> int:
    """Takes back what was not sent yet, in the caller's transaction; returns how many messages that were.

    A message that is at the provider at this very moment cannot be taken back; it is marked, so that it is not tried
    again. `recipient_ids` limits this to some people, `except_for` leaves some out.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH unsent AS (
                SELECT id FROM messages_message
                WHERE about_type = %(about_type)s AND about_id = %(about_id)s
                  AND status IN ('queued', 'sending') AND cancelled_at IS NULL
                  AND (%(purposes)s::text[] IS NULL OR purpose = ANY (%(purposes)s::text[]))
                  AND (%(recipients)s::uuid[] IS NULL OR recipient_id = ANY (%(recipients)s::uuid[]))
                  AND (recipient_id IS NULL OR NOT recipient_id = ANY (%(except_for)s::uuid[]))
                ORDER BY id FOR UPDATE
            )
            UPDATE messages_message m
            SET cancelled_at = alongside_now(), status = CASE m.status WHEN 'queued' THEN 'cancelled' ELSE m.status END
            FROM unsent WHERE m.id = unsent.id AND m.status IN ('queued', 'sending')
            """,
            {
                "about_type": about_type,
                "about_id": about_id,
                "purposes": list(purposes) if purposes is not None else None,
                "recipients": list(recipient_ids) if recipient_ids is not None else None,
                "except_for": list(except_for),
            },
        )
        return cursor.rowcount


@transaction.atomic
def record_receipt(
    *,
    provider: str,
    provider_id: str,
    reference: UUID | None,
    status: str,
    outcome: Outcome,
    at: datetime | None,
    reason: str = "",
) -> Literal["recorded", "repeated", "unknown"]:
    """Records what a provider says became of a message, and moves the message on.

    Receipts may come in any order, more than once, and before the call that sent the message has returned: a delivered
    message stays delivered, a failed one can still turn out delivered, and a message that a receipt names was sent.

    `reference` is our message's id; without it the provider's own id is looked for. `at` is the provider's time and
    is kept with the receipt; the message carries the time by our clock. `reason` says in words why it failed. What follows
    the message is brought forward or taken back (`messages.following`).
    """
    waiting = Message.objects.select_for_update()
    if reference is not None:
        message = waiting.filter(id=reference).first()
    else:
        message = waiting.filter(provider=provider, provider_id=provider_id).exclude(provider_id="").first()
    if message is None:
        return "unknown"
    moment = now()
    if message.organisation_id is not None:
        _, is_new = Receipt.objects.get_or_create(
            message=message,
            provider=provider,
            provider_id=provider_id,
            status=status,
            defaults={"organisation_id": message.organisation_id, "at": at, "received_at": moment},
        )
        if not is_new:
            return "repeated"
    _move_on(message, outcome, reason or f"The provider could not deliver it: {status}", moment)
    message.provider = message.provider or provider
    message.provider_id = message.provider_id or provider_id
    message.save()
    if message.status in (Message.Status.DELIVERED, Message.Status.FAILED):
        with connection.cursor() as cursor:
            cursor.execute(FOLLOW, {"ids": [message.id]})
            if cursor.rowcount:
                cursor.execute("SELECT pg_notify(%s, '')", [OUTBOX])
    return "recorded"


def _move_on(message: Message, outcome: Outcome, said: str, moment: datetime) -> None:
    message.sent_at = message.sent_at or moment
    if message.status == Message.Status.DELIVERED:
        return
    if outcome is Outcome.DELIVERED:
        message.status, message.delivered_at, message.error = Message.Status.DELIVERED, moment, ""
    elif message.status == Message.Status.FAILED:
        return
    elif outcome is Outcome.FAILED:
        message.status, message.failed_at = Message.Status.FAILED, moment
        message.error = said
    else:
        message.status = Message.Status.SENT
    message.leased_by = message.leased_until = None
    message.unsure = False


@transaction.atomic
def record_reply(
    *,
    staff: Staff,
    code: str,
    text: str,
    source: str,
    source_id: str,
    message: Message | None = None,
    received_at: datetime | None = None,
    address: str = "",
    sealed: str = "",
) -> Reply | None:
    """Records what a person answered, once, with its ledger entry, and tells the watch; None where it was known.

    Raises ValueError where the message was sent to somebody else. Whether the answer still counts, the watch says.
    """
    if message is not None and message.recipient_id != staff.id:
        raise ValueError("only the person who got the message can answer it")
    reply, is_new = Reply.objects.get_or_create(
        source=source,
        source_id=source_id,
        defaults={
            "organisation_id": staff.organisation_id,
            "message": message,
            "staff": staff,
            "code": code,
            "text": text,
            "address": address,
            "sealed": sealed,
            "received_at": received_at or now(),
        },
    )
    if not is_new:
        return None
    record(
        "message.answered",
        "reply",
        reply.id,
        organisation_id=staff.organisation_id,
        actor=Actor("user", staff.user_id, staff.name),
        details={
            "staff": str(staff.id),
            "code": code,
            "source": source,
            "message": str(message.id) if message else None,
            "about": [message.about_type, str(message.about_id)] if message else None,
        },
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, '')", [REPLIES])
    return reply


def claim_replies(limit: int = 100, *, leave_out: Collection[UUID] = ()) -> list[Reply]:
    """Replies that nobody has handled, oldest first, held until the caller's transaction ends.

    Several watchers share them (`SKIP LOCKED`). What the caller does not put away with `put_reply_away` comes again.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("claim_replies works within the transaction that handles them")
    waiting = Reply.objects.select_for_update(of=("self",), skip_locked=True).filter(handled_at=None)
    return list(
        waiting.exclude(id__in=leave_out).select_related("message", "staff").order_by("received_at", "id")[:limit]
    )


def put_reply_away(reply: Reply, answer: str = "") -> None:
    """Marks a reply handled, in the caller's transaction: it stands if and only if what was done about it stands.

    `answer` is said to somebody who is still on the telephone.
    """
    reply.handled_at, reply.answer, reply.sealed = now(), answer, ""
    reply.save(update_fields=["handled_at", "answer", "sealed"])


def keep_callback(provider: str, kind: str, content: Mapping[str, Any]) -> None:
    """Stores what a provider said, so that it can be acknowledged; `send` goes on with it (`messages.callbacks`)."""
    with transaction.atomic():
        Callback.objects.bulk_create([Callback(provider=provider, kind=kind, content=dict(content), received_at=now())])
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, '')", [CALLBACKS])
