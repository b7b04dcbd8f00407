"""The clocks of a removal from a practice, until the patient is placed elsewhere."""

from datetime import date
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from alongside.cases.models import Case, PracticeRemoval
from alongside.cases.queries import incidents_of
from alongside.incidents import deadlines
from alongside.incidents.duties.queries import settings_of
from alongside.incidents.duties.running import calendar_of
from alongside.incidents.models import Duty

SCHEME_RULES = ("SAS-7", "SAS-24H")
"""Deadlines of the removal from a practice that run on its report, beside the review."""


def scheme_clocks(case: Case) -> QuerySet[Duty]:
    """The deadlines of removals from a practice that still run, of the reports of a case."""
    found = Duty.objects.filter(incident__in=incidents_of(case), rule__in=SCHEME_RULES, ended_at=None)
    return found.select_related("organisation", "incident__organisation").order_by("due_at", "pk")


def confirm_by(removal: PracticeRemoval) -> date | None:
    """The last day to confirm in writing a notice that was not: seven days, of which the day of the notice is the first."""
    if removal.notified_at is None or removal.in_writing:
        return None
    zone = ZoneInfo(removal.responsible.incident.organisation.time_zone)
    rule = next(one for one in deadlines.all_rules() if one.id == "SAS-7")
    return deadlines.start(
        rule, removal.notified_at, zone, calendar_of(settings_of(removal.organisation_id)), ()
    ).due_on
