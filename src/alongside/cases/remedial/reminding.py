"""What `alongside send` does with actions each day: reminds, tells that they are late, asks whether they help."""

import logging
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from alongside.cases.models import RemedialAction
from alongside.cases.remedial.actions import remind
from alongside.cases.remedial.queries import due_notices
from alongside.ledger.clock import now
from alongside.messages.chores import Chore
from alongside.people.models import Organisation

EVERY = 60.0
"""Seconds between looks: one query of an index for each organisation."""
BATCH = 100

log = logging.getLogger(__name__)


def action_chores() -> list[Chore]:
    """Fresh chores of a sender."""
    return [Chore("send-actions", lambda: remind_due() >= BATCH, every=EVERY)]


def remind_due() -> int:
    """Says what is due about actions; returns of how many. Several senders share them: each is locked with its case, and of one
    that another sender took nothing is due any more. One that fails is logged and comes again.
    """
    said = 0
    for organisation in Organisation.objects.filter(kind=Organisation.Kind.PROVIDER).order_by("pk"):
        today = now().astimezone(ZoneInfo(organisation.time_zone)).date()
        for key in due_notices(organisation.pk, today, BATCH):
            said += _remind(key)
            if said >= BATCH:
                return said
    return said


def _remind(key: UUID) -> int:
    try:
        with transaction.atomic():
            return int(remind(RemedialAction.objects.get(pk=key)))
    except Exception:
        log.exception("what is due about an action could not be said")
        return 0
