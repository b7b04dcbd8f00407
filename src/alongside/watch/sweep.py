"""Due visits by the hundred: the common decisions of a clock, read, decided and written together.

When a thousand check-ins fall due in the same second, each with a transaction's worth of questions of its own would be
rung one after the other for a minute. Here a lot of visits is read with two questions, decided by the engine one by one
in memory, and written with one statement for each table. What a visit's clock does besides ringing its worker (an alarm, a
check-in that takes back a ring) is left to `watch.work`, which decides one visit at a time.
"""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import orjson
from django.db import DatabaseError, InterfaceError, OperationalError, connection, transaction

from alongside.devices.actions import await_check_ins
from alongside.ledger.actions import SYSTEM, Deed, record_many
from alongside.ledger.clock import now
from alongside.ledger.keys import new_id_text
from alongside.messages.actions import Outgoing, queue
from alongside.watch import engine, telling
from alongside.watch.decisions import DESKS, DUE

log = logging.getLogger("alongside.watch")

Heard = tuple[datetime | None, datetime | None]
"""When the gateway last received a check-in of a worker, and anything at all."""

UNHEARD: Heard = (None, None)

SIMPLE = (engine.RingWorker, engine.SetWake, engine.Announce)
"""What a lot can do. Anything else is decided one visit at a time."""


@dataclass(slots=True)
class DueVisit:
    """What of a visit's row its clock needs; `events_count` counts what is decided now, too; `state` is as it is stored."""

    pk: UUID
    organisation_id: UUID
    worker_id: UUID
    place: str
    time_zone: str
    events_count: int
    clock_at: datetime
    state: str
    ways: list[tuple[str, str]]


@dataclass(slots=True)
class Moved:
    """A visit's decision."""

    visit: DueVisit
    before: engine.VisitState
    after: engine.VisitState
    event: engine.ClockDue
    effects: tuple[engine.Effect, ...]


def move_on(keys: Sequence[UUID], heard: dict[UUID, Heard], *, more_to_come: bool = False) -> set[UUID]:
    """Moves on those of these visits whose decision is simple, within the caller's transaction, which holds their workers' locks.

    `heard`: when the gateway last heard each worker. Returns those that were moved; the others are as they were.
    """
    moment = now()
    read = ((visit, heard.get(visit.worker_id, UNHEARD)) for visit in _read(keys))
    moved = [one for visit, last in read if (one := _decided(visit, last, moment)) is not None]
    if not moved:
        return set()
    try:
        with transaction.atomic():
            _write(moved, moment, more_to_come)
    except (OperationalError, InterfaceError):
        raise
    except DatabaseError:
        log.exception("%d visits could not be written together and are decided one by one", len(moved))
        return set()
    return {one.visit.pk for one in moved}


def _decided(visit: DueVisit, heard: Heard, moment: datetime) -> Moved | None:
    if visit.clock_at > moment:
        return None
    try:
        before = engine.from_dict(orjson.loads(visit.state))
        event = engine.look_at(before, *heard)
        after, effects = engine.decide_visit(before, event, moment)
    except Exception:
        log.exception("Visit %s could not be decided among others", visit.pk)
        return None
    if all(isinstance(effect, SIMPLE) for effect in effects):
        return Moved(visit, before, after, event, effects)
    return None


def _read(keys: Sequence[UUID]) -> list[DueVisit]:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT visit.id, visit.organisation_id, visit.worker_id, visit.place, organisation.time_zone,
                   visit.events_count + 1, visit.clock_at, visit.state::text,
                   (SELECT json_agg(json_build_array(point.channel, point.address) ORDER BY point.position, point.id)::text
                    FROM people_contactpoint point
                    WHERE point.staff_id = visit.worker_id AND point.verified_at IS NOT NULL)
            FROM watch_visit visit JOIN people_organisation organisation ON organisation.id = visit.organisation_id
            WHERE visit.id = ANY (%s) AND visit.clock_at IS NOT NULL
            ORDER BY visit.clock_at, visit.id
            """,
            [list(keys)],
        )
        return [
            DueVisit(
                pk=key,
                organisation_id=organisation,
                worker_id=worker,
                place=place,
                time_zone=time_zone,
                events_count=number,
                clock_at=clock_at,
                state=state,
                ways=[(channel, address) for channel, address in orjson.loads(ways or "[]")],
            )
            for key, organisation, worker, place, time_zone, number, clock_at, state, ways in cursor.fetchall()
        ]


def _write(moved: Sequence[Moved], moment: datetime, more_to_come: bool) -> None:
    _move(moved, moment)
    record_many(_deeds(moved), at=moment)
    wakes = {
        one.visit.worker_id: (one.visit.organisation_id, effect.on)
        for one in moved
        for effect in one.effects
        if isinstance(effect, engine.SetWake)
    }
    await_check_ins(wakes)
    queue(_outgoing(moved), more_to_come=more_to_come)
    announced = [
        f"{one.visit.organisation_id}:{one.visit.worker_id}:{one.visit.pk}"
        for one in moved
        if any(isinstance(effect, engine.Announce) for effect in one.effects)
    ]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, '')", [DUE])
        cursor.execute("SELECT pg_notify(%s, payload) FROM unnest(%s::text[]) AS payload", [DESKS, announced])


MOVE = """
    WITH row AS (
        SELECT * FROM jsonb_to_recordset(%(rows)s::jsonb) AS row (
            event uuid, id uuid, organisation uuid, number int, content jsonb, state jsonb, came_at timestamptz,
            was text, status text, due_at timestamptz, clock_at timestamptz)
    ), moved AS (
        UPDATE watch_visit visit
        SET state = row.state, status = row.status, due_at = row.due_at, clock_at = row.clock_at, events_count = row.number
        FROM row WHERE visit.id = row.id
    )
    INSERT INTO watch_visitevent (id, organisation_id, visit_id, number, name, content, decided_at, due_at, from_status,
                                  to_status, actor_kind, actor_id, actor_name)
    SELECT event, organisation, id, number, 'ClockDue', content, %(at)s, came_at, was, status, %(kind)s, NULL, %(name)s
    FROM row
"""


def _move(moved: Sequence[Moved], moment: datetime) -> None:
    rows = [
        {
            "event": new_id_text(),
            "id": one.visit.pk,
            "organisation": one.visit.organisation_id,
            "number": one.visit.events_count,
            "content": engine.to_dict(one.event),
            "state": engine.to_dict(one.after),
            "came_at": one.visit.clock_at,
            "was": one.before.status,
            "status": one.after.status,
            "due_at": one.after.due_at if one.after.clock_at else None,
            "clock_at": one.after.clock_at,
        }
        for one in moved
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            MOVE, {"rows": orjson.dumps(rows).decode(), "at": moment, "kind": SYSTEM.kind, "name": SYSTEM.name}
        )


def _deeds(moved: Sequence[Moved]) -> Iterator[Deed]:
    """One for each organisation: which visits' clocks came, the number of each one's event, and from which status to which."""
    by_organisation: dict[UUID, list[Moved]] = {}
    for one in moved:
        by_organisation.setdefault(one.visit.organisation_id, []).append(one)
    for organisation_id, part in by_organisation.items():
        told = [[str(one.visit.pk), one.visit.events_count, one.before.status, one.after.status] for one in part]
        yield Deed("visit.clocks_due", "visit", None, organisation_id, SYSTEM, {"visits": told})


def _outgoing(moved: Sequence[Moved]) -> list[Outgoing]:
    return [
        outgoing
        for one in moved
        for effect in one.effects
        if isinstance(effect, engine.RingWorker)
        for outgoing in telling.ring_worker(_to_ring(one), effect)
    ]


def _to_ring(one: Moved) -> telling.WorkerToRing:
    visit = one.visit
    return telling.WorkerToRing(
        visit.pk,
        visit.organisation_id,
        visit.worker_id,
        visit.place,
        one.after.due_at,
        visit.time_zone,
        visit.ways,
    )
