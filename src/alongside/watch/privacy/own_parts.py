"""What this room and those below hold of a worker, as tables of their own copy.

While a silent alarm stands, each reads as if there were none (S9): an open alarm is told only as the worker's screen shows it.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q

from alongside.devices.models import Device, Signal
from alongside.evidence.models import StoredFile
from alongside.evidence.queries import read_file
from alongside.messages.models import Message
from alongside.people.models import ContactPoint, Staff
from alongside.people.own_copy import Part
from alongside.watch.models import RUNNING, Alarm, AlarmEvent, BuddyAgreement, NextOfKin, Visit, VisitEvent, VisitNote
from alongside.watch.queries import own_alarm_shown_to
from alongside.watch.safety_page import LOOKS, fate_of, looks_at
from alongside.watch.words import KINDS, OUTCOMES

Rows = Iterator[Sequence[Any]]
SOME = 500
AS_ENDED = {"EndedUnderDuress": "Ended"}
"""The end of a visit reads alike, with whichever PIN it was made (S9)."""


def visits(worker: Staff) -> Rows:
    yield ["Place", "Purpose", "Risk", "Planned from", "Planned until", "Started", "Ended", "State"]
    for one in Visit.objects.filter(worker=worker).order_by("pk").iterator(SOME):
        state = "ended" if one.ended_at and one.status in RUNNING else one.status
        at = _local(worker, one.planned_start, one.planned_end, one.started_at, one.ended_at)
        yield [one.place, one.purpose, one.risk, *at, state]


def visit_events(worker: Staff) -> Rows:
    """What the worker did and what the clocks did before; after an end nothing of what an alarm does to a visit."""
    yield ["When", "Place", "What", "By"]
    own = Q(actor_kind__in=["user", "device"]) | Q(name__in=["ClockDue", "Started", "Planned"])
    events = VisitEvent.objects.filter(own, visit__worker=worker).select_related("visit").order_by("pk")
    for one in events.iterator(SOME):
        if one.visit.ended_at and one.decided_at > one.visit.ended_at and one.name != "HomeSafe":
            continue
        yield [*_local(worker, one.decided_at), one.visit.place, AS_ENDED.get(one.name, one.name), one.actor_name]


def notes(worker: Staff) -> Rows:
    yield ["Left", "Visit", "Words", "Spoken", "Erased"]
    rows = VisitNote.objects.filter(visit__worker=worker).select_related("visit").order_by("pk")
    for one in rows.iterator(SOME):
        gone = _gone_at(one)
        left, erased = _local(worker, one.left_at, gone)
        yield [left, one.visit.place, "" if gone else one.text, one.audio_id is not None, erased]


def spoken_notes(worker: Staff) -> Iterator[tuple[str, bytes]]:
    kept = VisitNote.objects.filter(visit__worker=worker, erased_at=None).exclude(audio=None)
    kept = kept.select_related("audio", "visit")
    for one in kept.order_by("pk").iterator(SOME):
        file: StoredFile | None = one.audio
        if file is not None and file.erased_at is None and _gone_at(one) is None:
            yield f"notes/{one.left_at:%Y-%m-%d-%H%M%S}-{file.name}", read_file(file)


def _gone_at(note: VisitNote) -> datetime | None:
    """When it was erased, or would have been but for a silent alarm."""
    fate, at = fate_of(note)
    return at if fate == "Erased" else None


def positions(worker: Staff) -> Rows:
    yield ["Received", "Device's time", "Latitude", "Longitude", "Accuracy in metres", "Protocol"]
    found = Signal.objects.filter(worker=worker).exclude(lat=None).order_by("received_at", "pk")
    for one in found.iterator(SOME):
        yield [*_local(worker, one.received_at, one.device_at), one.lat, one.lon, one.accuracy_m, one.protocol]


def alarms(worker: Staff) -> Rows:
    yield ["Raised", "Kind", "State", "Outcome", "Closed"]
    shown = own_alarm_shown_to(worker)
    for one in Alarm.objects.filter(worker=worker).exclude(closed_at=None).order_by("pk").iterator(SOME):
        raised, closed = _local(worker, one.raised_at, one.closed_at)
        yield [raised, KINDS[one.kind], "closed", OUTCOMES.get(one.outcome, ""), closed]
    if shown is not None:
        yield [*_local(worker, shown.since), KINDS[shown.kind], "open", "", None]


def alarm_events(worker: Staff) -> Rows:
    """Of closed alarms alone: while one is open, the page My safety says what is being done."""
    yield ["When", "Alarm of", "What", "By", "Words"]
    events = AlarmEvent.objects.filter(alarm__worker=worker).exclude(alarm__closed_at=None).select_related("alarm")
    for one in events.order_by("alarm_id", "number").iterator(SOME):
        when, raised = _local(worker, one.decided_at, one.alarm.raised_at)
        yield [when, raised, one.name, one.actor_name, one.content.get("text", "")]


def looks(worker: Staff) -> Rows:
    yield ["When", "Who", "What they saw"]
    for one in looks_at(worker).order_by("pk").iterator(SOME):
        yield [*_local(worker, one.at), one.actor_name, LOOKS[one.verb]]


def messages_to(worker: Staff) -> Rows:
    yield ["When", "How", "Subject", "Words", "State"]
    found = Message.objects.filter(recipient=worker).exclude(about_type="alarm", about_id__in=_open_alarms_of(worker))
    for one in found.order_by("pk").iterator(SOME):
        yield [*_local(worker, one.not_before), one.get_channel_display(), one.subject, one.body, one.status]


def devices(worker: Staff) -> Rows:
    yield ["Device", "Protocol", "State", "Registered", "Last heard"]
    for one in Device.objects.filter(worker=worker).order_by("pk"):
        yield [one.label, one.protocol, one.get_state_display(), *_local(worker, one.registered_at, one.last_heard_at)]


def buddies(worker: Staff) -> Rows:
    yield ["Worker", "Buddy", "From", "Until", "State"]
    found = BuddyAgreement.objects.filter(Q(worker=worker) | Q(buddy=worker)).select_related("worker", "buddy")
    for one in found.order_by("pk"):
        yield [one.worker.name, one.buddy.name, *_local(worker, one.begins, one.ends), one.get_status_display()]


def contacts(worker: Staff) -> Rows:
    yield ["Whose", "How", "Address", "Verified"]
    for one in ContactPoint.objects.filter(staff=worker).order_by("position", "pk"):
        yield ["Yours", one.get_channel_display(), one.address, *_local(worker, one.verified_at)]
    for kin in NextOfKin.objects.filter(staff=worker):
        yield [f"Next of kin: {kin.name}", kin.get_tells_display(), kin.number, None]


OWN = (
    Part("visits", "Visits", visits),
    Part("visit_events", "What happened on visits", visit_events),
    Part("notes", "Notes", notes, spoken_notes),
    Part("positions", "Where your devices were", positions),
    Part("alarms", "Alarms", alarms),
    Part("alarm_events", "What was done in alarms", alarm_events),
    Part("looks", "Who looked at your position and notes", looks),
    Part("messages", "Messages to you", messages_to),
    Part("devices", "Devices", devices),
    Part("buddies", "Buddies", buddies),
    Part("contacts", "How you are reached", contacts),
)


def _open_alarms_of(worker: Staff) -> list[UUID]:
    return list(
        Alarm.objects.filter(worker=worker, closed_at=None, hidden_from_worker=True).values_list("pk", flat=True)
    )


def _local(worker: Staff, *moments: Any) -> list[Any]:
    zone = ZoneInfo(worker.organisation.time_zone)
    return [moment and moment.astimezone(zone) for moment in moments]
