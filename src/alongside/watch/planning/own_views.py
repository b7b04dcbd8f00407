"""When somebody is on call themselves, and saying that they cannot be."""

from datetime import timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from alongside.ledger.clock import now
from alongside.people.access import allow
from alongside.people.actions import actor_for
from alongside.people.models import Staff
from alongside.people.queries import places_of
from alongside.watch.models import StaffAway
from alongside.watch.planning import own_turns, queries
from alongside.watch.planning.naming import read_people
from alongside.watch.planning.pages import errors_of
from alongside.watch.planning.rota_drafts import times_from
from alongside.watch.planning.words import span_in_words

PAGE = "/on-call"
SHOWN = timedelta(days=56)
DONE = {"away": "You are away then. Whoever had to be told has been.", "back": "You are on call in your turns again."}


@require_GET
@allow("people.work_here")
def mine(request: HttpRequest) -> HttpResponse:
    """GET /on-call: one's own turns in the coming eight weeks, and when one is away."""
    return _show(request)


@require_POST
@allow("people.work_here")
def away(request: HttpRequest) -> HttpResponse:
    """POST /on-call/away (place, begins_day, begins_time, ends_day, ends_time, by, leaves_gap)"""
    place = next((one for one in places_of(request.user) if str(one.pk) == request.POST.get("place", "")), None)
    if place is None:
        raise Http404
    begins, ends, errors = times_from(request.POST, place.organisation.time_zone)
    named, covered_by = request.POST.get("by", "").strip()[:300], None
    if named:
        keys, wrong = read_people(named, place.organisation)
        if wrong or len(keys) != 1:
            errors["by"] = " ".join(wrong) or "Write the name of one person."
        else:
            covered_by = queries.colleagues(place.organisation).get(pk=keys[0])
    if not errors and begins and ends:
        gap = request.POST.get("leaves_gap") == "yes"
        try:
            own_turns.go_away(place, begins, ends, covered_by=covered_by, leaves_gap=gap, by=actor_for(request.user))
            return redirect(f"{PAGE}?done=away")
        except ValidationError as error:
            errors = errors_of(error, ends="ends_day")
    return _show(request, {f"{name}-{place.pk}": text for name, text in errors.items()})


@require_http_methods(["GET", "POST"])
@allow("people.work_here")
def back(request: HttpRequest, away_id: UUID) -> HttpResponse:
    """GET asks, POST ends it: /on-call/away/ID/end"""
    one = next(
        (row for place in places_of(request.user) for row in own_turns.away_ahead_of(place) if row.pk == away_id), None
    )
    if one is None:
        raise Http404
    if request.method != "POST":
        return render(request, "watch/planning/end_own_away.html", {"away": one, "when": _when(one)})
    own_turns.come_back(one, by=actor_for(request.user))
    return redirect(f"{PAGE}?done=back")


def _show(request: HttpRequest, errors: dict[str, str] | None = None) -> HttpResponse:
    places = places_of(request.user)
    shown: dict[str, Any] = {
        "places": [_of_place(place) for place in places],
        "several": len(places) > 1,
        "entered": request.POST,
        "errors": errors or {},
        "done": "" if errors else DONE.get(request.GET.get("done", ""), ""),
    }
    return render(request, "watch/planning/on_call.html", shown, status=422 if errors else 200)


def _of_place(place: Staff) -> dict[str, Any]:
    zone, begin = ZoneInfo(place.organisation.time_zone), now().replace(second=0, microsecond=0)
    turns = own_turns.own_turns(place, begin, begin + SHOWN)
    return {
        "place": place,
        "turns": [
            {"when": span_in_words(one.begins, one.ends, zone), "rota": one.rota.name, "now": one.begins <= begin}
            for one in turns
        ],
        "aways": [{"away": one, "when": _when(one)} for one in own_turns.away_ahead_of(place)],
    }


def _when(away: StaffAway) -> str:
    return span_in_words(away.begins, away.ends, ZoneInfo(away.staff.organisation.time_zone))
