"""Working days and months, over weekends, bank holidays, year ends and leap days."""

import socket
from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.incidents.deadlines import (
    DIVISIONS,
    NORTHERN_IRELAND,
    SCOTLAND,
    add_months,
    add_working_days,
    published,
    working_days_between,
)
from alongside.incidents.deadlines.calendar import MOST_WORKING_DAYS

WALES = published()
DAYS = st.dates(date(2012, 1, 1), date(2035, 12, 31))
NUMBERS = st.integers(-60, 60)
MONTHS = st.integers(-240, 240)


@given(DAYS, NUMBERS, st.sampled_from(DIVISIONS))
def test_counting_there_and_counting_between_agree(day: date, number: int, division: str) -> None:
    calendar = published(division)
    end = add_working_days(day, number, calendar)
    assert working_days_between(day, end, calendar) == number
    assert number == 0 or calendar.is_worked(end)


@given(DAYS, st.integers(0, 40), st.integers(0, 40))
def test_working_days_add_up(day: date, first: int, second: int) -> None:
    assert add_working_days(add_working_days(day, first, WALES), second, WALES) == add_working_days(
        day, first + second, WALES
    )


@given(DAYS, st.integers(1, 60))
def test_no_weekend_and_no_bank_holiday_is_counted(day: date, number: int) -> None:
    end = add_working_days(day, number, WALES)
    between = [day + timedelta(days=n) for n in range(1, (end - day).days + 1)]
    free = [one for one in between if one.weekday() >= 5 or one in WALES.holidays]
    assert len(between) - len(free) == number


@given(DAYS, DAYS)
def test_a_later_day_is_never_fewer_working_days_away(first: date, second: date) -> None:
    start = date(2020, 1, 1)
    first, second = sorted((first, second))
    assert working_days_between(start, first, WALES) <= working_days_between(start, second, WALES)


@given(DAYS, MONTHS)
def test_a_month_later_is_the_corresponding_date_or_the_last_day(day: date, number: int) -> None:
    found = add_months(day, number)
    assert (found.year * 12 + found.month) - (day.year * 12 + day.month) == number
    assert found.day == min(day.day, monthrange(found.year, found.month)[1])


@pytest.mark.parametrize(
    ("day", "number", "found"),
    [
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2027, 2, 28), 6, date(2027, 8, 28)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2028, 2, 29), 48, date(2032, 2, 29)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(1978, 9, 30), 4, date(1979, 1, 30)),  # Dodds v Walker itself: 31 January was one day too late
    ],
)
def test_months_end_as_the_courts_say(day: date, number: int, found: date) -> None:
    assert add_months(day, number) == found


def test_christmas_that_falls_on_a_weekend_moves_to_the_next_working_days() -> None:
    assert add_working_days(date(2027, 12, 24), 1, WALES) == date(2027, 12, 29)


def test_scotland_and_northern_ireland_have_days_of_their_own() -> None:
    assert add_working_days(date(2025, 12, 31), 1, WALES) == date(2026, 1, 2)
    assert add_working_days(date(2025, 12, 31), 1, published(SCOTLAND)) == date(2026, 1, 5)
    assert published(NORTHERN_IRELAND).is_worked(date(2026, 3, 17)) is False
    assert WALES.is_worked(date(2026, 3, 17)) is True


def test_no_bank_holiday_is_guessed_beyond_the_last_published_year() -> None:
    assert max(WALES.holidays) <= WALES.known_until
    beyond = WALES.known_until + timedelta(days=1)
    assert WALES.covers(WALES.known_until, WALES.known_until)
    assert not WALES.covers(WALES.known_until, beyond)
    assert not WALES.covers(WALES.known_from - timedelta(days=1), WALES.known_until)
    assert WALES.is_worked(date(WALES.known_until.year + 1, 12, 25)) == (
        date(WALES.known_until.year + 1, 12, 25).weekday() < 5
    )


def test_the_list_of_holidays_is_read_without_a_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the calendar went to the network")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert published.__wrapped__() == WALES


def test_a_division_that_is_not_there_and_a_number_out_of_all_bounds_are_refused() -> None:
    with pytest.raises(ValueError, match="no such division"):
        published("cornwall")
    with pytest.raises(ValueError, match="more than"):
        add_working_days(date(2026, 1, 1), MOST_WORKING_DAYS + 1, WALES)
