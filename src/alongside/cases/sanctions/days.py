"""The days of a sanction. Pure."""

from datetime import date, timedelta

from alongside.machine import Refused

FURTHEST = timedelta(days=366 * 20)


def review_day(starts_on: date, ends_on: date, days_before: int) -> date:
    """The day on which a sanction is reviewed: so many days before its last one, but never before its first."""
    return max(starts_on, ends_on - timedelta(days=days_before))


def binds(starts_on: date | None, ends_on: date | None, today: date) -> bool:
    """Whether `today` lies between the first and the last day, both included; a missing day sets no bound, but what has
    no first day has not begun.
    """
    return starts_on is not None and starts_on <= today and (ends_on is None or today <= ends_on)


def refuse_days(starts_on: date | None, ends_on: date, today: date, longest: date | None, why: str = "") -> None:
    """Raises `Refused` where the days of a sanction are in the wrong order, past, or too long.

    `longest` is the latest last day that a rule allows, and `why` where that stands.
    """
    if starts_on is not None and ends_on < starts_on:
        raise Refused("The last day is before the first one.", "ends_on")
    if ends_on < today:
        raise Refused("The last day has passed. Write one that is still to come.", "ends_on")
    if ends_on > today + FURTHEST:
        raise Refused("Write a last day in the next twenty years.", "ends_on")
    if longest is not None and ends_on > longest:
        until = f"{longest.day} {longest:%B %Y}"
        raise Refused(f"It may last until {until} at the longest. {why}".strip(), "ends_on")
