"""What `alongside send` does each local day of an organisation: look at every open matter again, and send what is due.

Only what can change with the day alone is touched: absences that go on or end now, reports without a reference, deadlines
that run. Several senders share the organisations (`SKIP LOCKED`); each is done once a day.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from alongside.incidents import riddor
from alongside.incidents.apart import apart
from alongside.incidents.duties import actions, digest, of_body, queries, track
from alongside.incidents.duties.daily import do_for_each_body
from alongside.incidents.models import Absence, Affected, DutySettings, RiddorDecision
from alongside.messages.chores import Chore
from alongside.people.models import Organisation

EVERY = 60.0
"""Seconds between looks at the clock: one query, unless a day has begun."""
LOOK_BACK = timedelta(days=2)


def duty_chores() -> list[Chore]:
    """Fresh chores of a sender."""
    return [
        Chore("send-duties", lambda: look_at_everything() > 0, every=EVERY),
        Chore("send-digests", lambda: digest.send_due() > 0, every=EVERY),
    ]


def look_at_everything() -> int:
    """Looks at the open matters of each organisation whose local day has begun; returns for how many bodies it was done.

    1. Assesses each open matter anew, each apart: one that fails is logged and comes again tomorrow.
    2. Tells the security specialists what was forgotten, each thing once.
    3. Begins the deadlines of the organisation itself that never ran.
    4. Counts deadlines anew for which bank holidays were published.
    """
    return do_for_each_body("computed_on", _look_at)


def _look_at(organisation: Organisation, settings: DutySettings, moment: datetime) -> bool:
    today = moment.astimezone(ZoneInfo(organisation.time_zone)).date()
    for affected in _open_matters(organisation, (settings.computed_on or today) - LOOK_BACK):
        with apart("a matter of RIDDOR could not be looked at"):
            _look(affected, today)
    _remind_of_references(organisation)
    with apart("a deadline of an organisation could not begin"):
        of_body.begin_missing(organisation, settings, moment)
    actions.count_provisional_anew(organisation)
    return True


def _open_matters(organisation: Organisation, since: date) -> list[Affected]:
    """Those affected whose absence goes on, or ended since `since`; in the order in which others lock their reports."""
    going_on = Absence.objects.filter(organisation=organisation, ended_at=None, last_day=None)
    ending = Absence.objects.filter(organisation=organisation, ended_at=None, last_day__gte=since)
    found = {*going_on.values_list("affected", flat=True), *ending.values_list("affected", flat=True)}
    people = Affected.objects.filter(pk__in=found).select_related("incident__organisation")
    return list(people.order_by("incident", "pk"))


def _look(affected: Affected, today: date) -> None:
    standing = track.look_again(affected.incident, affected, today=today)
    reference = standing.latest.reference if standing.latest else ""
    for reminder in riddor.forgotten(standing.known.facts, standing.state, today, reference=reference):
        digest.remind(affected.incident, affected, reminder)


def _remind_of_references(organisation: Organisation) -> None:
    """Reports to HSE without a number: their rows have an index of their own."""
    rows = RiddorDecision.objects.filter(
        organisation=organisation, state__in=["reported", "updated"], reference=""
    ).select_related("incident__organisation", "affected")
    reminder = riddor.Reminder(riddor.Forgotten.NO_REFERENCE, riddor.NO_REFERENCE)
    for row in rows:
        with apart("nobody could be reminded of HSE's reference"):
            latest = queries.latest_decision(row.incident, row.affected)
            if latest is not None and latest.pk == row.pk:
                digest.remind(row.incident, row.affected, reminder)
