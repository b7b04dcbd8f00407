"""A letter about a sanction says its days and no others."""

from datetime import date

import pytest

from alongside.cases.sanctions.letter_days import Days, days_in, refuse_missing_days, refuse_other_days
from alongside.machine import Refused

TODAY = date(2026, 11, 28)
DAYS = Days(date(2026, 12, 1), date(2027, 3, 8), date(2027, 2, 6))


@pytest.mark.parametrize(
    "written",
    [
        "8 March 2027",
        "8th March 2027",
        "8th of March, 2027",
        "8 Mar. 2027",
        "March 8, 2027",
        "8/3/2027",
        "08.03.27",
        "08-03-2027",
        "2027-03-08",
        "8\nMarch 2027",
    ],
)
def test_a_day_is_found_however_it_is_written(written: str) -> None:
    assert [day for day, _ in days_in(f"It stands until {written}.")] == [date(2027, 3, 8)]


@pytest.mark.parametrize(
    "text", ["Ring 020 7946 0958.", "Our reference: C-7KQ2-9F3M", "31/31/2027", "Room 3.4.5", "24/7"]
)
def test_other_numbers_are_no_days(text: str) -> None:
    assert list(days_in(text)) == []


@pytest.mark.parametrize(
    "text",
    [
        "This stands until 30 May 2027.",
        "This stands until 30th of May.",
        "This stands up to and including 30/05/2027.",
        "This stands from 2 December 2026 until 8 March 2027.",
        "It ends on 7 March.",
    ],
)
def test_another_day_to_come_is_refused_with_the_approved_ones(text: str) -> None:
    with pytest.raises(Refused, match="approved from 1 December 2026 until 8 March 2027"):
        refuse_other_days(text, DAYS, TODAY)


@pytest.mark.parametrize(
    "text",
    [
        "On 3 November 2026 you struck a nurse. You are born on 4 May 1981.",
        "From 1 December 2026 until 8 March 2027. We look at it again on 6 February 2027.",
        "It stands until 8 March.",
        "You may come in an emergency.",
    ],
)
def test_what_lies_behind_and_the_days_of_the_sanction_may_stand(text: str) -> None:
    refuse_other_days(text, DAYS, TODAY)


def test_first_and_last_day_have_to_stand_in_it() -> None:
    refuse_missing_days("From 1 December 2026 until 8 March 2027.", DAYS)
    with pytest.raises(Refused, match="the last day as it was approved: 8 March 2027"):
        refuse_missing_days("From 1 December 2026.", DAYS)
    with pytest.raises(Refused, match="the first day"):
        refuse_missing_days("Until 8 March 2027.", DAYS)
