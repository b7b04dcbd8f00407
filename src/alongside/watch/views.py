"""The lone worker's page: start a visit, say that one is safe, ask for help."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from alongside.ledger.clock import now
from alongside.people.access import allow
from alongside.people.actions import actor_for, note_list_taken
from alongside.people.looks import looks_rows, looks_shown
from alongside.people.models import Staff
from alongside.watch import actions, belated, engine
from alongside.watch.gating.reading import who_from, worker_of
from alongside.watch.homecoming import say_home_safe
from alongside.watch.models import Visit
from alongside.watch.queries import own_alarm_shown_to, visits_of
from alongside.watch.safety_page import LOOKS, looks_at, notes_of, safety_of
from alongside.web.tables import csv_answer, xlsx_answer

LONGEST_VISIT_MINUTES = 24 * 60
FORMS = {"csv": csv_answer, "xlsx": xlsx_answer}

DONE = {
    "start": "Your visit has started.",
    "cancel": "The visit is off your list.",
    "check-in": "You are checked in.",
    "extend": "You have more time.",
    "note": "Your note is saved.",
    "driving": "Your check-in is put off until the drive is over.",
    "end": "Your visit has ended.",
    "home-safe": "It is saved that you are home.",
    "waits": "Your visit has not started: it waits. Nobody is watching the clock for you yet. See below what opens it.",
    "felt": "Thank you. It is kept, and the next assessment shows it.",
    "help": "Your call for help has arrived.",
}
IN_FIELD = {
    ("extend", "out_of_bounds"): "minutes",
    ("extend", "extended_enough"): "minutes",
    ("extend", "extended_too_long"): "minutes",
    ("driving", "out_of_bounds"): "driving",
}
"""Refusals that stand beside what was chosen."""

CHECKED_IN_DURING_ALARM = "Your colleagues have been told. They will make sure that you are safe."


@require_GET
@allow("visits.own")
def my_safety(request: HttpRequest) -> HttpResponse:
    """GET /my-safety"""
    done = request.GET.get("done", "")
    told = DONE.get(done, "")
    if done == "check-in" and own_alarm_shown_to(worker_of(request)):
        told = CHECKED_IN_DURING_ALARM
    return _show(request, "watch/my_safety.html", told=told, told_kind="warning" if done == "waits" else "success")


@require_GET
@allow("visits.own")
def now_fragment(request: HttpRequest) -> HttpResponse:
    """GET /my-safety/now: the part of the page that changes by itself."""
    return _show(request, "watch/_now.html")


@require_GET
@allow("visits.own")
def who_looked(request: HttpRequest) -> HttpResponseBase:
    """GET /my-safety/who?search=grant&what=note.seen&first=2026-05-03&before=ID&notes=ID&format=csv: who has looked at this worker's
    position and notes.
    """
    worker = worker_of(request)
    entries, zone = looks_at(worker), ZoneInfo(worker.organisation.time_zone)
    if (form := request.GET.get("format", "")) in FORMS and worker.user is not None:
        note_list_taken(worker.user, "who-looked", form, by=actor_for(request.user))
        return FORMS[form]("who-looked", looks_rows(entries, request.GET, LOOKS, zone))
    shown = {"looks": looks_shown(entries, request.GET, LOOKS, zone), "notes": notes_of(worker, request.GET.dict())}
    return render(request, "watch/who_looked.html", shown)


@require_POST
@allow("visits.own")
def new_visit(request: HttpRequest) -> HttpResponse:
    """POST /my-safety/visits (place, minutes, who, out_already, id): a visit that begins now, or waits at the gate. `id` is one that the
    page has made, so that what was sent and not answered is not begun twice.
    """

    def begin(worker: Staff) -> None:
        minutes = _minutes(request)
        if minutes is None or not 5 <= minutes <= LONGEST_VISIT_MINUTES:
            raise ValidationError({"minutes": "Write how many minutes it will take, from 5 to 1440."})
        ends = now() + timedelta(minutes=minutes)
        itinerary = actions.Itinerary(request.POST.get("place", ""), ends, who=who_from(request.POST.get("who", "")))
        out_already = bool(request.POST.get("out_already"))
        by = actor_for(request.user)
        visit = belated.begin(worker, itinerary, by=by, out_already=out_already, id=_made_id(request))
        waiting.extend([visit] if visit.status == engine.VisitStatus.GATED else [])

    waiting: list[Visit] = []
    answer = _do(request, "start", begin)
    return redirect("/my-safety?done=waits") if waiting else answer


@require_POST
@allow("visits.own")
def start(request: HttpRequest, id: UUID) -> HttpResponse:
    """POST /my-safety/visits/ID/start"""
    by = actor_for(request.user)
    return _do(request, "start", lambda worker: actions.start_visit(_visit(worker, id), by=by))


@require_http_methods(["GET", "POST"])
@allow("visits.own")
def cancel(request: HttpRequest, id: UUID) -> HttpResponse:
    """GET /my-safety/visits/ID/cancel: asks first; POST takes a planned visit off the list."""
    if request.method == "POST":
        by = actor_for(request.user)
        return _do(request, "cancel", lambda worker: actions.cancel_visit(_visit(worker, id), by=by))
    visit = _visit(worker_of(request), id)
    if visit.status != engine.VisitStatus.PLANNED:
        return redirect("/my-safety")
    return render(request, "watch/cancel_visit.html", {"visit": visit})


@require_POST
@allow("visits.own")
def note(request: HttpRequest, id: UUID) -> HttpResponse:
    """POST /my-safety/visits/ID/note (text, audio): the amber note, in place of the one before."""
    text, audio = request.POST.get("text", ""), request.FILES.get("audio")
    by = actor_for(request.user)
    return _do(request, "note", lambda worker: actions.leave_note(_visit(worker, id), text, audio=audio, by=by))


@require_POST
@allow("visits.own")
def check_in(request: HttpRequest, id: UUID) -> HttpResponse:
    """POST /my-safety/visits/ID/check-in"""
    by = actor_for(request.user)
    return _do(request, "check-in", lambda worker: actions.check_in(_visit(worker, id), by=by))


@require_POST
@allow("visits.own")
def extend(request: HttpRequest, id: UUID) -> HttpResponse:
    """POST /my-safety/visits/ID/extend (minutes)"""

    def lengthen(worker: Staff) -> None:
        minutes = _minutes(request)
        if minutes is None:
            raise ValidationError({"minutes": "Choose how many minutes more you need."})
        actions.extend_visit(_visit(worker, id), minutes, by=actor_for(request.user))

    return _do(request, "extend", lengthen)


@require_POST
@allow("visits.own")
def driving(request: HttpRequest, id: UUID) -> HttpResponse:
    """POST /my-safety/visits/ID/driving (minutes): nothing is due before the drive is over."""

    def drive(worker: Staff) -> None:
        minutes = _minutes(request)
        if minutes is None:
            raise ValidationError({"driving": "Choose how long you drive."})
        actions.drive(_visit(worker, id), minutes, by=actor_for(request.user))

    return _do(request, "driving", drive)


@require_POST
@allow("visits.own")
def home_safe(request: HttpRequest, id: UUID) -> HttpResponse:
    """POST /my-safety/visits/ID/home-safe (pin): after the end, the worker is home."""
    pin = request.POST.get("pin", "")[:20]
    by = actor_for(request.user)
    return _do(request, "home-safe", lambda worker: say_home_safe(_visit(worker, id), by=by, pin=pin))


@require_POST
@allow("visits.own")
def end(request: HttpRequest, id: UUID) -> HttpResponse:
    """POST /my-safety/visits/ID/end (pin)"""
    pin = request.POST.get("pin", "")[:20]
    by = actor_for(request.user)
    return _do(request, "end", lambda worker: actions.end_visit(_visit(worker, id), by=by, pin=pin))


@require_POST
@allow("alarms.raise")
def help_me(request: HttpRequest) -> HttpResponse:
    """POST /my-safety/help"""
    press = actions.Press(engine.AlarmKind.SOS, now())
    by = actor_for(request.user)
    return _do(request, "help", lambda worker: actions.ask_for_help(worker, press, by=by))


def _made_id(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.POST.get("id", ""))
    except ValueError:
        return None


def _minutes(request: HttpRequest) -> int | None:
    """The whole number of minutes that was written; None where that is none, or has more than six digits."""
    written = re.fullmatch(r"0{0,20}([0-9]{1,6})", request.POST.get("minutes", "").strip())
    return int(written[1]) if written else None


def _do(request: HttpRequest, what: str, act: Callable[[Staff], Any]) -> HttpResponse:
    try:
        act(worker_of(request))
    except engine.Refused as refused:
        field = IN_FIELD.get((what, refused.code))
        errors = {field: refused.sentence} if field else {}
        return _again(request, errors, told="" if field else refused.sentence)
    except ValidationError as error:
        return _again(request, {name: texts[0] for name, texts in error.message_dict.items()})
    return redirect(f"/my-safety?done={what}")


def _again(request: HttpRequest, errors: dict[str, str], *, told: str = "") -> HttpResponse:
    """The page once more, with what was wrong and what was typed; never the PIN."""
    entered = {name: request.POST.get(name, "") for name in ("place", "minutes", "text", "who")}
    told_kind = "error" if told else "success"
    return _show(
        request,
        "watch/my_safety.html",
        status=422 if errors else 409,
        told=told,
        told_kind=told_kind,
        errors=errors,
        entered=entered,
    )


def _show(request: HttpRequest, template: str, *, status: int = 200, **shown: Any) -> HttpResponse:
    return render(request, template, {"safety": safety_of(worker_of(request), **shown)}, status=status)


def _visit(worker: Staff, id: UUID) -> Visit:
    return get_object_or_404(visits_of(worker), pk=id)
