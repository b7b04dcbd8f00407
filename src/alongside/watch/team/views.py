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
from alongside.web.listing import address, asked_for, choice, numbered_page


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
