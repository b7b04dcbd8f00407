"""What the watch does not keep: amber notes of visits that ended safe."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from alongside.evidence.actions import erase
from alongside.evidence.models import is_held
from alongside.ledger.actions import SYSTEM, Deed, record_many
from alongside.ledger.clock import now
from alongside.watch.decisions import try_lock_worker
from alongside.watch.engine import Outcome, VisitStatus
from alongside.watch.models import Alarm, AlarmEvent, VisitNote

BATCH = 200
NOTES_KEPT = timedelta(hours=24)
"""After the end of a visit that ended safe, or the closing of its last alarm."""


@transaction.atomic
def erase_due_notes() -> int:
    """Erases words and recordings of the notes that are due, and leaves that there were some; returns how many were erased.

    1. Notes of visits that ended, and whose alarms were closed, 24 hours ago or more. One whose alarm was genuine once
       is kept: it may be evidence.
    2. Each under its worker's lock, so that no alarm is raised meanwhile; a worker who is locked comes next time.
    3. Several senders share the work (`SKIP LOCKED`). Each erasure is in the ledger.
    """
    moment = now()
    workers = set(_due(moment).values_list("visit__worker_id", flat=True)[:BATCH])
    free = [worker for worker in sorted(workers) if try_lock_worker(worker)]
    due = _due(moment).filter(visit__worker__in=free).select_for_update(of=("self",), skip_locked=True)
    notes = list(due.select_related("audio").order_by("id")[:BATCH])
    for note in notes:
        note.text, note.erased_at = "", moment
        if note.audio is not None:
            erase(note.audio, "the visit ended safe a day ago", SYSTEM)
    VisitNote.objects.bulk_update(notes, ["text", "erased_at"])
    record_many(
        [
            Deed("note.erased", "visit", note.visit_id, note.organisation_id, SYSTEM, {"note": str(note.pk)})
            for note in notes
        ],
        at=moment,
    )
    return len(notes)


def _due(moment: datetime) -> QuerySet[VisitNote]:
    since = moment - NOTES_KEPT
    not_settled = Q(closed_at=None) | Q(closed_at__gt=since)
    genuine = AlarmEvent.objects.filter(
        alarm__visit=OuterRef("visit"), name="Closed", content__outcome=Outcome.GENUINE.value
    )
    return VisitNote.objects.filter(
        ~Exists(Alarm.objects.filter(not_settled, visit=OuterRef("visit"))),
        ~Exists(Alarm.objects.filter(closed_at=None, worker=OuterRef("visit__worker"))),
        ~Exists(genuine),
        ~is_held(OuterRef("audio")),
        erased_at=None,
        visit__status=VisitStatus.ENDED,
        visit__ended_at__lte=since,
    )
