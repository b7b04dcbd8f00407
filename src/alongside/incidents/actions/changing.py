"""Taking a report into one's hands, and leaving behind what was done to it."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import QuerySet

from alongside.incidents.models import Change, Incident
from alongside.incidents.occasions import changed
from alongside.ledger.actions import Actor, record
from alongside.ledger.clock import now


def hold(incident: Incident) -> Incident:
    """The report as it stands now, locked until the transaction ends, with its organisation.

    An action that reads before it writes takes it first. Rows that only refer to the report can be written meanwhile
    (`FOR NO KEY UPDATE`).
    """
    held = Incident.objects.select_for_update(of=("self",), no_key=True).select_related("organisation")
    return held.get(pk=incident.pk)


def hold_all(incidents: Iterable[Incident]) -> list[Incident]:
    """Several reports as they stand now, locked until the transaction ends, in the order of their keys: nobody waits for each other."""
    return hold_all_of(Incident.objects.filter(pk__in={one.pk for one in incidents}))


def hold_all_of(wanted: QuerySet[Incident]) -> list[Incident]:
    """The same of a query."""
    return list(wanted.select_for_update(of=("self",)).select_related("organisation").order_by("pk"))


def note_change(
    incident: Incident,
    what: str,
    *,
    by: Actor,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    why: str = "",
) -> Change:
    """Writes the change, its ledger entry, and what webhooks are told of it, within the caller's action."""
    change = Change.objects.create(
        organisation_id=incident.organisation_id,
        incident=incident,
        at=now(),
        what=what,
        before=dict(before or {}),
        after=dict(after or {}),
        why=why,
        actor_kind=by.kind,
        actor_id=by.id,
        actor_name=by.name,
    )
    record(
        f"incident.{what}",
        "incident",
        incident.pk,
        organisation_id=incident.organisation_id,
        actor=by,
        details={"change": change.pk, **dict(after or {})},
    )
    changed.send_robust(Change, incident=incident, change=change, by=by)
    return change
