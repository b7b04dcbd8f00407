"""Due visits by the hundred: the common decisions of a clock, read, decided and written together.

When a thousand check-ins fall due in the same second, each with a transaction's worth of questions of its own would be
rung one after the other for a minute. Here a lot of visits is read with two questions, decided by the engine one by one
in memory, and written with one statement for each table. What a visit's clock does besides ringing its worker (an alarm, a
check-in that takes back a ring) is left to `watch.work`, which decides one visit at a time.
"""

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import DatabaseError, InterfaceError, OperationalError, connection, transaction

from alongside.devices.actions import await_check_ins
from alongside.ledger.actions import SYSTEM, record_many
from alongside.ledger.clock import now
from alongside.ledger.keys import new_id_text
from alongside.messages.actions import Outgoing, queue
from alongside.watch import engine, telling
from alongside.watch.decisions import DESKS, DUE, deed_of

log = logging.getLogger("alongside.watch")

SIMPLE = (engine.RingWorker, engine.SetWake, engine.Announce)
"""What a lot can do. Anything else is decided one visit at a time."""


@dataclass(slots=True)
class DueVisit:
    """What of a visit's row its clock needs; `events_count` counts what is decided now, too."""

    pk: UUID
    organisation_id: UUID
    worker_id: UUID
    place: str
    time_zone: str
    events_count: int
    clock_at: datetime
    state: engine.VisitState
    ways: list[tuple[str, str]]


@dataclass(slots=True)
class Moved:
    """A visit's decision."""

    visit: DueVisit
    after: engine.VisitState
    event: engine.ClockDue
    effects: tuple[engine.Effect, ...]


def move_on(keys: Sequence[UUID], heard: dict[UUID, datetime | None]) -> set[UUID]:
    """Moves on those of these visits whose decision is simple, within the caller's transaction, which holds their workers' locks.

    `heard`: when the gateway last received a check-in of each worker. Returns those that were moved; the others are as they were.
    """
    moment = now()
    moved = [one for visit in _read(keys) if (one := _decided(visit, heard.get(visit.worker_id), moment)) is not None]
    if not moved:
        return set()
    try:
        with transaction.atomic():
            _write(moved, moment)
    except (OperationalError, InterfaceError):
        raise
    except DatabaseError:
        log.exception("%d visits could not be written together and are decided one by one", len(moved))
        return set()
    return {one.visit.pk for one in moved}


def _decided(visit: DueVisit, heard: datetime | None, moment: datetime) -> Moved | None:
    if visit.clock_at > moment:
        return None
    event = engine.ClockDue(heard)
    try:
        after, effects = engine.decide_visit(visit.state, event, moment)
    except Exception:
        log.exception("Visit %s could not be decided among others", visit.pk)
        return None
    if all(isinstance(effect, SIMPLE) for effect in effects):
        return Moved(visit, after, event, effects)
    return None


def _read(keys: Sequence[UUID]) -> list[DueVisit]:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT visit.id, visit.organisation_id, visit.worker_id, visit.place, organisation.time_zone,
                   visit.events_count + 1, visit.clock_at, visit.state,
                   (SELECT json_agg(json_build_array(point.channel, point.address) ORDER BY point.position, point.id)
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
                state=engine.from_dict(_plain(state)),
                ways=[(channel, address) for channel, address in _plain(ways) or ()],
            )
            for key, organisation, worker, place, time_zone, number, clock_at, state, ways in cursor.fetchall()
        ]


def _plain(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


def _write(moved: Sequence[Moved], moment: datetime) -> None:
    _write_visits(moved)
    _write_events(moved, moment)
    record_many(
        [deed_of("visit", one.visit, one.event, one.visit.state, one.after, SYSTEM) for one in moved], at=moment
    )
    wakes = {
        one.visit.worker_id: (one.visit.organisation_id, effect.on)
        for one in moved
        for effect in one.effects
        if isinstance(effect, engine.SetWake)
    }
    await_check_ins(wakes)
    queue(_outgoing(moved))
    announced = [
        f"{one.visit.organisation_id}:{one.visit.worker_id}:{one.visit.pk}"
        for one in moved
        if any(isinstance(effect, engine.Announce) for effect in one.effects)
    ]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, '')", [DUE])
        cursor.execute("SELECT pg_notify(%s, payload) FROM unnest(%s::text[]) AS payload", [DESKS, announced])


def _write_visits(moved: Sequence[Moved]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE watch_visit visit
            SET state = row.state::jsonb, status = row.status, due_at = row.due_at, clock_at = row.clock_at,
                events_count = visit.events_count + 1
            FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::timestamptz[], %s::timestamptz[])
                AS row (id, state, status, due_at, clock_at)
            WHERE visit.id = row.id
            """,
            [
                [one.visit.pk for one in moved],
                [json.dumps(engine.to_dict(one.after)) for one in moved],
                [str(one.after.status) for one in moved],
                [one.after.due_at if one.after.clock_at else None for one in moved],
                [one.after.clock_at for one in moved],
            ],
        )


def _write_events(moved: Sequence[Moved], moment: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO watch_visitevent (id, organisation_id, visit_id, number, name, content, decided_at, due_at,
                                          from_status, to_status, actor_kind, actor_id, actor_name)
            SELECT row.id, row.organisation_id, row.visit_id, row.number, 'ClockDue', row.content::jsonb, %s, row.due_at,
                   row.from_status, row.to_status, %s, NULL, %s
            FROM unnest(%s::uuid[], %s::uuid[], %s::uuid[], %s::int[], %s::text[], %s::timestamptz[], %s::text[], %s::text[])
                AS row (id, organisation_id, visit_id, number, content, due_at, from_status, to_status)
            """,
            [
                moment,
                SYSTEM.kind,
                SYSTEM.name,
                [new_id_text() for _ in moved],
                [one.visit.organisation_id for one in moved],
                [one.visit.pk for one in moved],
                [one.visit.events_count for one in moved],
                [json.dumps(engine.to_dict(one.event)) for one in moved],
                [one.visit.clock_at for one in moved],
                [str(one.visit.state.status) for one in moved],
                [str(one.after.status) for one in moved],
            ],
        )


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
