"""How long things take: what an organisation or a team has set, what counts, and setting it. Everything in seconds, limits of
extensions as a count."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from ninja import Field, Router, Schema, Status
from pydantic import AwareDatetime, create_model

from alongside.ledger.clock import now
from alongside.people.access import allow, require
from alongside.people.actions import actor_for
from alongside.people.api import Asked, rfc3339
from alongside.watch.models import Timing
from alongside.watch.planning.timing_scopes import Scope, scopes_seen_by
from alongside.watch.timings import NAMES, newest_said, set_timings, timings_of, timings_set

MOST_SHOWN = 50
router = Router(tags=["Plans"])

SECONDS: dict[str, Any] = dict.fromkeys(NAMES, (int | None, None))
Said: Any = create_model("Said", __base__=Asked, __doc__="What is set; null where the level above counts.", **SECONDS)


class TimingAsked(Asked):
    """What is to count, whole: what is left out is not set any more. `in_force_from`: from now on where it is left out."""

    said: Said
    in_force_from: AwareDatetime | None = None
    why: str = ""


class TimingSetOut(Schema):
    """What was set once. What has begun keeps what it began with."""

    in_force_from: str
    made_at: str
    made_by: str
    why: str
    said: dict[str, int | None]


class TimingOut(Schema):
    """For whom it is set: `team` is null for the whole of the organisation. `counts` is what counts now, with what nobody has set;
    `said` what was set here and is in force, `history` all that was set here, what counts last first.
    """

    id: UUID = Field(description="Of the team, or of the organisation")
    organisation: UUID
    team: UUID | None
    name: str
    counts: dict[str, int | None]
    said: dict[str, int | None]


class TimingWhole(TimingOut):
    history: list[TimingSetOut]


@router.get("/timings", response=list[TimingOut], summary="How long things take, by organisation and team")
@allow("plans.see")
def list_timings(request: HttpRequest) -> Any:
    return [_shown(scope) for scope in scopes_seen_by(request.user).values()]


@router.get(
    "/timings/{place_id}", response=TimingWhole, summary="Of an organisation or a team, with what was set before"
)
@allow("plans.see")
def get_timing(request: HttpRequest, place_id: UUID) -> Any:
    return _whole(_scope(request, place_id))


@router.post("/timings/{place_id}", response={201: TimingWhole}, summary="Set it, whole, from a moment on")
@allow("plans.keep")
def set_timing(request: HttpRequest, place_id: UUID, asked: TimingAsked) -> Any:
    scope = _scope(request, place_id)
    require(request.user, "plans.keep", scope.row)
    set_timings(
        scope.organisation,
        scope.team,
        asked.said.model_dump(),
        by=actor_for(request.user),
        in_force_from=asked.in_force_from,
        why=asked.why,
    )
    return Status(201, _whole(scope))


def _scope(request: HttpRequest, place_id: UUID) -> Scope:
    scope = scopes_seen_by(request.user).get(place_id)
    if scope is None:
        raise Http404
    return scope


def _shown(scope: Scope) -> dict[str, Any]:
    moment = now()
    return {
        "id": scope.pk,
        "organisation": scope.organisation.pk,
        "team": scope.team.pk if scope.team else None,
        "name": scope.name,
        "counts": _seconds(timings_of(scope.organisation, scope.team, at=moment)),
        "said": _seconds(newest_said(scope.organisation, scope.team, at=moment)),
    }


def _whole(scope: Scope) -> dict[str, Any]:
    return _shown(scope) | {"history": [_set(one) for one in timings_set(scope.organisation, scope.team)[:MOST_SHOWN]]}


def _set(timing: Timing) -> dict[str, Any]:
    return {
        "in_force_from": rfc3339(timing.in_force_from),
        "made_at": rfc3339(timing.made_at),
        "made_by": timing.made_by,
        "why": timing.why,
        "said": _seconds(timing),
    }


def _seconds(timing: Any) -> dict[str, int | None]:
    return {name: getattr(timing, name, None) for name in NAMES}
