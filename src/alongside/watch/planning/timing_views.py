"""How long things take: what an organisation and its teams have set, and setting it from a moment on."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from alongside.ledger.clock import now
from alongside.people.access import allow, require
from alongside.people.actions import actor_for
from alongside.watch.planning.pages import errors_of
from alongside.watch.planning.rota_drafts import time_of
from alongside.watch.planning.timing_scopes import Scope, scopes_seen_by
from alongside.watch.rotas import moment_of
from alongside.watch.timings import NAMES, newest_said, set_timings, timings_of, timings_set
from alongside.web.listing import day_of

MINUTE = 60
MOST_SHOWN = 50
COUNTED = ("extensions_low", "extensions_medium", "extensions_high")


@require_GET
@allow("plans.see")
def timings(request: HttpRequest) -> HttpResponse:
    """GET /timings: the organisations and teams whose timings this person may see."""
    scopes = scopes_seen_by(request.user)
    moment = now()
    rows = [
        {
            "scope": scope,
            "own": newest_said(scope.organisation, scope.team, at=moment),
            "counts": _written(timings_of(scope.organisation, scope.team, at=moment)),
        }
        for scope in scopes.values()
    ]
    return render(request, "watch/planning/timings.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
@allow("plans.see")
def timing(request: HttpRequest, place_id: UUID) -> HttpResponse:
    """GET /timings/ID (of an organisation or a team): what counts and what it has set; POST sets it, whole, from a moment on."""
    scope = scopes_seen_by(request.user).get(place_id)
    if scope is None:
        raise Http404
    entered, errors = _written(newest_said(scope.organisation, scope.team)), {}
    if request.method == "POST":
        require(request.user, "plans.keep", scope.row)
        entered = {name: request.POST.get(name, "").strip()[:500] for name in (*NAMES, "day", "time", "why")}
        try:
            _set(request, scope, entered)
            return redirect(f"/timings/{place_id}?done=yes")
        except ValidationError as error:
            errors = errors_of(error, in_force_from="day")
    shown = {
        "scope": scope,
        "counts": _written(timings_of(scope.organisation, scope.team)),
        "above": _written(timings_of(scope.organisation, None)) if scope.team else {},
        "entered": entered,
        "errors": errors,
        "history": [(one, _written(one)) for one in timings_set(scope.organisation, scope.team)[:MOST_SHOWN]],
        "may_keep": request.user.has_perm("plans.keep", scope.row),
        "done": "It is set. Visits and alarms that have begun keep what they began with."
        if request.GET.get("done")
        else "",
        "moment": now(),
    }
    return render(request, "watch/planning/timing.html", shown, status=422 if errors else 200)


def _set(request: HttpRequest, scope: Scope, entered: Mapping[str, str]) -> None:
    """Reads the form and sets what it says. Raises ValidationError at the fields that are wrong."""
    errors: dict[str, str] = {}
    said: dict[str, int | None] = {}
    for name in NAMES:
        try:
            said[name] = _read(name, entered[name])
        except ValueError:
            errors[name] = "Write a number." if name in COUNTED else "Write a number of minutes."
    begins = None
    if entered["day"] or entered["time"]:
        day, at = day_of(entered["day"]), time_of(entered["time"] or "00:00")
        if day is None or at is None:
            errors["day"] = "Choose a day and a time, or neither to set it now."
        else:
            begins = moment_of(day, at, scope.organisation.time_zone)
    if errors:
        raise ValidationError(errors)
    by = actor_for(request.user)
    set_timings(scope.organisation, scope.team, said, by=by, in_force_from=begins, why=entered["why"])


def _read(name: str, written: str) -> int | None:
    """Seconds from minutes as people write them ("5", "0.5"), a count, or None for nothing. Raises ValueError."""
    if not written:
        return None
    if not written.isascii() or len(written) > 8:
        raise ValueError(written)
    if name in COUNTED:
        return int(written) if written.isdigit() else _no_number(written)
    try:
        minutes = Decimal(written)
    except InvalidOperation as error:
        raise ValueError(written) from error
    return int(minutes * MINUTE) if minutes.is_finite() and minutes >= 0 else _no_number(written)


def _no_number(written: str) -> int:
    raise ValueError(written)


def _written(timing: Any) -> dict[str, str]:
    """Settings as the form shows them: minutes, or a count; nothing where nothing is set."""
    return {name: _in_minutes(name, getattr(timing, name, None)) for name in NAMES}


def _in_minutes(name: str, value: int | None) -> str:
    if value is None:
        return ""
    return str(value) if name in COUNTED else f"{Decimal(value) / MINUTE:.4g}"
