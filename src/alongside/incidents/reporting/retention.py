"""Erasing what was never sent. Run by `send`, as the service role."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from alongside.evidence.actions import erase
from alongside.evidence.models import is_held
from alongside.incidents.models import Draft, DraftFile
from alongside.incidents.reporting.doors import DRAFT
from alongside.ledger.actions import SYSTEM
from alongside.ledger.clock import now
from alongside.people.models import AccessLink

KEPT = timedelta(days=30)
"""After the last change of a report that was never sent, and of the row by which sending twice sends once."""
BATCH = 100


@transaction.atomic
def erase_taken_out_files() -> int:
    """Erases files that were taken out of a report before it was sent, or that its anonymous report keeps in another form.
    Answers how many.
    """
    gone = (
        DraftFile.objects.exclude(taken_out_at=None)
        .exclude(is_held(OuterRef("file")))
        .select_related("file")
        .select_for_update(skip_locked=True, of=("self",))
    )
    found = list(gone[:BATCH])
    for one in found:
        erase(one.file, "Taken out before the report was sent, or kept without what tells who made it", SYSTEM)
        one.delete()
    return len(found)


@transaction.atomic
def erase_old_drafts() -> int:
    """Erases drafts that nobody has touched for thirty days, with their files and the link that opened them."""
    held = DraftFile.objects.filter(is_held(OuterRef("file")), draft=OuterRef("pk"))
    old = Draft.objects.filter(~Exists(held), changed_at__lt=now() - KEPT).select_for_update(skip_locked=True)
    found = list(old[:BATCH])
    for draft in found:
        for one in DraftFile.objects.filter(draft=draft).select_related("file"):
            erase(one.file, "The report was never sent", SYSTEM)
            one.delete()
        AccessLink.objects.filter(purpose=DRAFT, subject_id=draft.pk).delete()
        draft.delete()
    return len(found)
