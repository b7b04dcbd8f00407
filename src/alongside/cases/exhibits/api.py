"""The API of exhibits, of whose hands they were in and of recordings that are asked for: the same actions and queries as the
section “Exhibits”.
"""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Status

from alongside.cases.asking import WhySeen, chosen, find_case, known_state, said, seen
from alongside.cases.exhibits import actions, queries
from alongside.cases.exhibits.schemas import (
    FILE_EXHIBIT,
    ExhibitChange,
    ExhibitIn,
    ExhibitOut,
    ExhibitWhole,
    FileExhibitIn,
    FootageIn,
    FootageMove,
    FootageOut,
    HandOverIn,
    show_exhibit,
    show_footage,
    show_whole,
)
from alongside.cases.models import Case, Exhibit
from alongside.cases.tracks.footage import FOOTAGE
from alongside.evidence import downloading
from alongside.people.access import allow
from alongside.people.actions import actor_for
from alongside.people.api import Limit, Page, page_of, read_by_hand
from alongside.people.days import today_in

router = Router(tags=["Exhibits"])
READ, WRITE = "cases.read_evidence", "cases.write_evidence"
OPENS = "evidence"


@router.get("/{reference}/exhibits", response=Page[ExhibitOut], summary="The exhibits of a case")
@allow(READ)
def list_exhibits(
    request: HttpRequest, reference: str, struck: bool | None = None, cursor: str | None = None, limit: Limit = 50
) -> Any:
    """The newest first. `struck` true: those that were entered by mistake; false: the others."""
    found = queries.exhibits_of(find_case(request, reference, opens=OPENS))
    if struck is not None:
        found = found.filter(struck_at__isnull=not struck)
    return page_of(found, cursor, limit, show_exhibit)


@router.post("/{reference}/exhibits", response={201: ExhibitWhole}, summary="Take a thing in as an exhibit")
@allow(WRITE)
def add_exhibit(request: HttpRequest, reference: str, new: ExhibitIn) -> Any:
    """Something that lies somewhere; a file is taken in by `/exhibits/files`. 409 where the case has ended."""
    case = find_case(request, reference, WRITE, opens=OPENS)
    exhibit = actions.add_exhibit(case, actions.Found(**new.dict()), None, by=actor_for(request.user))
    return Status(201, _fresh(case, exhibit.pk))


@router.post(
    "/{reference}/exhibits/files",
    response={201: ExhibitWhole},
    summary="Take a file in as an exhibit",
    openapi_extra={"requestBody": FILE_EXHIBIT},
)
@allow(WRITE)
def add_file(request: HttpRequest, reference: str) -> Any:
    """A form with the file in `file` and what it is beside it. It is hashed while it arrives and stored as it came: `file.sha256`
    of the answer is that of what was sent. 422 for a file of a kind that is not taken or that is too large.
    """
    case = find_case(request, reference, WRITE, opens=OPENS)
    with read_by_hand():
        new = FileExhibitIn.model_validate(request.POST.dict())
    file = request.FILES.get("file")
    if file is None:
        raise ValidationError({"file": "Send the file in the field “file” of a form."})
    exhibit = actions.add_exhibit(case, actions.Found(**new.dict()), file, by=actor_for(request.user))
    return Status(201, _fresh(case, exhibit.pk))


@router.get("/{reference}/exhibits/{uuid:exhibit_id}", response=ExhibitWhole, summary="One exhibit, with its chain")
@allow(READ)
def get_exhibit(request: HttpRequest, reference: str, exhibit_id: UUID) -> Any:
    """Whose hands it was in, from the first to the last."""
    case = find_case(request, reference, opens=OPENS)
    return show_whole(get_object_or_404(queries.exhibits_of(case), pk=exhibit_id))


@router.get(
    "/{reference}/exhibits/{uuid:exhibit_id}/file", summary="The file of an exhibit", openapi_extra=downloading.FILE
)
@allow(READ)
def get_file(request: HttpRequest, reference: str, exhibit_id: UUID, why: downloading.Why = "") -> Any:
    """The original, as it was received. The look is recorded with the exhibit, with its reason. 404 for a thing that is no file."""
    case = find_case(request, reference, READ)
    exhibit: Any = get_object_or_404(queries.exhibits_of(case).exclude(file=None), pk=exhibit_id)
    return downloading.download(request, exhibit.file, by=actor_for(request.user), about=("exhibit", exhibit.pk))


@router.patch("/{reference}/exhibits/{uuid:exhibit_id}", response=ExhibitWhole, summary="Correct an exhibit")
@allow(WRITE)
def correct_exhibit(request: HttpRequest, reference: str, exhibit_id: UUID, change: ExhibitChange) -> Any:
    """What stood before stays in the file of the case. 409 where the exhibit was struck out or the case has ended."""
    case, exhibit = _find(request, reference, exhibit_id)
    stands = {name: getattr(exhibit, name) for name in ("mark", "what", "found_on", "found_where", "found_by")}
    wanted = {name: value for name, value in said(change, "why", "changed_at").items() if value is not None}
    by, read = actor_for(request.user), seen(exhibit, change.changed_at)
    actions.correct_exhibit(exhibit, actions.Found(**(stands | wanted)), change.why, by=by, seen_at=read)
    return _fresh(case, exhibit_id)


@router.post("/{reference}/exhibits/{uuid:exhibit_id}/strike", response=ExhibitWhole, summary="Strike out an exhibit")
@allow(WRITE)
def strike_exhibit(request: HttpRequest, reference: str, exhibit_id: UUID, why: WhySeen) -> Any:
    """It was entered by mistake. It stands as struck out, with its file; its `mark` is not used again. 409 where a recording was
    secured as it.
    """
    case, exhibit = _find(request, reference, exhibit_id)
    actions.strike_exhibit(exhibit, why.why, by=actor_for(request.user), seen_at=seen(exhibit, why.changed_at))
    return _fresh(case, exhibit_id)


@router.post(
    "/{reference}/exhibits/{uuid:exhibit_id}/hand-overs", response={201: ExhibitWhole}, summary="Hand an exhibit over"
)
@allow(WRITE)
def hand_over(request: HttpRequest, reference: str, exhibit_id: UUID, new: HandOverIn) -> Any:
    """The next link of the chain. 409 where the exhibit was struck out or the case has ended."""
    case, exhibit = _find(request, reference, exhibit_id)
    by, read = actor_for(request.user), seen(exhibit, new.changed_at)
    actions.hand_over(exhibit, new.at, new.giver, new.taker, new.why, new.place, new.seal, by=by, seen_at=read)
    return Status(201, _fresh(case, exhibit_id))


@router.get("/{reference}/footage", response=Page[FootageOut], summary="Recordings that were asked for")
@allow(READ)
def list_footage(
    request: HttpRequest, reference: str, state: str | None = None, cursor: str | None = None, limit: Limit = 50
) -> Any:
    """The newest first."""
    found = queries.footage_of(find_case(request, reference, opens=OPENS))
    if known_state(state, FOOTAGE):
        found = found.filter(state=state)
    return page_of(found, cursor, limit, show_footage)


@router.post("/{reference}/footage", response={201: FootageOut}, summary="Ask for a recording")
@allow(WRITE)
def ask_footage(request: HttpRequest, reference: str, new: FootageIn) -> Any:
    """Writes down that it was asked for; the day on which it is written over stands on what is due. `asked_on` is today where it is
    left out. 409 where the case has ended.
    """
    case = find_case(request, reference, WRITE, opens=OPENS)
    asked = actions.ask_footage(
        case,
        new.camera,
        new.holder,
        new.starts_at,
        new.ends_at,
        new.why,
        new.asked_on or today_in(case.organisation),
        new.overwritten_on,
        by=actor_for(request.user),
    )
    return Status(201, show_footage(asked))


@router.get("/{reference}/footage/{uuid:footage_id}", response=FootageOut, summary="One recording that was asked for")
@allow(READ)
def get_footage(request: HttpRequest, reference: str, footage_id: UUID) -> Any:
    """With what can be done next."""
    case = find_case(request, reference, opens=OPENS)
    return show_footage(get_object_or_404(queries.footage_of(case), pk=footage_id))


@router.post("/{reference}/footage/{uuid:footage_id}/moves", response=FootageOut, summary="What became of a recording")
@allow(WRITE)
def move_footage(request: HttpRequest, reference: str, footage_id: UUID, new: FootageMove) -> Any:
    """Secured, refused, asked for again, lost, not needed. 409 where it is not possible from where it stands; 422 with the field where
    a fact is missing or not of this step.
    """
    case = find_case(request, reference, WRITE, opens=OPENS)
    asked = get_object_or_404(queries.footage_of(case), pk=footage_id)
    if new.act not in FOOTAGE.moves:
        raise ValidationError({"act": f"Choose one of {', '.join(FOOTAGE.moves)}."})
    exhibit = chosen(queries.exhibits_of(case), new.exhibit, "exhibit")
    given = {"text": new.text, "overwritten_on": new.overwritten_on, "exhibit": exhibit}
    by, read = actor_for(request.user), seen(asked, new.changed_at)
    return show_footage(actions.move_footage(asked, new.act, given, by=by, seen_at=read))


def _find(request: HttpRequest, reference: str, exhibit_id: UUID) -> tuple[Case, Exhibit]:
    case = find_case(request, reference, WRITE, opens=OPENS)
    return case, get_object_or_404(queries.exhibits_of(case), pk=exhibit_id)


def _fresh(case: Case, exhibit_id: UUID) -> dict[str, Any]:
    return show_whole(queries.exhibits_of(case).get(pk=exhibit_id))
