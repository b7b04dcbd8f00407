"""Which day it is where an organisation is: what a deadline, a review or a form means by "today"."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from alongside.ledger.clock import now
from alongside.people.models import Organisation


def today_in(organisation: Organisation, at: datetime | None = None) -> date:
    """The day there at a moment, or now."""
    return (at or now()).astimezone(ZoneInfo(organisation.time_zone)).date()
