"""Working days and months, on local dates.

Bank holidays are those that GOV.UK has published, as the library `govuk-bank-holidays` carries them: nothing is fetched.
Beyond the last published year nobody knows them (a holiday can be moved or added by proclamation), and none is
guessed: there only weekends are free, and `WorkingDays.covers` says no, so that a due date can be marked provisional.
A newer release of the library, or `WorkingDays` made from other dates, brings newer years.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from dateutil.relativedelta import relativedelta
from govuk_bank_holidays.bank_holidays import BankHolidays

ENGLAND_AND_WALES = BankHolidays.ENGLAND_AND_WALES
SCOTLAND = BankHolidays.SCOTLAND
NORTHERN_IRELAND = BankHolidays.NORTHERN_IRELAND
DIVISIONS: tuple[str, ...] = BankHolidays.ALL_DIVISIONS

WEEKEND = (5, 6)
MOST_WORKING_DAYS = 5000
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """Which days are worked in one division of the country: no Saturday, no Sunday, no bank holiday.

    `known_from` to `known_until`, both included, are the days for which bank holidays are published.
    """

    division: str
    holidays: frozenset[date]
    known_from: date
    known_until: date

    def is_worked(self, day: date) -> bool:
        """Is it a working day, as far as is published?"""
        return day.weekday() not in WEEKEND and day not in self.holidays

    def covers(self, first: date, last: date) -> bool:
        """Are the bank holidays of all days from `first` to `last` published?"""
        return self.known_from <= first and last <= self.known_until


@cache
def published(division: str = ENGLAND_AND_WALES) -> WorkingDays:
    """The working days of a division, from the list that came with the library. ValueError for an unknown division.

    GOV.UK publishes whole years, so a list that ends in December holds until the end of that year, and any other only
    until its last holiday.
    """
    if division not in DIVISIONS:
        raise ValueError(f"no such division: {division!r}; there are {', '.join(DIVISIONS)}")
    days = sorted(event["date"] for event in BankHolidays(use_cached_holidays=True).get_holidays(division=division))
    first, last = days[0], days[-1]
    return WorkingDays(
        division,
        frozenset(days),
        known_from=date(first.year, 1, 1) if first.month == 1 else first,
        known_until=date(last.year, 12, 31) if last.month == 12 else last,
    )


def add_working_days(day: date, number: int, calendar: WorkingDays) -> date:
    """The `number`-th working day after `day`, which is itself never counted; before it where `number` is negative.

    No working days from `day` is `day` itself, worked or not. ValueError beyond 5,000.
    """
    if abs(number) > MOST_WORKING_DAYS:
        raise ValueError(f"more than {MOST_WORKING_DAYS} working days: {number}")
    step = ONE_DAY if number > 0 else -ONE_DAY
    left = abs(number)
    while left:
        day += step
        left -= calendar.is_worked(day)
    return day


def working_days_between(start: date, end: date, calendar: WorkingDays) -> int:
    """How many working days after `start` until `end`, `end` included; below nothing where `end` comes first.

    So `working_days_between(day, add_working_days(day, n, c), c) == n`.
    """
    if end < start:
        return -sum(calendar.is_worked(end + timedelta(days=n)) for n in range((start - end).days))
    return sum(calendar.is_worked(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))


def add_months(day: date, number: int) -> date:
    """The corresponding date `number` months later (earlier where negative), or that month's last day where it has none.

    31 August and six months is 28 February; 29 February and a year is 28 February; 28 February and six months is
    28 August, not its last day. The rule of the courts for months in a statute: Dodds v Walker [1981] 1 WLR 1027.
    """
    return day + relativedelta(months=number)
