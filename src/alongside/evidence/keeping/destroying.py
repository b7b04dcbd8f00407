"""What `send` does with what is kept: it destroys what two people have agreed on, and forgets no file."""

from contextlib import suppress

from django.db import IntegrityError, transaction
from django.db.models import OuterRef

from alongside.evidence.actions import Held, erase
from alongside.evidence.keeping.actions import begin_keeping
from alongside.evidence.models import Destruction, StoredFile, is_held
from alongside.ledger.actions import Actor
from alongside.ledger.clock import now

BATCH = 20
MANY = 500


@transaction.atomic
def destroy_due() -> int:
    """Erases the files whose destruction was confirmed; returns how many. One that is held meanwhile waits."""
    waiting = (
        Destruction.objects.filter(decision="confirmed", done_at=None)
        .exclude(is_held(OuterRef("file")))
        .select_related("file")
        .select_for_update(of=("self",), skip_locked=True)
    )
    found = list(waiting.order_by("decided_at")[:BATCH])
    done = 0
    for one in found:
        by = Actor("user", one.decided_id, one.decided_name)
        try:
            with transaction.atomic():
                erase(one.file, f"its time was over; proposed by {one.proposed_name}: {one.reason}", by)
                one.done_at = now()
                one.save(update_fields=["done_at"])
                done += 1
        except Held:
            continue
    return done


@transaction.atomic
def keep_missing() -> int:
    """Begins the keeping of files that a process of the version before this one received; returns how many."""
    found = list(StoredFile.objects.filter(keeping=None).select_related("organisation").order_by("pk")[:MANY])
    for file in found:
        with suppress(IntegrityError), transaction.atomic():  # another sender was first
            begin_keeping(file)
    return len(found)
