"""Redress: losses noted, claims moved on, instalments planned, payments entered. Every step is a line in the file and in the
ledger; the money of a claim adds up in the database as well (`cases_claim_adds_up`).
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from alongside.cases.codes import code_list
from alongside.cases.days import day_after, day_of_act
from alongside.cases.due import count_next_due
from alongside.cases.events import LONGEST_TEXT, Overtaken, held, touch, words, write_event
from alongside.cases.models import Case, Claim, CourtOrder, Instalment, Payment
from alongside.cases.models.redress import PAID
from alongside.cases.redress import queries
from alongside.cases.redress.money import MOST, NotMoney, in_parts, write_pounds
from alongside.cases.tracks.case import RUNNING
from alongside.cases.tracks.redress import CLAIM
from alongside.incidents.duties.actions import fact, finish_duty
from alongside.incidents.models import Affected, PropertyItem, Responsible
from alongside.ledger.actions import Actor
from alongside.ledger.clock import now
from alongside.machine import Missing, Move, Refused
from alongside.people.days import today_in

BY_ITSELF = frozenset({"pay_part", "pay_rest", "pay_late", "pay_over", "return_part", "return_all", "return_over"})
"""Moves that a payment makes."""
PAYABLE = ("awarded", "paying", "write_off_asked", "written_off", "recovered")
"""States in which money may come, however late and however much."""
WAITING = ("write_off_asked", "written_off")
"""States out of which a move leads back to where it was owed."""
EVERY = ("week", "fortnight", "month")


@transaction.atomic
def begin_claim(
    case: Case,
    kind: str,
    whose: str,
    what: str,
    *,
    affected: Affected | None = None,
    responsible: Responsible | None = None,
    reference: str = "",
    order: CourtOrder | None = None,
    by: Actor,
) -> Claim:
    """Begins a claim, and the deadline that it has. What only the person hurt can claim needs that person. `order`: the
    compensation order that it comes of (`redress.from_order`).
    """
    case = running(case)
    if kind not in code_list("claim_kinds"):
        raise ValidationError({"kind": "Choose from the list."})
    if whose not in dict(PAID):
        raise ValidationError({"whose": "Choose from the list."})
    known = code_list("claim_kinds")[kind].more
    check_people(case, affected, responsible)
    if known.get("person") and affected is None:
        raise ValidationError({"affected": "Choose whose claim it is."})
    claim = Claim.objects.create(
        organisation_id=case.organisation_id,
        case=case,
        kind=kind,
        status=CLAIM.begins,
        whose=whose,
        affected=affected,
        responsible=responsible,
        what=words(what, "what", "Write what it is for, without names.", longest=200),
        reference=words(reference, "reference", longest=60),
        order=order,
        made_at=now(),
        made_by=by.name,
        changed_at=now(),
    )
    if known.get("starts") and affected is not None:
        fact(affected.incident, known["starts"], now(), affected, by=by)
    _write(claim, case, "claim_begun", by, claim.what)
    touch(case)
    return claim


@transaction.atomic
def move_claim(
    claim: Claim, act: str, given: Mapping[str, Any], *, by: Actor, seen_at: datetime | None = None
) -> Claim:
    """Moves a claim on (`tracks.redress`). `given`: `on`, `due_on` days; `claimed`, `awarded` pence; `reference`, `text`.

    Raises `Refused`, `Overtaken`, ValidationError by field.
    """
    case, claim = hold(claim, seen_at)
    if act in BY_ITSELF:
        raise Refused("Enter the payment instead.", "act")
    move = CLAIM.check(claim.status, act, given)
    text = words(str(given.get("text") or ""), "text", longest=LONGEST_TEXT)
    today = today_in(case.organisation)
    on = given.get("on")
    if on is not None:
        day_of_act(on, "on", case.organisation, case.occurred_at, [(claim.claimed_on, "it was claimed")])
    if given.get("due_on") is not None:
        day_after(given["due_on"], "due_on", case.organisation, case.occurred_at, [(on, "it was awarded")])
    for name in ("claimed", "awarded"):
        if given.get(name) is not None and not 0 < given[name] <= MOST:
            raise ValidationError({name: "Write an amount of more than nothing."})
    said = words(str(given.get("said") or ""), "said", longest=LONGEST_TEXT)
    if act == "ask_write_off" and is_own(claim) and not said:
        raise Missing("Ask the person to whom it is owed first, and write what they say.", "said")
    if act == "tell_write_off":
        day_of_act(given["on"], "on", case.organisation, None, [(claim.ended_on, "it was written off")])
    if act == "write_off" and by.id is not None and by.id == claim.asked_by_id:
        raise Refused("Somebody else has to approve this: you asked for it.", "act")
    _keep(claim, act, given, by)
    kept = {name: write_pounds(given[name]) for name in ("claimed", "awarded") if given.get(name)}
    kept |= {"on": given["on"].isoformat()} if given.get("on") else {}
    if act == "write_off":
        kept["written_off"] = write_pounds(claim.written_off_pence)
    _go(claim, case, move, by, text, given.get("on") or today, kept, said=said)
    _end_duty(claim, act, by)
    return claim


@transaction.atomic
def plan_instalments(
    claim: Claim, each: int, first: date, every: str, *, by: Actor, seen_at: datetime | None = None
) -> Claim:
    """How what is owed will come: `each` pence every week, fortnight or month from `first` on. Another plan is replaced."""
    case, claim = hold(claim, seen_at)
    if claim.status not in ("awarded", "paying"):
        raise Refused("Instalments can be planned while money is owed.", "each")
    if every not in EVERY:
        raise ValidationError({"every": "Choose how often."})
    today = today_in(case.organisation)
    day_after(first, "first", case.organisation, case.occurred_at, [(claim.awarded_on, "it was awarded")])
    if first > today + timedelta(days=366 * 20):
        raise ValidationError({"first": "Choose a day in the next twenty years."})
    try:
        parts = in_parts(queries.money_of(claim).outstanding, each, first, every)
    except NotMoney as wrong:
        raise ValidationError({"each": str(wrong)}) from wrong
    claim.instalments.filter(replaced_at=None).update(replaced_at=now())
    claim.planned_after_pence = claim.paid_pence
    Instalment.objects.bulk_create(
        Instalment(organisation_id=claim.organisation_id, claim=claim, due_on=one.due_on, pence=one.pence)
        for one in parts
    )
    after: dict[str, Any] = {
        "each": write_pounds(each),
        "every": every,
        "first": first.isoformat(),
        "parts": len(parts),
    }
    _save(claim, case)
    _write(claim, case, "instalments_planned", by, "", **after)
    count_next_due(case)
    return claim


@transaction.atomic
def enter_payment(
    claim: Claim, on: date | None, pence: int, *, reference: str = "", by: Actor, seen_at: datetime | None = None
) -> Payment:
    """Money that came, late or too much as it may be: what is over is shown. `Refused` where nothing was awarded."""
    case, claim = hold(claim, seen_at)
    if on is None:
        raise ValidationError({"on": "Write the day."})
    day_of_act(on, "on", case.organisation, case.occurred_at, [(claim.awarded_on, "it was awarded")])
    if claim.status not in PAYABLE:
        CLAIM.check(claim.status, "pay_part", {})
    if not 0 < pence <= MOST:
        raise ValidationError({"amount": "Write an amount of more than nothing."})
    payment = Payment.objects.create(
        organisation_id=claim.organisation_id,
        claim=claim,
        on=on,
        pence=pence,
        reference=words(reference, "reference", longest=60),
        entered_at=now(),
        entered_by=by.name,
    )
    claim.paid_pence += pence
    claim.written_off_pence = min(claim.written_off_pence, max(0, claim.awarded_pence - claim.paid_pence))
    move = CLAIM.moves[_act_of_payment(claim)]
    _go(claim, case, move, by, "", on, {"on": on.isoformat(), "paid": write_pounds(pence)})
    return payment


@transaction.atomic
def undo_payment(payment: Payment, why: str, *, by: Actor) -> Payment:
    """A payment was entered wrongly: another one of the same amount below nothing stands beside it."""
    case, claim = hold(Claim.objects.get(pk=payment.claim_id))
    why = words(why, "why", "Write why it was wrong.")
    payment = Payment.objects.get(pk=payment.pk)
    if payment.undoes_id is not None or Payment.objects.filter(undoes=payment).exists():
        raise ValidationError({"why": "This payment was undone before."})
    left = claim.paid_pence - payment.pence
    act = "return_over" if left >= claim.awarded_pence else "return_part" if left else "return_all"
    move = CLAIM.check(claim.status, act, {"text": why})
    undone = Payment.objects.create(
        organisation_id=claim.organisation_id,
        claim=claim,
        on=payment.on,
        pence=-payment.pence,
        undoes=payment,
        why=why,
        entered_at=now(),
        entered_by=by.name,
    )
    claim.paid_pence = left
    _go(claim, case, move, by, why, payment.on, {"paid": write_pounds(-payment.pence)})
    return undone


def is_own(claim: Claim) -> bool:
    """Whether it is owed to a person, and not to the organisation or an insurer of it: they have a say."""
    return claim.whose != PropertyItem.Owner.ORGANISATION


def _act_of_payment(claim: Claim) -> str:
    """What the money that has come makes of the claim."""
    if claim.paid_pence > claim.awarded_pence:
        return "pay_over"
    if claim.paid_pence == claim.awarded_pence:
        return "pay_rest"
    return "pay_late" if claim.written_off_pence else "pay_part"


def permission_for(move: Move) -> str:
    """What it takes to make a move, with the case as the object."""
    return "cases.write_off" if move.level == "write_off" else "cases.work"


def hold(claim: Claim, seen_at: datetime | None = None) -> tuple[Case, Claim]:
    """The case and the claim as they stand, locked. Raises `Overtaken` where the claim changed after `seen_at`."""
    case = held(Case(pk=claim.case_id))
    fresh = Claim.objects.select_for_update(of=("self",)).select_related("affected__incident").get(pk=claim.pk)
    if seen_at is not None and fresh.changed_at != seen_at:
        raise Overtaken(queries.events_of(claim).first())
    return case, fresh


def _keep(claim: Claim, act: str, given: Mapping[str, Any], by: Actor) -> None:
    """Puts what came with a move where it belongs."""
    if given.get("reference"):
        claim.reference = words(str(given["reference"]), "reference", longest=60)
    if act == "claim":
        claim.claimed_pence, claim.claimed_on = given["claimed"], given["on"]
    if act == "award":
        claim.awarded_pence, claim.awarded_on, claim.due_on = given["awarded"], given["on"], given.get("due_on")
    if act == "ask_write_off":
        claim.asked_by_id = by.id
    if act == "write_off":
        claim.written_off_pence += queries.money_of(claim).outstanding
        claim.approved_by, claim.told_on = by.name, None
    if act == "tell_write_off":
        claim.told_on = given["on"]
    if act == "owe_again":
        claim.written_off_pence = 0
    if act == "reopen":
        claim.claimed_pence, claim.claimed_on = 0, None


def _go(
    claim: Claim,
    case: Case,
    move: Move,
    by: Actor,
    text: str,
    ended_on: date,
    after: Mapping[str, Any],
    *,
    said: str = "",
) -> None:
    """The step itself: the state, its end where it is one, the line in the file, the case's next day. `said`: by
    whom it is owed to; words that stand in the file alone.
    """
    before = claim.status
    state = CLAIM.state(move.to or claim.status_before or "awarded")
    claim.status_before = (
        (before if move.act == "ask_write_off" else claim.status_before) if state.code in WAITING else ""
    )
    claim.status = state.code
    keeps = state.is_end and before == state.code and claim.ended_on is not None
    claim.ended_on = (claim.ended_on if keeps else ended_on) if state.is_end else None
    _save(claim, case)
    words_of = {"said": said} if said else {}
    _write(claim, case, "claim_moved", by, text, words_of, act=move.act, before=before, **after)
    count_next_due(case)


def _save(claim: Claim, case: Case) -> None:
    if claim.instalments.filter(replaced_at=None).exists():
        claim.due_on = queries.day_of(claim)
    claim.changed_at = now()
    claim.save()


def _end_duty(claim: Claim, act: str, by: Actor) -> None:
    known = code_list("claim_kinds")[claim.kind].more
    how = {"claim": known.get("claimed"), "award": known.get("claimed"), "leave": known.get("left")}.get(act)
    duty = queries.open_duty(claim)
    if how and duty is not None:
        finish_duty(duty, how, by=by)
    if act == "reopen" and known.get("starts") and claim.affected is not None:
        fact(claim.affected.incident, known["starts"], now(), claim.affected, by=by)


def running(case: Case) -> Case:
    """The case, locked; `Refused` where it has ended."""
    case = held(case)
    if case.status not in RUNNING:
        raise Refused("This cannot be done now: the case has ended. Open it again first.", "what")
    return case


def check_people(case: Case, affected: Affected | None, responsible: Responsible | None) -> None:
    """ValidationError where somebody is not of the case."""
    if affected is not None and affected.pk not in {one.pk for one in queries.hurt_in(case)}:
        raise ValidationError({"affected": "Choose somebody of this case."})
    if responsible is not None and responsible.pk not in {one.pk for one in queries.responsible_in(case)}:
        raise ValidationError({"responsible": "Choose somebody of this case."})


def _write(
    claim: Claim, case: Case, what: str, by: Actor, text: str, beside: Mapping[str, Any] | None = None, **after: Any
) -> None:
    """A line of the file; `beside` stands in the file alone, `after` in the ledger as well."""
    kept = {"kind": claim.kind, "status": claim.status, **after}
    write_event(case, what, by=by, text=text, before=beside, after=kept, about=("claim", claim.pk))
