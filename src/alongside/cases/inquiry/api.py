"""The API of interviews and statements: read alone, and only of those whose compartment the caller may open."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Schema

from alongside.cases.asking import find_case
from alongside.cases.events import open_compartment
from alongside.cases.inquiry import queries
from alongside.cases.models import Case, Interview, Statement, StatementVersion, Whose, compartment_of
from alongside.people.access import allow
from alongside.people.actions import actor_for
from alongside.people.api import Limit, Page, page_of, rfc3339

router = Router(tags=["Investigation"])
READ = "cases.read_evidence"
OPENS = "evidence"


class InterviewOut(Schema):
    """An interview that is planned, was held, or was called off. `whose`: hurt, witness, staff, suspect or other."""

    id: UUID
    whose: str
    person: str
    state: str
    starts_at: str
    place: str
    present: str
    notes: str
    made_by: str
    changed_at: str


class VersionOut(Schema):
    """A statement as it was written down once."""

    number: int
    why: str
    witness: str
    age: int | None
    occupation: str
    occurrence_number: str
    words: str
    taken_on: date
    taken_at_place: str
    taken_by: str
    reader: str
    signed_on: date | None
    signing: str | None


class StatementOut(Schema):
    """A statement with its latest version. Of one that was withdrawn, when and why."""

    id: UUID
    whose: str
    affected: UUID | None
    withdrawn_on: date | None
    withdrawn_why: str
    latest: VersionOut
    changed_at: str


class StatementWhole(StatementOut):
    """A statement with every version, the latest first."""

    versions: list[VersionOut]


@router.get("/{reference}/interviews", response=Page[InterviewOut], summary="The interviews of a case")
@allow(READ)
def list_interviews(
    request: HttpRequest,
    reference: str,
    whose: str | None = None,
    state: str | None = None,
    cursor: str | None = None,
    limit: Limit = 50,
) -> Any:
    """The newest entry first. Those of somebody who may have done it only for whoever may read that compartment."""
    case = find_case(request, reference, opens=OPENS)
    found = _of(queries.interviews_of(request.user, case), whose)
    if state is not None:
        if state not in Interview.State.values:
            raise ValidationError({"state": f"Ask for {', '.join(Interview.State.values)}."})
        found = found.filter(state=state)
    return _told(request, case, page_of(found, cursor, limit, show_interview))


@router.get("/{reference}/interviews/{uuid:interview_id}", response=InterviewOut, summary="One interview")
@allow(READ)
def get_interview(request: HttpRequest, reference: str, interview_id: UUID) -> Any:
    """404 for one whose compartment the caller may not read."""
    case = find_case(request, reference, opens=OPENS)
    one = get_object_or_404(queries.interviews_of(request.user, case), pk=interview_id)
    _open(request, case, [one.whose])
    return show_interview(one)


@router.get("/{reference}/statements", response=Page[StatementOut], summary="The statements of a case")
@allow(READ)
def list_statements(
    request: HttpRequest, reference: str, whose: str | None = None, cursor: str | None = None, limit: Limit = 50
) -> Any:
    """The newest first. Those of somebody who may have done it only for whoever may read that compartment."""
    case = find_case(request, reference, opens=OPENS)
    found = _of(queries.statements_of(request.user, case), whose)
    return _told(request, case, page_of(found, cursor, limit, show_statement))


@router.get("/{reference}/statements/{uuid:statement_id}", response=StatementWhole, summary="One statement, whole")
@allow(READ)
def get_statement(request: HttpRequest, reference: str, statement_id: UUID) -> Any:
    """Every version of it. 404 for one whose compartment the caller may not read."""
    case = find_case(request, reference, opens=OPENS)
    one = get_object_or_404(queries.statements_of(request.user, case), pk=statement_id)
    _open(request, case, [one.whose])
    return show_statement(one) | {"versions": [_version(each) for each in one.versions.all()]}


def show_interview(one: Interview) -> dict[str, Any]:
    """An `InterviewOut`."""
    names = ("whose", "person", "state", "place", "present", "notes", "made_by")
    return {
        "id": one.pk,
        **{name: getattr(one, name) for name in names},
        "starts_at": rfc3339(one.starts_at),
        "changed_at": rfc3339(one.changed_at),
    }


def show_statement(one: Statement) -> dict[str, Any]:
    """A `StatementOut`."""
    return {
        "id": one.pk,
        **{name: getattr(one, name) for name in ("whose", "withdrawn_on", "withdrawn_why")},
        "affected": one.affected_id,
        "latest": _version(one.versions.all()[0]),
        "changed_at": rfc3339(one.changed_at),
    }


def _version(one: StatementVersion) -> dict[str, Any]:
    names = (
        *("number", "why", "witness", "age", "occupation", "occurrence_number", "words", "taken_on", "taken_at_place"),
        *("taken_by", "reader", "signed_on"),
    )
    return {**{name: getattr(one, name) for name in names}, "signing": one.signing or None}


def _of(found: Any, whose: str | None) -> Any:
    if whose is None:
        return found
    if whose not in Whose.values:
        raise ValidationError({"whose": f"Ask for {', '.join(Whose.values)}."})
    return found.filter(whose=whose)


def _told(request: HttpRequest, case: Case, page: dict[str, Any]) -> dict[str, Any]:
    _open(request, case, {one["whose"] for one in page["items"]})
    return page


def _open(request: HttpRequest, case: Case, whose: Iterable[str]) -> None:
    for compartment in {compartment_of(one) for one in whose} - {OPENS}:
        open_compartment(case, compartment, by=actor_for(request.user))
