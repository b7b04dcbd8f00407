"""The API of handing a caseload over: for those who supervise."""

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Schema
from pydantic import Field

from alongside.cases.api import CaseOut, show_case
from alongside.cases.asking import chosen
from alongside.cases.supervising import queries
from alongside.cases.supervising.actions import hand_over_caseload
from alongside.people.access import allow
from alongside.people.actions import actor_for
from alongside.people.api import Asked, Person, Text, example, person

router = Router(tags=["Caseloads"])
SUPERVISE = "cases.supervise"
MOST_CASES = 2_000


class CaseloadOut(Schema):
    """How many running cases somebody works."""

    specialist: Person
    running: int


class CaseloadWhole(CaseloadOut):
    """The running cases that somebody works, the first due first, and who could take them over."""

    cases: list[CaseOut]
    takers: list[Person]


class HandOverCaseload(Asked):
    """Which cases of the caseload (`cases`, by their ids) go to whom, and why: it stands in the file of each. `tasks`: what the giver has to do in
    them goes with them.
    """

    model_config = example(
        taker="018f0000-0000-7000-8000-000000000001",
        cases=["018f0000-0000-7000-8000-000000000002"],
        why="She is away for three months.",
    )
    taker: UUID
    cases: Annotated[list[UUID], Field(min_length=1, max_length=MOST_CASES)]
    why: Text = ""
    tasks: bool = True


class HandedOver(Schema):
    """How many cases changed hands."""

    handed_over: int


@router.get("", response=list[CaseloadOut], summary="Who works how many running cases")
@allow(SUPERVISE)
def list_caseloads(request: HttpRequest) -> Any:
    """In the bodies that the caller supervises, also those who left."""
    return [_caseload(request, one) for one in queries.givers_for(request.user)]


@router.get("/{uuid:giver_id}", response=CaseloadWhole, summary="The running cases of one security specialist")
@allow(SUPERVISE)
def get_caseload(request: HttpRequest, giver_id: UUID) -> Any:
    """With those to whom they can be given."""
    giver = _giver(request, giver_id)
    return _caseload(request, giver) | {
        "cases": [show_case(one) for one in queries.caseload_of(request.user, giver)],
        "takers": [person(one) for one in queries.takers_for(giver)],
    }


@router.post("/{uuid:giver_id}/hand-over", response=HandedOver, summary="Hand cases over to somebody else")
@allow(SUPERVISE)
def hand_over(request: HttpRequest, giver_id: UUID, new: HandOverCaseload) -> Any:
    """All of them or none, and both people are told. 422 where one of them is worked by somebody else by now, has ended, or is
    closed to whoever is to have it.
    """
    giver = _giver(request, giver_id)
    taker = chosen(queries.takers_for(giver), new.taker, "taker")
    caseload = list(queries.caseload_of(request.user, giver))
    for key in new.cases:
        chosen(caseload, key, "cases")
    return {
        "handed_over": hand_over_caseload(
            giver, taker, set(new.cases), new.why, by=actor_for(request.user), with_tasks=new.tasks
        )
    }


def _giver(request: HttpRequest, giver_id: UUID) -> Any:
    return get_object_or_404(queries.givers_for(request.user), pk=giver_id)


def _caseload(request: HttpRequest, giver: Any) -> dict[str, Any]:
    return {"specialist": person(giver), "running": queries.caseload_of(request.user, giver).count()}
