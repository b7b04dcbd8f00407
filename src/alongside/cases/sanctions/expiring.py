"""What `alongside send` does with sanctions each day: it ends those whose last day has passed."""

import logging
from uuid import UUID

from django.db import transaction

from alongside.cases.models import Sanction
from alongside.cases.sanctions.actions import expire
from alongside.cases.sanctions.kinds import MACHINES
from alongside.messages.chores import Chore
from alongside.people.days import today_in
from alongside.people.models import Organisation

EVERY = 60.0
"""Seconds between looks: one query of an index for each organisation."""
BATCH = 100

log = logging.getLogger(__name__)


def sanction_chores() -> list[Chore]:
    """Fresh chores of a sender."""
    return [Chore("send-sanctions", lambda: expire_due() >= BATCH, every=EVERY)]


def expire_due() -> int:
    """Ends sanctions whose last local day has passed; returns how many. Several senders share them: each is locked with
    its case, and one that another sender ended stands no more. One that fails is logged and comes again.
    """
    ended = 0
    for organisation in Organisation.objects.filter(kind=Organisation.Kind.PROVIDER).order_by("pk"):
        for key in _due_in(organisation):
            ended += _expire(key)
            if ended >= BATCH:
                return ended
    return ended


def _due_in(organisation: Organisation) -> list[UUID]:
    states = {code for one in MACHINES.values() if "expire" in one.moves for code in one.moves["expire"].out_of}
    found = Sanction.objects.filter(
        organisation=organisation, ended_on=None, ends_on__lt=today_in(organisation), status__in=states
    )
    return list(found.order_by("ends_on", "pk").values_list("pk", flat=True)[:BATCH])


def _expire(key: UUID) -> int:
    try:
        with transaction.atomic():
            return int(expire(Sanction.objects.get(pk=key)))
    except Exception:
        log.exception("a sanction could not be ended at its last day")
        return 0
