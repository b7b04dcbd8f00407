"""The API of days in court, pleas and orders."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Status

from alongside.cases.asking import Why, WhySeen, chosen, find_case, said, seen
from alongside.cases.models import Case, PoliceTrack
from alongside.cases.police import court, orders, queries
from alongside.cases.police.api import OPENS, READ, WRITE
from alongside.cases.police.schemas import (
    AttendanceIn,
    BreachIn,
    HearingChange,
    HearingOut,
    NewHearing,
    OrderChange,
    OrderIn,
    OrderOut,
    PleaIn,
    PleaOut,
    ResultIn,
)
from alongside.cases.police.showing import show_hearing, show_order, show_plea
from alongside.cases.queries import colleagues_in
from alongside.people.access import allow
from alongside.people.actions import actor_for
from alongside.people.api import Limit, Page, page_of

router = Router(tags=["Police and court"])


@router.get("/{reference}/police/hearings", response=Page[HearingOut], summary="The days in court of a case")
@allow(READ)
def list_hearings(
    request: HttpRequest, reference: str, has_result: bool | None = None, cursor: str | None = None, limit: Limit = 50
) -> Any:
    """The newest entry first. `has_result` false: those of which nobody wrote what came of them."""
    found = queries.hearings_of(find_case(request, reference, opens=OPENS))
    if has_result is not None:
        found = found.exclude(result="") if has_result else found.filter(result="")
    return page_of(found, cursor, limit, show_hearing)


@router.post(
    "/{reference}/police/offences/{uuid:track_id}/hearings", response={201: HearingOut}, summary="A day in court"
)
@allow(WRITE)
def plan_hearing(request: HttpRequest, reference: str, track_id: UUID, new: NewHearing) -> Any:
    """409 where the police do not know of the offence."""
    case, track = _track(request, reference, track_id)
    hearing = court.plan_hearing(track, by=actor_for(request.user), **new.dict())
    return Status(201, _shown(case, hearing.pk))


@router.patch("/{reference}/police/hearings/{uuid:hearing_id}", response=HearingOut, summary="Change a day in court")
@allow(WRITE)
def change_hearing(request: HttpRequest, reference: str, hearing_id: UUID, change: HearingChange) -> Any:
    """Everybody who is to come and can be reached is told of a new day or court."""
    case = find_case(request, reference, WRITE, opens=OPENS)
    hearing = get_object_or_404(queries.hearings_of(case), pk=hearing_id)
    stands = {name: getattr(hearing, name) for name in ("starts_at", "court", "kind", "note")}
    wanted = stands | {name: value for name, value in said(change, "changed_at").items() if value is not None}
    by = actor_for(request.user)
    court.change_hearing(hearing, **wanted, by=by, seen_at=seen(hearing, change.changed_at))
    return _shown(case, hearing_id)


@router.post(
    "/{reference}/police/hearings/{uuid:hearing_id}/result", response=HearingOut, summary="What came of a hearing"
)
@allow(WRITE)
def record_result(request: HttpRequest, reference: str, hearing_id: UUID, result: ResultIn) -> Any:
    """Sent again, it is a correction. The first one that was held brings a charge before the court."""
    case = find_case(request, reference, WRITE, opens=OPENS)
    hearing = get_object_or_404(queries.hearings_of(case), pk=hearing_id)
    by = actor_for(request.user)
    court.record_result(hearing, result.result, result.text, by=by, seen_at=seen(hearing, result.changed_at))
    return _shown(case, hearing_id)


@router.post(
    "/{reference}/police/hearings/{uuid:hearing_id}/attendances",
    response={201: HearingOut},
    summary="Somebody is to come",
)
@allow(WRITE)
def attend(request: HttpRequest, reference: str, hearing_id: UUID, new: AttendanceIn) -> Any:
    """A colleague gets a task, a message now and reminders before the day."""
    case = find_case(request, reference, WRITE, opens=OPENS)
    hearing = get_object_or_404(queries.hearings_of(case), pk=hearing_id)
    court.attend(
        hearing,
        new.role,
        staff=chosen(colleagues_in(case.organisation_id), new.staff, "who"),
        affected=chosen(hearing.track.incident.affected.all(), new.affected, "who"),
        other=new.other,
        by=actor_for(request.user),
    )
    return Status(201, _shown(case, hearing_id))


@router.post(
    "/{reference}/police/attendances/{uuid:attendance_id}/release", response=HearingOut, summary="They need not come"
)
@allow(WRITE)
def release(request: HttpRequest, reference: str, attendance_id: UUID) -> Any:
    """They are told, and their task ends."""
    case = find_case(request, reference, WRITE, opens=OPENS)
    attendance = get_object_or_404(queries.attendances_of(case), pk=attendance_id)
    court.release(attendance, by=actor_for(request.user))
    return _shown(case, attendance.hearing_id)


@router.post("/{reference}/police/offences/{uuid:track_id}/pleas", response={201: PleaOut}, summary="A plea")
@allow(WRITE)
def note_plea(request: HttpRequest, reference: str, track_id: UUID, new: PleaIn) -> Any:
    """409 where nobody is charged yet."""
    _, track = _track(request, reference, track_id)
    return Status(201, show_plea(orders.note_plea(track, new.plea, new.on, by=actor_for(request.user))))


@router.post("/{reference}/police/pleas/{uuid:plea_id}/take-back", response={204: None}, summary="A plea was wrong")
@allow(WRITE)
def take_back_plea(request: HttpRequest, reference: str, plea_id: UUID, why: Why) -> Any:
    """It counts no more; the file keeps it."""
    case = find_case(request, reference, WRITE)
    plea = get_object_or_404(queries.pleas_of(case), pk=plea_id)
    orders.take_back_plea(plea, why.why, by=actor_for(request.user))
    return Status(204, None)


@router.post(
    "/{reference}/police/offences/{uuid:track_id}/orders", response={201: OrderOut}, summary="A sentence or an order"
)
@allow(WRITE)
def add_order(request: HttpRequest, reference: str, track_id: UUID, new: OrderIn) -> Any:
    """One more, besides what came with the move. 409 before the verdict."""
    _, track = _track(request, reference, track_id)
    by = actor_for(request.user)
    order = orders.add_order(track, new.sentence, new.order_words, new.made_on, new.ends_on, new.amount, by=by)
    return Status(201, show_order(order))


@router.patch("/{reference}/police/orders/{uuid:order_id}", response=OrderOut, summary="Set an order right")
@allow(WRITE)
def change_order(request: HttpRequest, reference: str, order_id: UUID, change: OrderChange) -> Any:
    """Or its end, where a court varied it; what stood before stays in the file. `ends_on` and `amount` may be set to null."""
    case = find_case(request, reference, WRITE, opens=OPENS)
    order = get_object_or_404(queries.orders_of(case), pk=order_id)
    given = said(change)
    changed = orders.change_order(
        order,
        order.words if change.order_words is None else change.order_words,
        change.made_on or order.made_on,
        given.get("ends_on", order.ends_on),
        given.get("amount", order.amount_pence),
        why=change.why,
        by=actor_for(request.user),
        seen_at=seen(order, change.changed_at),
    )
    return show_order(changed)


@router.post("/{reference}/police/orders/{uuid:order_id}/breach", response=OrderOut, summary="An order was not kept")
@allow(WRITE)
def note_breach(request: HttpRequest, reference: str, order_id: UUID, breach: BreachIn) -> Any:
    """When, and what happened. Each breach is a line of the file; the order shows the latest day."""
    case = find_case(request, reference, WRITE, opens=OPENS)
    order = get_object_or_404(queries.orders_of(case), pk=order_id)
    by, read = actor_for(request.user), seen(order, breach.changed_at)
    return show_order(orders.note_breach(order, breach.on, breach.text, by=by, seen_at=read))


@router.post("/{reference}/police/orders/{uuid:order_id}/take-back", response={204: None}, summary="It counts no more")
@allow(WRITE)
def take_back_order(request: HttpRequest, reference: str, order_id: UUID, why: WhySeen) -> Any:
    """It was set aside, or noted wrongly; the file keeps it."""
    case = find_case(request, reference, WRITE)
    order = get_object_or_404(queries.orders_of(case), pk=order_id)
    orders.take_back_order(order, why.why, by=actor_for(request.user), seen_at=seen(order, why.changed_at))
    return Status(204, None)


def _track(request: HttpRequest, reference: str, track_id: UUID) -> tuple[Case, PoliceTrack]:
    case = find_case(request, reference, WRITE, opens=OPENS)
    return case, get_object_or_404(queries.tracks_of(case), pk=track_id)


def _shown(case: Case, hearing_id: UUID) -> dict[str, Any]:
    return show_hearing(queries.hearings_of(case).get(pk=hearing_id))
