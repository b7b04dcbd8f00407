"""Replaying everything: each visit and each alarm, decided again from its events, must end in what is stored."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Model

from alongside.watch import engine
from alongside.watch.models import Alarm, AlarmEvent, Visit, VisitEvent
from alongside.watch.plans import engine_plan

BATCH = 200
"""Visits or alarms that are read and replayed at a time, in one snapshot."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A visit or an alarm that does not follow from its events, and how it differs."""

    row: Visit | Alarm
    reason: str

    @property
    def kind(self) -> str:
        return type(self.row).__name__.lower()


@dataclass(slots=True)
class Verdict:
    """What was replayed."""

    visits: int = 0
    alarms: int = 0
    events: int = 0
    faults: int = 0


def replay_all(found: Callable[[Fault], None] = lambda fault: None) -> Verdict:
    """Replays every visit and every alarm, the oldest first, and calls `found` for each that differs.

    While it reads, others go on writing: each batch is read in a snapshot of its own. Needs a role that sees every
    organisation; holds one batch in memory.
    """
    verdict = Verdict()
    for model in (Visit, Alarm):
        for batch in _batches(model):
            for row, events in batch:
                if isinstance(row, Visit):
                    verdict.visits += 1
                else:
                    verdict.alarms += 1
                verdict.events += len(events)
                reason = _difference(row, events)
                if reason is not None:
                    verdict.faults += 1
                    found(Fault(row, reason))
    return verdict


def _batches(model: type[Any]) -> Iterator[list[tuple[Any, list[Any]]]]:
    """All rows by key, each with its events in their order."""
    after: UUID | None = None
    outermost = not connection.in_atomic_block
    while True:
        with transaction.atomic():
            if outermost:  # only the first statement of a transaction can ask for it
                with connection.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            rows = model.objects.order_by("pk")
            if model is Alarm:
                rows = rows.select_related("plan_version")
            batch = list(rows[:BATCH] if after is None else rows.filter(pk__gt=after)[:BATCH])
            events = _events_of(model, [row.pk for row in batch])
        if not batch:
            return
        yield [(row, events.get(row.pk, [])) for row in batch]
        after = batch[-1].pk


def _events_of(model: type[Model], keys: list[UUID]) -> dict[UUID, list[Any]]:
    stored: Any = VisitEvent if model is Visit else AlarmEvent
    key = f"{model.__name__.lower()}_id"
    rows = stored.objects.filter(**{f"{key}__in": keys}).order_by(key, "number")
    return {about: list(events) for about, events in groupby(rows, lambda event: getattr(event, key))}


def _difference(row: Visit | Alarm, events: list[Any]) -> str | None:
    """How the row differs from what its events lead to; None where it does not."""
    numbers = [event.number for event in events]
    if numbers != list(range(1, row.events_count + 1)):
        return f"it has had {row.events_count} events, and {len(numbers)} are there"
    plan = engine_plan(row.plan_version) if isinstance(row, Alarm) else None
    state: engine.State | None = None
    for event in events:
        try:
            state, _ = engine.decide(state, engine.from_dict(event.content), plan, event.decided_at)
        except (engine.Refused, engine.BrokenPromise, ValueError, KeyError, TypeError) as error:
            return f"event {event.number}, {event.name}, cannot have happened: {error}"
        if state.status != event.to_status:
            return f"event {event.number}, {event.name}, led to {event.to_status}, and leads to {state.status}"
    if state is None:
        return "it has no events"
    return _first_difference(state, row)


def _first_difference(state: engine.State, row: Visit | Alarm) -> str | None:
    """The first field that is stored with another value: in the state, or in a column beside it."""
    stored = engine.from_dict(row.state)
    for field in fields(state):
        is_now, ought = getattr(stored, field.name, None), getattr(state, field.name)
        if is_now != ought:
            return f"{field.name} is stored as {is_now}, and its events lead to {ought}"
    for column, ought in _columns(state).items():
        if getattr(row, column) != ought:
            return f"its column {column} is {getattr(row, column)}, and its events lead to {ought}"
    return None


def _columns(state: engine.State) -> dict[str, Any]:
    """What `decisions` writes beside the state."""
    columns: dict[str, Any] = {"status": state.status, "clock_at": state.clock_at}
    if isinstance(state, engine.AlarmState):
        return columns | {
            "kind": state.kind,
            "owner_id": state.owner,
            "taken_at": state.taken_at,
            "closed_at": state.closed_at,
            "outcome": state.outcome or "",
            "hidden_from_worker": state.hidden_from_worker,
        }
    return columns | {"started_at": state.started_at, "ended_at": state.ended_at}
