"""Storing signals: one SQL statement for a whole batch.

The statement authenticates every frame against the register, stores what is new, moves `LastHeard` and the device's
own columns, puts what can change a decision into the watch's inbox and notifies. It is one statement, so it is one
transaction and one journey to the database. The gateway runs it on an asynchronous connection, pages and API on
Django's.

**Frames** go in as one JSON array of flat objects, made by `write_frame` and `write_app_frame`. **Outcomes** come
back in the order of the frames.

Times (S2, S10)
    `received_at` is `alongside_now()` when the batch starts. A frame whose own time is more than 10 minutes ahead
    of that is refused (`ahead`), unless it is a call for help or a fall, which is stored without the time. A frame
    that the device marks as stored earlier, or whose own time is more than 5 minutes back, tells history: it is
    stored, but as a check-in it moves no clock and as an "end" it ends nothing. A late call for help still goes to
    the inbox, with its `device_at`. There is no oldest age: a press that waited a month in a dead phone is still a
    press.

Repeats
    The same device, device time and content is stored once; the second is a `duplicate` and moves nothing. Frames
    without a device time (check-in links) are each a press of their own. A batch that is sent again because its
    outcome was lost brings the same ids, so it too is stored once.

Why no check-in slips past the watch
    When a visit becomes due, the watch locks the worker's `LastHeard` row, reads `last_check_in_at` and sets
    `wake_on_check_in`, in one transaction. This statement sets `last_check_in_at` and in the same upsert reads
    `wake_on_check_in`. Both hold the same row until they commit, so one of them is first, and in READ COMMITTED the
    second works on the row as the first left it:

    * this statement first: the watch waits, then reads the new `last_check_in_at` and sets the clock on;
    * the watch first: this statement waits, then reads `true` and puts the check-in into the inbox.

    A watch that rolls back leaves `false`, and then looks again by itself. There is no third order. Before the row
    is there at all, both insert it, and the key makes one of them wait for the other in the same way.

Why two gateways do not deadlock
    What a batch locks, it locks in the same order as every other batch: keys of `devices_signal` (on which repeats
    of a frame meet) by device, time and digest, then devices by id, then `LastHeard` rows by worker; each step
    reads the one before it to its end, because a sort stands between. The watch holds `LastHeard` rows after its
    own. Whatever deadlock is left (a watch that takes several rows in another order) PostgreSQL resolves, and the
    caller tries again.
"""

import hashlib
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import psycopg
from django.db import OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper

from alongside.devices.protocols.signal import Signal
from alongside.ledger.keys import new_id_text

LATE_AFTER = "5 minutes"
AHEAD_AFTER = "10 minutes"
SEEN_EVERY = "10 seconds"
"""`Device.last_heard_at` may lag by this much: a device that speaks more often does not have its row rewritten each
time.
"""

STORED = "stored"
DUPLICATE = "duplicate"
AHEAD = "ahead"
UNKNOWN_DEVICE = "unknown_device"
BAD_SECRET = "bad_secret"  # noqa: S105 (the name of an outcome)
NOT_LIVE = "not_live"

STATEMENT = f"""
WITH frame AS MATERIALIZED (
    SELECT f.*, (SELECT alongside_now()) AS received_at, f.kind IN ('sos', 'fall') AS urgent
    FROM json_to_recordset(%s::json) AS f (
        ord int, id uuid, protocol text, identifier text, secret text, worker uuid, organisation uuid, digest text,
        kind text, at timestamptz, sent timestamptz, lat float8, lon float8, altitude float8, accuracy float8,
        speed float8, course float8, battery float8, alarm text, buffered bool, attributes jsonb)
),
found AS MATERIALIZED (
    SELECT x.*, x.verdict = '{STORED}' AS good
    FROM (
        SELECT f.*, d.id AS device_id, coalesce(d.worker_id, f.worker) AS worker_id,
            coalesce(d.organisation_id, f.organisation) AS organisation_id,
            greatest(f.at, f.sent) > f.received_at + interval '{AHEAD_AFTER}' AS ahead,
            CASE
                WHEN f.worker IS NOT NULL THEN '{STORED}'
                WHEN d.id IS NULL THEN '{UNKNOWN_DEVICE}'
                WHEN d.secret_digest IS NOT NULL
                    AND d.secret_digest IS DISTINCT FROM decode(f.secret, 'hex') THEN '{BAD_SECRET}'
                WHEN d.state <> 'live' THEN '{NOT_LIVE}'
                WHEN NOT f.urgent
                    AND greatest(f.at, f.sent) > f.received_at + interval '{AHEAD_AFTER}' THEN '{AHEAD}'
                ELSE '{STORED}'
            END AS verdict
        FROM frame f LEFT JOIN devices_device d ON d.protocol = f.protocol AND d.identifier = f.identifier
    ) x
),
stored AS (
    INSERT INTO devices_signal (
        id, organisation_id, device_id, worker_id, protocol, kind, received_at, device_at, lat, lon, altitude_m,
        accuracy_m, speed_kmh, course, battery_pct, alarm, buffered, attributes, content_digest)
    SELECT f.id, f.organisation_id, f.device_id, f.worker_id, f.protocol, f.kind, f.received_at,
        CASE WHEN f.ahead THEN NULL ELSE f.at END, f.lat, f.lon, f.altitude, f.accuracy, f.speed, f.course,
        f.battery, f.alarm,
        coalesce(f.buffered, false) OR coalesce(coalesce(f.sent, f.at) < f.received_at - interval '{LATE_AFTER}', false),
        coalesce(f.attributes, '{{}}'), decode(f.digest, 'hex')
    FROM found f
    WHERE f.good
    ORDER BY f.device_id, f.at, f.digest, f.ord
    ON CONFLICT DO NOTHING
    RETURNING id, organisation_id, device_id, worker_id, kind, received_at, lat, lon, accuracy_m, battery_pct, buffered,
        least(coalesce(device_at, received_at), received_at) AS place_at
),
device AS (
    UPDATE devices_device d
    SET last_heard_at = greatest(d.last_heard_at, s.received_at), battery_pct = coalesce(s.battery_pct, d.battery_pct)
    FROM (
        SELECT device_id, max(received_at) AS received_at,
            (array_agg(battery_pct ORDER BY place_at DESC) FILTER (WHERE battery_pct IS NOT NULL))[1] AS battery_pct
        FROM stored WHERE device_id IS NOT NULL GROUP BY device_id ORDER BY device_id
    ) s
    WHERE d.id = s.device_id AND (
        d.last_heard_at IS NULL OR d.last_heard_at < s.received_at - interval '{SEEN_EVERY}'
        OR (s.battery_pct IS NOT NULL AND s.battery_pct IS DISTINCT FROM d.battery_pct))
),
heard AS (
    INSERT INTO devices_lastheard AS h (
        worker_id, organisation_id, last_heard_at, last_check_in_at, lat, lon, accuracy_m, position_at)
    SELECT worker_id, organisation_id, max(received_at),
        max(received_at) FILTER (WHERE kind = 'check_in' AND NOT buffered),
        (array_agg(lat ORDER BY place_at DESC) FILTER (WHERE lat IS NOT NULL))[1],
        (array_agg(lon ORDER BY place_at DESC) FILTER (WHERE lat IS NOT NULL))[1],
        (array_agg(accuracy_m ORDER BY place_at DESC) FILTER (WHERE lat IS NOT NULL))[1],
        max(place_at) FILTER (WHERE lat IS NOT NULL)
    FROM stored GROUP BY worker_id, organisation_id ORDER BY worker_id
    ON CONFLICT (worker_id) DO UPDATE SET
        last_heard_at = greatest(h.last_heard_at, excluded.last_heard_at),
        last_check_in_at = greatest(h.last_check_in_at, excluded.last_check_in_at),
        lat = CASE WHEN excluded.position_at >= coalesce(h.position_at, '-infinity') THEN excluded.lat ELSE h.lat END,
        lon = CASE WHEN excluded.position_at >= coalesce(h.position_at, '-infinity') THEN excluded.lon ELSE h.lon END,
        accuracy_m = CASE WHEN excluded.position_at >= coalesce(h.position_at, '-infinity')
            THEN excluded.accuracy_m ELSE h.accuracy_m END,
        position_at = greatest(h.position_at, excluded.position_at)
    RETURNING worker_id, wake_on_check_in
),
inbox AS (
    INSERT INTO devices_inbox (signal_id, organisation_id, worker_id, kind, received_at)
    SELECT s.id, s.organisation_id, s.worker_id, s.kind, s.received_at
    FROM stored s JOIN heard h USING (worker_id)
    WHERE s.kind IN ('sos', 'fall')
        OR (NOT s.buffered AND (s.kind = 'end' OR (s.kind = 'check_in' AND h.wake_on_check_in)))
    RETURNING signal_id
)
SELECT
    array_agg(
        CASE WHEN NOT f.good THEN f.verdict
            WHEN s.id IS NOT NULL THEN '{STORED}'
            ELSE '{DUPLICATE}' END
        ORDER BY f.ord),
    max(f.received_at),
    (SELECT pg_notify('alongside_inbox', '') FROM inbox LIMIT 1)
FROM found f LEFT JOIN stored s ON s.id = f.id
"""  # noqa: S608 (only constants of this module are put in)

RETRIED = ("40001", "40P01", "55P03")
"""Serialization failure, deadlock, lock not to be had in time: trying again may succeed."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one frame: `result` is one of the words above."""

    result: str
    received_at: datetime
    """When the batch reached the database, UTC."""

    @property
    def taken(self) -> bool:
        """Whether the frame is in the database, now or from before."""
        return self.result in (STORED, DUPLICATE)


def write_frame(protocol: str, signal: Signal, secret_digest: str | None) -> str:
    """One frame for the statement, as the inside of a JSON object. `secret_digest` is `digest_secret` of what the
    device proved itself with.

    Written by hand, and without what is unknown, because this is done for every frame. Numbers are finite (decoders
    see to that), so `repr` is JSON. The content's digest leaves out who sent it and when it came, so that a repeat
    has the same one.
    """
    content = f'"kind":"{signal.kind}"'
    for name, moment in (("at", signal.at), ("sent", signal.sent_at)):
        if moment is not None:
            content += f',"{name}":"{moment.isoformat()}"'
    if signal.lat is not None:
        content += f',"lat":{signal.lat!r},"lon":{signal.lon!r}'
    for name, number in (
        ("altitude", signal.altitude_m),
        ("accuracy", signal.accuracy_m),
        ("speed", signal.speed_kmh),
        ("course", signal.course),
        ("battery", signal.battery_pct),
    ):
        if number is not None:
            content += f',"{name}":{number!r}'
    if signal.alarm is not None:
        content += f',"alarm":{json.dumps(signal.alarm)}'
    if signal.buffered:
        content += ',"buffered":true'
    if signal.attributes:
        content += f',"attributes":{json.dumps(signal.attributes)}'
    digest = hashlib.sha256(content.encode()).hexdigest()[:32]
    secret = f'"secret":"{secret_digest}",' if secret_digest else ""
    return (
        f'"id":"{new_id_text()}","protocol":"{protocol}","identifier":{json.dumps(signal.device)},{secret}'
        f'"digest":"{digest}",{content}'
    )


def write_app_frame(signal: Signal, *, worker_id: UUID, organisation_id: UUID) -> str:
    """A frame that needs no device: the caller has checked who speaks, and that they may speak for this worker."""
    return f'"worker":"{worker_id}","organisation":"{organisation_id}",{write_frame("app", signal, None)}'


def digest_secret(secret: str) -> str:
    """SHA-256 of a secret in hexadecimal. Secrets are 120 random bits or more, so that a slow hash would add
    nothing.
    """
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def join_frames(frames: Sequence[str]) -> str:
    """The statement's one parameter."""
    return "[" + ",".join([f'{{"ord":{ord_},{frame}}}' for ord_, frame in enumerate(frames)]) + "]"


def store(frames: Sequence[str], connection: BaseDatabaseWrapper) -> list[Outcome]:
    """Stores a batch on one of Django's connections; the frames stand when the caller's transaction does.

    Tries again after a deadlock where no transaction is open around it. Raises OperationalError where the database
    is away.
    """
    for patience in (0.02, 0.1, None):
        try:
            with connection.cursor() as cursor:
                cursor.execute(STATEMENT, [join_frames(frames)])
                return _outcomes(cursor.fetchone())
        except OperationalError as error:
            state = getattr(error.__cause__, "sqlstate", None)
            if connection.in_atomic_block or state not in RETRIED or patience is None:
                raise
            time.sleep(patience)
    raise AssertionError("unreachable")


async def store_on(connection: psycopg.AsyncConnection[Any], frames: Sequence[str]) -> list[Outcome]:
    """Stores a batch on a connection in autocommit mode: when this returns, the batch is durable. Does not try
    again.
    """
    cursor = await connection.execute(STATEMENT, [join_frames(frames)], prepare=True)
    return _outcomes(await cursor.fetchone())


def _outcomes(row: Any) -> list[Outcome]:
    received_at = row[1].astimezone(UTC)
    results = row[0] or ()
    by_result = {result: Outcome(result, received_at) for result in set(results)}
    return [by_result[result] for result in results]
