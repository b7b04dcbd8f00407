"""The API of the review after an incident: the same actions and queries as the section “Review”."""

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from alongside.cases.asking import WhySeen, find_case, said, seen
from alongside.cases.models import Case, ReviewVersion
from alongside.cases.review import actions, queries
from alongside.machine import Refused
from alongside.people.access import allow
from alongside.people.actions import actor_for
from alongside.people.api import Asked, Code, Text, example, rfc3339

router = Router(tags=["Review and actions"])
READ, WORK = "cases.read_narrative", "cases.work"
OPENS = "narrative"
WORDS = ("held_on", "took_part", "happened", "factors", "why", "prevented")


class ReviewIn(Asked):
    """The next version of the review; what is left out stays. With `finish` it is the last one: then nothing may be missing.

    `factors` are codes of `contributing_factors`.
    """

    model_config = example(happened="He waited for three hours.", factors=["waiting"], finish=False)
    held_on: date | None = None
    took_part: Text | None = None
    happened: Text | None = None
    factors: Annotated[list[Code], Field(max_length=50)] | None = None
    why: Text | None = None
    prevented: Text | None = None
    finish: bool = False
    changed_at: str | None = None


class ReviewVersionOut(Schema):
    """The words of a review, as somebody left them."""

    number: int
    held_on: date | None
    took_part: str
    happened: str
    factors: list[str]
    why: str
    prevented: str
    written_at: str
    written_by: str


class ReviewOut(Schema):
    """The review with every version, the latest first; nulls where none was begun."""

    state: str | None
    finished_at: str | None
    finished_by: str | None
    changed_at: str | None
    versions: list[ReviewVersionOut]


@router.get("/{reference}/review", response=ReviewOut, summary="The review of a case")
@allow(READ)
def get_review(request: HttpRequest, reference: str) -> Any:
    """What happened, what contributed, what would have prevented it."""
    return show_review(find_case(request, reference, opens=OPENS))


@router.post("/{reference}/review", response=ReviewOut, summary="Write the review, or finish it")
@allow(WORK)
def write_review(request: HttpRequest, reference: str, new: ReviewIn) -> Any:
    """A version is kept wherever something differs. 409 where it is finished, or the case has ended."""
    case = find_case(request, reference, WORK, opens=OPENS)
    review = queries.review_of(case)
    before = queries.latest_version(review) if review else None
    stands = {name: getattr(before, name) for name in WORDS} if before else {}
    wanted = stands | {name: value for name, value in said(new, "finish", "changed_at").items() if value is not None}
    read = seen(review, new.changed_at) if review else None
    actions.write_review(case, wanted, finish=new.finish, by=actor_for(request.user), seen_at=read)
    return show_review(case)


@router.post("/{reference}/review/reopen", response=ReviewOut, summary="Open the review again")
@allow(WORK)
def reopen_review(request: HttpRequest, reference: str, why: WhySeen) -> Any:
    """What stood stays a version."""
    case = find_case(request, reference, WORK, opens=OPENS)
    review = queries.review_of(case)
    if review is None:
        raise Refused("There is no review yet. Write it first.")
    actions.reopen_review(case, why.why, by=actor_for(request.user), seen_at=seen(review, why.changed_at))
    return show_review(case)


def show_review(case: Case) -> dict[str, Any]:
    """A `ReviewOut`."""
    review = queries.review_of(case)
    return {
        "state": review.state if review else None,
        "finished_at": rfc3339(review.finished_at) if review else None,
        "finished_by": (review.finished_by or None) if review else None,
        "changed_at": rfc3339(review.changed_at) if review else None,
        "versions": [_version(one) for one in queries.versions_of(review)] if review else [],
    }


def _version(one: ReviewVersion) -> dict[str, Any]:
    names = (*WORDS, "number", "written_by")
    return {**{name: getattr(one, name) for name in names}, "written_at": rfc3339(one.written_at)}
