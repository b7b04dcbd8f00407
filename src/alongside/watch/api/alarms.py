"""Alarms: asking for help, and what those do who respond."""

import logging
from typing import Any, Literal
from uuid import UUID

from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError, transaction
from django.http import HttpRequest, RawPostDataException
from django.shortcuts import get_object_or_404
from ninja import Router, Status

from alongside.devices.actions import store_signal
from alongside.devices.protocols.signal import POSITION, Signal
from alongside.ledger.clock import now
from alongside.messages.queries import NextWay, next_ways_used
from alongside.people.access import allow, require
from alongside.people.actions import actor_for
from alongside.people.api import Limit, Page, own_place, page_of, person, rfc3339
from alongside.people.models import Staff
from alongside.people.queries import colleagues_of
from alongside.watch import actions, engine
from alongside.watch.api.lateness import is_late
from alongside.watch.api.schemas import HELP_CALL, AlarmOut, Closing, HandOver, HelpCalled, Timeline, Words
from alongside.watch.help_call import HelpCall, read_help_call
from alongside.watch.models import Alarm, AlarmEvent
from alongside.watch.queries import alarms_for, place_to_help
from alongside.watch.words import describe_event, describe_next_way

log = logging.getLogger("alongside.watch")

router = Router(tags=["Alarms"])


@router.post(
    "",
    response={201: HelpCalled},
    summary="Ask for help",
    description="Every field may be left out. What cannot be read is left out too: the call itself is always taken.",
    openapi_extra={"requestBody": {"content": {"application/json": {"schema": HELP_CALL}}}},
)
@allow("alarms.raise")
def ask_for_help(request: HttpRequest) -> Any:
    call = read_help_call(_said(request))
    worker = place_to_help(request.user, call.organisation)
    received_at = now()
    press = actions.Press(call.kind, received_at, pressed_at=call.pressed_at, late=is_late(call.pressed_at, request))
    alarm = actions.ask_for_help(worker, press, by=actor_for(request.user), text=call.text)
    if call.position:
        _keep_position(worker, call)
    return Status(201, {"id": alarm.pk, "received_at": rfc3339(received_at)})


def _said(request: HttpRequest) -> bytes:
    """The body of a call for help; nothing where it is too large to be one, or a form that was taken apart already."""
    try:
        return request.body
    except (RequestDataTooBig, RawPostDataException):
        return b""


def _keep_position(worker: Staff, call: HelpCall) -> None:
    """Stores where the caller was; a fault here must not lose the call."""
    lat, lon = call.position or (None, None)
    where = Signal(device="", kind=POSITION, at=call.pressed_at, lat=lat, lon=lon, accuracy_m=call.accuracy_m)
    try:
        with transaction.atomic():
            store_signal(worker, where)
    except DatabaseError:
        log.exception("The position of a call for help could not be stored")


@router.get("", response=Page[AlarmOut], summary="Alarms that the caller may respond to, newest first")
@allow("alarms.respond")
def list_alarms(
    request: HttpRequest,
    state: Literal["open", "closed"] | None = None,
    kind: engine.AlarmKind | None = None,
    cursor: str | None = None,
    limit: Limit = 50,
) -> Any:
    rows = alarms_for(request.user)
    if state:
        rows = rows.filter(closed_at__isnull=state == "open")
    if kind:
        rows = rows.filter(kind=kind)
    return page_of(rows, cursor, limit, show_alarm)


@router.get("/{id}", response=AlarmOut)
@allow("alarms.respond")
def get_alarm(request: HttpRequest, id: UUID) -> Any:
    return show_alarm(_alarm(request, id))


@router.post("/{id}/take", response=AlarmOut, summary="Take it: the first who does owns it")
@allow("alarms.respond")
def take_alarm(request: HttpRequest, id: UUID) -> Any:
    alarm = _alarm(request, id)
    return show_alarm(actions.take_alarm(alarm, own_place(request, alarm.organisation_id), by=actor_for(request.user)))


@router.post("/{id}/note", response=AlarmOut, summary="Say what is being done")
@allow("alarms.respond")
def note_progress(request: HttpRequest, id: UUID, words: Words) -> Any:
    alarm = _alarm(request, id)
    place = own_place(request, alarm.organisation_id)
    return show_alarm(actions.note_progress(alarm, place, words.text, by=actor_for(request.user)))


@router.post("/{id}/hand-over", response=AlarmOut)
@allow("alarms.respond")
def hand_over(request: HttpRequest, id: UUID, to: HandOver) -> Any:
    alarm = _alarm(request, id)
    place = own_place(request, alarm.organisation_id)
    receiver = get_object_or_404(
        colleagues_of(request.user), pk=to.to, active=True, organisation_id=alarm.organisation_id
    )
    return show_alarm(actions.hand_over(alarm, place, receiver, by=actor_for(request.user)))


@router.post("/{id}/close", response=AlarmOut)
@allow("alarms.respond")
def close_alarm(request: HttpRequest, id: UUID, closing: Closing) -> Any:
    alarm = _alarm(request, id)
    require(request.user, "alarms.close", alarm)
    place = own_place(request, alarm.organisation_id)
    by = actor_for(request.user)
    return show_alarm(actions.close_alarm(alarm, place, closing.outcome, closing.text, by=by))


@router.post(
    "/{id}/reopen", response=AlarmOut, summary="Open a closed alarm again, and say why: it rings from the start"
)
@allow("alarms.respond")
def reopen_alarm(request: HttpRequest, id: UUID, words: Words) -> Any:
    alarm = _alarm(request, id)
    place = own_place(request, alarm.organisation_id)
    return show_alarm(actions.reopen_alarm(alarm, place, words.text, by=actor_for(request.user)))


@router.get("/{id}/timeline", response=Timeline)
@allow("alarms.respond")
def timeline(request: HttpRequest, id: UUID) -> Any:
    alarm = _alarm(request, id)
    entries = [(event.decided_at, _entry(event)) for event in alarm.events.order_by("number")]
    entries += [(used.at, _next_way(used)) for used in next_ways_used("alarm", alarm.pk)]
    return {"items": [entry for _, entry in sorted(entries, key=lambda one: one[0])]}


def show_alarm(alarm: Alarm) -> dict[str, Any]:
    """An alarm as responders see it. Not the position: that is looked at on purpose, and the look is recorded."""
    return {
        "id": alarm.pk,
        "kind": alarm.kind,
        "status": alarm.status,
        "worker": person(alarm.worker),
        "team": alarm.team.name if alarm.team else None,
        "visit": alarm.visit_id,
        "place": alarm.visit.place if alarm.visit else None,
        "raised_at": rfc3339(alarm.raised_at),
        "pressed_at": rfc3339(alarm.pressed_at),
        "late": alarm.late,
        "owner": person(alarm.owner),
        "taken_at": rfc3339(alarm.taken_at),
        "next_step_at": rfc3339(alarm.clock_at),
        "closed_at": rfc3339(alarm.closed_at),
        "outcome": alarm.outcome or None,
    }


def _entry(event: AlarmEvent) -> dict[str, Any]:
    return {
        "at": rfc3339(event.decided_at),
        "what": event.name,
        "words": describe_event(event),
        "by": event.actor_name,
        "lag_s": (event.decided_at - event.due_at).total_seconds() if event.due_at else None,
    }


def _next_way(used: NextWay) -> dict[str, Any]:
    return {"at": rfc3339(used.at), "what": "NextWay", "words": describe_next_way(used), "by": "", "lag_s": None}


def _alarm(request: HttpRequest, id: UUID) -> Alarm:
    return get_object_or_404(alarms_for(request.user), pk=id)
