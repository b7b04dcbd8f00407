"""Visits: put on the list, begun, checked in from, ended."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Status

from alongside.ledger.clock import now
from alongside.people.access import allow, require
from alongside.people.actions import actor_for
from alongside.people.api import Limit, Page, own_place, page_of, person, rfc3339
from alongside.people.sealing import Unsealable, open_sealed
from alongside.watch import actions, belated, engine
from alongside.watch.api.lateness import is_late
from alongside.watch.api.schemas import (
    NOTE,
    Beginning,
    CheckIn,
    Ending,
    Extension,
    HomeSafe,
    NewVisit,
    VisitOut,
    read_note,
    read_note_form,
)
from alongside.watch.gating.reading import who_from
from alongside.watch.homecoming import say_home_safe
from alongside.watch.models import Visit
from alongside.watch.queries import place_to_work, state_as_heard, visits_for, with_shown_status

router = Router(tags=["Visits"])


@router.post("", response={201: VisitOut}, summary="Plan a visit, or start one")
@allow("visits.own")
def create_visit(request: HttpRequest, new: NewVisit) -> Any:
    worker = place_to_work(request.user, new.organisation)
    by = actor_for(request.user)
    begins = new.at if new.at and new.start else now()
    itinerary = actions.Itinerary(
        place=new.place,
        planned_end=new.planned_end or begins + timedelta(minutes=new.minutes or 0),
        planned_start=new.planned_start,
        purpose=new.purpose,
        risk=new.risk,
        lat=new.lat,
        lon=new.lon,
        who=who_from(new.subject),
    )
    if new.start:
        said_at = new.at if is_late(new.at, request) else None
        visit = belated.begin(worker, itinerary, by=by, out_already=new.out_already, id=new.id, said_at=said_at)
    else:
        visit = actions.plan_visit(worker, itinerary, by=by)
    return Status(201, show_visit(visit))


@router.get("", response=Page[VisitOut], summary="Visits that the caller may see, newest first")
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


@router.get("/{id}", response=VisitOut)
@allow("visits.see")
def get_visit(request: HttpRequest, id: UUID) -> Any:
    return show_visit(get_object_or_404(visits_for(request.user), pk=id))


@router.post("/{id}/start", response=VisitOut)
@allow("visits.own")
def start_visit(request: HttpRequest, id: UUID, said: Beginning | None = None) -> Any:
    visit, by = _own_visit(request, id), actor_for(request.user)
    if said and said.at and is_late(said.at, request):
        return show_visit(belated.start(visit, by=by, said_at=said.at))
    return show_visit(actions.start_visit(visit, by=by, out_already=said is not None and said.out_already))


@router.post("/{id}/cancel", response=VisitOut, summary="Take a planned visit off the list")
@allow("visits.own")
def cancel_visit(request: HttpRequest, id: UUID) -> Any:
    return show_visit(actions.cancel_visit(_own_visit(request, id), by=actor_for(request.user)))


@router.post("/{id}/check-in", response=VisitOut, summary="I am well; a late one is kept, refused, and moves no clock")
@allow("visits.own")
def check_in(request: HttpRequest, id: UUID, said: CheckIn | None = None) -> Any:
    visit, by, at = _own_visit(request, id), actor_for(request.user), said.at if said else None
    if is_late(at, request):
        belated.keep_word(visit, "check-in", by=by, said_at=at)
    return show_visit(actions.check_in(visit, by=by))


@router.post("/{id}/extend", response=VisitOut)
@allow("visits.own")
def extend_visit(request: HttpRequest, id: UUID, extension: Extension) -> Any:
    visit, by = _own_visit(request, id), actor_for(request.user)
    if is_late(extension.at, request):
        belated.keep_word(visit, "extend", by=by, said_at=extension.at)
    return show_visit(actions.extend_visit(visit, extension.minutes, by=by))


@router.post("/{id}/driving", response=VisitOut, summary="I am well and drive: nothing is due before the drive is over")
@allow("visits.own")
def begin_driving(request: HttpRequest, id: UUID, drive: Extension) -> Any:
    visit, by = _own_visit(request, id), actor_for(request.user)
    if is_late(drive.at, request):
        belated.keep_word(visit, "driving", by=by, said_at=drive.at)
    return show_visit(actions.drive(visit, drive.minutes, by=by))


@router.post("/{id}/home-safe", response=VisitOut, summary="After the end, where the team asks: I am home")
@allow("visits.own")
def home_safe(request: HttpRequest, id: UUID, ending: HomeSafe) -> Any:
    visit, by, pin = _own_visit(request, id), actor_for(request.user), _pin(request, ending)
    if ending.at and is_late(ending.at, request):
        return show_visit(belated.be_home(visit, by=by, pin=pin, said_at=ending.at))
    return show_visit(say_home_safe(visit, by=by, pin=pin))


@router.post("/{id}/end", response=VisitOut, summary="The worker, with the PIN, or a colleague, with evidence")
@allow("visits.see")
def end_visit(request: HttpRequest, id: UUID, ending: Ending) -> Any:
    visit = get_object_or_404(visits_for(request.user), pk=id)
    by = actor_for(request.user)
    if request.user.has_perm("visits.own", visit):
        pin = _pin(request, ending)
        if ending.at and is_late(ending.at, request):
            return show_visit(belated.end(visit, by=by, pin=pin, said_at=ending.at))
        return show_visit(actions.end_visit(visit, by=by, pin=pin))
    require(request.user, "visits.end_for_worker", visit)
    place = own_place(request, visit.organisation_id)
    return show_visit(actions.end_visit_for_worker(visit, person=place, by=by, evidence=ending.evidence))


@router.post(
    "/{id}/note",
    response={201: None},
    summary="Leave an amber note: hidden until an alarm, in place of the one before",
    description="Written as JSON, or spoken as a form with the recording in `audio`, and `text` where there is any.",
    openapi_extra={"requestBody": {"required": True, "content": NOTE}},
)
@allow("visits.own")
def leave_note(request: HttpRequest, id: UUID) -> Any:
    visit, by = _own_visit(request, id), actor_for(request.user)
    if request.content_type == "multipart/form-data":
        audio, said = request.FILES.get("audio"), read_note_form(request)
    else:
        audio, said = None, read_note(request)
    if said.at and is_late(said.at, request):
        belated.leave_note(visit, said.text, audio=audio, by=by, said_at=said.at)
    else:
        actions.leave_note(visit, said.text, audio=audio, by=by)
    return Status(201, None)


def show_visit(visit: Visit) -> dict[str, Any]:
    """A visit as its worker may see it: whatever lies behind, one that they ended reads as ended (S9)."""
    state = state_as_heard(visit)
    status = engine.shown_to_worker(state)
    times, minutes = engine.extension_left(state)
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
        "driving_until": rfc3339(state.driving_until),
        "extensions_left": times,
        "minutes_left": minutes,
        "ended_at": rfc3339(visit.ended_at),
        "home_by": rfc3339(state.home_by),
        "subject": visit.subject_id,
        "gate": _gate(visit),
    }


def _pin(request: HttpRequest, ending: Ending | HomeSafe) -> str:
    """The PIN that was sent, opened where it is sealed. Raises ValidationError where that is not possible."""
    if not ending.sealed:
        return ending.pin
    try:
        return open_sealed(ending.sealed, request.path)
    except Unsealable as error:
        raise ValidationError(
            {"pin": "Your PIN could not be read. Open the page again and type it once more."}
        ) from error


def _gate(visit: Visit) -> dict[str, Any] | None:
    if visit.gate is None:
        return None
    empty = {"asked": "", "level": "", "reasons": [], "changed": [], "known": [], "opened": ""}
    return {name: visit.gate.get(name, default) for name, default in empty.items()}


def _own_visit(request: HttpRequest, id: UUID) -> Visit:
    return get_object_or_404(visits_for(request.user), pk=id, worker__user=request.user.pk)
