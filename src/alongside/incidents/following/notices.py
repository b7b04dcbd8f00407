"""That there is something new, told to reporters who have an account or gave an address for it: at most once a day, and
never what.
"""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from alongside.incidents.following.queries import NEWS, deed_of, reporter_reached, wants_notices
from alongside.incidents.following.steps import step_of
from alongside.incidents.models import Change, Incident
from alongside.incidents.reaching import Reached, send_to
from alongside.ledger.actions import SYSTEM
from alongside.ledger.clock import now
from alongside.messages.actions import cancel
from alongside.people.actions import open_link

ABOUT = "report_news"
QUIET = {"submitted", "contribution_asked", "read"}
"""Told on the page, and no reason for a message: the reporter has just sent it, or nothing came of it yet."""
MORNING = time(9)
"""When the second news of a day is told: on the next one."""
LINK_OPEN = timedelta(days=60)
"""How long one can stop the messages by the link of one."""


def tell_reporter_of(sender: Any, *, incident: Incident, change: Change, **more: Any) -> None:
    """Receives `occasions.changed`: queues a notice where the change is one that the reporter's page tells."""
    if incident.is_from_elsewhere:
        return
    deed = deed_of(incident, change)
    if not deed.own and change.what not in QUIET and step_of(deed) is not None:
        with transaction.atomic():
            tell_reporter(incident)


def tell_reporter(incident: Incident) -> None:
    """Queues "there is something new", within an action. Nothing goes to whoever gave no name or no address, or wants none.

    One notice a day for each reporter, however many reports and steps: what comes after it waits for the next morning,
    and is cancelled when the reporter looks before.
    """
    if incident.is_from_elsewhere:
        return
    to = reporter_reached(incident)
    if to is None or not wants_notices(incident):
        return
    local = now().astimezone(ZoneInfo(to.organisation.time_zone))
    if not _notice(to, incident, local):
        tomorrow = datetime.combine(local.date() + timedelta(days=1), MORNING, local.tzinfo)
        _notice(to, incident, tomorrow, not_before=tomorrow)


def forget_notices(to: Reached) -> None:
    """The reporter looks for themselves: what is not sent yet is not needed."""
    cancel(ABOUT, to.key)


def _notice(to: Reached, incident: Incident, day: datetime, *, not_before: datetime | None = None) -> bool:
    """Whether it is new. The link of somebody without an account opens by itself only the way to stop these messages."""
    with transaction.atomic():
        is_new = send_to(
            to,
            "report_news" if to.staff else "report_news_by_address",
            key=f"{ABOUT}:{day:%Y-%m-%d}",
            about=(ABOUT, to.key),
            path="/report/mine" if to.staff else _way_to_stop(to, incident),
            not_before=not_before,
        )
        if not is_new:
            transaction.set_rollback(True)
    return is_new


def _way_to_stop(to: Reached, incident: Incident) -> str:
    label, until = "News of a report", now() + LINK_OPEN
    link = open_link(to.organisation.pk, NEWS, incident.pk, label=label, expires_at=until, by=SYSTEM)
    return f"/report/news/{link.secret}"
