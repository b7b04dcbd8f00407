"""The API of visits and alarms."""

import logging
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.db import DatabaseError, transaction
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema, Status
from pydantic import AfterValidator, AwareDatetime

from alongside.devices.actions import store_signal
from alongside.devices.protocols.signal import POSITION, Signal
from alongside.ledger.clock import now
from alongside.people.access import allow, require
from alongside.people.actions import actor_for
from alongside.people.api import LARGEST_PAGE, Page, Person, own_place, page_of, person, rfc3339, storable
from alongside.people.middleware import problem
from alongside.people.models import Staff
from alongside.people.queries import colleagues_of
from alongside.watch import actions, engine
from alongside.watch.help_call import HelpCall, read_help_call
from alongside.watch.models import Alarm, AlarmEvent, Visit
from alongside.watch.queries import (
    alarms_for,
    place_to_help,
    place_to_work,
    state_as_heard,
    visits_for,
    with_shown_status,
)
from alongside.watch.words import describe_event

log = logging.getLogger("alongside.watch")

visits = Router(tags=["Visits"])
alarms = Router(tags=["Alarms"])

Lat = Annotated[float, Field(ge=-90, le=90)]
Lon = Annotated[float, Field(ge=-180, le=180)]
Text = Annotated[str, Field(max_length=actions.LONGEST_TEXT), AfterValidator(storable)]
LATE_AFTER_S = 300
HELP_CALL = {
    "type": "object",
    "properties": {
        "kind": {"enum": ["sos", "fall", "test"], "default": "sos"},
        "at": {"type": "string", "format": "date-time", "description": "When it was pressed, by the phone's clock"},
        "lat": {"type": "number", "minimum": -90, "maximum": 90},
        "lon": {"type": "number", "minimum": -180, "maximum": 180},
        "accuracy_m": {"type": "number", "minimum": 0},
        "text": {"type": "string", "maxLength": actions.LONGEST_TEXT},
        "organisation": {"type": "string", "format": "uuid", "description": "Only for people with several places"},
    },
}
Limit = Annotated[int, Query(ge=1, le=LARGEST_PAGE)]


class NewVisit(Schema):
    """A visit to be put on the caller's list. `start` starts it at once."""

    place: Text
    planned_end: AwareDatetime
    planned_start: AwareDatetime | None = None
    purpose: Text = ""
    risk: Literal["low", "medium", "high"] = "low"
    lat: Lat | None = None
    lon: Lon | None = None
    start: bool = False
    organisation: UUID | None = None


class VisitOut(Schema):
    """A visit. `due_at`: when the worker must next be heard."""

    id: UUID
    worker: Person
    team: str | None
    place: str
    purpose: str
    risk: str
    lat: float | None
    lon: float | None
    status: str
    planned_start: str | None
    planned_end: str | None
    started_at: str | None
    due_at: str | None
    ended_at: str | None


class CheckIn(Schema):
    """When the phone made it, where it had to wait for a signal; and where the caller was, if the phone knows."""

    at: AwareDatetime | None = None


class Extension(Schema):
    """How many minutes more."""

    minutes: Annotated[int, Field(ge=5, le=1440)]


class Ending(Schema):
    """The worker's PIN; from somebody else the evidence that the worker is safe."""

    pin: Annotated[str, Field(max_length=8), AfterValidator(storable)] = ""
    evidence: Text = ""


class Words(Schema):
    """What somebody has to say."""

    text: Text


class HelpCalled(Schema):
    """The call is stored and people are being rung."""

    id: UUID
    received_at: str


class AlarmOut(Schema):
    """An alarm."""

    id: UUID
    kind: str
    status: str
    worker: Person
    team: str | None
    visit: UUID | None
    place: str | None
    raised_at: str
    pressed_at: str | None
    late: bool
    owner: Person | None
    taken_at: str | None
    next_step_at: str | None
    closed_at: str | None
    outcome: str | None


class HandOver(Schema):
    """Who gets the alarm."""

    to: UUID


class Closing(Schema):
    """How it turned out; a genuine alarm needs words."""

    outcome: Literal["genuine", "false_accidental", "false_device", "test", "found_safe", "duplicate"]
    text: Text = ""


class TimelineEntry(Schema):
    """One thing that happened. `lag_s`: seconds between due and done, where it was due."""

    at: str
    what: str
    words: str
    by: str
    lag_s: float | None


class Timeline(Schema):
    """Everything that happened to an alarm, in order."""

    items: list[TimelineEntry]
    next: None = None


@visits.post("", response={201: VisitOut}, summary="Plan a visit, or start one")
@allow("visits.own")
def create_visit(request: HttpRequest, new: NewVisit) -> Any:
    worker = place_to_work(request.user, new.organisation)
    by = actor_for(request.user)
    itinerary = actions.Itinerary(
        place=new.place,
        planned_end=new.planned_end,
        planned_start=new.planned_start,
        purpose=new.purpose,
        risk=new.risk,
        lat=new.lat,
        lon=new.lon,
    )
    visit = actions.plan_visit(worker, itinerary, by=by, start=new.start)
    return Status(201, show_visit(visit))


@visits.get("", response=Page[VisitOut], summary="Visits that the caller may see, newest first")
@allow("visits.see")
def list_visits(
    request: HttpRequest,
    status: engine.VisitStatus | None = None,
    mine: bool = False,
    cursor: str | None = None,
    limit: Limit = 50,
) -> Any:
    rows = visits_for(request.user)
    if mine:
        rows = rows.filter(worker__user=request.user.pk)
    if status:
        rows = with_shown_status(rows, status)
    return page_of(rows, cursor, limit, show_visit)


@visits.get("/{id}", response=VisitOut)
@allow("visits.see")
def get_visit(request: HttpRequest, id: UUID) -> Any:
    return show_visit(get_object_or_404(visits_for(request.user), pk=id))


@visits.post("/{id}/start", response=VisitOut)
@allow("visits.own")
def start_visit(request: HttpRequest, id: UUID) -> Any:
    return show_visit(actions.start_visit(_own_visit(request, id), by=actor_for(request.user)))


@visits.post("/{id}/check-in", response=VisitOut, summary="I am well; a late one is kept, refused, and moves no clock")
@allow("visits.own")
def check_in(request: HttpRequest, id: UUID, said: CheckIn | None = None) -> Any:
    late = _is_late(said.at if said else None)
    visit = actions.check_in(_own_visit(request, id), by=actor_for(request.user), late=late)
    if late:
        return problem(409, "Too late", "This check-in arrived late. If you are safe, check in again.", code="late")
    return show_visit(visit)


@visits.post("/{id}/extend", response=VisitOut)
@allow("visits.own")
def extend_visit(request: HttpRequest, id: UUID, extension: Extension) -> Any:
    visit = _own_visit(request, id)
    return show_visit(actions.extend_visit(visit, extension.minutes, by=actor_for(request.user)))


@visits.post("/{id}/end", response=VisitOut, summary="The worker, with the PIN, or a colleague, with evidence")
@allow("visits.see")
def end_visit(request: HttpRequest, id: UUID, ending: Ending) -> Any:
    visit = get_object_or_404(visits_for(request.user), pk=id)
    by = actor_for(request.user)
    if request.user.has_perm("visits.own", visit):
        return show_visit(actions.end_visit(visit, by=by, pin=ending.pin))
    require(request.user, "visits.end_for_worker", visit)
    place = own_place(request, visit.organisation_id)
    return show_visit(actions.end_visit_for_worker(visit, person=place, by=by, evidence=ending.evidence))


@visits.post("/{id}/note", response={201: None}, summary="Leave an amber note: hidden until an alarm")
@allow("visits.own")
def leave_note(request: HttpRequest, id: UUID, words: Words) -> Any:
    actions.leave_note(_own_visit(request, id), words.text, by=actor_for(request.user))
    return Status(201, None)


@alarms.post(
    "",
    response={201: HelpCalled},
    summary="Ask for help",
    description="Every field may be left out. What cannot be read is left out too: the call itself is always taken.",
    openapi_extra={"requestBody": {"content": {"application/json": {"schema": HELP_CALL}}}},
)
@allow("alarms.raise")
def ask_for_help(request: HttpRequest) -> Any:
    call = read_help_call(request.body)
    worker = place_to_help(request.user, call.organisation)
    received_at = now()
    press = actions.Press(call.kind, received_at, pressed_at=call.pressed_at, late=_is_late(call.pressed_at))
    alarm = actions.ask_for_help(worker, press, by=actor_for(request.user), text=call.text)
    if call.position:
        _keep_position(worker, call)
    return Status(201, {"id": alarm.pk, "received_at": rfc3339(received_at)})


def _keep_position(worker: Staff, call: HelpCall) -> None:
    """Stores where the caller was; a fault here must not lose the call."""
    lat, lon = call.position or (None, None)
    where = Signal(device="", kind=POSITION, at=call.pressed_at, lat=lat, lon=lon, accuracy_m=call.accuracy_m)
    try:
        with transaction.atomic():
            store_signal(worker, where)
    except DatabaseError:
        log.exception("The position of a call for help could not be stored")


@alarms.get("", response=Page[AlarmOut], summary="Alarms that the caller may respond to, newest first")
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


@alarms.get("/{id}", response=AlarmOut)
@allow("alarms.respond")
def get_alarm(request: HttpRequest, id: UUID) -> Any:
    return show_alarm(_alarm(request, id))


@alarms.post("/{id}/take", response=AlarmOut, summary="Take it: the first who does owns it")
@allow("alarms.respond")
def take_alarm(request: HttpRequest, id: UUID) -> Any:
    alarm = _alarm(request, id)
    return show_alarm(actions.take_alarm(alarm, own_place(request, alarm.organisation_id), by=actor_for(request.user)))


@alarms.post("/{id}/note", response=AlarmOut, summary="Say what is being done")
@allow("alarms.respond")
def note_progress(request: HttpRequest, id: UUID, words: Words) -> Any:
    alarm = _alarm(request, id)
    place = own_place(request, alarm.organisation_id)
    return show_alarm(actions.note_progress(alarm, place, words.text, by=actor_for(request.user)))


@alarms.post("/{id}/hand-over", response=AlarmOut)
@allow("alarms.respond")
def hand_over(request: HttpRequest, id: UUID, to: HandOver) -> Any:
    alarm = _alarm(request, id)
    place = own_place(request, alarm.organisation_id)
    receiver = get_object_or_404(
        colleagues_of(request.user), pk=to.to, active=True, organisation_id=alarm.organisation_id
    )
    return show_alarm(actions.hand_over(alarm, place, receiver, by=actor_for(request.user)))


@alarms.post("/{id}/close", response=AlarmOut)
@allow("alarms.respond")
def close_alarm(request: HttpRequest, id: UUID, closing: Closing) -> Any:
    alarm = _alarm(request, id)
    require(request.user, "alarms.close", alarm)
    place = own_place(request, alarm.organisation_id)
    by = actor_for(request.user)
    return show_alarm(actions.close_alarm(alarm, place, closing.outcome, closing.text, by=by))


@alarms.get("/{id}/timeline", response=Timeline)
@allow("alarms.respond")
def timeline(request: HttpRequest, id: UUID) -> Any:
    alarm = _alarm(request, id)
    return {"items": [_entry(event) for event in alarm.events.order_by("number")]}


def show_visit(visit: Visit) -> dict[str, Any]:
    """A visit as its worker may see it: whatever lies behind, one that they ended reads as ended (S9)."""
    state = state_as_heard(visit)
    status = engine.shown_to_worker(state)
    return {
        "id": visit.pk,
        "worker": person(visit.worker),
        "team": visit.team.name if visit.team else None,
        "place": visit.place,
        "purpose": visit.purpose,
        "risk": visit.risk,
        "lat": visit.lat,
        "lon": visit.lon,
        "status": status,
        "planned_start": rfc3339(visit.planned_start),
        "planned_end": rfc3339(visit.planned_end),
        "started_at": rfc3339(visit.started_at),
        "due_at": rfc3339(state.due_at)
        if state.started_at and status not in ("ended", "in_alarm", "cancelled")
        else None,
        "ended_at": rfc3339(visit.ended_at),
    }


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


def _is_late(made_at: datetime | None) -> bool:
    """Whether what arrives now was made more than five minutes ago, as the gateway counts for devices (S10)."""
    if made_at is None:
        return False
    return (now() - made_at).total_seconds() > LATE_AFTER_S


def _own_visit(request: HttpRequest, id: UUID) -> Visit:
    return get_object_or_404(visits_for(request.user), pk=id, worker__user=request.user.pk)


def _alarm(request: HttpRequest, id: UUID) -> Alarm:
    return get_object_or_404(alarms_for(request.user), pk=id)
