"""What is not kept of what providers said and did: their raw words, once receipts and replies were made of them, and how many
attempts failed in each minute.
"""

from datetime import timedelta

from django.db import transaction

from alongside.ledger.clock import now
from alongside.messages.health import KEPT_MINUTES
from alongside.messages.models import Callback, ChannelMinute

BATCH = 1000
CALLBACKS_KEPT = timedelta(days=30)


@transaction.atomic
def forget_old_callbacks() -> int:
    """Deletes callbacks that were dealt with 30 days ago, and the minutes before the last hour; returns how many callbacks, at most a batch. One that waits is kept."""
    old = Callback.objects.filter(handled_at__lt=now() - CALLBACKS_KEPT).select_for_update(skip_locked=True)
    ChannelMinute.objects.filter(minute__lt=now() - timedelta(minutes=KEPT_MINUTES)).delete()
    keys = list(old.values_list("pk", flat=True)[:BATCH])
    return Callback.objects.filter(pk__in=keys).delete()[0]
