"""Joining reports, and connecting them with each other and with other things.

Joining and connecting are different: a joined report is a duplicate, and another one stands for both; reports of the same
event, told by several people, share the key `event` and each stands for itself.
"""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from alongside.incidents import states
from alongside.incidents.actions import note_change
from alongside.incidents.following.actions import tell_by_itself
from alongside.incidents.models import Connection, Incident
from alongside.incidents.triage.actions import save
from alongside.incidents.triage.closing import share_closings
from alongside.incidents.triage.joined import tell_so_far
from alongside.ledger.actions import Actor
from alongside.ledger.clock import now
from alongside.ledger.keys import new_id

LONGEST_WHY = 2000
BETWEEN_REPORTS = (Connection.Kind.SAME_EVENT, Connection.Kind.RELATED, Connection.Kind.EARLIER)
OBJECTS = (Connection.Kind.ALARM, Connection.Kind.MARKER, Connection.Kind.PLACE)
JOINED = "Your report was put together with another report about the same thing. Both are kept, and you can still follow it here."
PARTED = "Your report stands by itself again. It had been put together with another one."


@transaction.atomic
def merge_reports(into: Incident, others: Sequence[Incident], why: str = "", *, by: Actor) -> Incident:
    """Joins duplicates with the report that is to stand for all of them. Nothing of them is lost, and each can be parted.

    Raises ValidationError where one of them is of another organisation, or stands for others itself; `states.Refused`
    where one cannot be joined as it stands.
    """
    into, *others = _held([into, *others])
    if not others:
        raise ValidationError({"other": "Choose the report that tells the same."})
    if into.status in (Incident.Status.MERGED, Incident.Status.WITHDRAWN):
        raise states.Refused(
            f"Choose another report to stand for both: {into.reference} {states.SAID[states.State(into.status)]}."
        )
    words = _checked(why)
    for other in others:
        _merge(into, other, words, by)
    return into


@transaction.atomic
def part_reports(other: Incident, why: str = "", *, by: Actor) -> Incident:
    """Undoes a joining: the report is what it was before."""
    words = _checked(why)
    other, *stands = _held([other, *Incident.objects.filter(merged=other)])
    joined = other.changes.filter(what="merged").order_by("-pk").first()
    earlier = joined.before.get("status", "submitted") if joined else "submitted"
    status = states.after(other.status, states.Act.PART, earlier=earlier)
    into = next((one for one in stands if one.pk == other.merged_into_id), None)
    if into is None:
        raise states.Refused("Somebody joined this report with another one meanwhile. Look again.")
    other.status, other.merged_into = status, None
    save(other, "status", "merged_into")
    save(into)
    note_change(other, "parted", by=by, before={"into": into.reference}, after={"status": status}, why=words)
    note_change(into, "left", by=by, after={"report": other.reference}, why=words)
    tell_by_itself(other, PARTED, by=by)
    return other


@transaction.atomic
def connect(incident: Incident, other: Incident, kind: str, why: str = "", *, by: Actor) -> Connection:
    """Says that two reports have to do with each other; `same_event` gives them, and all that share it already, one event.

    Done again, in either direction, changes nothing.
    """
    if kind not in BETWEEN_REPORTS:
        raise ValidationError({"kind": "Choose how they belong together."})
    words = _checked(why)
    incident, other = _held([incident, other], and_their_events=True)
    for one, another in ((incident, other), (other, incident)):
        found = one.connections.filter(kind=kind, other=another, ended_at=None).first()
        if found and (kind != Connection.Kind.EARLIER or one == incident):
            return found
    made = _connect(incident, kind, words, by, other=other)
    if kind == Connection.Kind.SAME_EVENT:
        _share_event(incident, other)
    for one, another in ((incident, other), (other, incident)):
        save(one, "event")
        note_change(one, "connected", by=by, after={"kind": kind, "report": another.reference}, why=words)
    if kind == Connection.Kind.SAME_EVENT:
        share_closings([incident, other], by=by)
    return made


@transaction.atomic
def connect_object(incident: Incident, kind: str, object_id: UUID, why: str = "", *, by: Actor) -> Connection:
    """Connects a report with an alarm, a marker or a place, by its key; again changes nothing. The caller has checked
    that the person may see that object.
    """
    if kind not in OBJECTS:
        raise ValidationError({"kind": "Choose what it belongs to."})
    (incident,) = _held([incident])
    found = incident.connections.filter(kind=kind, object_id=object_id, ended_at=None).first()
    if found:
        return found
    made = _connect(incident, kind, _checked(why), by, object_id=object_id)
    save(incident)
    note_change(incident, "connected", by=by, after={"kind": kind, "object": str(object_id)}, why=made.why)
    return made


@transaction.atomic
def disconnect(connection: Connection, why: str = "", *, by: Actor) -> None:
    """Ends a connection; it stays in the history. Reports that no longer hang together no longer share an event."""
    words = _checked(why)
    ends = _held([one for one in (connection.incident, connection.other) if one is not None], and_their_events=True)
    connection = Connection.objects.select_for_update(of=("self",)).get(pk=connection.pk)
    if connection.ended_at is not None:
        return
    connection.ended_at = now()
    connection.save(update_fields=["ended_at"])
    for one in ends:
        save(one)
        note_change(one, "disconnected", by=by, before={"kind": connection.kind}, why=words)
    if connection.kind == Connection.Kind.SAME_EVENT and ends[0].event:
        _divide_event(ends[0].event)


def groups(members: Iterable[UUID], pairs: Iterable[tuple[UUID, UUID]]) -> list[set[UUID]]:
    """Who hangs together with whom by these pairs; somebody in no pair is a group of one. Pure."""
    found = [{member} for member in members]
    for one, another in pairs:
        touched = [group for group in found if one in group or another in group]
        found = [group for group in found if group not in touched] + [set().union(*touched)]
    return found


def _merge(into: Incident, other: Incident, why: str, by: Actor) -> None:
    if Incident.objects.filter(merged_into=other).exists():
        raise ValidationError(
            {"other": f"Other reports were joined with {other.reference}. Join this one with it instead."}
        )
    before = {"status": str(other.status)}
    other.status = states.after(other.status, states.Act.MERGE)
    other.merged_into = into
    save(other, "status", "merged_into")
    save(into)
    note_change(other, "merged", by=by, before=before, after={"status": other.status, "into": into.reference}, why=why)
    note_change(into, "joined", by=by, after={"report": other.reference}, why=why)
    share_closings([into, other], by=by)
    tell_by_itself(other, JOINED, by=by)
    tell_so_far(into, other, by=by)


def _connect(incident: Incident, kind: str, why: str, by: Actor, **end: Any) -> Connection:
    return Connection.objects.create(
        organisation_id=incident.organisation_id,
        incident=incident,
        kind=kind,
        why=why,
        made_at=now(),
        made_by=by.name,
        **end,
    )


def _share_event(incident: Incident, other: Incident) -> None:
    event = incident.event or other.event or new_id()
    if other.event and other.event != event:
        Incident.objects.filter(organisation_id=incident.organisation_id, event=other.event).update(event=event)
    incident.event = other.event = event


def _divide_event(event: UUID) -> None:
    members = list(Incident.objects.filter(event=event).values_list("pk", flat=True))
    standing = Connection.objects.filter(
        Q(incident__in=members), Q(other__in=members), kind=Connection.Kind.SAME_EVENT, ended_at=None
    )
    pairs = [(one.incident_id, one.other_id) for one in standing if one.other_id]
    first = True
    for group in sorted(groups(members, pairs), key=len, reverse=True):
        key = (event if first else new_id()) if len(group) > 1 else None
        Incident.objects.filter(pk__in=group).update(event=key)
        first = False


def _held(incidents: Sequence[Incident], *, and_their_events: bool = False) -> list[Incident]:
    """The reports as they stand now, locked in the order of their keys, given back in the order in which they came; with
    them, where it is asked for, every report of the events that they belong to.
    """
    keys = list(dict.fromkeys(incident.pk for incident in incidents))
    if len(keys) < len(incidents):
        raise ValidationError({"other": "Choose another report than this one."})
    wanted = Q(pk__in=keys)
    if and_their_events:
        wanted |= Q(event__in=Incident.objects.filter(pk__in=keys, event__isnull=False).values("event"))
    locked = Incident.objects.select_for_update(of=("self",), no_key=True).select_related("organisation")
    fresh = {one.pk: one for one in locked.filter(wanted).order_by("pk")}
    found = [fresh[key] for key in keys]
    if len({one.organisation_id for one in found}) > 1:
        raise ValidationError({"other": "That report is of another organisation."})
    return found


def _checked(why: str) -> str:
    words = why.strip()
    if len(words) > LONGEST_WHY:
        raise ValidationError({"why": f"Write at most {LONGEST_WHY} characters."})
    return words
