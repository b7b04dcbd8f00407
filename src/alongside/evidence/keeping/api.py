"""The API of those who keep evidence: what there is, how it stands, what becomes of it. What is in a file, the room that owns it
hands out: an exhibit of a case, at the case.
"""

from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Status

from alongside.evidence.keeping import actions, queries, standing
from alongside.evidence.keeping.schemas import (
    ClassIn,
    CodesOut,
    DestroyIn,
    DestructionDecisionIn,
    DestructionOut,
    DestructionWhole,
    DisclosureOut,
    FileDisclosureIn,
    HoldOut,
    KeptFileOut,
    KeptFileWhole,
    ReasonIn,
    asked_for,
    show_codes,
    show_destruction,
    show_disclosure,
    show_file,
    show_hold,
)
from alongside.evidence.models import StoredFile
from alongside.evidence.scanning.work import release
from alongside.people.access import allow, require
from alongside.people.actions import actor_for
from alongside.people.api import Limit, Page, fields_named, page_of

router = Router(tags=["Evidence"])
KEEP = "evidence.keep"
Words = Annotated[str, Query(max_length=100)]


@router.get("", response=Page[KeptFileOut], summary="The files that are kept")
@allow(KEEP)
def list_files(
    request: HttpRequest, q: Words = "", state: Words = "", cursor: str | None = None, limit: Limit = 50
) -> Any:
    """The newest first, without what is in them. `q` finds by words of the name or the beginning of the SHA-256; `state` is one of
    due, held, damaged, infected, waiting, erased.
    """
    found = queries.files_kept_by(request.user, asked_for(q, state))
    return page_of(found, cursor, limit, show_file)


@router.get("/codes", response=CodesOut, summary="Classes of keeping, and grounds")
@allow(KEEP)
def list_codes(request: HttpRequest) -> Any:
    """What is said as `kept_as`, why a copy is given away, and which duty or order asks that a file is erased."""
    return show_codes()


@router.get("/destruction", response=Page[DestructionOut], summary="Proposals to destroy files, and certificates")
@allow(KEEP)
def list_destructions(
    request: HttpRequest,
    show: Literal["proposed", "decided", "all"] = "proposed",
    cursor: str | None = None,
    limit: Limit = 50,
) -> Any:
    """The newest first. Files whose time is over and about which nobody said anything: `GET /evidence?state=due`."""
    found = queries.destructions_seen_by(request.user)
    narrowed = {"proposed": found.filter(decision=""), "decided": found.exclude(decision=""), "all": found}
    return page_of(narrowed[show], cursor, limit, show_destruction)


@router.get("/destruction/{uuid:destruction}", response=DestructionWhole, summary="One proposal, or its certificate")
@allow(KEEP)
def get_destruction(request: HttpRequest, destruction: UUID) -> Any:
    """With what the file is and what stands against destroying it."""
    return _destruction(request, destruction)


@router.post(
    "/destruction/{uuid:destruction}/decision", response=DestructionWhole, summary="Confirm or decline a destruction"
)
@allow(KEEP)
def decide_destruction(request: HttpRequest, destruction: UUID, new: DestructionDecisionIn) -> Any:
    """By somebody else than whoever proposed it. Once it is confirmed, the file is destroyed. 409 where it is decided already."""
    found = get_object_or_404(queries.destructions_seen_by(request.user), pk=destruction)
    require(request.user, KEEP, found)
    if new.confirm:
        standing.refuse_unknown(request.user, found.file)
    actions.decide_destruction(found, confirm=new.confirm, reason=new.reason, by=actor_for(request.user))
    return _destruction(request, destruction)


@router.get("/{uuid:file}", response=KeptFileWhole, summary="Everything that is known of a file")
@allow(KEEP)
def get_file(request: HttpRequest, file: UUID) -> Any:
    """But what is in it: holds, what stands against destroying it, who got a copy, what it was made from."""
    return _whole(request, _find(request, file))


@router.post("/{uuid:file}/holds", response={201: HoldOut}, summary="Place a legal hold")
@allow(KEEP)
def place_hold(request: HttpRequest, file: UUID, new: ReasonIn) -> Any:
    """Nobody can destroy the file until it is lifted. 409 where it is erased."""
    found = _find(request, file)
    with fields_named(hold_reason="reason"):
        hold = actions.place_hold(found, new.reason, actor_for(request.user))
    return Status(201, show_hold(hold))


@router.post("/{uuid:file}/holds/{uuid:hold_id}/lift", response=HoldOut, summary="Lift a legal hold")
@allow(KEEP)
def lift_hold(request: HttpRequest, file: UUID, hold_id: UUID, new: ReasonIn) -> Any:
    """409 where it is lifted already."""
    hold = get_object_or_404(queries.holds_of(_find(request, file)), pk=hold_id)
    return show_hold(actions.lift_hold(hold, new.reason, actor_for(request.user)))


@router.post("/{uuid:file}/destruction", response={201: DestructionWhole}, summary="Propose to destroy a file")
@allow(KEEP)
def propose_destruction(request: HttpRequest, file: UUID, new: DestroyIn) -> Any:
    """Somebody else has to confirm it. 422 while a hold stands on it, its case runs or its time is not over; 409 where it was
    proposed before.
    """
    found = _find(request, file)
    with fields_named(destroy_reason="reason", erasure_ground="ground", erasure_order="order"):
        proposal = actions.propose_destruction(
            found, new.reason, actor_for(request.user), ground=new.ground, order=new.order
        )
    return Status(201, _destruction(request, proposal.pk))


@router.post("/{uuid:file}/disclosures", response={201: DisclosureOut}, summary="Write down who got a copy")
@allow(KEEP)
def share(request: HttpRequest, file: UUID, new: FileDisclosureIn) -> Any:
    """Somebody outside; to whom another body's role was given it, a referral writes by itself."""
    found, by = _find(request, file), actor_for(request.user)
    shared = actions.share(found, to_whom=new.to_whom, ground=new.ground, note=new.note, by=by)
    return Status(201, show_disclosure(shared))


@router.post("/{uuid:file}/class", response=KeptFileWhole, summary="Say how long a file is kept")
@allow(KEEP)
def classify(request: HttpRequest, file: UUID, new: ClassIn) -> Any:
    """What stood before stays in the ledger."""
    found, by = _find(request, file), actor_for(request.user)
    with fields_named(class_reason="reason"):
        actions.classify(found, kept_as=new.kept_as, starts_on=new.starts_on, reason=new.reason, by=by)
    return _whole(request, _find(request, file))


@router.post("/{uuid:file}/release", response=KeptFileWhole, summary="Release a file without a scan")
@allow(KEEP)
def release_file(request: HttpRequest, file: UUID, new: ReasonIn) -> Any:
    """Of one that is too large for the malware scanner: the caller answers for it by name."""
    found = _find(request, file)
    with fields_named(release_reason="reason"):
        release(found, new.reason, actor_for(request.user))
    return _whole(request, _find(request, file))


def _find(request: HttpRequest, key: UUID) -> StoredFile:
    found = get_object_or_404(queries.all_files_kept_by(request.user), pk=key)
    require(request.user, KEEP, found)
    return found


def _whole(request: HttpRequest, found: StoredFile) -> dict[str, Any]:
    proposal = queries.destructions_seen_by(request.user).filter(file=found).exclude(decision="declined").first()
    source = queries.source_of(found)
    return show_file(found) | {
        "holds": [show_hold(one) for one in queries.holds_of(found)],
        "proposal": show_destruction(proposal) if proposal else None,
        "against": [] if found.erased_at else standing.against(found),
        "disclosures": [show_disclosure(one) for one in found.disclosures.order_by("-pk")],
        "made_from": source.source_id if source else None,
        "copies": [one.file_id for one in found.derived.order_by("pk")],
    }


def _destruction(request: HttpRequest, key: UUID) -> dict[str, Any]:
    found = get_object_or_404(queries.destructions_seen_by(request.user), pk=key)
    require(request.user, KEEP, found)
    is_over = found.done_at is not None or found.decision == "declined"
    return show_destruction(found) | {
        "about": [list(pair) for pair in standing.about(request.user, found.file)],
        "against": [] if is_over else standing.against(found.file),
    }
