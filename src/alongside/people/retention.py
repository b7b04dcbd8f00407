"""What is not kept about people: answers to repeated requests, sessions that are over, old sign-ins, how often somebody came."""

from datetime import timedelta

from django.db import transaction

from alongside.ledger.clock import now
from alongside.people.models import IdempotentRequest, Knock, Session, SignIn

BATCH = 1000
ANSWERS_KEPT = timedelta(hours=24)
"""A press that found no signal for longer is done again: rather twice than never."""
SIGN_INS_KEPT = timedelta(days=90)


@transaction.atomic
def forget_old_answers() -> int:
    """Deletes answers kept under an Idempotency-Key for longer than a day; returns how many, at most a batch."""
    old = IdempotentRequest.objects.filter(created_at__lt=now() - ANSWERS_KEPT).select_for_update(skip_locked=True)
    keys = list(old.values_list("pk", flat=True)[:BATCH])
    return IdempotentRequest.objects.filter(pk__in=keys).delete()[0]


@transaction.atomic
def forget_ended_sessions() -> int:
    """Deletes sessions that have run out; returns how many, at most a batch."""
    ended = Session.objects.filter(expire_date__lt=now()).select_for_update(skip_locked=True)
    keys = list(ended.values_list("pk", flat=True)[:BATCH])
    return Session.objects.filter(pk__in=keys).delete()[0]


@transaction.atomic
def forget_knocks() -> int:
    """Deletes counts of who came that are of no use any more; returns how many, at most a batch."""
    over = Knock.objects.filter(until__lt=now()).select_for_update(skip_locked=True)
    keys = list(over.values_list("pk", flat=True)[:BATCH])
    return Knock.objects.filter(pk__in=keys).delete()[0]


@transaction.atomic
def forget_sign_ins() -> int:
    """Deletes sign-ins of more than ninety days ago; returns how many, at most a batch."""
    old = SignIn.objects.filter(at__lt=now() - SIGN_INS_KEPT).select_for_update(skip_locked=True)
    keys = list(old.values_list("pk", flat=True)[:BATCH])
    return SignIn.objects.filter(pk__in=keys).delete()[0]
