"""The receiver accepts or refuses what was shared. Whoever takes a case over has a case of their own by that."""

from datetime import datetime

from django.db import transaction

from alongside.cases.events import words
from alongside.cases.models import Referral
from alongside.cases.referrals.receiving import held_by_receiver, record_with_receiver
from alongside.cases.referrals.sending import Kind, change, say
from alongside.cases.referrals.taking_over import TRANSFER, open_own_case
from alongside.cases.referrals.telling import tell_sender
from alongside.cases.tracks.referral import ACCEPTED, BY_RECEIVER, REFERRAL
from alongside.ledger.actions import Actor
from alongside.ledger.clock import now
from alongside.machine import Refused


@transaction.atomic
def answer_referral(
    referral: Referral, act: str, text: str = "", *, by: Actor, seen_at: datetime | None = None
) -> Referral:
    """Accepts or refuses it. The sender's case says so; of a transfer that is accepted, the receiver has a case from then on
    (`taking_over`). Raises `Refused`, `Overtaken`; ValidationError by field.
    """
    if act not in BY_RECEIVER:
        raise Refused("Choose what happened.", "act")
    fresh = held_by_receiver(referral, seen_at)
    state = REFERRAL.after(fresh.status, act, {"text": text})
    text = words(text, "text")
    tell_sender(fresh, f"referral_{state.code}", by=by, text=text, after={"purpose": fresh.purpose})
    say(fresh, Kind(state.code), text, by=by, by_receiver=True)
    fresh.status, fresh.answered_at = state.code, now()
    change(fresh, "status", "answered_at")
    record_with_receiver(fresh, state.code, by)
    if fresh.status == ACCEPTED and fresh.purpose == TRANSFER:
        open_own_case(fresh, by=by)
    return fresh
