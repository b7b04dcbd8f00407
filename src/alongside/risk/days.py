"""Which day it is where an organisation is."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from alongside.ledger.clock import now
from alongside.people.models import Organisation


def today_of(organisation: Organisation, at: datetime | None = None) -> date:
    """The day there at a moment, or now."""
    return (at or now()).astimezone(ZoneInfo(organisation.time_zone)).date()
