"""Writing to the ledger."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from alongside.ledger.chain import digest_entry
from alongside.ledger.clock import now
from alongside.ledger.keys import new_id


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did it: a signed-in user, a device, or the system itself. The name is kept as it was at the time."""

    kind: str
    id: UUID | None
    name: str


SYSTEM = Actor("system", None, "Alongside")


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing to record. `details` must be plain JSON; it holds identifiers and codes, not free text about people."""

    verb: str
    subject_type: str
    subject_id: UUID | None
    organisation_id: UUID
    actor: Actor
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Gathered:
    savepoints: list[str]
    entries: list[dict[str, Any]]


_gathered: ContextVar[_Gathered | None] = ContextVar("gathered", default=None)


def record(
    verb: str,
    subject_type: str,
    subject_id: UUID | None,
    *,
    organisation_id: UUID,
    actor: Actor,
    details: Mapping[str, Any] | None = None,
    at: datetime | None = None,
) -> None:
    """Records one deed in the caller's transaction: it stands if and only if what it records stands."""
    record_many([Deed(verb, subject_type, subject_id, organisation_id, actor, details or {})], at=at)


def record_many(deeds: Iterable[Deed], *, at: datetime | None = None) -> None:
    """Records several deeds with one INSERT. Takes no lock: the chain is made later, by `ledger.sealing`."""
    moment = at or now()
    entries = [_entry(deed, moment) for deed in deeds]
    gathered = _gathered.get()
    if gathered is not None and connection.savepoint_ids == gathered.savepoints:
        gathered.entries.extend(entries)
    else:
        _write(entries)


@contextmanager
def recorded_together() -> Iterator[None]:
    """What is recorded within is written with one INSERT at the end, for an action that records several deeds.

    Within a transaction. What is recorded in a savepoint of its own is written there, so that it goes back with it.
    """
    together = _Gathered(list(connection.savepoint_ids), [])
    token = _gathered.set(together)
    try:
        yield
    finally:
        _gathered.reset(token)
    _write(together.entries)


def write_details(details: Mapping[str, Any]) -> str:
    """Details as the text that is kept and hashed: JSON with sorted keys."""
    return json.dumps(dict(details), ensure_ascii=False, sort_keys=True, default=str)


def _entry(deed: Deed, at: datetime) -> dict[str, Any]:
    """The row as plain JSON."""
    content: dict[str, Any] = {
        "id": new_id(),
        "organisation_id": deed.organisation_id,
        "at": at,
        "actor_kind": deed.actor.kind,
        "actor_id": deed.actor.id,
        "actor_name": deed.actor.name,
        "verb": deed.verb,
        "subject_type": deed.subject_type,
        "subject_id": deed.subject_id,
        "details": write_details(deed.details),
    }
    return content | {"digest": digest_entry(**content).hex()}


WRITE = """
    INSERT INTO ledger_entry (id, organisation_id, at, actor_kind, actor_id, actor_name, verb, subject_type, subject_id,
                              details, digest)
    SELECT id, organisation_id, at, actor_kind, actor_id, actor_name, verb, subject_type, subject_id, details,
           decode(digest, 'hex')
    FROM jsonb_to_recordset(%s::jsonb) AS entry (
        id uuid, organisation_id uuid, at timestamptz, actor_kind text, actor_id uuid, actor_name text, verb text,
        subject_type text, subject_id uuid, details text, digest text)
"""


def _write(entries: Sequence[dict[str, Any]]) -> None:
    if not entries:
        return
    with connection.cursor() as cursor:
        cursor.execute(WRITE, [json.dumps(entries, default=str, ensure_ascii=False)])
