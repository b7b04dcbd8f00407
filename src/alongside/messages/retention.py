"""What is not kept of what providers said: their raw words, once receipts and replies were made of them."""

from datetime import timedelta

from django.db import transaction

from alongside.ledger.clock import now
from alongside.messages.models import Callback

BATCH = 1000
CALLBACKS_KEPT = timedelta(days=30)


@transaction.atomic
def forget_old_callbacks() -> int:
    """Deletes callbacks that were dealt with 30 days ago; returns how many, at most a batch. One that waits is kept."""
    old = Callback.objects.filter(handled_at__lt=now() - CALLBACKS_KEPT).select_for_update(skip_locked=True)
    keys = list(old.values_list("pk", flat=True)[:BATCH])
    return Callback.objects.filter(pk__in=keys).delete()[0]
