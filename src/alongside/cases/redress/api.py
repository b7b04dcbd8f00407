"""The API of redress: the same actions and queries as the section “Redress”."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Status

from alongside.cases.asking import Why, WhySeen, chosen, find_case, known_state, said, seen
from alongside.cases.models import Case, Claim
from alongside.cases.redress import actions, correcting, losses, queries
from alongside.cases.redress.schemas import (
    ClaimChange,
    ClaimMove,
    ClaimOut,
    ClaimWhole,
    LossChange,
    LossOut,
    NewClaim,
    NewLoss,
    PaymentIn,
    PlanIn,
    TotalsOut,
    show_claim,
    show_loss,
    show_totals,
    show_whole,
)
from alongside.cases.tracks.redress import CLAIM
from alongside.people.access import allow, require
from alongside.people.actions import actor_for
from alongside.people.api import Limit, Page, page_of
from alongside.people.days import today_in

router = Router(tags=["Redress"])
READ, WORK = "cases.read_narrative", "cases.work"
OPENS = "narrative"
NOT_NULL = ("kind", "whose", "what", "ground")


@router.get("/{reference}/redress", response=TotalsOut, summary="What a case comes to")
@allow(READ)
def get_totals(request: HttpRequest, reference: str) -> Any:
    """Lost, claimed, awarded, recovered, written off and outstanding, in pence."""
    case = find_case(request, reference, opens=OPENS)
    return show_totals(queries.totals_of(queries.losses_of(case), queries.claims_of(case)))


@router.get("/{reference}/redress/losses", response=Page[LossOut], summary="What was lost")
@allow(READ)
def list_losses(
    request: HttpRequest, reference: str, kind: str | None = None, cursor: str | None = None, limit: Limit = 50
) -> Any:
    """The newest first; what was struck out is left out. `kind` is a code of `loss_kinds`."""
    found = queries.losses_of(find_case(request, reference, opens=OPENS))
    return page_of(found.filter(kind=kind) if kind else found, cursor, limit, show_loss)


@router.post("/{reference}/redress/losses", response={201: LossOut}, summary="Note a loss")
@allow(WORK)
def note_loss(request: HttpRequest, reference: str, new: NewLoss) -> Any:
    """409 where the case has ended."""
    case = find_case(request, reference, WORK, opens=OPENS)
    loss = losses.note_loss(
        case,
        new.kind,
        new.whose,
        new.what,
        new.amount,
        ground=new.ground,
        affected=chosen(queries.hurt_in(case), new.affected, "affected"),
        by=actor_for(request.user),
    )
    return Status(201, show_loss(loss))


@router.post("/{reference}/redress/losses/take", response=list[LossOut], summary="Take what the reports say was lost")
@allow(WORK)
def take_property(request: HttpRequest, reference: str) -> Any:
    """Each thing that was stolen or damaged, once. Answers with those that were taken now."""
    case = find_case(request, reference, WORK, opens=OPENS)
    return [show_loss(one) for one in losses.take_property(case, by=actor_for(request.user))]


@router.patch("/{reference}/redress/losses/{uuid:loss_id}", response=LossOut, summary="Correct a loss")
@allow(WORK)
def correct_loss(request: HttpRequest, reference: str, loss_id: UUID, change: LossChange) -> Any:
    """What stood before stays in the file."""
    case = find_case(request, reference, WORK, opens=OPENS)
    loss = get_object_or_404(queries.losses_of(case), pk=loss_id)
    given = said(change)
    hurt = chosen(queries.hurt_in(case), change.affected, "affected")
    corrected = losses.correct_loss(
        loss,
        change.why,
        **{
            name: given[name] if given.get(name) is not None else getattr(loss, name)
            for name in ("kind", "whose", "what")
        },
        ground=loss.ground if change.ground is None else change.ground,
        pence=given.get("amount", loss.pence),
        affected=hurt if "affected" in given else loss.affected,
        by=actor_for(request.user),
        seen_at=seen(loss, change.changed_at),
    )
    return show_loss(corrected)


@router.post("/{reference}/redress/losses/{uuid:loss_id}/strike", response={204: None}, summary="It does not count")
@allow(WORK)
def strike_loss(request: HttpRequest, reference: str, loss_id: UUID, why: WhySeen) -> Any:
    """It was no loss, or stands there twice. The file keeps it."""
    case = find_case(request, reference, WORK)
    loss = get_object_or_404(queries.losses_of(case), pk=loss_id)
    losses.strike_loss(loss, why.why, by=actor_for(request.user), seen_at=seen(loss, why.changed_at))
    return Status(204, None)


@router.get("/{reference}/redress/claims", response=Page[ClaimOut], summary="The claims of a case")
@allow(READ)
def list_claims(
    request: HttpRequest,
    reference: str,
    state: str | None = None,
    kind: str | None = None,
    cursor: str | None = None,
    limit: Limit = 50,
) -> Any:
    """The newest first. Filters may be combined."""
    case = find_case(request, reference, opens=OPENS)
    found = queries.claims_of(case)
    if known_state(state, CLAIM):
        found = found.filter(status=state)
    if kind:
        found = found.filter(kind=kind)
    return page_of(found, cursor, limit, lambda one: show_claim(one, _may(request, case)))


@router.post("/{reference}/redress/claims", response={201: ClaimWhole}, summary="Begin a claim")
@allow(WORK)
def begin_claim(request: HttpRequest, reference: str, new: NewClaim) -> Any:
    """With the deadline that it has. 409 where the case has ended."""
    case = find_case(request, reference, WORK, opens=OPENS)
    claim = actions.begin_claim(
        case,
        new.kind,
        new.whose,
        new.what,
        affected=chosen(queries.hurt_in(case), new.affected, "affected"),
        responsible=chosen(queries.responsible_in(case), new.responsible, "responsible"),
        reference=new.reference,
        by=actor_for(request.user),
    )
    return Status(201, _whole(request, case, claim.pk))


@router.get("/{reference}/redress/claims/{uuid:claim_id}", response=ClaimWhole, summary="One claim, whole")
@allow(READ)
def get_claim(request: HttpRequest, reference: str, claim_id: UUID) -> Any:
    """With its instalments and payments."""
    return _whole(request, find_case(request, reference, opens=OPENS), claim_id)


@router.patch("/{reference}/redress/claims/{uuid:claim_id}", response=ClaimWhole, summary="Correct a claim")
@allow(WORK)
def correct_claim(request: HttpRequest, reference: str, claim_id: UUID, change: ClaimChange) -> Any:
    """Who is paid, who pays, how much, by when. What stood before stays in the file."""
    case = find_case(request, reference, WORK, opens=OPENS)
    claim = _find(case, claim_id)
    nulls = ("affected", "responsible", "due_on")
    given = {
        name: value for name, value in said(change, "why", "changed_at").items() if value is not None or name in nulls
    }
    for name, known in (("affected", queries.hurt_in), ("responsible", queries.responsible_in)):
        if name in given:
            given[name] = chosen(known(case), given[name], name)
    by, read = actor_for(request.user), seen(claim, change.changed_at)
    correcting.correct_claim(claim, change.why, given, by=by, seen_at=read)
    return _whole(request, case, claim_id)


@router.post("/{reference}/redress/claims/{uuid:claim_id}/moves", response=ClaimWhole, summary="Move a claim on")
@allow("cases.see")
def move_claim(request: HttpRequest, reference: str, claim_id: UUID, new: ClaimMove) -> Any:
    """By whoever works the case; a write-off by the security director, who did not ask for it."""
    case = find_case(request, reference)
    claim = _find(case, claim_id)
    move = CLAIM.moves.get(new.act)
    if move is None:
        raise ValidationError({"act": f"Choose one of {', '.join(CLAIM.moves)}."})
    require(request.user, actions.permission_for(move), case)
    given = {name: value for name, value in said(new, "act", "changed_at").items() if value not in ("", None)}
    actions.move_claim(claim, new.act, given, by=actor_for(request.user), seen_at=seen(claim, new.changed_at))
    return _whole(request, find_case(request, reference, opens=OPENS), claim_id)


@router.post("/{reference}/redress/claims/{uuid:claim_id}/plan", response=ClaimWhole, summary="Plan the instalments")
@allow(WORK)
def plan_instalments(request: HttpRequest, reference: str, claim_id: UUID, plan: PlanIn) -> Any:
    """Of what is owed; the last one is what remains. An older plan is replaced."""
    case = find_case(request, reference, WORK, opens=OPENS)
    claim = _find(case, claim_id)
    by, read = actor_for(request.user), seen(claim, plan.changed_at)
    actions.plan_instalments(claim, plan.each, plan.first, plan.every, by=by, seen_at=read)
    return _whole(request, case, claim_id)


@router.post(
    "/{reference}/redress/claims/{uuid:claim_id}/payments", response={201: ClaimWhole}, summary="Money that came"
)
@allow(WORK)
def enter_payment(request: HttpRequest, reference: str, claim_id: UUID, payment: PaymentIn) -> Any:
    """As it came, late or too much as it may be. Where all has come, the claim ends; 409 where nothing was awarded."""
    case = find_case(request, reference, WORK, opens=OPENS)
    claim = _find(case, claim_id)
    by, read = actor_for(request.user), seen(claim, payment.changed_at)
    actions.enter_payment(claim, payment.on, payment.amount, reference=payment.reference, by=by, seen_at=read)
    return Status(201, _whole(request, case, claim_id))


@router.post(
    "/{reference}/redress/claims/{uuid:claim_id}/payments/{uuid:payment_id}/undo",
    response=ClaimWhole,
    summary="A payment was entered wrongly",
)
@allow(WORK)
def undo_payment(request: HttpRequest, reference: str, claim_id: UUID, payment_id: UUID, why: Why) -> Any:
    """It stays, and one of the same amount below nothing stands beside it."""
    case = find_case(request, reference, WORK, opens=OPENS)
    payment = get_object_or_404(queries.payments_of(_find(case, claim_id)).filter(undoes=None), pk=payment_id)
    actions.undo_payment(payment, why.why, by=actor_for(request.user))
    return _whole(request, case, claim_id)


def _find(case: Case, key: UUID) -> Claim:
    return get_object_or_404(queries.claims_of(case), pk=key)


def _may(request: HttpRequest, case: Case) -> Any:
    return lambda move: request.user.has_perm(actions.permission_for(move), case)


def _whole(request: HttpRequest, case: Case, key: UUID) -> dict[str, Any]:
    return show_whole(_find(case, key), _may(request, case), today_in(case.organisation))
