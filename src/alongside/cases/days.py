"""Days of a case in words, and the one rule of the days on which something was done."""

from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError

from alongside.people.days import today_in
from alongside.people.models import Organisation


def day_in_words(day: date) -> str:
    """ "9 June 2026", in the file of a case."""
    return f"{day.day} {day:%B %Y}"


def local_day(organisation: Organisation, at: datetime) -> date:
    """The day of a moment, in the organisation's time zone."""
    return at.astimezone(ZoneInfo(organisation.time_zone)).date()


def day_of_act(
    day: date,
    name: str,
    organisation: Organisation,
    happened_at: datetime | None,
    after: Iterable[tuple[date | datetime | None, str]] = (),
) -> date:
    """A day on which something was done because of an incident. `after` is what it follows: a day or a moment, None where there is
    none, and how that is said ("it was approved").

    ValidationError at the field `name` for a day to come, before the incident (`happened_at`; None where it is not known), or
    before what it follows.
    """
    if day > today_in(organisation):
        raise ValidationError({name: "Choose a day that is not in the future."})
    return day_after(day, name, organisation, happened_at, after)


def day_after(
    day: date,
    name: str,
    organisation: Organisation,
    happened_at: datetime | None,
    after: Iterable[tuple[date | datetime | None, str]] = (),
) -> date:
    """The same for a day that may be to come: when something is due, or is planned."""
    if happened_at is not None and day < local_day(organisation, happened_at):
        raise ValidationError({name: "Choose a day that is not before the incident."})
    for earlier, said in after:
        first = local_day(organisation, earlier) if isinstance(earlier, datetime) else earlier
        if first is not None and day < first:
            raise ValidationError({name: f"Choose a day that is not before {said}, {day_in_words(first)}."})
    return day
