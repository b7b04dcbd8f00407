"""As days pass, a camera's recording comes close to being overwritten: then its report moves up the list, and down again after."""

from django.db import transaction
from django.db.models import Q

from alongside.incidents.actions import judge_again
from alongside.incidents.models import Incident
from alongside.incidents.triage.telling import tell_urgent
from alongside.incidents.urgency import FOOTAGE_SOON
from alongside.ledger.clock import now

BATCH = 50
EVERY = 600.0
"""Seconds. Reports that nobody has looked at are few, and have an index of their own."""
MARK = ["footage"]


@transaction.atomic
def judge_footage() -> int:
    """Judges again up to BATCH new reports of which that changed since they were judged; returns how many. Several senders share
    them (`SKIP LOCKED`).
    """
    moment = now()
    soon = Q(footage_until__gt=moment, footage_until__lte=moment + FOOTAGE_SOON) & ~Q(urgent_because__contains=MARK)
    gone = Q(footage_until__lte=moment, urgent_because__contains=MARK)
    waiting = Incident.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
    due = list(waiting.filter(soon | gone, status=Incident.Status.SUBMITTED).order_by("pk")[:BATCH])
    for incident in due:
        judge_again(incident, as_time_passes=True)
        tell_urgent(Incident, incident=incident)
    return len(due)
