"""What `alongside send` does with markers: warnings and reviews whose day has come are moved on, and those who act are told.

No marker goes on past its day in silence. What an organisation has set (`settings.Rules.at_review`) says whether it lapses on its day,
or stays for the days of grace while the panel is told; after them it lapses as well.
"""

import logging
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from alongside.ledger.actions import SYSTEM
from alongside.ledger.clock import now
from alongside.messages.chores import Chore
from alongside.people.days import today_in
from alongside.people.models import Organisation
from alongside.risk.markers.actions import hold, move
from alongside.risk.markers.notices import tell
from alongside.risk.markers.queries import with_lateness
from alongside.risk.markers.settings import Rules, rules_of
from alongside.risk.markers.states import ACTIVE, APPEALED, INTERIM, REVIEW_DUE, SHOWN
from alongside.risk.models import Marker, MarkerSetting

EVERY = 60.0
"""Seconds between looks: a query of an index for each organisation."""
BATCH = 100

log = logging.getLogger(__name__)


def marker_chores() -> list[Chore]:
    """Fresh chores of a sender."""
    return [Chore("send-markers", lambda: move_due() >= BATCH, every=EVERY)]


def move_due() -> int:
    """Moves on what is due; returns how many markers that were. Several senders share them: each is locked, and of one that another
    sender moved nothing is due any more. One that fails is logged and comes again.
    """
    moved = 0
    for organisation in Organisation.objects.filter(kind=Organisation.Kind.PROVIDER).order_by("pk"):
        rules, today = rules_of(organisation), today_in(organisation)
        for key in _due_in(organisation, rules, today).values_list("pk", flat=True)[:BATCH]:
            moved += _move(key, rules, today)
            if moved >= BATCH:
                return moved
        moved += _tell_again(organisation, today)
    return moved


def _due_in(organisation: Organisation, rules: Rules, today: date) -> QuerySet[Marker]:
    ended = Q(state=INTERIM, interim_until__lte=now())
    reviewed = Q(state=ACTIVE, review_on__lte=today) | Q(state=APPEALED, review_on__lte=today, lapses_on=None)
    over = Q(state__in=(REVIEW_DUE, APPEALED), lapses_on__lte=today)
    soon = Q(state=ACTIVE, reminded_on=None, review_on__lte=today + timedelta(days=rules.remind_days))
    return Marker.objects.filter(ended | reviewed | over | soon, organisation=organisation).order_by("review_on", "pk")


def _move(key: UUID, rules: Rules, today: date) -> int:
    try:
        with transaction.atomic():
            return int(_move_one(hold(Marker(pk=key)), rules, today))
    except Exception:
        log.exception("a marker whose day had come could not be moved on")
        return 0


def _move_one(marker: Marker, rules: Rules, today: date) -> bool:
    """One thing that is due of it, the weightiest first."""
    if marker.state == INTERIM and marker.interim_until is not None and marker.interim_until <= now():
        tell(move(marker, "interim_ends", by=SYSTEM), "interim_ended", today)
        return True
    if marker.review_on is None or marker.state not in (ACTIVE, REVIEW_DUE, APPEALED):
        return False
    if marker.review_on <= today and marker.lapses_on is None and rules.at_review == MarkerSetting.AtReview.ESCALATE:
        if rules.grace_days:
            _escalate(marker, today + timedelta(days=rules.grace_days), today)
            return True
        marker.lapses_on = today
    lapses_on = marker.lapses_on or marker.review_on
    if lapses_on <= today:
        tell(move(marker, "lapse", by=SYSTEM), "lapsed", today)
        return True
    soon = marker.review_on <= today + timedelta(days=rules.remind_days)
    if marker.state == ACTIVE and marker.reminded_on is None and soon:
        marker.reminded_on = today
        marker.save(update_fields=["reminded_on"])
        tell(marker, "review_soon", today)
        return True
    return False


def _escalate(marker: Marker, lapses_on: date, today: date) -> None:
    if marker.state == ACTIVE:
        marker = move(marker, "review_comes_due", by=SYSTEM)
    marker.lapses_on = lapses_on
    marker.save(update_fields=["lapses_on"])
    tell(marker, "review_due", today)


def _tell_again(organisation: Organisation, today: date) -> int:
    """That not telling somebody is to be looked at again; once for each day that was set."""
    shown = Marker.objects.filter(organisation=organisation, state__in=SHOWN)
    late = with_lateness(shown, today).filter(Q(was_told=False) & Q(tell_review_on__lte=today))
    return sum(tell(marker, "tell_again", getattr(marker, "tell_review_on")) for marker in late[:BATCH])  # noqa: B009
