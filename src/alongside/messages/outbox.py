"""The outbox as the sender sees it: claiming, finishing and taking back messages, each in one statement.

Raw SQL over a connection of the sender's own. A lease is a mark that its holder changes as long as it lives: others compare it
with what they saw before, by a clock of their own that never jumps (`sender`). What time it names is for people who look.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from psycopg import AsyncConnection
from psycopg.rows import class_row

from alongside.messages import health
from alongside.messages.following import FOLLOW
from alongside.messages.pace import SLOWEST_RETRY_SECONDS

Connection = AsyncConnection[Any]

MOST_WAYS = 6
"""Nobody is reached by more ways, one after the other."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message that is this sender's to hand over. `unsure`: the provider may have it already, and is asked first."""

    id: UUID
    channel: str
    address: str
    subject: str
    body: str
    purpose: str
    attempts: int
    unsure: bool
    age: float = 0.0
    """Seconds since it was queued."""
    taken: list[str] = field(default_factory=list)
    """Of an unsure call: what the provider calls the other calls to this number."""
    about: str = ""
    """What it is about: `alarm:ID`."""
    browser: dict[str, str] | None = None
    """Of a notification: what its push service needs to reach the browser (`models.PushSubscription`)."""


@dataclass(frozen=True, slots=True)
class Finished:
    """How an attempt ended. `outcome` is `sent`, `delivered`, `failed`, or `retry` after `delay` seconds.

    A retry turns into a failure once the message is older than `patience` seconds (None: never).
    """

    id: UUID
    outcome: str
    provider: str = ""
    provider_id: str = ""
    error: str = ""
    unsure: bool = False
    delay: float = 0.0
    patience: float | None = None
    channel: str = ""
    fault: bool | None = None
    """Whether the provider failed to work; None where the attempt says nothing about that."""
    gone: bool = False
    """There is nobody behind the address any more."""


async def claim(
    db: Connection, sender: UUID, places: Mapping[str, int], lease: float, *, alarms_only: bool = False
) -> list[Claimed]:
    """Takes due messages, at most `places` of each channel, the most urgent first, for `lease` seconds; those of alarms alone
    where that is said.

    One statement: no other sender can get the same message, none waits for another, and a cancelled message is never
    taken, nor one to a number that wants no more text messages, unless it is of a live alarm. A sender claims only what it can hand over at once, so this is also the last look before the provider.
    """
    async with db.cursor(row_factory=class_row(Claimed)) as cursor:
        await cursor.execute(
            """
            WITH due AS (
                SELECT found.id
                FROM unnest(%(channels)s::text[], %(places)s::int[]) AS free (channel, places)
                CROSS JOIN LATERAL (
                    SELECT id FROM messages_message m
                    WHERE m.status = 'queued' AND m.channel = free.channel
                      AND m.not_before <= (SELECT alongside_now())
                      AND (m.purpose = 'alarm' OR NOT %(alarms_only)s)
                      AND (m.purpose = 'alarm' OR m.channel <> 'sms' OR m.about_type = 'telephone'
                           OR NOT EXISTS (SELECT FROM messages_stoppednumber s WHERE s.address = m.address))
                    ORDER BY m.priority, m.not_before
                    LIMIT free.places
                    FOR UPDATE SKIP LOCKED
                ) AS found
            )
            UPDATE messages_message m
            SET status = 'sending', attempts = attempts + 1, leased_by = %(sender)s,
                leased_until = clock_timestamp() + make_interval(secs => %(lease)s)
            FROM due WHERE m.id = due.id
            RETURNING m.id, m.channel, m.address, m.subject, m.body, m.purpose, m.attempts, m.unsure,
                extract(epoch FROM alongside_now() - m.queued_at)::float AS age,
                CASE WHEN m.unsure AND m.channel = 'voice' THEN ARRAY(
                    SELECT o.provider_id FROM messages_message o
                    WHERE o.channel = 'voice' AND o.address = m.address AND o.id <> m.id AND o.provider_id <> ''
                    ORDER BY o.id DESC LIMIT 100)
                ELSE '{}' END AS taken,
                m.about_type || ':' || m.about_id AS about,
                CASE WHEN m.channel = 'push' THEN (
                    SELECT jsonb_build_object('endpoint', s.endpoint, 'p256dh', s.p256dh, 'auth', s.auth)
                    FROM messages_pushsubscription s WHERE s.id::text = m.address)
                END AS browser
            """,
            {
                "channels": list(places),
                "places": list(places.values()),
                "sender": sender,
                "lease": lease,
                "alarms_only": alarms_only,
            },
        )
        return await cursor.fetchall()


async def confirm(db: Connection, sender: UUID, ids: Iterable[UUID], lease: float) -> set[UUID]:
    """Which of these are still wanted and still this sender's, after the provider was asked; renews their lease."""
    cursor = await db.execute(
        """
        UPDATE messages_message SET leased_until = clock_timestamp() + make_interval(secs => %(lease)s)
        WHERE id = ANY (%(ids)s) AND status = 'sending' AND leased_by = %(sender)s AND cancelled_at IS NULL
        RETURNING id
        """,
        {"ids": list(ids), "sender": sender, "lease": lease},
    )
    return {row[0] for row in await cursor.fetchall()}


async def finish(db: Connection, sender: UUID, finished: Iterable[Finished]) -> None:
    """Stores how attempts ended.

    What follows a message is brought forward or taken back, and what was seen of the providers is kept (`messages.health`).
    What a receipt has said meanwhile stands. Where the lease was lost, a success is stored all the same unless
    another sender is at work on the message, who asks the provider and finds it there.
    """
    finished = list(finished)
    rows = {one.id: asdict(one) for one in finished}
    attempts: dict[str, list[str | None]] = {}
    for one in finished:
        if one.fault is not None:
            attempts.setdefault(one.channel, []).append(one.error if one.fault else None)
    async with db.transaction():
        await db.execute("SELECT id FROM messages_message WHERE id = ANY (%s) ORDER BY id FOR UPDATE", [list(rows)])
        await db.execute(FINISH, {"rows": json.dumps(list(rows.values()), default=str), "sender": sender})
        await db.execute(FOLLOW, {"ids": list(rows)})
        if gone := [one.id for one in finished if one.gone]:
            await db.execute(GONE, {"ids": gone})
        await health.note(db, attempts)


FINISH = """
    WITH ended AS (
        SELECT d.*, alongside_now() AS at,
               m.status = 'sending' AND m.leased_by = %(sender)s AS ours,
               d.outcome <> 'retry' AS handed_over,
               d.patience IS NOT NULL AND alongside_now() - m.queued_at > make_interval(secs => d.patience) AS too_old,
               m.cancelled_at IS NOT NULL AS cancelled
        FROM jsonb_to_recordset(%(rows)s::jsonb) AS d (
            id uuid, outcome text, provider text, provider_id text, error text, unsure boolean,
            delay float, patience float)
        JOIN messages_message m ON m.id = d.id
    ), judged AS (
        SELECT *, CASE WHEN handed_over THEN outcome WHEN cancelled THEN 'cancelled' WHEN too_old THEN 'failed'
                       ELSE 'queued' END AS verdict
        FROM ended
    )
    UPDATE messages_message m
    SET status = j.verdict,
        provider = coalesce(nullif(j.provider, ''), m.provider),
        provider_id = coalesce(nullif(j.provider_id, ''), m.provider_id),
        error = CASE WHEN j.verdict = 'failed' AND j.too_old AND NOT j.handed_over THEN 'Given up: ' || j.error
                     ELSE j.error END,
        unsure = j.unsure,
        not_before = CASE WHEN j.verdict = 'queued' THEN j.at + make_interval(secs => j.delay) ELSE m.not_before END,
        sent_at = CASE WHEN j.verdict IN ('sent', 'delivered') THEN coalesce(m.sent_at, j.at) ELSE m.sent_at END,
        delivered_at = CASE WHEN j.verdict = 'delivered' THEN j.at ELSE m.delivered_at END,
        failed_at = CASE WHEN j.verdict = 'failed' THEN j.at ELSE m.failed_at END,
        leased_by = NULL, leased_until = NULL
    FROM judged j
    WHERE m.id = j.id
      AND (j.ours OR (j.handed_over AND m.status IN ('queued', 'cancelled')))
"""


GONE = """
    WITH told AS (
        INSERT INTO messages_callback (id, provider, kind, content, received_at, problem)
        SELECT gen_random_uuid(), channel, 'gone', jsonb_build_object('message', id), alongside_now(), ''
        FROM messages_message WHERE id = ANY (%(ids)s)
        RETURNING id
    )
    SELECT pg_notify('alongside_callbacks', '') FROM told
"""
"""Leaves to `callbacks.handle_due` what follows for the person whose address it was."""


async def renew(db: Connection, sender: UUID, ids: Iterable[UUID], lease: float) -> None:
    """Keeps the leases of what is still at the provider."""
    await db.execute(
        """
        UPDATE messages_message SET leased_until = clock_timestamp() + make_interval(secs => %(lease)s)
        WHERE id = ANY (%(ids)s) AND status = 'sending' AND leased_by = %(sender)s
        """,
        {"ids": list(ids), "sender": sender, "lease": lease},
    )


async def leases_of_others(db: Connection, sender: UUID, in_hand: Iterable[UUID]) -> dict[UUID, datetime]:
    """Until when each message is leased that this sender does not have in hand."""
    cursor = await db.execute(
        """
        SELECT id, leased_until FROM messages_message
        WHERE status = 'sending' AND NOT (leased_by = %(sender)s AND id = ANY (%(in_hand)s))
        """,
        {"sender": sender, "in_hand": list(in_hand)},
    )
    return dict(await cursor.fetchall())


async def take_back(db: Connection, leases: Mapping[UUID, datetime]) -> int:
    """Puts messages whose lease is still this one back into the queue: nobody has renewed it for as long as it lasts.

    Whoever held them may have handed them over and died before it could say so: they are marked `unsure`.
    """
    cursor = await db.execute(
        """
        WITH lost AS (
            SELECT m.id FROM messages_message m
            JOIN unnest(%(ids)s::uuid[], %(untils)s::timestamptz[]) AS seen (id, until)
                ON m.id = seen.id AND m.leased_until = seen.until
            WHERE m.status = 'sending'
            ORDER BY m.id FOR UPDATE OF m SKIP LOCKED
        )
        UPDATE messages_message m
        SET status = CASE WHEN m.cancelled_at IS NULL THEN 'queued' ELSE 'cancelled' END,
            unsure = true, leased_by = NULL, leased_until = NULL
        FROM lost WHERE m.id = lost.id
        """,
        {"ids": list(leases), "untils": list(leases.values())},
    )
    return cursor.rowcount


async def drop_unwanted(db: Connection) -> int:
    """Cancels what is due to numbers from which STOP came, and says so: nothing vanishes in silence."""
    cursor = await db.execute(
        """
        UPDATE messages_message m
        SET status = 'cancelled', cancelled_at = alongside_now(), error = 'Not sent: STOP came from this number.'
        FROM messages_stoppednumber s
        WHERE m.address = s.address AND m.channel = 'sms' AND m.status = 'queued' AND m.purpose <> 'alarm'
          AND m.about_type <> 'telephone' AND m.not_before <= alongside_now()
        """
    )
    return cursor.rowcount


async def hurry_stranded(db: Connection) -> int:
    """Makes due what of an alarm waits longer than anything does: the clock was ahead when that was written, and went back since."""
    cursor = await db.execute(
        """
        UPDATE messages_message SET not_before = alongside_now()
        WHERE status = 'queued' AND purpose = 'alarm'
          AND not_before > alongside_now() + make_interval(secs => CASE WHEN attempts > 0 THEN %(retry)s ELSE %(way)s END)
        """,
        {"retry": SLOWEST_RETRY_SECONDS["alarm"] + 1, "way": settings.FALL_OVER_SECONDS * MOST_WAYS},
    )
    return cursor.rowcount


async def seconds_to_next(db: Connection, channels: Iterable[str]) -> float | None:
    """Seconds until the next queued message of these channels is due; None where there is none."""
    cursor = await db.execute(
        """
        SELECT extract(epoch FROM min(not_before) - alongside_now())::float FROM messages_message
        WHERE status = 'queued' AND channel = ANY (%s)
        """,
        [list(channels)],
    )
    row = await cursor.fetchone()
    return row[0] if row else None
