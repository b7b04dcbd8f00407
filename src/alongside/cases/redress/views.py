"""Pages of redress: what was lost, what is claimed, what came."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_http_methods

from alongside.cases.codes import code_list
from alongside.cases.doing import form_page, posted, seen_at
from alongside.cases.events import open_compartment
from alongside.cases.fields import WhyForm
from alongside.cases.finding.actions import record_export
from alongside.cases.models import Case, Claim, Loss
from alongside.cases.redress import actions, correcting, losses, queries
from alongside.cases.redress.exports import table
from alongside.cases.redress.forms import (
    ClaimForm,
    ClaimStepForm,
    CorrectClaimForm,
    CorrectLossForm,
    LossForm,
    PaymentForm,
    PlanForm,
)
from alongside.cases.redress.money import behind, write_pounds
from alongside.cases.rows import lines_of
from alongside.cases.sections import address, find_case, show_section
from alongside.cases.tracks.case import RUNNING
from alongside.cases.tracks.redress import CLAIM
from alongside.machine import Refused
from alongside.people.access import allow, require
from alongside.people.actions import actor_for
from alongside.people.days import today_in
from alongside.web.tables import csv_answer, xlsx_answer

SECTION = "redress"
FORMS = {"csv": csv_answer, "xlsx": xlsx_answer}


@require_GET
@allow("cases.read_narrative")
def redress(request: HttpRequest, reference: str) -> HttpResponseBase:
    """GET /cases/REFERENCE/redress?format=csv: totals, losses, claims; or all of it as a table to take away."""
    case = find_case(request, reference, "cases.read_narrative")
    if (form := request.GET.get("format", "")) in FORMS:
        by = actor_for(request.user)
        open_compartment(case, "narrative", by=by)
        record_export({case.organisation_id: 1}, "redress", by=by)
        return FORMS[form](f"{case.reference}-redress", table(queries.losses_of(case), queries.claims_of(case)))
    return _overview(request, case)


@require_http_methods(["GET", "POST"])
@allow("cases.work")
def add_loss(request: HttpRequest, reference: str) -> HttpResponse:
    """GET, POST /cases/REFERENCE/redress/losses/add"""
    case = find_case(request, reference, "cases.work")
    form = LossForm(posted(request), affected=queries.hurt_in(case))

    def act() -> None:
        losses.note_loss(case, **_loss_said(form), by=actor_for(request.user))

    return _page(request, case, form, "Something that was lost", act)


@require_http_methods(["POST"])
@allow("cases.work")
def take_property(request: HttpRequest, reference: str) -> HttpResponse:
    """POST /cases/REFERENCE/redress/losses/take: what the reports say was stolen or damaged."""
    case = find_case(request, reference, "cases.work")
    try:
        losses.take_property(case, by=actor_for(request.user))
    except Refused as refused:
        return _overview(request, case, notice=refused.sentence, status=409)
    return redirect(f"{address(case, SECTION)}?done=saved")


@require_http_methods(["GET", "POST"])
@allow("cases.work")
def correct_loss(request: HttpRequest, reference: str, loss_id: UUID) -> HttpResponse:
    """GET, POST /cases/REFERENCE/redress/losses/ID: a loss as it should be."""
    case = find_case(request, reference, "cases.work")
    loss = get_object_or_404(queries.losses_of(case), pk=loss_id)
    kept = {name: getattr(loss, name) for name in ("kind", "what", "whose", "ground")}
    kept |= {"amount": loss.pence, "affected": str(loss.affected_id or "")}
    form = CorrectLossForm(posted(request), affected=queries.hurt_in(case), initial=kept)

    def act() -> None:
        why = form.cleaned_data["why"]
        losses.correct_loss(loss, why, **_loss_said(form), by=actor_for(request.user), seen_at=seen_at(request))

    return _page(request, case, form, "Correct a loss", act, seen=loss.changed_at)


@require_http_methods(["GET", "POST"])
@allow("cases.work")
def strike_loss(request: HttpRequest, reference: str, loss_id: UUID) -> HttpResponse:
    """GET, POST /cases/REFERENCE/redress/losses/ID/strike (why): it does not count."""
    case = find_case(request, reference, "cases.work")
    loss = get_object_or_404(queries.losses_of(case), pk=loss_id)
    form = WhyForm(posted(request))

    def act() -> None:
        losses.strike_loss(loss, form.cleaned_data["why"], by=actor_for(request.user), seen_at=seen_at(request))

    return _page(request, case, form, f"Strike out: {loss.what}", act, seen=loss.changed_at)


@require_http_methods(["GET", "POST"])
@allow("cases.work")
def begin_claim(request: HttpRequest, reference: str) -> HttpResponse:
    """GET, POST /cases/REFERENCE/redress/claims/add"""
    case = find_case(request, reference, "cases.work")
    form = ClaimForm(posted(request), affected=queries.hurt_in(case), responsible=queries.responsible_in(case))

    def act() -> None:
        said = form.cleaned_data
        actions.begin_claim(
            case,
            said["kind"],
            said["whose"],
            said["what"],
            affected=form.chosen_affected,
            responsible=form.chosen_responsible,
            reference=said["reference"],
            by=actor_for(request.user),
        )

    return _page(request, case, form, "A claim", act)


@require_GET
@allow("cases.read_narrative")
def claim(request: HttpRequest, reference: str, claim_id: UUID) -> HttpResponse:
    """GET /cases/REFERENCE/redress/claims/ID: its money, its instalments, its payments."""
    case = find_case(request, reference, "cases.read_narrative")
    one = get_object_or_404(queries.claims_of(case), pk=claim_id)
    parts = queries.parts_of(one)
    may_work = request.user.has_perm("cases.work", case)
    context = {
        "claim": one,
        "shown": _shown(one),
        "money": queries.money_of(one),
        "parts": parts,
        "behind": behind(parts, queries.paid_to_plan(one), today_in(case.organisation)),
        "payments": queries.payments_of(one),
        "acts": [
            (move.act, move.label)
            for move in CLAIM.possible(one.status)
            if move.act not in actions.BY_ITSELF and request.user.has_perm(actions.permission_for(move), case)
        ],
        "may_pay": may_work and one.status in actions.PAYABLE,
        "may_correct": may_work,
        "may_plan": may_work and one.status in ("awarded", "paying"),
        "lines": lines_of(case, queries.events_of(one)),
        "pounds": write_pounds,
        "today": today_in(case.organisation),
    }
    return show_section(request, case, SECTION, "cases/redress/claim.html", context, done=_done(request))


@require_http_methods(["GET", "POST"])
@allow("cases.see")
def step(request: HttpRequest, reference: str, claim_id: UUID, claim_act: str) -> HttpResponse:
    """GET, POST /cases/REFERENCE/redress/claims/ID/step/ACT: by whoever works the case; a write-off by the director."""
    case = find_case(request, reference, "cases.see")
    one = get_object_or_404(queries.claims_of(case), pk=claim_id)
    move = CLAIM.moves.get(claim_act)
    if move is None or claim_act in actions.BY_ITSELF:
        raise Http404
    require(request.user, actions.permission_for(move), case)
    form = ClaimStepForm(posted(request), move=move, is_own=actions.is_own(one))

    def act() -> None:
        actions.move_claim(one, claim_act, form.given(), by=actor_for(request.user), seen_at=seen_at(request))

    heading = f"{_shown(one)['kind']}: {move.label[:1].lower()}{move.label[1:]}"
    return _page(request, case, form, heading, act, one, about=_asked(one) if move.level == "write_off" else None)


@require_http_methods(["GET", "POST"])
@allow("cases.work")
def correct_claim(request: HttpRequest, reference: str, claim_id: UUID) -> HttpResponse:
    """GET, POST /cases/REFERENCE/redress/claims/ID/correct: a claim as it should be."""
    case = find_case(request, reference, "cases.work")
    one = get_object_or_404(queries.claims_of(case), pk=claim_id)
    people = {"affected": queries.hurt_in(case), "responsible": queries.responsible_in(case)}
    form = CorrectClaimForm(posted(request), claim=one, **people)

    def act() -> None:
        correcting.correct_claim(
            one, form.cleaned_data["why"], form.given(), by=actor_for(request.user), seen_at=seen_at(request)
        )

    return _page(request, case, form, "Correct a claim", act, one)


@require_http_methods(["GET", "POST"])
@allow("cases.work")
def plan(request: HttpRequest, reference: str, claim_id: UUID) -> HttpResponse:
    """GET, POST /cases/REFERENCE/redress/claims/ID/plan: instalments of what is owed."""
    case = find_case(request, reference, "cases.work")
    one = get_object_or_404(queries.claims_of(case), pk=claim_id)
    form = PlanForm(posted(request))

    def act() -> None:
        said = form.cleaned_data
        actions.plan_instalments(
            one, said["each"], said["first"], said["every"], by=actor_for(request.user), seen_at=seen_at(request)
        )

    return _page(request, case, form, "Plan the instalments", act, one)


@require_http_methods(["GET", "POST"])
@allow("cases.work")
def pay(request: HttpRequest, reference: str, claim_id: UUID) -> HttpResponse:
    """GET, POST /cases/REFERENCE/redress/claims/ID/pay: money that came."""
    case = find_case(request, reference, "cases.work")
    one = get_object_or_404(queries.claims_of(case), pk=claim_id)
    form = PaymentForm(posted(request))

    def act() -> None:
        said = form.cleaned_data
        actions.enter_payment(
            one,
            said["on"],
            said["amount"],
            reference=said["reference"],
            by=actor_for(request.user),
            seen_at=seen_at(request),
        )

    return _page(request, case, form, "Money that came", act, one)


@require_http_methods(["GET", "POST"])
@allow("cases.work")
def undo(request: HttpRequest, reference: str, claim_id: UUID, payment_id: UUID) -> HttpResponse:
    """GET, POST /cases/REFERENCE/redress/claims/ID/payments/ID/undo (why): it was entered wrongly."""
    case = find_case(request, reference, "cases.work")
    one = get_object_or_404(queries.claims_of(case), pk=claim_id)
    payment = get_object_or_404(queries.payments_of(one).filter(undoes=None), pk=payment_id)
    form = WhyForm(posted(request))

    def act() -> None:
        actions.undo_payment(payment, form.cleaned_data["why"], by=actor_for(request.user))

    return _page(request, case, form, f"Undo the payment of {write_pounds(payment.pence)}", act, one)


def _overview(request: HttpRequest, case: Case, *, notice: str = "", status: int = 200) -> HttpResponse:
    losses, claims = list(queries.losses_of(case)), list(queries.claims_of(case))
    may_work = request.user.has_perm("cases.work", case) and case.status in RUNNING
    context = {
        "totals": queries.totals_of(losses, claims),
        "came": queries.came_to(claims),
        "today": today_in(case.organisation),
        "losses": [(one, code_list("loss_kinds").label(one.kind), _whose(one)) for one in losses],
        "claims": [_shown(one) for one in claims],
        "to_take": len(queries.property_not_taken(case)) if may_work else 0,
        "may_add": may_work,
        "notice": notice,
        "pounds": write_pounds,
    }
    return show_section(request, case, SECTION, "cases/redress/list.html", context, status=status, done=_done(request))


def _page(
    request: HttpRequest, case: Case, form: Any, heading: str, act: Any, one: Claim | None = None, **more: Any
) -> HttpResponse:
    there = f"{address(case, SECTION)}/claims/{one.pk}" if one else address(case, SECTION)
    known = {"about": [("What it is for", one.what)], "seen": one.changed_at} if one else {}
    more = {name: value for name, value in more.items() if value is not None}
    return form_page(
        request,
        case,
        form,
        heading,
        act,
        f"{there}?done=saved",
        back=there,
        section=SECTION,
        more=known | more,
    )


def _asked(one: Claim) -> list[tuple[str, str]]:
    """What whoever decides about a write-off has to know: the money, who asked, why, and what the person says."""
    money, asked = queries.money_of(one), queries.asked_write_off(one)
    payee = one.get_whose_display()
    found = [
        ("What it is for", one.what),
        ("To be paid to", f"{payee}, {queries.affected_words(one.affected).lower()}" if one.affected else payee),
        ("To be paid", write_pounds(money.awarded)),
        ("Has come", write_pounds(money.paid)),
        ("To be written off", write_pounds(money.outstanding)),
    ]
    if asked is not None:
        found += [("Asked by", asked.actor_name), ("Why", asked.text)]
        found.append(("The person to whom it is owed says", asked.before.get("said", "")))
    return [one for one in found if one[1]]


def _loss_said(form: LossForm) -> dict[str, Any]:
    said = form.cleaned_data
    return {
        "kind": said["kind"],
        "whose": said["whose"],
        "what": said["what"],
        "pence": said["amount"],
        "ground": said["ground"],
        "affected": form.chosen_affected,
    }


def _whose(one: Loss) -> str:
    label = one.get_whose_display()
    if one.affected is None:
        return label
    who = queries.affected_words(one.affected)
    return f"{label}, {who[:1].lower()}{who[1:]}"


def _shown(one: Claim) -> dict[str, Any]:
    return {
        "claim": one,
        "kind": code_list("claim_kinds").label(one.kind),
        "state": CLAIM.state(one.status),
        "money": queries.money_of(one),
        "whose": one.get_whose_display(),
        "person": queries.affected_words(one.affected) if one.affected else "",
        "payer": queries.responsible_words(one.responsible) if one.responsible else "",
    }


def _done(request: HttpRequest) -> str:
    return "Saved." if request.GET.get("done") == "saved" else ""
