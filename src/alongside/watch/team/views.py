"""/team: the line manager's board."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from alongside.ledger.clock import now
from alongside.people.access import allow
from alongside.people.actions import actor_for, note_list_taken
from alongside.people.queries import zone_of
from alongside.watch.planning.views import FORMS, offered
from alongside.watch.team import queries
from alongside.watch.team.use import FEWEST, LABELS, period_of, rows_of_use, use_of
from alongside.web.listing import address, asked_for, choice, numbered_page

MOST_DEVICES = 50


@require_GET
@allow("team.see")
def board(request: HttpRequest) -> HttpResponseBase:
    """GET /team?search=okoye&team=ID&state=late&page=2&format=csv"""
    asked = _asked(request)
    if (form := request.GET.get("format", "")) in FORMS:
        note_list_taken(request.user, "team", form, by=actor_for(request.user))  # type: ignore[arg-type]
        rows = queries.board_rows(queries.narrowed_team(request.user, asked), zone_of(request.user))
        return FORMS[form]("team", rows)
    return render(request, "watch/team/board.html", _shown(request, asked))


@require_GET
@allow("team.see")
def now_fragment(request: HttpRequest) -> HttpResponse:
    """GET /team/now: the part of the page that changes by itself, narrowed as the page is."""
    return render(request, "watch/team/_board.html", _shown(request, _asked(request)))


@require_GET
@allow("team.see")
def use(request: HttpRequest) -> HttpResponseBase:
    """GET /team/use?team=ID&first=2026-01-01&last=2026-03-31&search=okoye&page=2&format=csv: how lone working is used."""
    teams = queries.teams_of(request.user)
    asked = asked_for(request.GET, team={str(team.pk) for team in teams}, first=None, last=None, search=None)
    period = period_of(asked["first"], asked["last"], zone_of(request.user))
    found = use_of(request.user, asked["team"], period)
    if (form := request.GET.get("format", "")) in FORMS:
        note_list_taken(request.user, "use", form, by=actor_for(request.user))  # type: ignore[arg-type]
        return FORMS[form]("use", rows_of_use(found))
    names = [name for name in found.may_need_help if asked["search"].casefold() in name.casefold()]
    shown = {
        "use": found,
        "labels": LABELS,
        "fewest": FEWEST,
        "period": period,
        "page": numbered_page(names, request.GET, asked),
        "devices": found.unused_devices[:MOST_DEVICES],
        "search": {"name": "search", "label": "Name of a person", "value": asked["search"]},
        "filters": [choice("team", "Team", [("", "Every team"), *((str(t.pk), t.name) for t in teams)], asked["team"])],
        "days": [
            {"name": "first", "label": "From", "value": period.first.isoformat()},
            {"name": "last", "label": "Until", "value": period.last.isoformat()},
        ],
        "exports": offered(asked) if found.counts else [],
    }
    return render(request, "watch/team/use.html", shown)


def _asked(request: HttpRequest) -> dict[str, str]:
    teams = {str(team.pk) for team in queries.teams_of(request.user)}
    return asked_for(request.GET, search=None, team=teams, state=queries.STATES)


def _shown(request: HttpRequest, asked: dict[str, str]) -> dict[str, Any]:
    page = numbered_page(queries.narrowed_team(request.user, asked), request.GET, asked)
    teams = [(str(team.pk), team.name) for team in queries.teams_of(request.user)]
    number = request.GET.get("page", "") if page.newer else ""
    return {
        "page": page,
        "lines": queries.lines_of(page.rows),
        "narrowed": any(asked.values()),
        "search": {"name": "search", "label": "Name", "value": asked["search"]},
        "filters": [
            *([choice("team", "Team", [("", "Every team"), *teams], asked["team"])] if len(teams) > 1 else []),
            choice("state", "State", [("", "Any"), *queries.STATES.items()], asked["state"]),
        ],
        "exports": offered(asked) if page.rows else [],
        "fragment": f"/team/now{address(asked, page=number)}",
        "as_of": now(),
        "again": f"/team{address(asked, page=number)}",
    }
