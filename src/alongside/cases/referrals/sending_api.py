"""The API of sending a part of a case to another body: what can be chosen, what they would read, and the sending of just that.

It adds to the router of what was sent: two routers cannot share an address.
"""

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Schema, Status
from pydantic import Field

from alongside.cases.asking import Pence, chosen, find_case
from alongside.cases.codes import code_list
from alongside.cases.events import open_compartment
from alongside.cases.models import Case, Referral
from alongside.cases.referrals import advising, parts, queries, sending
from alongside.cases.referrals.api import find_sent, router, show_sent
from alongside.cases.referrals.schemas import SentWhole
from alongside.cases.referrals.sending import Wanted
from alongside.cases.rows import lines_of
from alongside.people.access import allow, require
from alongside.people.actions import actor_for
from alongside.people.api import Asked, Code, Text, example, rfc3339

WORK, LEGAL = "cases.work", "cases.write_legal"
LINES = 200
"""Of the file, the latest, that are offered."""
Keys = Annotated[list[UUID], Field(max_length=500)]
Seen = Annotated[
    str,
    Field(min_length=64, max_length=64, description="The `digest` of the preview: nothing else is sent than was read"),
]


class CopyIn(Asked):
    """What they are to read, of what may be chosen: `parts` by their codes, `lines` of the file and `files` by their ids."""

    model_config = example(parts=["narrative", "harm"], note="As agreed by telephone.")
    parts: Annotated[list[Code], Field(max_length=20)] = []
    lines: Keys = []
    files: Keys = []
    note: Text = ""


class WantedIn(CopyIn):
    """The same, with what for (`purpose`), to which body, and on what ground."""

    model_config = example(
        purpose="share", to="018f0000-0000-7000-8000-000000000001", ground="public_task", parts=["narrative", "harm"]
    )
    purpose: Code
    to: UUID
    ground: Code


class SendIn(WantedIn):
    """The same, with the digest of the preview that was read."""

    model_config = example(
        purpose="share",
        to="018f0000-0000-7000-8000-000000000001",
        ground="public_task",
        parts=["narrative", "harm"],
        seen="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    )
    seen: Seen


class SendAgainIn(CopyIn):
    """What they are to read from now on, with the digest of the preview that was read."""

    model_config = example(parts=["narrative"], seen="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")
    seen: Seen


class AgreeIn(Asked):
    """Up to how much is agreed, in pence."""

    model_config = example(agreed=250_000)
    agreed: Pence


class BodyOut(Schema):
    """A body in which somebody can receive it."""

    id: UUID
    name: str


class PurposeOut(Schema):
    """What something can be sent for, and to whom."""

    code: str
    label: str
    bodies: list[BodyOut]


class CodeOut(Schema):
    """A code with its words."""

    code: str
    label: str


class LineOut(Schema):
    """A line of the file that can be sent."""

    id: UUID
    at: str
    what: str
    text: str


class FileOut(Schema):
    """A file that can be sent. `whose` is the report or the exhibit that it belongs to."""

    id: UUID
    what: str
    whose: str
    media_type: str
    sha256: str


class ChoicesOut(Schema):
    """Everything that can be chosen: what the caller may not read, they cannot send. Legal advice is never among it."""

    purposes: list[PurposeOut]
    grounds: list[CodeOut]
    parts: list[CodeOut]
    lines: list[LineOut]
    files: list[FileOut]


class PreviewOut(Schema):
    """What they would read. `warnings`: what has to be thought of before it is sent. `digest` goes with the sending."""

    content: dict[str, Any]
    digest: str
    warnings: list[str]


@router.get("/{reference}/referrals/choices", response=ChoicesOut, summary="What of a case can be sent, and to whom")
@allow(WORK)
def list_choices(request: HttpRequest, reference: str) -> Any:
    """The latest lines of the file; each compartment of which something is told is opened, and the look recorded."""
    user: Any = request.user
    case = find_case(request, reference, WORK, opens="narrative")
    bodies = queries.bodies_to_choose(case.organisation_id)
    events = list(queries.events_to_choose(user, case)[:LINES])
    files = queries.files_to_choose(user, case)
    for compartment in sorted({one.compartment for one in events} | ({"evidence"} if files else set())):
        open_compartment(case, compartment, by=actor_for(user))
    return {
        "purposes": [
            {"code": code, "label": code_list("referral_purposes").label(code), "bodies": _bodies(found)}
            for code, found in bodies.items()
        ],
        "grounds": [{"code": one.code, "label": one.label} for one in code_list("sharing_grounds")],
        "parts": [{"code": one.code, "label": one.title} for one in parts.may_choose(user, case)],
        "lines": [
            {"id": line.event.pk, "at": rfc3339(line.at), "what": line.what, "text": line.text}
            for line in lines_of(case, events)
        ],
        "files": [
            {
                "id": one.file.pk,
                **{name: getattr(one, name) for name in ("what", "whose")},
                **{name: getattr(one.file, name) for name in ("media_type", "sha256")},
            }
            for one in files
        ],
    }


@router.post("/{reference}/referrals/preview", response=PreviewOut, summary="What they would read")
@allow(WORK)
def preview(request: HttpRequest, reference: str, new: WantedIn) -> Any:
    """Nothing is sent. What it opens is recorded. 409 for what the caller may not read."""
    case = find_case(request, reference, WORK)
    return _preview(request, case, _wanted(case, new))


@router.post("/{reference}/referrals", response={201: SentWhole}, summary="Share a part of a case")
@allow(WORK)
def send(request: HttpRequest, reference: str, new: SendIn) -> Any:
    """Just what was read in the preview: 409 where the case says something else by now. They read it until the sharing is ended or
    taken back.
    """
    case = find_case(request, reference, WORK)
    referral = sending.send(request.user, case, _wanted(case, new), seen=new.seen)
    return Status(201, show_sent(request, case, queries.referrals_of(case).get(pk=referral.pk)))


@router.post(
    "/{reference}/referrals/{uuid:referral_id}/preview",
    response=PreviewOut,
    summary="What they would read of a new version",
)
@allow(WORK)
def preview_again(request: HttpRequest, reference: str, referral_id: UUID, new: CopyIn) -> Any:
    """To whom and what for stay as they were. Nothing is sent."""
    case, referral = find_sent(request, reference, referral_id, WORK)
    return _preview(request, case, _again(referral, new))


@router.post(
    "/{reference}/referrals/{uuid:referral_id}/versions", response={201: SentWhole}, summary="Send a new version"
)
@allow(WORK)
def send_again(request: HttpRequest, reference: str, referral_id: UUID, new: SendAgainIn) -> Any:
    """With more or less; those before stay readable. 409 where the case says something else by now than the preview did."""
    case, referral = find_sent(request, reference, referral_id, WORK)
    sending.send_again(request.user, referral, _again(referral, new), seen=new.seen)
    return Status(201, show_sent(request, case, queries.referrals_of(case).get(pk=referral_id)))


@router.post(
    "/{reference}/referrals/{uuid:referral_id}/costs", response=SentWhole, summary="Agree to costs of legal action"
)
@allow(WORK)
def agree_costs(request: HttpRequest, reference: str, referral_id: UUID, new: AgreeIn) -> Any:
    """Up to how much. 409 where the Legal Protection Unit has not said yet what it would cost."""
    case, referral = find_sent(request, reference, referral_id, WORK)
    require(request.user, LEGAL, case)
    advising.agree_costs(referral, new.agreed, by=actor_for(request.user))
    return show_sent(request, case, queries.referrals_of(case).get(pk=referral_id))


def _wanted(case: Case, new: WantedIn) -> Wanted:
    bodies = [one for found in queries.bodies_to_choose(case.organisation_id).values() for one in found]
    return Wanted(chosen(bodies, new.to, "to"), new.purpose, new.ground, *_copy(new))


def _again(referral: Referral, new: CopyIn) -> Wanted:
    return Wanted(referral.to_organisation, referral.purpose, referral.ground, *_copy(new))


def _copy(new: CopyIn) -> tuple[list[str], list[str], str, list[str]]:
    return new.parts, [str(key) for key in new.lines], new.note, [str(key) for key in new.files]


def _preview(request: HttpRequest, case: Case, wanted: Wanted) -> dict[str, Any]:
    content = sending.preview(request.user, case, wanted)
    return {
        "content": content,
        "digest": parts.digest_of(content),
        "warnings": parts.warnings(case, wanted.parts),
    }


def _bodies(found: Any) -> list[dict[str, Any]]:
    return [{"id": one.pk, "name": one.name} for one in found]
