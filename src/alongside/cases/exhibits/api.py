"""The API of exhibits and of whose hands they were in: the same actions and queries as the section “Exhibits”."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Schema, Status
from pydantic import AwareDatetime

from alongside.cases.asking import Limit, MoveOut, Text, find_case, known_state, moves_out, seen
from alongside.cases.exhibits import actions, queries
from alongside.cases.models import Exhibit, FootageRequest, HandOver
from alongside.cases.tracks.footage import FOOTAGE
from alongside.evidence import downloading
from alongside.people.access import allow
from alongside.people.actions import actor_for
from alongside.people.api import Asked, Page, example, page_of, rfc3339

router = Router(tags=["Exhibits"])
READ, WRITE = "cases.read_evidence", "cases.write_evidence"
OPENS = "evidence"


class HandOverIn(Asked):
    """A thing went into other hands; the time needs its offset. The chain is never changed: write hand-overs in their order."""

    model_config = example(
        at="2026-05-03T14:30:00+01:00",
        giver="Jo Marling",
        taker="PC Odell, 4711",
        place="Eastwick police station",
        seal="B 0412",
        why="For the forensic service.",
    )
    at: AwareDatetime
    giver: Text
    taker: Text
    place: Text
    why: Text
    seal: Text = ""
    changed_at: str | None = None


class FileOut(Schema):
    """The file of an exhibit. How it is kept, stands at `/evidence/{id}`."""

    id: UUID
    name: str
    media_type: str
    size_bytes: int
    sha256: str
    erased_at: str | None


class HandOverOut(Schema):
    """A link of the chain."""

    id: UUID
    at: str
    giver: str
    taker: str
    place: str
    seal: str
    why: str
    recorded_at: str
    recorded_by: str


class ExhibitOut(Schema):
    """A file, or a thing that lies somewhere."""

    id: UUID
    mark: str
    what: str
    found_on: date
    found_where: str
    found_by: str
    file: FileOut | None
    place: str
    seal: str
    made_at: str
    made_by: str
    struck_at: str | None
    changed_at: str


class ExhibitWhole(ExhibitOut):
    """An exhibit with its chain of hands, from the first to the last."""

    hands: list[HandOverOut]


class FootageOut(Schema):
    """A recording that somebody else has and that was asked for."""

    id: UUID
    state: str
    camera: str
    holder: str
    starts_at: str
    ends_at: str
    why: str
    asked_on: date
    overwritten_on: date | None
    exhibit: UUID | None
    moves: list[MoveOut]
    changed_at: str


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


@router.get("/{reference}/exhibits/{uuid:exhibit_id}", response=ExhibitWhole, summary="One exhibit, with its chain")
@allow(READ)
def get_exhibit(request: HttpRequest, reference: str, exhibit_id: UUID) -> Any:
    """Whose hands it was in, from the first to the last."""
    case = find_case(request, reference, opens=OPENS)
    return _whole(get_object_or_404(queries.exhibits_of(case), pk=exhibit_id))


@router.get(
    "/{reference}/exhibits/{uuid:exhibit_id}/file", summary="The file of an exhibit", openapi_extra=downloading.FILE
)
@allow(READ)
def get_file(request: HttpRequest, reference: str, exhibit_id: UUID, why: downloading.Why = "") -> Any:
    """The original, as it was received. The look is recorded with the exhibit, with its reason. 404 for a thing that is no file."""
    case = find_case(request, reference, READ)
    exhibit: Any = get_object_or_404(queries.exhibits_of(case).exclude(file=None), pk=exhibit_id)
    return downloading.download(request, exhibit.file, by=actor_for(request.user), about=("exhibit", exhibit.pk))


@router.post(
    "/{reference}/exhibits/{uuid:exhibit_id}/hand-overs", response={201: ExhibitWhole}, summary="Hand an exhibit over"
)
@allow(WRITE)
def hand_over(request: HttpRequest, reference: str, exhibit_id: UUID, new: HandOverIn) -> Any:
    """The next link of the chain. 409 where the exhibit was struck out or the case has ended."""
    case = find_case(request, reference, WRITE, opens=OPENS)
    exhibit = get_object_or_404(queries.exhibits_of(case), pk=exhibit_id)
    by, read = actor_for(request.user), seen(exhibit, new.changed_at)
    actions.hand_over(exhibit, new.at, new.giver, new.taker, new.why, new.place, new.seal, by=by, seen_at=read)
    return Status(201, _whole(queries.exhibits_of(case).get(pk=exhibit_id)))


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


def show_exhibit(one: Exhibit) -> dict[str, Any]:
    """An `ExhibitOut`."""
    file = one.file
    return {
        "id": one.pk,
        **{name: getattr(one, name) for name in ("mark", "what", "found_on", "found_where", "found_by")},
        **{name: getattr(one, name) for name in ("place", "seal", "made_by")},
        "file": file
        and {
            "id": file.pk,
            **{name: getattr(file, name) for name in ("name", "media_type", "size_bytes", "sha256")},
            "erased_at": rfc3339(file.erased_at),
        },
        **{name: rfc3339(getattr(one, name)) for name in ("made_at", "struck_at", "changed_at")},
    }


def show_footage(one: FootageRequest) -> dict[str, Any]:
    """A `FootageOut`."""
    return {
        "id": one.pk,
        **{name: getattr(one, name) for name in ("state", "camera", "holder", "why", "asked_on", "overwritten_on")},
        **{name: rfc3339(getattr(one, name)) for name in ("starts_at", "ends_at", "changed_at")},
        "exhibit": one.exhibit_id,
        "moves": moves_out(FOOTAGE, one.state),
    }


def _whole(one: Exhibit) -> dict[str, Any]:
    hands = sorted(one.hands.all(), key=lambda each: (each.at, each.pk))
    return show_exhibit(one) | {"hands": [_hand(each) for each in hands]}


def _hand(one: HandOver) -> dict[str, Any]:
    names = ("giver", "taker", "place", "seal", "why", "recorded_by")
    return {
        "id": one.pk,
        **{name: getattr(one, name) for name in names},
        "at": rfc3339(one.at),
        "recorded_at": rfc3339(one.recorded_at),
    }
