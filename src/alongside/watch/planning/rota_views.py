"""Rotas: the list, one rota with its covers and times away, and changing it."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from alongside.ledger.clock import now
from alongside.people.access import allow, require
from alongside.people.actions import actor_for, note_list_taken
from alongside.people.models import Organisation, Team
from alongside.watch.models import Rota
from alongside.watch.planning import actions, queries
from alongside.watch.planning.naming import read_people
from alongside.watch.planning.pages import errors_of
from alongside.watch.planning.rota_drafts import (
    ShiftDraft,
    fresh_rota,
    rota_draft_from_form,
    rota_draft_of,
    times_from,
    understand_rota,
)
from alongside.watch.planning.rota_pages import form_shown, rota_shown, rota_version_shown, who_now
from alongside.watch.planning.views import FORMS, offered, text_of
from alongside.watch.rotas import MOST_SHIFTS
from alongside.web.listing import asked_for, numbered_page

DONE = {
    "published": "The rota is in use from now on.",
    "cover": "The cover is set.",
    "cover-ended": "The cover is ended.",
    "away": "They are away then: the next takes their turns.",
    "back": "They are on call again.",
}


@require_GET
@allow("plans.see")
def rotas(request: HttpRequest) -> HttpResponseBase:
    """GET /rotas?search=nursing&page=2&format=csv: every rota, with who is on call now."""
    asked = asked_for(request.GET, search=None)
    found = queries.narrowed_rotas(request.user, asked)
    if (form := request.GET.get("format", "")) in FORMS:
        note_list_taken(request.user, "rotas", form, by=actor_for(request.user))  # type: ignore[arg-type]
        return FORMS[form]("rotas", _rows(found))
    page = numbered_page(found, request.GET, asked)
    shown = {
        "page": page,
        "lines": who_now(page.rows),
        "narrowed": any(asked.values()),
        "search": {"name": "search", "label": "Name or team", "value": asked["search"]},
        "exports": offered(asked) if page.rows else [],
        "may_keep": request.user.has_perm("plans.keep"),
    }
    return render(request, "watch/planning/rotas.html", shown)


@require_http_methods(["GET", "POST"])
@allow("plans.keep")
def new_rota(request: HttpRequest) -> HttpResponse:
    """GET /rotas/new is a form; POST looks at it (`do=look`), adds a line (`do=add`), or puts it in use (`do=publish`)."""
    places: dict[str, tuple[Organisation, Team | None]] = {
        **{str(body.pk): (body, None) for body in queries.bodies_kept_by(request.user)},
        **{str(team.pk): (team.organisation, team) for team in queries.teams_kept_by(request.user)},
    }
    whom = [(key, text_of(*place).replace("Everybody else of", "The whole of")) for key, place in places.items()]
    if request.method != "POST":
        zone = next(iter(places.values()))[0].time_zone if places else "Europe/London"
        draft = fresh_rota(now().astimezone(ZoneInfo(zone)).date())
        return render(request, "watch/planning/rota_form.html", form_shown(draft, {}, whom=whom))
    organisation, team = places.get(request.POST.get("team", ""), (None, None))
    if organisation is None:
        draft = rota_draft_from_form(request.POST)
        errors = {"team": "Choose for whom the rota is."}
        return render(request, "watch/planning/rota_form.html", form_shown(draft, errors, whom=whom), status=422)
    return _written(request, organisation, team, None, whom)


@require_GET
@allow("plans.see")
def rota(request: HttpRequest, rota_id: UUID) -> HttpResponse:
    """GET /rotas/ID: who is on call in the coming weeks, who covers, who is away, its versions."""
    return _rota(request, _find(request, rota_id))


@require_GET
@allow("plans.see")
def rota_version(request: HttpRequest, rota_id: UUID, number: int) -> HttpResponse:
    """GET /rotas/ID/versions/3"""
    found = _find(request, rota_id)
    return render(request, "watch/planning/rota_version.html", rota_version_shown(found, number))


@require_http_methods(["GET", "POST"])
@allow("plans.keep")
def change_rota(request: HttpRequest, rota_id: UUID) -> HttpResponse:
    """GET /rotas/ID/change is the form; POST as of a new one."""
    found = _kept(request, rota_id)
    if request.method == "POST":
        return _written(request, found.organisation, found.team, found, [])
    draft = rota_draft_of(queries.rota_versions_of(found)[0])
    return render(request, "watch/planning/rota_form.html", form_shown(draft, {}, rota=found))


@require_POST
@allow("plans.keep")
def cover(request: HttpRequest, rota_id: UUID) -> HttpResponse:
    """POST /rotas/ID/covers (covered, by, begins_day, begins_time, ends_day, ends_time)"""
    found = _kept(request, rota_id)
    covered = queries.colleagues(found.organisation).filter(pk__in=_key(request.POST.get("covered", ""))).first()
    keys, wrong = read_people(request.POST.get("by", "")[:300], found.organisation)
    begins, ends, errors = times_from(request.POST, found.organisation.time_zone)
    if covered is None:
        errors["covered"] = "Choose who is covered for."
    if wrong or len(keys) != 1:
        errors["by"] = " ".join(wrong) or "Write the name of one person."
    if not errors and covered is not None and begins and ends:
        by = queries.colleagues(found.organisation).get(pk=keys[0])
        try:
            actions.set_cover(found, covered, by, begins, ends, by=actor_for(request.user))
            return redirect(f"/rotas/{found.pk}?done=cover#covers")
        except ValidationError as error:
            errors = errors_of(error, ends="ends_day")
    return _rota(request, found, {f"cover-{name}": text for name, text in errors.items()})


@require_http_methods(["GET", "POST"])
@allow("plans.keep")
def end_cover(request: HttpRequest, rota_id: UUID, cover_id: UUID) -> HttpResponse:
    """GET asks, POST ends it: /rotas/ID/covers/ID/end"""
    found = _kept(request, rota_id)
    one = get_object_or_404(found.covers.filter(cancelled_at=None).select_related("covered", "by", "rota"), pk=cover_id)
    if request.method != "POST":
        return render(request, "watch/planning/end_cover.html", {"rota": found, "cover": one})
    actions.cancel_cover(one, by=actor_for(request.user))
    return redirect(f"/rotas/{found.pk}?done=cover-ended#covers")


@require_POST
@allow("plans.keep")
def away(request: HttpRequest, rota_id: UUID) -> HttpResponse:
    """POST /rotas/ID/away (person, begins_day, begins_time, ends_day, ends_time)"""
    found = _kept(request, rota_id)
    person = queries.colleagues(found.organisation).filter(pk__in=_key(request.POST.get("person", ""))).first()
    begins, ends, errors = times_from(request.POST, found.organisation.time_zone)
    if person is None or person.pk not in queries.people_on(found):
        errors["person"] = "Choose who is away."
    elif not errors and begins and ends:
        try:
            actions.set_away(person, begins, ends, by=actor_for(request.user))
            return redirect(f"/rotas/{found.pk}?done=away#away")
        except ValidationError as error:
            errors = errors_of(error, ends="ends_day")
    return _rota(request, found, {f"away-{name}": text for name, text in errors.items()})


@require_http_methods(["GET", "POST"])
@allow("plans.keep")
def end_away(request: HttpRequest, rota_id: UUID, away_id: UUID) -> HttpResponse:
    """GET asks, POST ends it: /rotas/ID/away/ID/end"""
    found = _kept(request, rota_id)
    one = next((row for row in queries.away_ahead(found) if row.pk == away_id), None)
    if one is None:
        return redirect(f"/rotas/{found.pk}#away")
    if request.method != "POST":
        return render(request, "watch/planning/end_away.html", {"rota": found, "away": one})
    actions.cancel_away(one, by=actor_for(request.user))
    return redirect(f"/rotas/{found.pk}?done=back#away")


def _written(
    request: HttpRequest,
    organisation: Organisation,
    team: Team | None,
    found: Rota | None,
    whom: list[tuple[str, str]],
) -> HttpResponse:
    """The form as it was sent: once more with a line more or fewer, or with who would be on call; or it is put in use."""
    draft, do = rota_draft_from_form(request.POST), request.POST.get("do", "publish")
    what, _, said = do.partition("-")
    number = int(said) if said.isascii() and said.isdigit() and len(said) < 3 else 0
    if what == "add" and len(draft.shifts) < MOST_SHIFTS:
        draft.shifts.append(ShiftDraft())
    elif what == "out" and 1 <= number <= len(draft.shifts) and len(draft.shifts) > 1:
        del draft.shifts[number - 1]
    if what in ("add", "out"):
        return render(request, "watch/planning/rota_form.html", form_shown(draft, {}, rota=found, whom=whom))
    understood = understand_rota(draft, organisation)
    errors = understood.errors
    if understood.rota is not None and what == "publish":
        try:
            version = actions.publish_rota(
                organisation,
                understood.rota,
                name=draft.name,
                team=team,
                rota=found,
                with_gaps=request.POST.get("with_gaps") == "yes",
                by=actor_for(request.user),
            )
            return redirect(f"/rotas/{version.rota_id}?done=published")
        except ValidationError as error:
            errors = errors_of(error)
    shown = form_shown(draft, errors, rota=found, whom=whom, looked_at=understood.rota)
    return render(request, "watch/planning/rota_form.html", shown, status=422 if errors else 200)


def _find(request: HttpRequest, rota_id: UUID) -> Rota:
    return get_object_or_404(queries.rotas_for(request.user), pk=rota_id)


def _kept(request: HttpRequest, rota_id: UUID) -> Rota:
    found = _find(request, rota_id)
    require(request.user, "plans.keep", found)
    return found


def _rota(request: HttpRequest, found: Rota, errors: dict[str, str] | None = None) -> HttpResponse:
    shown = rota_shown(found, request.POST) | {
        "errors": errors or {},
        "may_keep": request.user.has_perm("plans.keep", found),
        "done": DONE.get(request.GET.get("done", ""), ""),
    }
    return render(request, "watch/planning/rota.html", shown, status=422 if errors else 200)


def _key(text: str) -> list[UUID]:
    try:
        return [UUID(text)]
    except ValueError:
        return []


def _rows(found: Any) -> Iterator[list[Any]]:
    yield ["Rota", "Team", "Version", "On call now"]
    for line in who_now(list(found)):
        yield [
            line["rota"].name,
            line["rota"].team.name if line["rota"].team else "",
            line["rota"].newest or "",
            line["now"],
        ]
