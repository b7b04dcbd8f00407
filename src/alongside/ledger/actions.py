"""Writing to the ledger."""

import json
from collections.abc import Iterable, Iterator, Mapping
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
from alongside.ledger.models import Entry


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
    entries: list[Entry]


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
        Entry.objects.bulk_create(entries)


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
    Entry.objects.bulk_create(together.entries)


def write_details(details: Mapping[str, Any]) -> str:
    """Details as the text that is kept and hashed: JSON with sorted keys."""
    return json.dumps(dict(details), ensure_ascii=False, sort_keys=True, default=str)


def _entry(deed: Deed, at: datetime) -> Entry:
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
    return Entry(**content, digest=digest_entry(**content))
