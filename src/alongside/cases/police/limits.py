"""What `alongside send` does with limits of time: an offence that was recorded before its limit was counted gets it."""

import logging
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from alongside.cases.codes import code_list
from alongside.cases.models import PoliceTrack
from alongside.cases.police.clocks import LIMIT, count_limit
from alongside.cases.police.holding import held_track
from alongside.cases.tracks.case import RUNNING
from alongside.cases.tracks.police import CHARGEABLE
from alongside.incidents.models import Duty
from alongside.ledger.actions import SYSTEM
from alongside.messages.chores import Chore
from alongside.people.models import Organisation

EVERY = 600.0
"""Seconds between looks."""
BATCH = 100

log = logging.getLogger(__name__)


def limit_chores() -> list[Chore]:
    """Fresh chores of a sender."""
    return [Chore("send-limits", lambda: count_missing() >= BATCH, every=EVERY)]


def count_missing() -> int:
    """Counts the six months of offences of running cases that never had them; returns how many were looked at. What somebody
    ended, or said is not needed, is left alone.
    """
    looked = 0
    for organisation in Organisation.objects.filter(kind=Organisation.Kind.PROVIDER).order_by("pk"):
        for key in _never_counted(organisation).values_list("pk", flat=True)[:BATCH]:
            looked += _count(key)
            if looked >= BATCH:
                return looked
    return looked


def _never_counted(organisation: Organisation) -> QuerySet[PoliceTrack]:
    for_workers = [one.code for one in code_list("offences") if one.more.get("on_emergency_worker")]
    unsure = Q(offence__in=for_workers) & ~Q(victims__emergency_worker=True)
    found = PoliceTrack.objects.filter(
        unsure | (~Q(summary_only=False) & ~Q(offence__in=for_workers)),
        ~Exists(Duty.objects.filter(incident=OuterRef("incident"), rule=LIMIT)),
        organisation=organisation,
        state__in=CHARGEABLE,
        incident__case_links__unlinked_at=None,
        incident__case_links__case__status__in=RUNNING,
    )
    return found.order_by("pk").distinct()


def _count(key: UUID) -> int:
    try:
        with transaction.atomic():
            _, track = held_track(PoliceTrack.objects.get(pk=key))
            count_limit(track, by=SYSTEM)
            return 1
    except Exception:
        log.exception("the limit of an offence could not be counted")
        return 0
