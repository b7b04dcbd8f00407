"""Telling those concerned, by `alongside send`, that something was shared, answered or asked. A notice says that there is
something and where; it names nobody and no case.
"""

import logging
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q

from alongside.cases.models import Referral, ReferralMessage
from alongside.cases.tracks.referral import ENDED, SHOWN
from alongside.incidents.models import ClosedTo
from alongside.incidents.reaching import appointed, send_notice
from alongside.ledger.clock import now
from alongside.messages.chores import Chore
from alongside.people.models import Staff
from alongside.people.roles import Role

EVERY = 30.0
BATCH = 50
ABOUT = "referral"

log = logging.getLogger(__name__)


def referral_chores() -> list[Chore]:
    """Fresh chores of a sender of messages."""
    return [Chore("send-referrals", lambda: announce_due() >= BATCH, every=EVERY)]


def announce_due() -> int:
    """Announces what changed since the last time; returns how many referrals. Several senders share them."""
    waiting = Referral.objects.filter(Q(announced_at=None) | Q(announced_at__lt=F("changed_at")))
    keys = list(waiting.order_by("changed_at").values_list("pk", flat=True)[:BATCH])
    return sum(_announce(key) for key in keys)


def _announce(key: UUID) -> int:
    try:
        with transaction.atomic():
            found = Referral.objects.select_for_update(skip_locked=True, of=("self",))
            referral = found.select_related("case__owner", "to_organisation", "organisation").filter(pk=key).first()
            if referral is None or (referral.announced_at and referral.announced_at >= referral.changed_at):
                return 0
            _tell(referral)
            referral.announced_at = now()
            referral.save(update_fields=["announced_at"])
            return 1
    except Exception:
        log.exception("a referral could not be announced")
        return 0


def _tell(referral: Referral) -> None:
    since = {"at__gt": referral.announced_at} if referral.announced_at else {}
    said = referral.messages.filter(**since)
    written = set(said.values_list("by_receiver", flat=True))
    if referral.status in SHOWN and (referral.announced_at is None or False in written):
        ours = set(said.filter(by_receiver=False).values_list("kind", flat=True))
        which = "moved_on" if referral.announced_at and ours == {ReferralMessage.Kind.MOVED_ON} else "shared"
        _notice(referral, receivers_of(referral), which, f"/cases/referrals/{referral.pk}")
    elif referral.status == ENDED:
        _notice(referral, receivers_of(referral), "ended", "/cases/referrals")
    if True in written:
        path = f"/cases/{referral.case.reference}/shared/{referral.pk}"
        _notice(referral, senders_of(referral), "answered", path)


def _notice(referral: Referral, people: list[Staff], which: str, path: str) -> None:
    accused = ClosedTo.objects.filter(
        incident__case_links__case=referral.case_id, ended_at=None, staff__user__isnull=False
    )
    users = set(accused.values_list("staff__user", flat=True))
    for staff in (one for one in people if one.user_id not in users):
        send_notice(
            staff,
            f"cases/messages/referral_{which}",
            key=f"referral:{referral.pk}:{which}:{referral.changed_at.isoformat()}",
            about=(ABOUT, referral.pk),
            path=path,
            context={"reference": referral.reference},
        )


def receivers_of(referral: Referral) -> list[Staff]:
    """Whoever reads it in the body to which it was sent."""
    held = appointed(referral.to_organisation_id, Role(referral.for_role))
    return [staff for staff, appointments in held if any(one.team_id is None for one in appointments)]


def senders_of(referral: Referral) -> list[Staff]:
    """Whoever works the case; where nobody does, every security specialist there who may see it."""
    case = referral.case
    if case.owner is not None and case.owner.active:
        return [case.owner]
    held = appointed(referral.organisation_id, Role.LSMS)
    return [staff for staff, appointments in held if any(one.team_id in (None, case.team_id) for one in appointments)]
