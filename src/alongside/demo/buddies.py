"""Who has agreed to be whose buddy in the made-up world."""

from datetime import datetime

from alongside.ledger.actions import SYSTEM, record
from alongside.ledger.clock import now
from alongside.people.models import Staff
from alongside.watch.models import BuddyAgreement


def agree(worker: Staff, buddy: Staff) -> BuddyAgreement:
    """The other has agreed, until one of them ends it; nobody of this world is told of it now."""
    agreed = agreement(worker, buddy, now())
    agreed.save()
    details = {"worker": worker.pk, "buddy": buddy.pk}
    record("buddy.accepted", "buddy", agreed.pk, organisation_id=worker.organisation_id, actor=SYSTEM, details=details)
    return agreed


def agreement(worker: Staff, buddy: Staff, at: datetime) -> BuddyAgreement:
    """The row of it."""
    return BuddyAgreement(
        organisation_id=worker.organisation_id,
        worker=worker,
        buddy=buddy,
        lasts=BuddyAgreement.Lasts.STANDING,
        begins=at,
        status=BuddyAgreement.Status.ACCEPTED,
        asked_at=at,
        asked_by=worker,
        answered_at=at,
    )
