"""What the API of exhibits and recordings takes and gives."""

from datetime import date
from typing import Any
from uuid import UUID

from ninja import Schema
from pydantic import AwareDatetime

from alongside.cases.asking import MoveOut, moves_out
from alongside.cases.models import Exhibit, FootageRequest, HandOver
from alongside.cases.tracks.footage import FOOTAGE
from alongside.people.api import Asked, Code, Text, example, file_form, rfc3339


class FileExhibitIn(Asked):
    """What a file shows, where it was found and by whom. `mark`: initials of whoever produces it, a stroke and a number."""

    model_config = example(
        mark="NA/1",
        what="Picture of a torn sleeve",
        found_on="2026-05-03",
        found_where="Ward 7",
        found_by="Nia Abara",
    )
    mark: Text
    what: Text
    found_on: date
    found_where: Text
    found_by: Text
    seal: Text = ""


FILE_EXHIBIT = file_form(FileExhibitIn, "A picture, a recording, a film or a document")


class ExhibitIn(FileExhibitIn):
    """A thing that is no file: it lies at a `place`, in a bag with a `seal` where there is one."""

    model_config = example(
        mark="NA/2",
        what="A torn sleeve",
        found_on="2026-05-03",
        found_where="Ward 7",
        found_by="Nia Abara",
        place="Safe 2, security office",
        seal="B 0411",
    )
    place: Text


class ExhibitChange(Asked):
    """What is set right, and why; what is left out stays. Where a thing is, hand-overs say."""

    model_config = example(found_where="Ward 9", why="The ward was misheard.")
    mark: Text | None = None
    what: Text | None = None
    found_on: date | None = None
    found_where: Text | None = None
    found_by: Text | None = None
    why: Text = ""
    changed_at: str | None = None


class FootageIn(Asked):
    """A recording that somebody else has; its times need their offset. `overwritten_on`: left out where nobody knows the day."""

    model_config = example(
        camera="Camera 4, main entrance",
        holder="Northshire Buses, control room",
        starts_at="2026-05-03T14:30:00+01:00",
        ends_at="2026-05-03T15:00:00+01:00",
        why="He runs past it.",
        asked_on="2026-05-04",
        overwritten_on="2026-06-02",
    )
    camera: Text
    holder: Text
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    why: Text
    asked_on: date | None = None
    overwritten_on: date | None = None


class FootageMove(Asked):
    """What became of it: an act of its `moves`. `exhibit` is of a recording that is secured, `overwritten_on` of one that is asked
    for again.
    """

    model_config = example(act="refuse", text="They want a letter of the police.")
    act: Code
    text: Text = ""
    exhibit: UUID | None = None
    overwritten_on: date | None = None
    changed_at: str | None = None


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


def show_whole(one: Exhibit) -> dict[str, Any]:
    """An `ExhibitWhole`."""
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
