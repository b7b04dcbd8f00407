"""Dates and times as people write them."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.incidents.exchange.dates import Note, Order, at_local, read_day, read_time

LONDON = ZoneInfo("Europe/London")
THIRD_OF_MAY = date(2026, 5, 3)


@pytest.mark.parametrize(
    ("written", "clock"),
    [
        ("03/05/2026", None),
        ("3/5/26", None),
        ("03.05.2026", None),
        ("2026-05-03", None),
        ("3 May 2026", None),
        ("03-May-2026", None),
        ("Sunday, 3 May 2026", None),
        ("03/05/2026 09:42", time(9, 42)),
        ("2026-05-03 09:42:10", time(9, 42, 10)),
        ("2026-05-03T09:42", time(9, 42)),
        ("46145", None),
        ("46145.5", time(12)),
    ],
)
def test_a_date_in_any_of_the_usual_ways(written: str, clock: time | None) -> None:
    assert read_day(written, Order.DAY_FIRST) == (THIRD_OF_MAY, clock)


def test_the_order_of_day_and_month_is_chosen() -> None:
    assert read_day("03/05/2026", Order.MONTH_FIRST)[0] == date(2026, 3, 5)
    assert read_day("2026-05-03", Order.MONTH_FIRST)[0] == THIRD_OF_MAY


@pytest.mark.parametrize("written", ["", "soon", "31/02/2026", "13/13/2026", "2026", "3 Mai 2026", "99999999", "1/1"])
def test_what_is_no_date_is_told_in_a_sentence(written: str) -> None:
    with pytest.raises(ValueError, match="is not a date that fits"):
        read_day(written, Order.DAY_FIRST)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("09:42", time(9, 42)),
        ("9.42", time(9, 42)),
        ("0942", time(9, 42)),
        ("942", time(9, 42)),
        ("9:42 pm", time(21, 42)),
        ("12:05 AM", time(0, 5)),
        ("3pm", time(15)),
        ("0.5", time(12)),
        ("23:59:59", time(23, 59, 59)),
    ],
)
def test_a_time_in_any_of_the_usual_ways(written: str, expected: time) -> None:
    assert read_time(written) == expected


@pytest.mark.parametrize("written", ["25:00", "09:61", "noon", "", "9", "13:00pm?"])
def test_what_is_no_time_is_told_in_a_sentence(written: str) -> None:
    with pytest.raises(ValueError, match="is not a time"):
        read_time(written)


def test_a_time_that_the_clocks_jump_over_is_taken_an_hour_later_and_said() -> None:
    moment = at_local(date(2026, 3, 29), time(1, 30), LONDON)
    assert (moment.at, moment.note) == (datetime(2026, 3, 29, 1, 30, tzinfo=UTC), Note.NOT_THAT_NIGHT)
    assert moment.at.astimezone(LONDON).time() == time(2, 30)


def test_a_time_that_comes_twice_is_the_first_and_said() -> None:
    moment = at_local(date(2026, 10, 25), time(1, 30), LONDON)
    assert (moment.at, moment.note) == (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), Note.TWICE)


def test_a_day_without_a_time_is_noon_and_said() -> None:
    assert at_local(THIRD_OF_MAY, None, LONDON).note == Note.NO_TIME


@given(st.datetimes(datetime.fromisoformat("1950-01-01"), datetime.fromisoformat("2099-01-01")))
def test_every_local_time_becomes_one_moment_that_reads_the_same_unless_something_is_said(local: datetime) -> None:
    moment = at_local(local.date(), local.time(), LONDON)
    back = moment.at.astimezone(LONDON).replace(tzinfo=None)
    assert back == local or moment.note == Note.NOT_THAT_NIGHT


@given(st.text(max_size=40))
def test_no_text_breaks_the_reader(text: str) -> None:
    for read in (lambda: read_day(text, Order.DAY_FIRST), lambda: read_time(text)):
        told = "."
        try:
            read()
        except ValueError as error:
            told = str(error)
        assert told.endswith(".")
