"""What `send` does with what is kept: it destroys what two people have agreed on, and forgets no file."""

from contextlib import suppress

from django.db import IntegrityError, transaction
from django.db.models import OuterRef

from alongside.evidence.actions import Held, erase
from alongside.evidence.keeping import standing
from alongside.evidence.keeping.actions import begin_keeping
from alongside.evidence.keeping.classes import erasure_grounds
from alongside.evidence.models import Destruction, StoredFile, is_held
from alongside.ledger.actions import Actor
from alongside.ledger.clock import now

BATCH = 20
MANY = 500


@transaction.atomic
def destroy_due() -> int:
    """Erases the files whose destruction was confirmed; returns how many. One that is held meanwhile waits, and one against which
    something stands again that no duty or order to erase goes past: its case was opened again.
    """
    waiting = (
        Destruction.objects.filter(decision="confirmed", done_at=None)
        .exclude(is_held(OuterRef("file")))
        .select_related("file__keeping")
        .select_for_update(of=("self",), skip_locked=True)
    )
    done = 0
    for one in waiting.order_by("decided_at")[:MANY]:
        if done == BATCH:
            break
        if not one.ground and standing.against(one.file):
            continue
        by = Actor("user", one.decided_id, one.decided_name)
        try:
            with transaction.atomic():
                because = _because(one)
                erase(one.file, because, by)
                one.done_at = now()
                one.save(update_fields=["done_at"])
                standing.note(one.file, "done", because, by)
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


def _because(one: Destruction) -> str:
    """Why it was destroyed, as it is told of the file from then on: the duty or order to erase it, or that its time was over."""
    due_on = one.file.keeping.due_on
    if one.ground:
        label = erasure_grounds().get(one.ground, one.ground)
        which = f": {one.order}" if one.order else ""
        why = f"there was a legal duty to erase it ({label[:1].lower()}{label[1:]}{which})"
    else:
        why = f"its time was over on {due_on.day} {due_on:%B %Y}"
    return f"{why}; proposed by {one.proposed_name}, confirmed by {one.decided_name}: {one.reason}"
