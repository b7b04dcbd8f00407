"""/buddy: who looks out for me, for whom I look out, and what each of us has agreed to."""

from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta
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
from alongside.people.models import Staff
from alongside.people.queries import place_in, places_of, zone_of
from alongside.watch import engine
from alongside.watch.buddies import actions, queries
from alongside.watch.buddies.steps import record_step
from alongside.watch.buddies.words import state_of, when_of
from alongside.watch.models import BuddyAgreement
from alongside.watch.planning.naming import read_people
from alongside.watch.planning.pages import errors_of
from alongside.watch.planning.queries import colleagues
from alongside.watch.planning.rota_drafts import times_from
from alongside.watch.planning.views import FORMS, offered
from alongside.watch.queries import alarms_for
from alongside.watch.rotas import moment_of
from alongside.watch.views import worker_of
from alongside.web.listing import asked_for, choice, day_of, page_of

DONE = {
    "asked": "They have been asked, and are told now. Until they agree, nobody relies on them.",
    "accepted": "You have agreed. You are rung when they need help.",
    "declined": "You have declined. They are told, so that they can ask somebody else.",
    "ended": "It is ended. The other one is told.",
}
FIELDS = ("who", "lasts", "day", "begins_day", "begins_time", "ends_day", "ends_time", "words")


@require_GET
@allow("people.work_here")
def buddies(request: HttpRequest) -> HttpResponse:
    """GET /buddy"""
    lines = [_line(request, one) for one in queries.open_agreements(request.user)]
    shown = {
        "to_answer": [one for one in lines if one["i_answer"]],
        "days": queries.days_of_workers(request.user),
        "mine": [one for one in lines if one["is_worker"]],
        "theirs": [one for one in lines if one["is_buddy"] and not one["i_answer"]],
        "works_alone": request.user.has_perm("visits.own"),
        "done": DONE.get(request.GET.get("done", ""), ""),
    }
    return render(request, "watch/buddy/buddies.html", shown)


@require_GET
@allow("people.work_here")
def every(request: HttpRequest) -> HttpResponseBase:
    """GET /buddy/all?search=lind&state=agreed&side=mine&before=ID&format=csv: all that was ever agreed."""
    asked = asked_for(request.GET, search=None, state=queries.STATES, side=queries.SIDES)
    found = queries.narrowed_agreements(request.user, asked)
    if (form := request.GET.get("format", "")) in FORMS:
        note_list_taken(request.user, "buddies", form, by=actor_for(request.user))  # type: ignore[arg-type]
        return FORMS[form]("buddies", _rows(found, zone_of(request.user)))
    page = page_of(found, request.GET, asked)
    shown = {
        "page": page,
        "lines": [_line(request, one) for one in page.rows],
        "narrowed": any(asked.values()),
        "search": {"name": "search", "label": "Name", "value": asked["search"]},
        "filters": [
            choice("side", "Whose", [("", "Both"), *queries.SIDES.items()], asked["side"]),
            choice("state", "State", [("", "Any"), *queries.STATES.items()], asked["state"]),
        ],
        "exports": offered(asked) if page.rows else [],
    }
    return render(request, "watch/buddy/every.html", shown)


@require_http_methods(["GET", "POST"])
@allow("visits.own")
def ask(request: HttpRequest) -> HttpResponse:
    """GET /buddy/ask is a form; POST (who, lasts, day, begins_day, begins_time, ends_day, ends_time, words) asks somebody."""
    return _asking(request, worker_of(request), None)


@require_http_methods(["GET", "POST"])
@allow("people.work_here")
def take_over(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    """GET /buddy/ID/take-over is a form; POST asks somebody to cover for this buddy for a time, or to take over for good."""
    agreement = _find(request, agreement_id)
    if not _line(request, agreement)["can_hand_over"]:
        return redirect(f"/buddy/{agreement.pk}")
    return _asking(request, agreement.worker, agreement)


@require_GET
@allow("people.work_here")
def agreement(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    """GET /buddy/ID: what it means, how it stands, and what can be done."""
    return _show(request, _find(request, agreement_id))


@require_POST
@allow("people.work_here")
def accept(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    """POST /buddy/ID/accept (understood=yes)"""

    def agree(found: BuddyAgreement) -> None:
        if request.POST.get("understood") != "yes":
            raise ValidationError({"understood": "Read what it means, and say that you have."})
        actions.accept(found, by=actor_for(request.user))

    return _answer(request, agreement_id, "accepted", agree)


@require_POST
@allow("people.work_here")
def decline(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    """POST /buddy/ID/decline (reason)"""
    reason, by = request.POST.get("reason", ""), actor_for(request.user)
    return _answer(request, agreement_id, "declined", lambda found: actions.decline(found, reason, by=by))


@require_POST
@allow("people.work_here")
def end(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    """POST /buddy/ID/end (reason): the worker or the buddy ends it."""
    found, reason = _find(request, agreement_id), request.POST.get("reason", "")
    if not _line(request, found)["can_end"]:
        return redirect(f"/buddy/{found.pk}")
    try:
        actions.end(found, reason, by=actor_for(request.user))
    except ValidationError as error:
        return _show(request, found, {f"end-{name}": text for name, text in errors_of(error).items()})
    return redirect("/buddy?done=ended")


@require_POST
@allow("alarms.respond")
def step(request: HttpRequest, id: UUID) -> HttpResponse:
    """POST /buddy/alarms/ID/steps (step, more): what a buddy has done in an alarm, in its timeline."""
    alarm = get_object_or_404(alarms_for(request.user), pk=id)
    me = place_in(request.user, alarm.organisation_id)
    assert me is not None  # noqa: S101 (an alarm that one sees is of an organisation where one has a place)
    code, more = request.POST.get("step", "")[:20], request.POST.get("more", "")
    try:
        record_step(alarm, me, code, more, by=actor_for(request.user))
    except engine.Refused as refused:
        return render(request, "watch/buddy/step.html", {"alarm": alarm, "told": refused.sentence}, status=409)
    except ValidationError as error:
        shown = {"alarm": alarm, "errors": errors_of(error), "code": code, "more": more}
        return render(request, "watch/buddy/step.html", shown, status=422)
    return redirect(f"/response?alarm={alarm.pk}&done=note")


def _answer(request: HttpRequest, agreement_id: UUID, done: str, act: Callable[[BuddyAgreement], Any]) -> HttpResponse:
    found = _find(request, agreement_id)
    if not _line(request, found)["is_buddy"]:  # only who is asked answers
        return redirect(f"/buddy/{found.pk}")
    try:
        act(found)
    except ValidationError as error:
        return _show(request, found, errors_of(error))
    return redirect(f"/buddy?done={done}")


def _asking(request: HttpRequest, worker: Staff, instead_of: BuddyAgreement | None) -> HttpResponse:
    entered = {name: request.POST.get(name, "")[:1000] for name in FIELDS}
    errors: dict[str, str] = {}
    if request.method == "POST":
        me = place_in(request.user, worker.organisation_id)
        try:
            how_long = _how_long(entered, worker, instead_of)
            person = _person(entered["who"], worker)
            actions.ask(
                worker,
                person,
                how_long,
                asked_by=me or worker,
                by=actor_for(request.user),
                words=entered["words"],
                instead_of=instead_of,
            )
            return redirect("/buddy?done=asked")
        except ValidationError as error:
            errors = errors_of(error)
    shown = {
        "entered": entered,
        "errors": errors,
        "worker": worker,
        "instead_of": instead_of,
        "is_worker": worker.pk in {place.pk for place in places_of(request.user)},
        "today": now().astimezone(ZoneInfo(worker.organisation.time_zone)).date().isoformat(),
    }
    return render(request, "watch/buddy/ask.html", shown, status=422 if errors else 200)


def _person(who: str, worker: Staff) -> Staff:
    keys, wrong = read_people(who[:300], worker.organisation)
    if wrong or len(keys) != 1:
        raise ValidationError({"who": " ".join(wrong) or "Write the name of one person."})
    return colleagues(worker.organisation).get(pk=keys[0])


def _how_long(entered: dict[str, str], worker: Staff, instead_of: BuddyAgreement | None) -> actions.For:
    """What the form says. "For good" means as long as the agreement that is taken over."""
    lasts, zone = entered["lasts"], worker.organisation.time_zone
    if lasts == "over" and instead_of is not None:
        return actions.For(instead_of.lasts, max(now(), instead_of.begins), instead_of.ends)
    if lasts == BuddyAgreement.Lasts.DAY:
        day = day_of(entered["day"])
        if day is None:
            raise ValidationError({"day": "Choose the day."})
        begins, ends = (moment_of(one, time(), zone) for one in (day, day + timedelta(days=1)))
        return actions.For(lasts, _not_before_now(begins), ends)
    if lasts == BuddyAgreement.Lasts.SHIFTS:
        first, last, errors = times_from(entered, zone)
        if errors or first is None or last is None:
            raise ValidationError(errors)
        return actions.For(lasts, _not_before_now(first), last)
    if lasts != BuddyAgreement.Lasts.STANDING or instead_of is not None:
        raise ValidationError({"lasts": "Choose for how long."})
    return actions.For(lasts)


def _not_before_now(moment: datetime) -> datetime | None:
    return moment if moment > now() else None


def _show(request: HttpRequest, found: BuddyAgreement, errors: dict[str, str] | None = None) -> HttpResponse:
    shown = {"line": _line(request, found), "errors": errors or {}, "entered": request.POST}
    return render(request, "watch/buddy/agreement.html", shown, status=422 if errors else 200)


def _line(request: HttpRequest, one: BuddyAgreement) -> dict[str, Any]:
    mine = {place.pk for place in places_of(request.user)}
    words, kind = state_of(one, now())
    waits = one.status == BuddyAgreement.Status.ASKED
    is_open = words not in ("Over", "Ended", "Declined", "Not answered in time")
    return {
        "agreement": one,
        "when": when_of(one, ZoneInfo(one.worker.organisation.time_zone)),
        "state": words,
        "kind": kind,
        "is_worker": one.worker_id in mine,
        "is_buddy": one.buddy_id in mine,
        "i_answer": one.buddy_id in mine and waits and is_open,
        "can_end": is_open and (bool(mine & {one.worker_id, one.buddy_id}) or waits),
        "can_hand_over": is_open and not waits and bool(mine & {one.worker_id, one.buddy_id}),
    }


def _rows(found: Any, zone: ZoneInfo) -> Iterator[list[Any]]:
    yield ["Worker", "Buddy", "From", "Until", "State", "Asked", "Answered", "Reason"]
    for one in found.order_by("-pk"):
        moments = (one.begins, one.ends), (one.asked_at, one.answered_at)
        (begins, ends), (asked, answered) = ([at and at.astimezone(zone) for at in some] for some in moments)
        state, _ = state_of(one, now())
        yield [one.worker.name, one.buddy.name, begins, ends, state, asked, answered, one.reason]


def _find(request: HttpRequest, agreement_id: UUID) -> BuddyAgreement:
    return get_object_or_404(queries.agreements_for(request.user), pk=agreement_id)
