"""Changing plans and rotas, covers and times away: by whoever keeps them. One's own turns as well.

Its operations are on the router of those that read: an address has one router.
"""

from collections.abc import Iterable
from datetime import date, time, timedelta
from typing import Annotated, Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Schema, Status
from pydantic import AfterValidator, AwareDatetime, Field

from alongside.ledger.clock import now
from alongside.people.access import allow, require
from alongside.people.actions import actor_for
from alongside.people.api import Asked, Line, own_place, rfc3339
from alongside.people.models import Organisation, Staff, Team
from alongside.watch.api.plans import PlanOut, RotaOut, router, show_plan, show_rota
from alongside.watch.models import Plan, Rota, StaffAway
from alongside.watch.planning import actions, own_turns, queries
from alongside.watch.planning.drafts import MOST_STEPS, ROLES, Draft, DraftStep
from alongside.watch.planning.naming import write_people
from alongside.watch.planning.rota_drafts import MOST_TOGETHER
from alongside.watch.rotas import EVERY_DAY, MOST_PEOPLE, MOST_SHIFTS, Length, Shift, faults
from alongside.watch.rotas import Rota as Turns

__all__ = ["router"]

OWN_AHEAD = timedelta(days=56)
People = Annotated[list[UUID], Field(max_length=MOST_PEOPLE)]


def _is_rung(role: str) -> str:
    if role not in {str(one) for one in ROLES}:
        raise ValueError(f"is none of {', '.join(str(one) for one in ROLES)}")
    return role


RoleName = Annotated[str, AfterValidator(_is_rung)]


class PlanBegun(Asked):
    """For a team, or for everybody else of an organisation."""

    name: Line
    organisation: UUID | None = None
    team: UUID | None = None


class StepAsked(Asked):
    """Whom a step rings: people by `staff_id`, holders of roles, whoever is on call by rotas. Seconds: 30 to 1800."""

    people: People = []
    roles: list[RoleName] = []
    rotas: Annotated[list[UUID], Field(max_length=20)] = []
    timeout_s: int = 120
    again_s: int | None = None


class DraftAsked(Asked):
    """A plan as it is to be; nobody is rung by it before it is published."""

    steps: Annotated[list[StepAsked], Field(min_length=1, max_length=MOST_STEPS)]
    cumulative: bool = True
    panic_to_all: bool = True
    kin: bool = False
    kin_timeout_s: int = 300
    kin_number: Line = ""


class Accepting(Asked):
    """`with_gaps`: nobody works alone at the hours at which it does not hold."""

    with_gaps: bool = False


class ShiftAsked(Asked):
    """Times of the day; `days` are those on which it begins, 0 is Monday."""

    begin: time
    end: time
    people: People
    days: Annotated[list[Annotated[int, Field(ge=0, le=6)]], Field(max_length=7)] = list(EVERY_DAY)


class RotaAsked(Accepting):
    """A rota: `people` take turns of a day or a week from `first_day`, or `shifts` say who is on call at which hours."""

    name: Annotated[Line, Field(min_length=1, max_length=100)]
    first_day: date
    length: Length = Length.WEEK
    hand_over: time = time(9)
    people: People = []
    shifts: Annotated[list[ShiftAsked], Field(max_length=MOST_SHIFTS)] = []
    together: Annotated[int, Field(ge=1, le=MOST_TOGETHER)] = 1
    gaps: bool = False


class RotaBegun(RotaAsked):
    """For a team, or for the whole of an organisation."""

    organisation: UUID | None = None
    team: UUID | None = None


class CoverAsked(Asked):
    """`by` takes the turns of `covered` for a while."""

    covered: UUID
    by: UUID
    begins: AwareDatetime
    ends: AwareDatetime


class AwayAsked(Asked):
    """Somebody of the rota cannot be on call for a while."""

    person: UUID
    begins: AwareDatetime
    ends: AwareDatetime


class OwnAwayAsked(Asked):
    """The caller cannot be on call for a while; `covered_by` takes their turns. `leaves_gap`: they know that nobody may be left."""

    organisation: UUID | None = None
    begins: AwareDatetime
    ends: AwareDatetime
    covered_by: UUID | None = None
    leaves_gap: bool = False


class SpanOut(Schema):
    """A time for which somebody covers or is away."""

    id: UUID
    begins: str
    ends: str


class OwnTurnOut(Schema):
    """One turn of the caller's."""

    rota: UUID
    name: str
    begins: str
    ends: str


@router.post("/plans", response={201: PlanOut}, summary="Begin a plan, which is only a draft yet")
@allow("plans.keep")
def begin_plan(request: HttpRequest, asked: PlanBegun) -> Any:
    organisation, team = _for_whom(request, asked.organisation, asked.team)
    plan = actions.begin_plan(organisation, team, asked.name, by=actor_for(request.user))
    return Status(201, show_plan(queries.plans_for(request.user).get(pk=plan.pk)))


@router.put("/plans/{plan_id}/draft", response=PlanOut, summary="Write what a plan is to be")
@allow("plans.keep")
def write_draft(request: HttpRequest, plan_id: UUID, asked: DraftAsked) -> Any:
    plan = _plan(request, plan_id)
    draft = Draft(
        steps=[
            DraftStep(
                people=_lines(one.people, plan.organisation, f"steps.{number}.people"),
                roles=[str(role) for role in one.roles],
                rotas=[str(key) for key in one.rotas],
                timeout_s=str(one.timeout_s),
                again_s=str(one.again_s or ""),
            )
            for number, one in enumerate(asked.steps)
        ],
        cumulative=asked.cumulative,
        panic_to_all=asked.panic_to_all,
        kin=asked.kin,
        kin_timeout_s=str(asked.kin_timeout_s),
        kin_number=asked.kin_number,
    )
    actions.save_draft(plan, draft, by=actor_for(request.user))
    return show_plan(_plan(request, plan_id))


@router.delete("/plans/{plan_id}/draft", response=PlanOut, summary="Throw the draft away; the plan stays as published")
@allow("plans.keep")
def drop_draft(request: HttpRequest, plan_id: UUID) -> Any:
    actions.drop_draft(_plan(request, plan_id), by=actor_for(request.user))
    return show_plan(_plan(request, plan_id))


@router.post(
    "/plans/{plan_id}/publish", response=PlanOut, summary="Put the draft in use; open alarms keep their version"
)
@allow("plans.keep")
def publish_plan(request: HttpRequest, plan_id: UUID, asked: Accepting) -> Any:
    actions.publish_draft(_plan(request, plan_id), with_gaps=asked.with_gaps, by=actor_for(request.user))
    return show_plan(_plan(request, plan_id))


@router.post("/rotas", response={201: RotaOut}, summary="A new rota, in use at once")
@allow("plans.keep")
def begin_rota(request: HttpRequest, asked: RotaBegun) -> Any:
    organisation, team = _for_whom(request, asked.organisation, asked.team)
    made = _publish(request, asked, organisation, team, None)
    return Status(201, show_rota(made, now()))


@router.put("/rotas/{rota_id}", response=RotaOut, summary="The next version of a rota, in use at once")
@allow("plans.keep")
def change_rota(request: HttpRequest, rota_id: UUID, asked: RotaAsked) -> Any:
    rota = _rota(request, rota_id)
    return show_rota(_publish(request, asked, rota.organisation, rota.team, rota), now())


@router.post("/rotas/{rota_id}/covers", response={201: SpanOut}, summary="Somebody takes somebody else's turns")
@allow("plans.keep")
def set_cover(request: HttpRequest, rota_id: UUID, asked: CoverAsked) -> Any:
    rota = _rota(request, rota_id)
    covered = _colleague(asked.covered, rota.organisation, "covered")
    taking = _colleague(asked.by, rota.organisation, "by")
    made = actions.set_cover(rota, covered, taking, asked.begins, asked.ends, by=actor_for(request.user))
    return Status(201, _span(made))


@router.delete("/rotas/{rota_id}/covers/{cover_id}", response={204: None}, summary="They do not cover any more")
@allow("plans.keep")
def end_cover(request: HttpRequest, rota_id: UUID, cover_id: UUID) -> Any:
    covers = _rota(request, rota_id).covers.filter(cancelled_at=None).select_related("rota")
    actions.cancel_cover(get_object_or_404(covers, pk=cover_id), by=actor_for(request.user))
    return Status(204, None)


@router.post("/rotas/{rota_id}/away", response={201: SpanOut}, summary="Somebody of the rota is away, in every rota")
@allow("plans.keep")
def set_away(request: HttpRequest, rota_id: UUID, asked: AwayAsked) -> Any:
    rota = _rota(request, rota_id)
    person = _colleague(asked.person, rota.organisation, "person")
    if person.pk not in queries.people_on(rota):
        raise ValidationError({"person": "They are not on this rota."})
    return Status(201, _span(actions.set_away(person, asked.begins, asked.ends, by=actor_for(request.user))))


@router.delete("/rotas/{rota_id}/away/{away_id}", response={204: None}, summary="They are not away")
@allow("plans.keep")
def end_away(request: HttpRequest, rota_id: UUID, away_id: UUID) -> Any:
    actions.cancel_away(_among(queries.away_ahead(_rota(request, rota_id)), away_id), by=actor_for(request.user))
    return Status(204, None)


@router.get("/on-call", response=list[OwnTurnOut], summary="The caller's own turns in the coming eight weeks")
@allow("people.work_here")
def list_own_turns(request: HttpRequest, organisation: UUID | None = None) -> Any:
    begin = now()
    return [
        {"rota": one.rota.pk, "name": one.rota.name, "begins": rfc3339(one.begins), "ends": rfc3339(one.ends)}
        for one in own_turns.own_turns(own_place(request, organisation), begin, begin + OWN_AHEAD)
    ]


@router.post("/on-call/away", response={201: SpanOut}, summary="The caller is away; whoever must know is told")
@allow("people.work_here")
def go_away(request: HttpRequest, asked: OwnAwayAsked) -> Any:
    place = own_place(request, asked.organisation)
    by = _colleague(asked.covered_by, place.organisation, "covered_by") if asked.covered_by else None
    made = own_turns.go_away(
        place, asked.begins, asked.ends, covered_by=by, leaves_gap=asked.leaves_gap, by=actor_for(request.user)
    )
    return Status(201, _span(made))


@router.delete("/on-call/away/{away_id}", response={204: None}, summary="The caller is not away after all")
@allow("people.work_here")
def come_back(request: HttpRequest, away_id: UUID, organisation: UUID | None = None) -> Any:
    mine = own_turns.away_ahead_of(own_place(request, organisation))
    own_turns.come_back(_among(mine, away_id), by=actor_for(request.user))
    return Status(204, None)


def _publish(
    request: HttpRequest, asked: RotaAsked, organisation: Organisation, team: Team | None, rota: Rota | None
) -> Rota:
    by_hours = asked.length is Length.HOURS
    shifts = [] if not by_hours else asked.shifts
    for key in {*asked.people, *(key for one in shifts for key in one.people)}:
        _colleague(key, organisation, "people")
    turns = Turns(
        zone=organisation.time_zone,
        first_day=asked.first_day,
        length=asked.length,
        hand_over=asked.hand_over.replace(second=0, microsecond=0, tzinfo=None),
        people=() if by_hours else tuple(asked.people),
        shifts=tuple(Shift(one.begin, one.end, tuple(one.people), tuple(sorted(set(one.days)))) for one in shifts),
        together=asked.together,
        gaps=asked.gaps,
    )
    if wrong := faults(turns):
        raise ValidationError({"shifts" if by_hours else "people": " ".join(wrong)})
    version = actions.publish_rota(
        organisation,
        turns,
        name=asked.name.strip(),
        team=team,
        rota=rota,
        with_gaps=asked.with_gaps,
        by=actor_for(request.user),
    )
    return queries.rotas_for(request.user).get(pk=version.rota_id)


def _for_whom(request: HttpRequest, organisation: UUID | None, team: UUID | None) -> tuple[Organisation, Team | None]:
    """A team or an organisation whose plans and rotas the caller keeps. Raises ValidationError."""
    if team is not None:
        found = next((one for one in queries.teams_kept_by(request.user) if one.pk == team), None)
        if found is not None:
            return found.organisation, found
        raise ValidationError({"team": "You keep no plans of this team."})
    bodies = queries.bodies_kept_by(request.user)
    body = next((one for one in bodies if organisation in (None, one.pk)), None)
    if body is None or (organisation is None and len(bodies) > 1):
        raise ValidationError({"organisation": "Say for which organisation or team that you keep plans of."})
    return body, None


def _plan(request: HttpRequest, plan_id: UUID) -> Plan:
    plan = get_object_or_404(queries.plans_for(request.user), pk=plan_id)
    require(request.user, "plans.keep", plan)
    return plan


def _rota(request: HttpRequest, rota_id: UUID) -> Rota:
    rota = get_object_or_404(queries.rotas_for(request.user), pk=rota_id)
    require(request.user, "plans.keep", rota)
    return rota


def _colleague(key: UUID, organisation: Organisation, field: str) -> Staff:
    found = queries.colleagues(organisation).filter(pk=key).first()
    if found is None:
        raise ValidationError({field: "Nobody who works here has this id."})
    return found


def _lines(keys: Iterable[UUID], organisation: Organisation, field: str) -> str:
    people = [_colleague(key, organisation, field).pk for key in keys]
    return write_people(people, organisation)


def _among(rows: list[StaffAway], key: UUID) -> StaffAway:
    found = next((row for row in rows if row.pk == key), None)
    if found is None:
        raise Http404
    return found


def _span(made: Any) -> dict[str, Any]:
    return {"id": made.pk, "begins": rfc3339(made.begins), "ends": rfc3339(made.ends)}
