"""Days, and how a form sends them."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from alongside.ledger.clock import now


def today() -> date:
    """The day of the one clock, where the bodies of the tests are."""
    return now().astimezone(ZoneInfo("Europe/London")).date()


def in_days(days: int) -> date:
    """The day that is so many days from today."""
    return today() + timedelta(days=days)


def day_fields(name: str, day: date) -> dict[str, str]:
    """A day as the three fields of a form."""
    return {f"{name}_day": str(day.day), f"{name}_month": str(day.month), f"{name}_year": str(day.year)}
