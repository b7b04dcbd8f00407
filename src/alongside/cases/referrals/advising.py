"""What the Legal Protection Unit does with a referral that it accepted: advises, decides whether to go on privately, says what
it costs and what came of it. What it learned: `learning`. Each is a line of the file of whoever asked, in the part `legal`.
"""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from alongside.cases.codes import code_list
from alongside.cases.days import day_of_act
from alongside.cases.events import LONGEST_TEXT, held, touch, words, write_event
from alongside.cases.models import Compartment, LegalMatter, Referral, ReferralMessage
from alongside.cases.redress.money import MOST, write_pounds
from alongside.cases.referrals.queries import occurred_on
from alongside.cases.referrals.receiving import held_by_receiver, record_with_receiver
from alongside.cases.referrals.sending import Kind, change, check_writing, held_referral, say
from alongside.cases.referrals.telling import tell_sender
from alongside.cases.tracks.referral import ACCEPTED, SHOWN
from alongside.incidents.duties.presenters import long_day
from alongside.ledger.actions import Actor
from alongside.ledger.clock import now
from alongside.machine import Refused

FOR_ADVICE = "legal_advice"
Decision = LegalMatter.Decision


@transaction.atomic
def advise(referral: Referral, text: str, *, by: Actor, answers: ReferralMessage | None = None) -> ReferralMessage:
    """Advice, to a question of theirs or of one's own accord."""
    referral = accepted_for_advice(referral)
    said = check_writing(referral, text, answers, by_receiver=True)
    message = say(referral, Kind.ADVICE, said, by=by, by_receiver=True, answers=answers)
    finish(referral, "advice", said, by)
    return message


@transaction.atomic
def decide(
    referral: Referral,
    decision: str,
    reasons: str,
    *,
    by: Actor,
    refused_by: str = "",
    refused_on: date | None = None,
    waiver: str = "",
) -> LegalMatter:
    """Whether to go on privately. Going on needs the refusal of police or prosecutor, or why it is not waited for.
    ValidationError by field.
    """
    referral = accepted_for_advice(referral)
    if decision not in Decision.values:
        raise ValidationError({"decision": "Choose what was decided."})
    reasons = words(reasons, "reasons", "Write the reasons.", longest=LONGEST_TEXT)
    waiver = words(waiver, "waiver")
    if refused_by and refused_by not in LegalMatter.RefusedBy.values:
        raise ValidationError({"refused_by": "Choose who does not prosecute."})
    if bool(refused_by) != bool(refused_on):
        field, sentence = ("refused_on", "Write the day.") if refused_by else ("refused_by", "Choose who it was.")
        raise ValidationError({field: sentence})
    if refused_on is not None:
        day_of_act(refused_on, "refused_on", referral.to_organisation, None, [(occurred_on(referral), "the incident")])
    if decision == Decision.GO_ON and not (refused_by or waiver):
        sentence = "Say who does not prosecute, or why it is not waited for."
        raise ValidationError({"refused_by": sentence})
    matter = _matter(referral)
    matter.decision, matter.reasons, matter.waiver = decision, reasons, waiver
    matter.refused_by, matter.refused_on = refused_by, refused_on
    matter.decided_at, matter.decided_by = now(), by.name
    _save(matter)
    lines = [Decision(decision).label, reasons]
    if refused_by:
        lines.append(f"{LegalMatter.RefusedBy(refused_by).label} refused on {long_day(refused_on)}")
    if waiver:
        lines.append(f"Why nobody's refusal is waited for: {waiver}")
    finish(referral, "decided", "\n".join(lines), by, {"decision": decision})
    return matter


@transaction.atomic
def note_costs(
    referral: Referral, *, estimated: int | None, actual: int | None, why: str = "", by: Actor
) -> LegalMatter:
    """What it is expected to cost and what it did, in pence; `why` it costs more than was estimated and agreed, where it does.
    ValidationError by field.
    """
    referral = accepted_for_advice(referral)
    matter = _matter(referral)
    why = words(why, "why")
    expected = max(filter(None, [estimated, matter.agreed_pence]), default=None)
    is_more = actual is not None and expected is not None and actual > expected
    if is_more and actual != matter.actual_pence and not why:
        sentence = (
            f"That is more than the {_pounds(expected)} that were expected. Check it, or write why it costs more."
        )
        raise ValidationError({"why": sentence})
    lines = []
    for name, label, pence in (("estimated", "Estimated", estimated), ("actual", "Actual", actual)):
        _check_pence(name, pence)
        before = getattr(matter, f"{name}_pence")
        if before != pence:
            lines.append(f"{label}: {_pounds(before)} → {_pounds(pence)}")
            setattr(matter, f"{name}_pence", pence)
    if lines:
        lines += [why] if why else []
        _save(matter)
        finish(referral, "costs", "\n".join(lines), by, {"estimated": estimated, "actual": actual})
    return matter


@transaction.atomic
def agree_costs(referral: Referral, pence: int, *, by: Actor) -> LegalMatter:
    """Whoever asked for advice agrees to costs. Raises `Refused` where none were estimated; ValidationError by field."""
    case = held(referral.case)
    referral = held_referral(referral)
    if referral.status not in SHOWN or referral.purpose != FOR_ADVICE:
        raise Refused("This cannot be done now: the sharing has ended.")
    matter = LegalMatter.objects.select_for_update().filter(referral=referral).first()
    if matter is None or matter.estimated_pence is None:
        raise Refused("Nobody has said yet what it would cost.", "agreed")
    if not 0 < pence <= MOST:
        raise ValidationError({"agreed": "Write an amount that can be meant."})
    matter.agreed_pence, matter.agreed_by, matter.agreed_at = pence, by.name, now()
    _save(matter)
    change(referral)
    touch(case)
    after = {"referral": referral.reference, "body": referral.to_organisation.name, "agreed": pence}
    about = ("referral", referral.pk)
    text = f"Agreed: {write_pounds(pence)}"
    write_event(case, "referral_agreed", by=by, compartment=Compartment.LEGAL, text=text, after=after, about=about)
    return matter


@transaction.atomic
def note_outcome(referral: Referral, outcome: str, text: str, *, by: Actor) -> LegalMatter:
    """What came of it. ValidationError by field."""
    referral = accepted_for_advice(referral)
    if outcome not in code_list("legal_outcomes"):
        raise ValidationError({"outcome": "Choose what came of it."})
    matter = _matter(referral)
    if code_list("legal_outcomes")[outcome].more.get("private") and matter.decision != Decision.GO_ON:
        raise Refused("Nobody decided to go on privately. Record that decision first, if it was made.", "outcome")
    matter.outcome = outcome
    matter.outcome_words = words(text, "text", longest=LONGEST_TEXT)
    _save(matter)
    said = "\n".join(filter(None, [code_list("legal_outcomes").label(outcome), matter.outcome_words]))
    finish(referral, "outcome", said, by, {"outcome": outcome})
    return matter


def accepted_for_advice(referral: Referral) -> Referral:
    """The referral, held; `Refused` where it was sent for something else or is not accepted."""
    referral = held_by_receiver(referral)
    if referral.purpose != FOR_ADVICE:
        raise Refused("This was not sent for legal advice.")
    if referral.status != ACCEPTED:
        raise Refused("Accept it first.")
    return referral


def _matter(referral: Referral) -> LegalMatter:
    found, _ = LegalMatter.objects.select_for_update(of=("self",)).get_or_create(
        referral=referral, defaults={"organisation_id": referral.organisation_id, "changed_at": now()}
    )
    return found


def _save(matter: LegalMatter) -> None:
    matter.changed_at = now()
    matter.save()


def finish(referral: Referral, what: str, text: str, by: Actor, after: dict[str, Any] | None = None) -> None:
    """Tells whoever asked, and writes it into both ledgers; within an action."""
    tell_sender(referral, f"referral_{what}", by=by, text=text, after=after)
    change(referral)
    record_with_receiver(referral, what, by)


def _check_pence(name: str, pence: int | None) -> None:
    if pence is not None and not 0 < pence <= MOST:
        raise ValidationError({name: "Write an amount that can be meant."})


def _pounds(pence: int | None) -> str:
    return write_pounds(pence) if pence is not None else "not known"
