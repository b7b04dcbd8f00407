"""A claim that was written wrongly is set right: who is paid, who pays, how much, by when. What stood before stays in the file."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from alongside.cases.codes import code_list
from alongside.cases.days import day_after, day_of_act
from alongside.cases.due import count_next_due
from alongside.cases.events import words, write_event
from alongside.cases.models import Case, Claim
from alongside.cases.models.redress import PAID
from alongside.cases.redress import queries
from alongside.cases.redress.actions import check_people, hold
from alongside.cases.redress.money import MOST, write_pounds
from alongside.incidents.duties.actions import fact, waive_duty
from alongside.ledger.actions import Actor
from alongside.ledger.clock import now
from alongside.machine import Refused

COLUMNS = {"claimed": "claimed_pence", "awarded": "awarded_pence"}
"""Where what is given by another name stands."""
GIVEN = (
    *("kind", "whose", "affected", "responsible", "what", "reference"),
    *("claimed", "claimed_on", "awarded", "awarded_on", "due_on"),
)
MONEY_STATES = ("awarded", "paying", "recovered")


@transaction.atomic
def correct_claim(
    claim: Claim, why: str, given: Mapping[str, Any], *, by: Actor, seen_at: datetime | None = None
) -> Claim:
    """Sets right what was written of a claim. `given`, by the names of `GIVEN`; what is left out stays. What was claimed or
    awarded is set right where it was claimed or awarded; where all that is to be paid has come then, the claim is recovered.

    Instalments fit the amount that they were planned of: where that changes, they are planned anew. Raises `Refused`,
    `Overtaken`, ValidationError by field.
    """
    case, claim = hold(claim, seen_at)
    why = words(why, "why", "Write why it is corrected.")
    before = _said(claim)
    duty = queries.open_duty(claim)
    _fill(claim, case, given)
    after = _said(claim)
    changed = [name for name in after if after[name] != before[name]]
    if not changed:
        return claim
    if duty is not None and {"kind", "affected"} & set(changed):
        waive_duty(duty, f"The claim was corrected. {why}", by=by)
    if {"kind", "affected"} & set(changed):
        _start(claim, by)
    if "awarded" in changed:
        claim.instalments.filter(replaced_at=None).update(replaced_at=now())
    _settle(claim)
    claim.changed_at = now()
    claim.save()
    write_event(
        case,
        "claim_corrected",
        by=by,
        text=why,
        before={
            "was": {name: before[name] for name in changed},
            "became": {name: after[name] for name in changed},
        },
        after={"kind": claim.kind, "status": claim.status, "changed": changed},
        about=("claim", claim.pk),
    )
    count_next_due(case)
    return claim


def _fill(claim: Claim, case: Case, given: Mapping[str, Any]) -> None:
    """The columns as they should stand. ValidationError by field."""
    kind = given.get("kind") or claim.kind
    if kind not in code_list("claim_kinds"):
        raise ValidationError({"kind": "Choose from the list."})
    if claim.order_id is not None and kind != claim.kind:
        raise Refused("It comes of a court's order: its way cannot be another one.", "kind")
    if given.get("whose", claim.whose) not in dict(PAID):
        raise ValidationError({"whose": "Choose from the list."})
    affected, responsible = given.get("affected", claim.affected), given.get("responsible", claim.responsible)
    check_people(case, affected, responsible)
    if code_list("claim_kinds")[kind].more.get("person") and affected is None:
        raise ValidationError({"affected": "Choose whose claim it is."})
    claim.kind, claim.whose = kind, given.get("whose", claim.whose)
    claim.affected, claim.responsible = affected, responsible
    claim.what = words(given.get("what", claim.what), "what", "Write what it is for, without names.", longest=200)
    claim.reference = words(given.get("reference", claim.reference), "reference", longest=60)
    _fill_money(claim, case, given)


def _fill_money(claim: Claim, case: Case, given: Mapping[str, Any]) -> None:
    for name, day in (("claimed", "claimed_on"), ("awarded", "awarded_on")):
        was_done = getattr(claim, day) is not None
        if not was_done and (given.get(name) is not None or given.get(day) is not None):
            raise ValidationError({name: "That is not recorded yet. Record it as a step."})
        if given.get(name) is not None:
            if not 0 < given[name] <= MOST:
                raise ValidationError({name: "Write an amount of more than nothing."})
            setattr(claim, COLUMNS[name], given[name])
        if given.get(day) is not None:
            setattr(claim, day, given[day])
    if claim.written_off_pence and claim.awarded_pence < claim.paid_pence + claim.written_off_pence:
        raise Refused("A part of it was written off. Write first that it is owed after all.", "awarded")
    organisation, happened_at = case.organisation, case.occurred_at
    if claim.claimed_on is not None:
        day_of_act(claim.claimed_on, "claimed_on", organisation, happened_at)
    if claim.awarded_on is not None:
        day_of_act(claim.awarded_on, "awarded_on", organisation, happened_at, [(claim.claimed_on, "it was claimed")])
        first = claim.payments.filter(undoes=None, undone_by=None).order_by("on").values_list("on", flat=True).first()
        if first is not None and first < claim.awarded_on:
            raise ValidationError({"awarded_on": "Money came before that day. Look at the payments first."})
    if "due_on" in given and claim.awarded_on is not None:
        claim.due_on = given["due_on"]
        if claim.due_on is not None:
            day_after(claim.due_on, "due_on", organisation, happened_at, [(claim.awarded_on, "it was awarded")])


def _start(claim: Claim, by: Actor) -> None:
    """The deadline that a claim of this kind has for this person, as where it is begun."""
    starts = code_list("claim_kinds")[claim.kind].more.get("starts")
    if starts and claim.affected is not None and claim.status == "considered":
        fact(claim.affected.incident, starts, now(), claim.affected, by=by)


def _settle(claim: Claim) -> None:
    """Where a claim stands follows from its money."""
    if claim.status not in MONEY_STATES:
        return
    money = queries.money_of(claim)
    claim.status = "paying" if money.paid else "awarded"
    if money.outstanding == 0:
        claim.status = "recovered"
        last = claim.payments.order_by("-on").values_list("on", flat=True).first()
        claim.ended_on = claim.ended_on or last
    else:
        claim.ended_on = None


def _said(claim: Claim) -> dict[str, str]:
    """What can be corrected, in words, without names."""
    return {
        "kind": code_list("claim_kinds").label(claim.kind),
        "whose": claim.get_whose_display(),
        "affected": queries.affected_words(claim.affected) if claim.affected else "",
        "responsible": queries.responsible_words(claim.responsible) if claim.responsible else "",
        "what": claim.what,
        "reference": claim.reference,
        "claimed": write_pounds(claim.claimed_pence) if claim.claimed_pence else "",
        "claimed_on": _day(claim.claimed_on),
        "awarded": write_pounds(claim.awarded_pence) if claim.awarded_pence else "",
        "awarded_on": _day(claim.awarded_on),
        "due_on": _day(claim.due_on),
    }


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
