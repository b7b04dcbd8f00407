"""The response centre's page."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from alongside.evidence.sending import send_file
from alongside.people.access import allow, require
from alongside.people.actions import actor_for
from alongside.people.models import Staff
from alongside.people.queries import colleagues_of, place_in
from alongside.response.board import console_for, told_to
from alongside.watch import actions, engine
from alongside.watch.models import Alarm
from alongside.watch.queries import alarms_for, note_shown_with

DONE = {
    "take": "You have taken this alarm.",
    "note": "Your note is saved.",
    "hand-over": "You have handed it over.",
    "close": "The alarm is closed.",
    "check": "You have checked this closing.",
    "reopen": "The alarm is open again, and people are being rung.",
}
NOT_FOUND = "That alarm is not one that you answer for, or it does not exist."
LONGEST_ASKED = 40


@require_GET
@allow("alarms.respond")
def console(request: HttpRequest) -> HttpResponse:
    """GET /response?alarm=ID"""
    return _show_asked(request, "response/console.html", told=DONE.get(request.GET.get("done", ""), ""))


@require_GET
@allow("alarms.respond")
def live(request: HttpRequest) -> HttpResponse:
    """GET /response/live?alarm=ID: the part of the page that changes by itself."""
    return _show_asked(request, "response/_live.html")


@require_GET
@allow("alarms.respond")
def alarm(request: HttpRequest, id: UUID) -> HttpResponse:
    """GET /response/alarms/ID: where messages lead."""
    return redirect(f"/response?alarm={_alarm(request, id).pk}")


@require_POST
@allow("alarms.respond")
def take(request: HttpRequest, id: UUID) -> HttpResponse:
    """POST /response/alarms/ID/take"""
    return _do(request, id, "take", lambda alarm, me: actions.take_alarm(alarm, me, by=actor_for(request.user)))


@require_POST
@allow("alarms.respond")
def note(request: HttpRequest, id: UUID) -> HttpResponse:
    """POST /response/alarms/ID/note"""
    words = request.POST.get("note", "")
    return _do(
        request,
        id,
        "note",
        lambda alarm, me: actions.note_progress(alarm, me, words, by=actor_for(request.user)),
        rename={"text": "note"},
    )


@require_GET
@allow("alarms.respond")
def spoken_note(request: HttpRequest, id: UUID) -> HttpResponseBase:
    """GET /response/alarms/ID/spoken-note: the worker's amber note as it was spoken, while the alarm is open (S11)."""
    alarm = _alarm(request, id)
    known = note_shown_with(alarm)
    if known is None or known.audio is None:
        raise Http404
    by, details = actor_for(request.user), {"worker": str(alarm.worker_id)}
    return send_file(request, known.audio, by=by, verb="note.heard", about=("alarm", alarm.pk), details=details)


@require_POST
@allow("alarms.respond")
def hand_over(request: HttpRequest, id: UUID) -> HttpResponse:
    """POST /response/alarms/ID/hand-over"""

    def give(alarm: Alarm, me: Staff) -> None:
        try:
            key = UUID(request.POST.get("to", ""))
        except ValueError as error:
            raise ValidationError({"to": "Choose who takes it from you."}) from error
        receiver = _colleague(request, alarm, key)
        if receiver is None:
            raise ValidationError({"to": "Choose somebody who works here."})
        actions.hand_over(alarm, me, receiver, by=actor_for(request.user))

    return _do(request, id, "hand-over", give)


@require_POST
@allow("alarms.respond")
def close(request: HttpRequest, id: UUID) -> HttpResponse:
    """POST /response/alarms/ID/close"""
    outcome, text = request.POST.get("outcome", ""), request.POST.get("text", "")

    def end(alarm: Alarm, me: Staff) -> None:
        require(request.user, "alarms.close", alarm)
        actions.close_alarm(alarm, me, outcome, text, by=actor_for(request.user))

    return _do(request, id, "close", end)


@require_POST
@allow("alarms.respond")
def check(request: HttpRequest, id: UUID) -> HttpResponse:
    """POST /response/alarms/ID/check (text): a second person has checked the closing of a genuine alarm."""
    text = request.POST.get("text", "")
    by = actor_for(request.user)
    return _do(request, id, "check", lambda alarm, me: actions.check_closing(alarm, me, text, by=by))


@require_POST
@allow("alarms.respond")
def reopen(request: HttpRequest, id: UUID) -> HttpResponse:
    """POST /response/alarms/ID/reopen (why): a closed alarm rings again, because help may be needed after all."""
    why, by = request.POST.get("why", ""), actor_for(request.user)
    return _do(
        request,
        id,
        "reopen",
        lambda alarm, me: actions.reopen_alarm(alarm, me, why, by=by),
        rename={"text": "why"},
    )


def _do(
    request: HttpRequest,
    id: UUID,
    what: str,
    act: Callable[[Alarm, Staff], Any],
    *,
    rename: dict[str, str] | None = None,
) -> HttpResponse:
    alarm = _alarm(request, id)
    me = place_in(request.user, alarm.organisation_id)
    assert me is not None  # noqa: S101 (an alarm that one sees is of an organisation where one has a place)
    try:
        act(alarm, me)
    except engine.Refused as refused:
        field = {"text_needed": "text"}.get(refused.code)
        errors = {(rename or {}).get(field, field): refused.sentence} if field else {}
        told = "" if field else told_to(request.user, refused)
        return _again(request, id, told=told, told_kind="warning", errors=errors)
    except ValidationError as error:
        errors = {(rename or {}).get(name, name): texts[0] for name, texts in error.message_dict.items()}
        return _again(request, id, errors=errors)
    return redirect(f"/response?alarm={alarm.pk}&done={what}")


def _again(request: HttpRequest, id: UUID, **shown: Any) -> HttpResponse:
    """The page once more, with what was wrong and what was typed."""
    entered = {name: request.POST.get(name, "") for name in ("note", "to", "outcome", "text", "why")}
    status = 422 if shown.get("errors") else 409
    return _show(request, "response/console.html", _alarm(request, id), status=status, entered=entered, **shown)


def _show_asked(request: HttpRequest, template: str, **shown: Any) -> HttpResponse:
    """The page with the alarm that the address asks for, or with none where there is no such alarm for this person."""
    asked = request.GET.get("alarm", "")[:LONGEST_ASKED]
    chosen = _chosen(request)
    if asked and chosen is None:
        return _show(request, template, None, told=NOT_FOUND, told_kind="warning", not_found=asked)
    return _show(request, template, chosen, **shown)


def _show(
    request: HttpRequest, template: str, chosen: Alarm | None, *, status: int = 200, **shown: Any
) -> HttpResponse:
    console = console_for(request.user, chosen, **shown)
    selected = console.selected
    if selected and (selected.position or selected.amber_note):
        _record_look(request, selected)
    return render(request, template, {"console": console}, status=status)


def _record_look(request: HttpRequest, selected: Any) -> None:
    alarm = _alarm(request, selected.id)
    by = actor_for(request.user)
    if selected.position:
        actions.record_look("position.seen", alarm, selected.position.at.isoformat(), by=by)
    if selected.amber_note:
        actions.record_look("note.seen", alarm, str(selected.amber_note_id), by=by)


def _chosen(request: HttpRequest) -> Alarm | None:
    """The alarm that the address names; None where it names none that this person may see."""
    try:
        key = UUID(request.GET.get("alarm", ""))
    except ValueError:
        return None
    return alarms_for(request.user).filter(pk=key).first()


def _colleague(request: HttpRequest, alarm: Alarm, id: UUID) -> Staff | None:
    colleagues = colleagues_of(request.user).filter(active=True, organisation_id=alarm.organisation_id)
    return colleagues.filter(pk=id).first()


def _alarm(request: HttpRequest, id: UUID) -> Alarm:
    return get_object_or_404(alarms_for(request.user), pk=id)
