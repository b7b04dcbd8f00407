"""The API of cases: the same rules as the pages."""

from typing import Annotated, Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from ninja import Query, Router, Schema, Status
from pydantic import AwareDatetime, Field

from alongside.cases.asking import seen, the_case
from alongside.cases.events import open_compartment
from alongside.cases.finding import queries as finding
from alongside.cases.finding.filters import read
from alongside.cases.models import Case, Compartment, Event
from alongside.cases.opening.actions import open_held
from alongside.cases.queries import file_of, incidents_of, specialists_of
from alongside.cases.working import actions
from alongside.incidents import states
from alongside.incidents.exchange.api_queries import hold_incidents
from alongside.people.access import allow, require
from alongside.people.actions import actor_for
from alongside.people.api import LARGEST_PAGE, Asked, Line, Page, Person, Text, example, person, rfc3339
from alongside.people.middleware import problem

router = Router(tags=["Cases"])
MOST_EVENTS = 500


class NewCase(Asked):
    """A case of reports, which are given by their references."""

    model_config = example(incidents=["7KQ2-9F3M"], title="Thursday at the desk", priority=2)
    incidents: Annotated[list[Line], Field(min_length=1, max_length=50)]
    title: Line = ""
    owner: UUID | None = None
    priority: int = Field(Case.Priority.NORMAL, ge=1, le=4, description="1 urgent, 2 high, 3 normal, 4 low")


class CaseChange(Asked):
    """What is to change. `act` moves the case on, with what that move needs; `changed_at` is the case's as it was read."""

    model_config = example(act="investigate", priority=2)
    title: Line | None = None
    owner: UUID | None = None
    priority: int | None = Field(None, ge=1, le=4)
    act: Line = ""
    text: Text = ""
    waits_on: Line = ""
    outcome: Line = ""
    waived: dict[str, Text] = {}
    changed_at: str | None = None


class NewNote(Asked):
    """Something for the file. `at` is when it happened, with its offset; now where it is left out."""

    model_config = example(text="The ward rang: the porter saw it.", compartment="narrative", at="2026-05-03T09:42:00Z")
    text: Text
    compartment: str = Field(Compartment.NARRATIVE, description="narrative, people, suspect, evidence or legal")
    at: AwareDatetime | None = None


class EventOut(Schema):
    """A line of the file. `replaces` is the line that it corrects."""

    id: UUID
    at: str
    recorded_at: str
    what: str
    compartment: str
    text: str
    who: str
    after: dict[str, Any]
    replaces: UUID | None


class CaseOut(Schema):
    """A case, without names of people hurt or of suspects."""

    id: UUID
    reference: str
    title: str
    status: str
    priority: int
    kinds: list[str]
    definition: str
    site: str | None
    team: str | None
    owner: Person | None
    waits_on: str | None
    outcome: str | None
    occurred_at: str
    opened_at: str
    next_due_on: str | None
    closed_at: str | None
    changed_at: str


class CaseWithFile(CaseOut):
    """A case with its reports and the newest lines of its file, of the compartments that were asked for."""

    incidents: list[str]
    file: list[EventOut]


@router.post("", response={201: CaseOut}, summary="Open a case")
@allow("cases.work")
def open_one(request: HttpRequest, new: NewCase) -> Any:
    """Makes a case of one report or more of one organisation. 409 for a report that has a case, is joined or withdrawn."""
    try:
        with transaction.atomic():
            reports = hold_incidents(request.user, new.incidents)
            for report in reports:
                require(request.user, "cases.work", report)
            owner = _owner(reports[0].organisation_id, new.owner) if new.owner else None
            case = open_held(reports, title=new.title, owner=owner, priority=new.priority, by=actor_for(request.user))
    except states.Refused as refused:
        return problem(409, "Not possible now", refused.sentence)
    return Status(201, show_case(case))


@router.get("", response=Page[CaseOut], summary="Cases that the caller may see")
@allow("cases.see")
def list_cases(
    request: HttpRequest, cursor: str | None = None, limit: Annotated[int, Query(ge=1, le=LARGEST_PAGE)] = 25
) -> Any:
    """Filters are those of the page `/cases`: `q`, `status` (or `running`), `owner` (or `me`, `nobody`), `team`, `site`,
    `kind`, `priority`, `waits_on`, `definition`, `late`, `sort` (`newest`, `due`, `priority`). They may be combined.
    """
    filters = read(request.GET.dict())
    if filters.wrong:
        raise ValidationError(filters.wrong[0])
    page = finding.find(request.user, filters, _cursor(cursor), most=limit)
    last = finding.cursor_at(page.cases[-1], filters) if page.more and page.cases else None
    return {
        "items": [show_case(case) for case in page.cases],
        "next": f"{last.key}~{last.id}" if last else None,
    }


@router.get("/{reference}", response=CaseWithFile, summary="One case, by its reference or id")
@allow("cases.see")
def get_case(request: HttpRequest, reference: str, include: str = "") -> Any:
    """`include` is a comma-separated list of compartments of the file. Each needs its own permission, and each look is
    recorded.
    """
    case = the_case(request.user, reference)
    asked = list(dict.fromkeys(filter(None, include.split(","))))
    for part in asked:
        if part not in Compartment.values:
            raise ValidationError({"include": f"Ask for {', '.join(Compartment.values)}."})
        require(request.user, f"cases.read_{part}", case)
    for part in asked:
        open_compartment(case, part, by=actor_for(request.user))
    return show_case(case) | {
        "incidents": [incident.reference for incident in incidents_of(case)],
        "file": [show_event(event) for event in file_of(case, asked)[:MOST_EVENTS]] if asked else [],
    }


@router.patch("/{reference}", response=CaseOut, summary="Change a case, or move it on")
@allow("cases.work")
def change_case(request: HttpRequest, reference: str, change: CaseChange) -> Any:
    """All of it or nothing. What is left out stays as it is; `owner` null takes the case from whoever works it."""
    case = the_case(request.user, reference)
    require(request.user, "cases.work", case)
    said, by = change.dict(exclude_unset=True), actor_for(request.user)
    seen(case, change.changed_at)
    with transaction.atomic():
        if "title" in said or "priority" in said:
            case = actions.describe_case(
                case,
                title=case.title if change.title is None else change.title,
                priority=change.priority or case.priority,
                by=by,
                seen_at=case.changed_at,
            )
        if "owner" in said:
            owner = _owner(case.organisation_id, change.owner) if change.owner else None
            case = actions.assign_case(case, owner, by=by, seen_at=case.changed_at)
        if change.act:
            case = actions.move_case(
                case,
                change.act,
                text=change.text,
                waits_on=change.waits_on,
                outcome=change.outcome,
                waived=change.waived,
                by=by,
                seen_at=case.changed_at,
            )
    return show_case(the_case(request.user, str(case.pk)))


@router.post("/{reference}/notes", response={201: EventOut}, summary="Write something into the file")
@allow("cases.work")
def add_note(request: HttpRequest, reference: str, new: NewNote) -> Any:
    """A note stands in one compartment and is seen by those who may open it."""
    case = the_case(request.user, reference)
    require(request.user, "cases.work", case)
    if new.compartment not in Compartment.values:
        raise ValidationError({"compartment": "Choose from the list."})
    require(request.user, f"cases.write_{new.compartment}", case)
    event = actions.note(case, new.text, compartment=new.compartment, at=new.at, by=actor_for(request.user))
    return Status(201, show_event(event))


def show_case(case: Case) -> dict[str, Any]:
    """A `CaseOut`."""
    plain = ("reference", "title", "status", "priority", "kinds", "definition")
    times = ("occurred_at", "opened_at", "closed_at", "changed_at")
    return {
        "id": case.pk,
        **{name: getattr(case, name) for name in plain},
        **{name: rfc3339(getattr(case, name)) for name in times},
        "site": case.site.name if case.site else None,
        "team": case.team.name if case.team else None,
        "owner": person(case.owner),
        "waits_on": case.waits_on or None,
        "outcome": case.outcome or None,
        "next_due_on": case.next_due_on.isoformat() if case.next_due_on else None,
    }


def show_event(event: Event) -> dict[str, Any]:
    """An `EventOut`."""
    return {
        "id": event.pk,
        "at": rfc3339(event.at),
        "recorded_at": rfc3339(event.recorded_at),
        "who": event.actor_name,
        "replaces": event.replaces_id,
        **{name: getattr(event, name) for name in ("what", "compartment", "text", "after")},
    }


def _owner(organisation_id: UUID, key: UUID) -> Any:
    owner = specialists_of(organisation_id).filter(pk=key).first()
    if owner is None:
        raise ValidationError({"owner": "There is no security specialist with this id."})
    return owner


def _cursor(text: str | None) -> finding.Cursor | None:
    if not text:
        return None
    key, _, written = text.rpartition("~")
    try:
        return finding.Cursor(UUID(written), key)
    except ValueError as error:
        raise ValidationError({"cursor": "This cursor was not given by this list."}) from error
