"""Escalation plans: the list, one plan, its draft, trying it, and publishing it."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from alongside.people.access import allow, require
from alongside.people.actions import actor_for, note_list_taken
from alongside.people.queries import zone_of
from alongside.watch.models import Plan
from alongside.watch.planning import actions, queries
from alongside.watch.planning.drafts import (
    MOST_STEPS,
    DraftStep,
    draft_from_form,
    draft_from_json,
    draft_of,
    understand,
)
from alongside.watch.planning.pages import draft_shown, errors_of, plan_shown, published_shown, tried_shown, week_shown
from alongside.web.listing import address, asked_for, choice, numbered_page
from alongside.web.tables import csv_answer, xlsx_answer

FORMS = {"csv": csv_answer, "xlsx": xlsx_answer}
DONE = {
    "saved": "The draft is saved. Nobody is rung by it until you publish it.",
    "dropped": "The draft is thrown away.",
    "published": "The plan is published. Alarms that are open keep the version that they began with.",
}


@require_GET
@allow("plans.see")
def plans(request: HttpRequest) -> HttpResponseBase:
    """GET /plans?search=nursing&state=gaps&page=2&format=csv"""
    asked = asked_for(request.GET, search=None, state=queries.STATES)
    found = queries.narrowed_plans(request.user, asked)
    if (form := request.GET.get("format", "")) in FORMS:
        note_list_taken(request.user, "plans", form, by=actor_for(request.user))  # type: ignore[arg-type]
        return FORMS[form]("plans", _rows(request, found))
    page = numbered_page(found, request.GET, asked)
    shown = {
        "page": page,
        "narrowed": any(asked.values()),
        "search": {"name": "search", "label": "Name or team", "value": asked["search"]},
        "filters": [choice("state", "Show", [("", "All of them"), *queries.STATES.items()], asked["state"])],
        "exports": offered(asked) if page.rows else [],
        "may_keep": request.user.has_perm("plans.keep"),
    }
    return render(request, "watch/planning/plans.html", shown)


@require_http_methods(["GET", "POST"])
@allow("plans.keep")
def new_plan(request: HttpRequest) -> HttpResponse:
    """GET /plans/new asks for whom; POST (for, name) begins a draft."""
    places = whom(request)
    errors: dict[str, str] = {}
    if request.method == "POST":
        organisation, team = places.get(request.POST.get("for", ""), (None, None))
        if organisation is None:
            errors["for"] = "Choose for whom the plan is."
        else:
            try:
                plan = actions.begin_plan(organisation, team, request.POST.get("name", ""), by=actor_for(request.user))
                return redirect(f"/plans/{plan.pk}/change")
            except ValidationError as error:
                errors = errors_of(error, team="for")
    items = [("", "Choose"), *((key, text_of(*place)) for key, place in places.items())]
    shown = {
        "whom": choice("for", "For whom", items, request.POST.get("for", "")),
        "name": request.POST.get("name", ""),
        "errors": errors,
        "none_left": not places,
    }
    return render(request, "watch/planning/new_plan.html", shown, status=422 if errors else 200)


@require_GET
@allow("plans.see")
def plan(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """GET /plans/ID: who is rung, whether it holds, its versions."""
    found = _find(request, plan_id)
    shown = plan_shown(found) | {
        "may_keep": request.user.has_perm("plans.keep", found),
        "done": DONE.get(request.GET.get("done", ""), ""),
    }
    return render(request, "watch/planning/plan.html", shown)


@require_GET
@allow("plans.see")
def version(request: HttpRequest, plan_id: UUID, number: int) -> HttpResponse:
    """GET /plans/ID/versions/3: a version as it was, and what it changed."""
    found = _find(request, plan_id)
    shown = published_shown(found, number)
    return render(request, "watch/planning/version.html", shown | {"plan": found})


@require_http_methods(["GET", "POST"])
@allow("plans.keep")
def change(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """GET shows the draft as a form; POST keeps it, adds a step (`do=add`), takes one out (`do=out-2`), or moves it up (`do=up-2`)."""
    found = _find(request, plan_id)
    require(request.user, "plans.keep", found)
    newest = queries.newest_of(found)
    if request.method != "POST":
        draft = draft_from_json(found.draft) if found.draft or newest is None else draft_of(newest)
        checked = bool(found.draft and request.GET.get("look"))
        errors = understand(draft, found.organisation).errors if checked else {}
        return render(request, "watch/planning/change.html", draft_shown(found, draft, errors))
    draft, do = draft_from_form(request.POST), request.POST.get("do", "save")
    what, _, said = do.partition("-")
    number = int(said) if said.isascii() and said.isdigit() and len(said) < 3 else 0
    if what == "add" and len(draft.steps) < MOST_STEPS:
        draft.steps.append(DraftStep())
    elif what == "out" and 1 <= number <= len(draft.steps) and len(draft.steps) > 1:
        del draft.steps[number - 1]
    elif what == "up" and 2 <= number <= len(draft.steps):
        draft.steps[number - 2 : number] = draft.steps[number - 2 : number][::-1]
    actions.save_draft(found, draft, by=actor_for(request.user))
    if what in ("add", "out", "up"):
        at = len(draft.steps) if what == "add" else max(1, min(number - (what == "up"), len(draft.steps)))
        return redirect(f"/plans/{found.pk}/change#step-{at}")
    errors = understand(draft, found.organisation).errors
    if errors:
        return render(request, "watch/planning/change.html", draft_shown(found, draft, errors), status=422)
    where = {"try": "try?of=draft", "publish": "publish", "week": "week?of=draft"}.get(what)
    return redirect(f"/plans/{found.pk}/{where}" if where else f"/plans/{found.pk}?done=saved")


@require_http_methods(["GET", "POST"])
@allow("plans.keep")
def drop(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """GET /plans/ID/drop asks, POST throws the draft away."""
    found = _find(request, plan_id)
    require(request.user, "plans.keep", found)
    if request.method != "POST":
        return render(request, "watch/planning/drop.html", {"plan": found})
    actions.drop_draft(found, by=actor_for(request.user))
    return redirect(f"/plans/{found.pk}?done=dropped")


@require_http_methods(["GET", "POST"])
@allow("plans.keep")
def publish(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """GET /plans/ID/publish says what changes and whether it holds; POST (with_gaps) publishes the draft."""
    found = _find(request, plan_id)
    require(request.user, "plans.keep", found)
    if found.draft is None:
        return redirect(f"/plans/{found.pk}")
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            actions.publish_draft(found, by=actor_for(request.user), with_gaps=request.POST.get("with_gaps") == "yes")
            return redirect(f"/plans/{found.pk}?done=published")
        except ValidationError as error:
            errors = errors_of(error)
    draft = draft_from_json(found.draft)
    understood = understand(draft, found.organisation)
    if understood.plan is None:
        return render(request, "watch/planning/change.html", draft_shown(found, draft, understood.errors), status=422)
    shown = week_shown(found, understood.plan, {}) | {
        "plan": found,
        "changes": plan_shown(found)["draft_changes"],
        "errors": errors,
    }
    return render(request, "watch/planning/publish.html", shown, status=422 if errors else 200)


@require_GET
@allow("plans.see")
def week(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """GET /plans/ID/week?of=draft&first=2026-12-07&worker=ID: at which hours of seven days it holds."""
    found = _find(request, plan_id)
    content = _content(request, found)
    if content is None:
        return redirect(f"/plans/{found.pk}")
    return render(request, "watch/planning/week.html", week_shown(found, content, request.GET) | {"plan": found})


@require_GET
@allow("plans.see")
def try_it(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """GET /plans/ID/try?of=draft&day=2026-12-07&time=14:00&occasion=panic&worker=ID: who would be rung when."""
    found = _find(request, plan_id)
    content = _content(request, found)
    if content is None:
        return redirect(f"/plans/{found.pk}")
    shown = tried_shown(found, content, request.GET)
    return render(request, "watch/planning/try.html", shown | {"plan": found}, status=422 if shown["errors"] else 200)


def whom(request: HttpRequest) -> dict[str, tuple[Any, Any]]:
    """For whom this person could begin a plan: teams without one, and the rest of an organisation, by key."""
    found: dict[str, tuple[Any, Any]] = {}
    taken = {one.organisation_id for one in queries.plans_for(request.user) if one.team_id is None}
    for body in queries.bodies_kept_by(request.user):
        if body.pk not in taken:
            found[str(body.pk)] = (body, None)
    for team in queries.teams_without_a_plan(request.user):
        found[str(team.pk)] = (team.organisation, team)
    return found


def text_of(organisation: Any, team: Any) -> str:
    return team.name if team else f"Everybody else of {organisation.name}"


def offered(asked: dict[str, str]) -> list[dict[str, str]]:
    return [{"text": text, "href": address(asked, format=form)} for form, text in (("csv", "CSV"), ("xlsx", "Excel"))]


def _find(request: HttpRequest, plan_id: UUID) -> Plan:
    return get_object_or_404(queries.plans_for(request.user), pk=plan_id)


def _content(request: HttpRequest, plan: Plan) -> Any:
    """The engine's plan that is looked at: the draft where that is asked for, may be seen and is one; else the newest version."""
    if request.GET.get("of") == "draft" and plan.draft and request.user.has_perm("plans.keep", plan):
        return understand(draft_from_json(plan.draft), plan.organisation).plan
    newest = queries.newest_of(plan)
    return queries.content_of(newest) if newest else None


def _rows(request: HttpRequest, found: Any) -> Iterator[list[Any]]:
    yield ["Plan", "Team", "Version", "Published", "Holds", "Gaps", "To be mended", "Draft"]
    zone = zone_of(request.user)
    for one in found:
        check = getattr(one, "check_made", None)
        yield [
            one.name,
            one.team.name if one.team else "",
            one.newest or "",
            one.published_at.astimezone(zone) if one.published_at else "",
            bool(check and check.holds),
            "; ".join(check.gaps) if check else "",
            "; ".join(check.warnings) if check else "",
            one.draft is not None,
        ]
