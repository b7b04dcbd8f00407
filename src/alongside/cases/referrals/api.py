"""The API of referrals: what was shared with the caller's role, and what was sent of a case. The same rules as the pages."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Status

from alongside.cases.asking import chosen, find_case, moves_out, seen
from alongside.cases.events import open_compartment
from alongside.cases.models import Case, Referral
from alongside.cases.referrals import answering, parts, queries, receiving, sending, taking_back, taking_over
from alongside.cases.referrals.following import messages_for
from alongside.cases.referrals.receiver_views import find_received
from alongside.cases.referrals.schemas import (
    EndIn,
    MessageIn,
    MessageOut,
    ReceivedWhole,
    ReferralAnswerIn,
    ReferralOut,
    SentWhole,
    TakeBackIn,
    TakenBackOut,
    show_copies,
    show_matter,
    show_message,
    show_referral,
    show_things,
)
from alongside.cases.tracks.referral import BY_RECEIVER, ENDED, REFERRAL, SHOWN
from alongside.evidence import downloading
from alongside.people.access import allow, require
from alongside.people.actions import actor_for
from alongside.people.api import Limit, Page, page_of, rfc3339

router = Router(tags=["Referrals"])
received = Router(tags=["Referrals"])
RECEIVE, READ, WORK = "cases.receive", "cases.read_narrative", "cases.work"


@received.get("", response=Page[ReferralOut], summary="What other bodies shared with the caller's role")
@allow(RECEIVE)
def list_received(
    request: HttpRequest,
    q: str = "",
    purpose: str = "",
    status: Referral.Status | None = None,
    cursor: str | None = None,
    limit: Limit = 25,
) -> Any:
    """The newest first. `q` finds by number and by whoever sent it: what was sent is not searched, reading it leaves its mark."""
    filters = queries.read_filters({"q": q, "purpose": purpose, "status": status or ""})
    return page_of(queries.find_received(request.user, filters), cursor, limit, show_referral)


@received.get("/{uuid:referral_id}", response=ReceivedWhole, summary="What was sent, whole")
@allow(RECEIVE)
def get_received(request: HttpRequest, referral_id: UUID) -> Any:
    """The look is recorded with both bodies, and so is each file that is opened."""
    return show_received(request, find_received(request, referral_id))


@received.get(
    "/{uuid:referral_id}/files/{uuid:file_id}",
    summary="A file that was sent with it",
    openapi_extra=downloading.FILE,
)
@allow(RECEIVE)
def get_file(request: HttpRequest, referral_id: UUID, file_id: UUID, why: downloading.Why = "") -> Any:
    """By the id that stands in the copy (`file`). Both bodies have the look in their ledger, with its reason. 404 where it is shared
    no more.
    """
    referral = find_received(request, referral_id)
    found = queries.shared_file(referral, file_id)
    if found is None:
        raise Http404
    by = actor_for(request.user)
    return downloading.download(
        request, found, by=by, look=lambda told: receiving.read_file(referral, found, told, by=by)
    )


@received.post("/{uuid:referral_id}/answer", response=ReceivedWhole, summary="Accept or refuse it")
@allow(RECEIVE)
def answer(request: HttpRequest, referral_id: UUID, new: ReferralAnswerIn) -> Any:
    """The sender's case says so. 409 where the sharing has ended, or it was answered before."""
    referral = find_received(request, referral_id)
    by, read = actor_for(request.user), seen(referral, new.changed_at)
    answering.answer_referral(referral, new.act, new.text, by=by, seen_at=read)
    return show_received(request, find_received(request, referral_id))


@received.post("/{uuid:referral_id}/case", response=ReceivedWhole, summary="Open a case of one's own from it")
@allow(RECEIVE)
def open_case(request: HttpRequest, referral_id: UUID) -> Any:
    """Of what was accepted so that one knows; accepting a transfer opens one by itself. 409 where that cannot be done."""
    referral = find_received(request, referral_id)
    taking_over.open_own_case(referral, by=actor_for(request.user))
    return show_received(request, find_received(request, referral_id))


@received.post("/{uuid:referral_id}/messages", response={201: MessageOut}, summary="Ask the sender, or answer them")
@allow(RECEIVE)
def write_to_sender(request: HttpRequest, referral_id: UUID, new: MessageIn) -> Any:
    """409 where the sharing has ended."""
    referral = find_received(request, referral_id)
    answers = chosen(referral.messages.filter(by_receiver=False, referral__status__in=SHOWN), new.answers, "answers")
    if answers is not None:
        receiving.read(referral, by=actor_for(request.user))
    message = receiving.write_to_sender(referral, new.text, by=actor_for(request.user), answers=answers)
    return Status(201, show_message(message))


@router.get("/{reference}/referrals", response=Page[ReferralOut], summary="What was sent of a case")
@allow(READ)
def list_sent(request: HttpRequest, reference: str, cursor: str | None = None, limit: Limit = 50) -> Any:
    """The newest first, with what was sent of the cases that are joined with it."""
    case = find_case(request, reference, opens="narrative")
    return page_of(queries.shared_of(case), cursor, limit, show_referral)


@router.get("/{reference}/referrals/{uuid:referral_id}", response=SentWhole, summary="One referral, as it was sent")
@allow(READ)
def get_sent(request: HttpRequest, reference: str, referral_id: UUID) -> Any:
    """Copies that hold parts which the caller may not read are left out."""
    case, referral = find_sent(request, reference, referral_id, READ)
    return show_sent(request, case, referral)


@router.post(
    "/{reference}/referrals/{uuid:referral_id}/messages", response={201: MessageOut}, summary="Ask the receiver"
)
@allow(WORK)
def write_to_receiver(request: HttpRequest, reference: str, referral_id: UUID, new: MessageIn) -> Any:
    """A question, or with `answers` the answer to one of theirs."""
    _, referral = find_sent(request, reference, referral_id, WORK)
    answers = chosen(referral.messages.filter(by_receiver=True, referral__status__in=SHOWN), new.answers, "answers")
    message = sending.write_to_receiver(referral, new.text, by=actor_for(request.user), answers=answers)
    return Status(201, show_message(message))


@router.post("/{reference}/referrals/{uuid:referral_id}/end", response=ReferralOut, summary="End the sharing")
@allow(WORK)
def end(request: HttpRequest, reference: str, referral_id: UUID, new: EndIn) -> Any:
    """From then on they read nothing of it any more."""
    case, referral = find_sent(request, reference, referral_id, WORK)
    sending.end(referral, new.text, by=actor_for(request.user), seen_at=seen(referral, new.changed_at))
    return show_referral(queries.referrals_of(case).get(pk=referral_id))


@router.post(
    "/{reference}/referrals/{uuid:referral_id}/take-back", response=TakenBackOut, summary="Take one thing back"
)
@allow(WORK)
def take_back(request: HttpRequest, reference: str, referral_id: UUID, new: TakeBackIn) -> Any:
    """From then on they do not read it, in no version; the rest stays. Answers with who had read something of it until then."""
    _, referral = find_sent(request, reference, referral_id, WORK)
    by, read = actor_for(request.user), seen(referral, new.changed_at)
    looks = taking_back.take_back(referral, new.things, new.why, by=by, seen_at=read)
    return {"read_until_then": [{"who": one.who, "at": rfc3339(one.at)} for one in looks]}


def show_received(request: HttpRequest, referral: Referral) -> dict[str, Any]:
    """A `ReceivedWhole`; the look is recorded."""
    shown, own = queries.is_shown(referral), taking_over.case_opened_of(referral)
    if shown:
        receiving.read(referral, by=actor_for(request.user))
    return show_referral(referral) | {
        "copies": show_copies(queries.snapshots_of(referral), for_sender=False) if shown else [],
        "messages": [show_message(one) for one in queries.messages_of(referral)] if shown else [],
        "moves": moves_out(REFERRAL, referral.status, lambda move: move.act in BY_RECEIVER),
        "own_case": own.reference if own else None,
        "matter": show_matter(queries.matter_of(referral)) if shown else None,
    }


def find_sent(request: HttpRequest, reference: str, referral_id: UUID, permission: str) -> tuple[Case, Referral]:
    """What was sent of a case that the caller may see, and for which they hold the permission; else 404, 403."""
    case = find_case(request, reference, permission)
    return case, get_object_or_404(queries.referrals_of(case), pk=referral_id)


def show_sent(request: HttpRequest, case: Case, referral: Referral) -> dict[str, Any]:
    """A `SentWhole`; what it opens is recorded. 403 for whoever may not read its part of the file."""
    user: Any = request.user
    part = sending.part_of(referral)
    require(user, f"cases.read_{part}", case)
    open_compartment(case, part, by=actor_for(user))
    may_take = user.has_perm(WORK, case) and referral.status != ENDED
    return show_referral(referral) | {
        "copies": show_copies(parts.copies_for(user, case, referral), for_sender=True),
        "messages": [show_message(one) for one in messages_for(request.user, case, referral)],
        "things": show_things(taking_back.things_of(referral) if may_take else []),
        "matter": show_matter(queries.matter_of(referral)),
    }
