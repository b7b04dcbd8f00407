"""What `alongside send` does each local day of an organisation: look at every open matter again, and send what is due.

Only what can change with the day alone is touched: absences that go on or end now, reports without a reference, deadlines
that run. Several senders share the organisations (`SKIP LOCKED`); each is done once a day.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from alongside.incidents import riddor
from alongside.incidents.duties import actions, digest, queries, track
from alongside.incidents.models import Absence, Affected, DutySettings, RiddorDecision
from alongside.ledger.clock import now
from alongside.messages.chores import Chore
from alongside.people.models import Organisation

EVERY = 60.0
"""Seconds between looks at the clock: one query, unless a day has begun."""
LOOK_BACK = timedelta(days=2)

log = logging.getLogger(__name__)


def duty_chores() -> list[Chore]:
    """Fresh chores of a sender."""
    return [
        Chore("send-duties", lambda: look_at_everything() > 0, every=EVERY),
        Chore("send-digests", lambda: digest.send_due() > 0, every=EVERY),
    ]


def look_at_everything() -> int:
    """Looks at the open matters of one organisation whose local day has begun; returns how many matters that were.

    1. Takes an organisation that nobody looked at today, and holds it until the end of the transaction.
    2. Assesses each open matter anew, each in a savepoint: one that fails is logged and comes again tomorrow.
    3. Tells the security specialists what was forgotten, each thing once.
    4. Counts deadlines anew for which bank holidays were published.
    """
    moment = now()
    for organisation in _bodies_to_look_at(moment):
        today = moment.astimezone(ZoneInfo(organisation.time_zone)).date()
        with transaction.atomic():
            settings = actions.claim_day(organisation, today, "computed_on")
            if settings is None:
                continue
            since = (settings.computed_on or today) - LOOK_BACK
            looked = sum(_look(organisation, key, today) for key in _open_matters(organisation, since))
            _remind_of_references(organisation)
            actions.count_provisional_anew(organisation)
            DutySettings.objects.filter(pk=settings.pk).update(computed_on=today)
            return max(looked, 1)
    return 0


def _bodies_to_look_at(moment: datetime) -> Iterator[Organisation]:
    done = dict(DutySettings.objects.exclude(computed_on=None).values_list("organisation", "computed_on"))
    for organisation in Organisation.objects.filter(kind=Organisation.Kind.PROVIDER).order_by("pk"):
        today = moment.astimezone(ZoneInfo(organisation.time_zone)).date()
        last = done.get(organisation.pk)
        if last is None or last < today:
            yield organisation


def _open_matters(organisation: Organisation, since: date) -> list[UUID]:
    """Keys of those affected whose absence goes on, or ended since `since`."""
    going_on = Absence.objects.filter(organisation=organisation, ended_at=None, last_day=None)
    ending = Absence.objects.filter(organisation=organisation, ended_at=None, last_day__gte=since)
    found = {*going_on.values_list("affected", flat=True), *ending.values_list("affected", flat=True)}
    return sorted(found)


def _look(organisation: Organisation, key: UUID, today: date) -> int:
    try:
        with transaction.atomic():
            affected = Affected.objects.select_related("incident__organisation").get(pk=key)
            standing = track.look_again(affected.incident, affected, today=today)
            reference = standing.latest.reference if standing.latest else ""
            for reminder in riddor.forgotten(standing.known.facts, standing.state, today, reference=reference):
                digest.remind(affected.incident, affected, reminder)
    except Exception:
        log.exception("a matter of RIDDOR could not be looked at")
    return 1


def _remind_of_references(organisation: Organisation) -> None:
    """Reports to HSE without a number: their rows have an index of their own."""
    rows = RiddorDecision.objects.filter(
        organisation=organisation, state__in=["reported", "updated"], reference=""
    ).select_related("incident__organisation", "affected")
    for row in rows:
        latest = queries.latest_decision(row.incident, row.affected)
        if latest is None or latest.pk != row.pk:
            continue
        reminder = riddor.Reminder(riddor.Forgotten.NO_REFERENCE, riddor.NO_REFERENCE)
        digest.remind(row.incident, row.affected, reminder)
