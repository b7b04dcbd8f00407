"""The local day, which is what a deadline or a form means by "today"."""

from datetime import date
from zoneinfo import ZoneInfo

from alongside.ledger.clock import now
from alongside.people.models import Organisation


def today_in(organisation: Organisation) -> date:
    """The day in the organisation's time zone."""
    return now().astimezone(ZoneInfo(organisation.time_zone)).date()


def day_in_words(day: date) -> str:
    """ "9 June 2026", in the file of a case."""
    return f"{day.day} {day:%B %Y}"
