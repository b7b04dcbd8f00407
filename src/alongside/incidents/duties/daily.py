"""Work that is done once on each local day of each organisation, whoever of several senders does it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from alongside.incidents.apart import apart
from alongside.incidents.duties.actions import claim_day
from alongside.incidents.models import DutySettings
from alongside.ledger.clock import now
from alongside.people.models import Organisation

Work = Callable[[Organisation, DutySettings, datetime], bool]
"""A day's work for an organisation; returns whether it is done, or has to come again."""


def do_for_each_body(column: str, work: Work, *, from_time: time = time.min) -> int:
    """Does the day's work for each organisation where it is `from_time` or later; returns for how many it was done now.

    Each stands apart: what fails for one is undone and logged, comes again at the next look, and holds up no other. The
    row of the organisation is held meanwhile, so that other senders pass on to the next (`SKIP LOCKED`).
    """
    moment, done = now(), 0
    noted = dict(DutySettings.objects.exclude(**{column: None}).values_list("organisation", column))
    for organisation in Organisation.objects.filter(kind=Organisation.Kind.PROVIDER).order_by("pk"):
        local = moment.astimezone(ZoneInfo(organisation.time_zone))
        if local.time() < from_time or noted.get(organisation.pk, date.min) >= local.date():
            continue
        with apart(f"a day's work ({column}) failed for {organisation.code} and comes again"):
            settings = claim_day(organisation, local.date(), column)
            if settings is not None and work(organisation, settings, moment):
                DutySettings.objects.filter(pk=settings.pk).update(**{column: local.date()})
                done += 1
    return done
