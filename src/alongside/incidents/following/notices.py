"""That there is something new, told to reporters who have an account: at most once a day, and never what."""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from alongside.incidents.following.queries import deed_of, reporter_of, wants_notices
from alongside.incidents.following.steps import step_of
from alongside.incidents.models import Change, Incident
from alongside.incidents.reaching import send_notice
from alongside.ledger.clock import now
from alongside.messages.actions import cancel
from alongside.people.models import Staff

ABOUT = "report_news"
QUIET = {"submitted", "contribution_asked", "read"}
"""Told on the page, and no reason for a message: the reporter has just sent it, or nothing came of it yet."""
MORNING = time(9)
"""When the second news of a day is told: on the next one."""


@transaction.atomic
def tell_reporter_of(sender: Any, *, incident: Incident, change: Change, **more: Any) -> None:
    """Receives `occasions.changed`: queues a notice where the change is one that the reporter's page tells."""
    deed = deed_of(incident, change)
    if not deed.own and change.what not in QUIET and step_of(deed) is not None:
        tell_reporter(incident)


def tell_reporter(incident: Incident) -> None:
    """Queues "there is something new", within an action. Nothing goes where the reporter has no account or wants none.

    One notice a day for each reporter, however many reports and steps: what comes after it waits for the next morning,
    and is cancelled when the reporter looks before.
    """
    if incident.source == Incident.Source.IMPORT:
        return
    staff = reporter_of(incident)
    if staff is None or not wants_notices(incident):
        return
    local = now().astimezone(ZoneInfo(staff.organisation.time_zone))
    if not _notice(staff, local):
        tomorrow = datetime.combine(local.date() + timedelta(days=1), MORNING, local.tzinfo)
        _notice(staff, tomorrow, not_before=tomorrow)


def forget_notices(staff: Staff) -> None:
    """The reporter looks for themselves: what is not sent yet is not needed."""
    cancel(ABOUT, staff.pk)


def _notice(staff: Staff, day: datetime, *, not_before: datetime | None = None) -> bool:
    return send_notice(
        staff,
        "report_news",
        key=f"{ABOUT}:{day:%Y-%m-%d}",
        about=(ABOUT, staff.pk),
        path="/report/mine",
        not_before=not_before,
    )
