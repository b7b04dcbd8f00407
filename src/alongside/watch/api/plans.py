"""Plans and rotas, to be read: whether a plan holds, who would be rung when, and who is on call. Changing them: `keeping`."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Schema
from pydantic import AwareDatetime

from alongside.ledger.clock import now
from alongside.people.access import allow
from alongside.people.api import Limit, Page, Person, page_of, person, rfc3339
from alongside.watch.models import Plan, Rota
from alongside.watch.planning import queries
from alongside.watch.planning.coverage import workers_of
from alongside.watch.planning.dry_run import dry_run
from alongside.watch.planning.words import names_in, plan_in_words

router = Router(tags=["Plans"])


class PlanOut(Schema):
    """A plan as it was published last. `holds` is null where it was not looked at yet; `gaps` says when it does not hold, and
    `warnings` what is to be mended, in words.
    """

    id: UUID
    name: str
    team: UUID | None
    version: int | None
    published_at: str | None
    holds: bool | None
    gaps: list[str]
    warnings: list[str]
    says: dict[str, str]


class CalledOut(Schema):
    """One person who would be rung; `channels` is empty where nothing reaches them."""

    name: str
    why: str
    channels: list[str]
    complaint: str


class RingingOut(Schema):
    """What would happen at one moment."""

    at: str
    what: str
    called: list[CalledOut]


class RotaOut(Schema):
    """A rota and who is on call at a moment."""

    id: UUID
    name: str
    team: UUID | None
    version: int | None
    at: str
    on_call: list[Person]


@router.get("/plans", response=Page[PlanOut], summary="Plans that the caller may see, newest first")
@allow("plans.see")
def list_plans(request: HttpRequest, cursor: str | None = None, limit: Limit = 50) -> Any:
    return page_of(queries.plans_for(request.user), cursor, limit, show_plan)


@router.get("/plans/{plan_id}", response=PlanOut)
@allow("plans.see")
def get_plan(request: HttpRequest, plan_id: UUID) -> Any:
    return show_plan(get_object_or_404(queries.plans_for(request.user), pk=plan_id))


@router.get("/plans/{plan_id}/dry-run", response=list[RingingOut], summary="Who would be rung when; nobody is")
@allow("plans.see")
def try_plan(
    request: HttpRequest,
    plan_id: UUID,
    at: AwareDatetime | None = None,
    occasion: Literal["panic", "missed"] = "panic",
    worker: UUID | None = None,
) -> Any:
    plan = get_object_or_404(queries.plans_for(request.user), pk=plan_id)
    newest = queries.newest_of(plan)
    if newest is None:
        raise ValidationError({"plan_id": "This plan was never published."})
    protected = workers_of(plan)
    whom = next((one for one in protected if one.pk == worker), None if worker else protected[0])
    if whom is None:
        raise ValidationError({"worker": "This plan does not protect them."})
    return [
        {
            "at": rfc3339(one.at),
            "what": one.what,
            "called": [
                {
                    "name": called.name,
                    "why": called.why,
                    "channels": [str(way.channel) for way in called.ways],
                    "complaint": called.complaint,
                }
                for called in one.called
            ],
        }
        for one in dry_run(queries.content_of(newest), whom, queries.moment_to_try(at), occasion)
    ]


@router.get("/rotas", response=Page[RotaOut], summary="Rotas that the caller may see, with who is on call now")
@allow("plans.see")
def list_rotas(request: HttpRequest, cursor: str | None = None, limit: Limit = 50) -> Any:
    moment = now()
    return page_of(queries.rotas_for(request.user), cursor, limit, lambda rota: show_rota(rota, moment))


@router.get("/rotas/{rota_id}", response=RotaOut, summary="Who is on call by a rota, now or at a moment")
@allow("plans.see")
def get_rota(request: HttpRequest, rota_id: UUID, at: AwareDatetime | None = None) -> Any:
    rota = get_object_or_404(queries.rotas_for(request.user), pk=rota_id)
    return show_rota(rota, queries.moment_to_try(at))


def show_plan(plan: Plan) -> dict[str, Any]:
    """A `PlanOut`."""
    newest = queries.newest_of(plan)
    content = queries.content_of(newest) if newest else None
    check = getattr(plan, "check_made", None)
    return {
        "id": plan.pk,
        "name": plan.name,
        "team": plan.team_id,
        "version": newest.version if newest else None,
        "published_at": rfc3339(newest.made_at) if newest else None,
        "holds": check.holds if check else None,
        "gaps": check.gaps if check else [],
        "warnings": check.warnings if check else [],
        "says": dict(plan_in_words(content, newest.kin_number, names_in(content))) if content and newest else {},
    }


def show_rota(rota: Rota, at: datetime) -> dict[str, Any]:
    """A `RotaOut`."""
    people = queries.on_call_by(rota, at)
    return {
        "id": rota.pk,
        "name": rota.name,
        "team": rota.team_id,
        "version": rota.newest,  # type: ignore[attr-defined]
        "at": rfc3339(at),
        "on_call": [person(one) for one in people],
    }
