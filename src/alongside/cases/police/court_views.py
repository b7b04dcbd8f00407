"""Days in court, pleas and orders, within the section “Police and court”."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from alongside.cases.doing import form_page, posted, seen_at
from alongside.cases.fields import WhyForm
from alongside.cases.models import Attendance, Case, CourtOrder, Hearing, Plea
from alongside.cases.police import court, orders, queries
from alongside.cases.police.court_forms import AttendForm, BreachForm, HearingForm, OrderForm, PleaForm, ResultForm
from alongside.cases.police.holding import today_of, zone_of
from alongside.cases.police.reminding import when
from alongside.cases.police.said import offence_of
from alongside.cases.police.views import SECTION, WRITE
from alongside.cases.queries import colleagues_in
from alongside.cases.sections import address, find_case
from alongside.people.access import allow
from alongside.people.actions import actor_for


@require_http_methods(["GET", "POST"])
@allow(WRITE)
def add_hearing(request: HttpRequest, reference: str, track_id: UUID) -> HttpResponse:
    """GET, POST /cases/REFERENCE/police/ID/hearings/add"""
    case = find_case(request, reference, WRITE)
    track = get_object_or_404(queries.tracks_of(case), pk=track_id)
    form = HearingForm(posted(request), zone=_zone(case))

    def act() -> Hearing:
        return court.plan_hearing(track, by=actor_for(request.user), **form.said())

    return _page(request, case, form, "A hearing", act, f"t{track.pk}", before=[f"{offence_of(track)}."])


@require_http_methods(["GET", "POST"])
@allow(WRITE)
def change_hearing(request: HttpRequest, reference: str, hearing_id: UUID) -> HttpResponse:
    """GET, POST /cases/REFERENCE/police/hearings/ID: another day, court or purpose."""
    case, hearing = _hearing(request, reference, hearing_id)
    form = HearingForm(posted(request), zone=zone_of(hearing.track), hearing=hearing)

    def act() -> Hearing:
        return court.change_hearing(hearing, by=actor_for(request.user), seen_at=seen_at(request), **form.said())

    before = ["Everybody who is to come and can be reached is told of a new day or court."]
    return _of_hearing(request, case, form, "Change a hearing", act, hearing, before)


@require_http_methods(["GET", "POST"])
@allow(WRITE)
def attend(request: HttpRequest, reference: str, hearing_id: UUID) -> HttpResponse:
    """GET, POST /cases/REFERENCE/police/hearings/ID/attend: somebody is to come."""
    case, hearing = _hearing(request, reference, hearing_id)
    hurt = hearing.track.incident.affected.all()
    form = AttendForm(posted(request), people=colleagues_in(case.organisation_id), hurt=hurt)

    def act() -> Attendance:
        return court.attend(hearing, by=actor_for(request.user), **form.said())

    before = [
        f"{when(hearing)}, {hearing.court}.",
        "A colleague gets a task, a message now and reminders before the day. The message names the day and the court, and "
        "nobody. Whoever comes from outside has to be told by you.",
    ]
    return _of_hearing(request, case, form, "Who comes to the hearing", act, hearing, before)


@require_http_methods(["POST"])
@allow(WRITE)
def release(request: HttpRequest, reference: str, attendance_id: UUID) -> HttpResponse:
    """POST /cases/REFERENCE/police/attendances/ID/release: they need not come."""
    case = find_case(request, reference, WRITE)
    attendance = get_object_or_404(queries.attendances_of(case), pk=attendance_id)
    form = Form(request.POST)
    return _page(
        request,
        case,
        form,
        "They need not come",
        lambda: court.release(attendance, by=actor_for(request.user)),
        f"t{attendance.hearing.track_id}",
    )


@require_http_methods(["GET", "POST"])
@allow(WRITE)
def result(request: HttpRequest, reference: str, hearing_id: UUID) -> HttpResponse:
    """GET, POST /cases/REFERENCE/police/hearings/ID/result: what came of it, or a correction of that."""
    case, hearing = _hearing(request, reference, hearing_id)
    form = ResultForm(posted(request), initial={"result": hearing.result, "text": hearing.result_text})

    def act() -> Hearing:
        said = form.cleaned_data
        return court.record_result(
            hearing, said["result"], said["text"], by=actor_for(request.user), seen_at=seen_at(request)
        )

    return _of_hearing(request, case, form, "What came of it", act, hearing, [f"{when(hearing)}, {hearing.court}."])


@require_http_methods(["GET", "POST"])
@allow(WRITE)
def add_plea(request: HttpRequest, reference: str, track_id: UUID) -> HttpResponse:
    """GET, POST /cases/REFERENCE/police/ID/plea"""
    case = find_case(request, reference, WRITE)
    track = get_object_or_404(queries.tracks_of(case), pk=track_id)
    form = PleaForm(posted(request), initial={"on": today_of(track)})

    def act() -> Plea:
        said = form.cleaned_data
        return orders.note_plea(track, said["plea"], said["on"], by=actor_for(request.user))

    return _page(request, case, form, "A plea", act, f"t{track.pk}", before=[f"{offence_of(track)}."])


@require_http_methods(["GET", "POST"])
@allow(WRITE)
def take_back_plea(request: HttpRequest, reference: str, plea_id: UUID) -> HttpResponse:
    """GET, POST /cases/REFERENCE/police/pleas/ID/take-back"""
    case = find_case(request, reference, WRITE)
    plea = get_object_or_404(queries.pleas_of(case), pk=plea_id)
    form = WhyForm(posted(request))

    def act() -> None:
        orders.take_back_plea(plea, form.cleaned_data["why"], by=actor_for(request.user))

    return _page(request, case, form, "Take a plea back", act, f"t{plea.track_id}", button="Take it back")


@require_http_methods(["GET", "POST"])
@allow(WRITE)
def add_order(request: HttpRequest, reference: str, track_id: UUID) -> HttpResponse:
    """GET, POST /cases/REFERENCE/police/ID/orders/add: one more sentence or order."""
    case = find_case(request, reference, WRITE)
    track = get_object_or_404(queries.tracks_of(case), pk=track_id)
    form = OrderForm(posted(request))

    def act() -> CourtOrder:
        return orders.add_order(track, by=actor_for(request.user), **form.said())

    return _page(request, case, form, "A sentence or an order", act, f"t{track.pk}", before=[f"{offence_of(track)}."])


@require_http_methods(["GET", "POST"])
@allow(WRITE)
def change_order(request: HttpRequest, reference: str, order_id: UUID) -> HttpResponse:
    """GET, POST /cases/REFERENCE/police/orders/ID: set right, or varied by the court."""
    case, order = _order(request, reference, order_id)
    form = OrderForm(posted(request), order=order)

    def act() -> CourtOrder:
        return orders.change_order(
            order,
            why=form.cleaned_data["why"],
            by=actor_for(request.user),
            seen_at=seen_at(request),
            **form.said(),
        )

    return _of_order(request, case, form, "Change an order", act, order)


@require_http_methods(["GET", "POST"])
@allow(WRITE)
def note_breach(request: HttpRequest, reference: str, order_id: UUID) -> HttpResponse:
    """GET, POST /cases/REFERENCE/police/orders/ID/breach (on, text): it was not kept."""
    case, order = _order(request, reference, order_id)
    form = BreachForm(posted(request))

    def act() -> CourtOrder:
        said = form.cleaned_data
        return orders.note_breach(order, said["on"], said["text"], by=actor_for(request.user), seen_at=seen_at(request))

    return _of_order(request, case, form, "The order was not kept", act, order)


@require_http_methods(["GET", "POST"])
@allow(WRITE)
def take_back_order(request: HttpRequest, reference: str, order_id: UUID) -> HttpResponse:
    """GET, POST /cases/REFERENCE/police/orders/ID/take-back: it was set aside, or noted wrongly."""
    case, order = _order(request, reference, order_id)
    form = WhyForm(posted(request))

    def act() -> None:
        orders.take_back_order(order, form.cleaned_data["why"], by=actor_for(request.user), seen_at=seen_at(request))

    return _of_order(request, case, form, "The order counts no more", act, order)


def _hearing(request: HttpRequest, reference: str, hearing_id: UUID) -> tuple[Case, Hearing]:
    case = find_case(request, reference, WRITE)
    return case, get_object_or_404(queries.hearings_of(case), pk=hearing_id)


def _order(request: HttpRequest, reference: str, order_id: UUID) -> tuple[Case, CourtOrder]:
    case = find_case(request, reference, WRITE)
    return case, get_object_or_404(queries.orders_of(case), pk=order_id)


def _zone(case: Case) -> ZoneInfo:
    return ZoneInfo(case.organisation.time_zone)


def _of_hearing(
    request: HttpRequest, case: Case, form: Any, heading: str, act: Any, hearing: Hearing, before: list[str]
) -> HttpResponse:
    anchor = f"t{hearing.track_id}"
    return _page(request, case, form, heading, act, anchor, before=before, changed_at=hearing.changed_at)


def _of_order(request: HttpRequest, case: Case, form: Any, heading: str, act: Any, order: CourtOrder) -> HttpResponse:
    before = [f"{orders.words_of(order)}."]
    return _page(request, case, form, heading, act, f"t{order.track_id}", before=before, changed_at=order.changed_at)


def _page(
    request: HttpRequest,
    case: Case,
    form: Any,
    heading: str,
    act: Any,
    anchor: str,
    *,
    before: Sequence[str] = (),
    changed_at: datetime | None = None,
    button: str = "Save",
) -> HttpResponse:
    there = f"{address(case, SECTION)}?done=saved#{anchor}"
    more = {"seen": changed_at, "sentences": before, "button_text": button}
    return form_page(request, case, form, heading, act, there, section=SECTION, more=more)
