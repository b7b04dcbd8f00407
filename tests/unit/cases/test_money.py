"""Money is pence, adds up whatever happens, and is written as people read it."""

from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from alongside.cases.redress.money import (
    MOST,
    ClaimMoney,
    NotMoney,
    Part,
    behind,
    in_parts,
    next_due,
    read_pounds,
    totals,
    write_pounds,
)

PENCE = st.integers(1, MOST)
DAYS = st.dates(date(2020, 1, 1), date(2040, 1, 1))


@st.composite
def claims(draw: st.DrawFn) -> ClaimMoney:
    """A claim of which a part was paid and a part of the rest was written off."""
    awarded = draw(st.integers(0, MOST))
    paid = draw(st.integers(0, awarded))
    return ClaimMoney(draw(st.integers(0, MOST)), awarded, paid, draw(st.integers(0, awarded - paid)))


@given(PENCE)
def test_what_is_written_is_read_again(pence: int) -> None:
    assert read_pounds(write_pounds(pence)) == pence


@pytest.mark.parametrize(
    ("text", "pence"),
    [
        ("12", 1200),
        ("12.5", 1250),
        ("£1,234.56", 123456),
        (" £ 0.01 ", 1),
        ("1234.50", 123450),
        ("£10,000,000,000", MOST),
    ],
)
def test_an_amount_is_understood_as_people_write_it(text: str, pence: int) -> None:
    assert read_pounds(text) == pence


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0",
        "0.00",
        "-5",
        "1.234",
        "1,23",
        "12,3456",
        "ten",
        "1e5",
        "12 50",
        "£",
        ".5",
        "²",
        "١٢",
        "£10,000,000,000.01",
    ],
)
def test_what_is_no_amount_is_refused_in_words(text: str) -> None:
    with pytest.raises(NotMoney, match=r"Write an amount"):
        read_pounds(text)


@given(st.lists(st.none() | PENCE), st.lists(claims()))
def test_totals_add_up_to_the_penny(losses: list[int | None], made: list[ClaimMoney]) -> None:
    found = totals(losses, made)
    assert found.awarded == found.recovered + found.written_off + found.outstanding
    assert found.outstanding >= 0
    assert found.lost == sum(one or 0 for one in losses)
    assert found.unknown == losses.count(None)
    assert all(type(value) is int for value in (found.lost, found.claimed, found.awarded, found.outstanding))


@given(st.lists(PENCE), st.lists(PENCE), st.lists(claims()), st.lists(claims()))
def test_two_cases_together_come_to_what_each_comes_to(
    some: list[int], more: list[int], first: list[ClaimMoney], second: list[ClaimMoney]
) -> None:
    whole, one, other = totals([*more, *some], [*second, *first]), totals(some, first), totals(more, second)
    for name in ("lost", "claimed", "awarded", "recovered", "written_off", "outstanding"):
        assert getattr(whole, name) == getattr(one, name) + getattr(other, name)


@given(claims(), st.data())
def test_a_payment_moves_money_from_owed_to_recovered_and_nothing_else(claim: ClaimMoney, data: st.DataObject) -> None:
    pence = data.draw(st.integers(0, claim.outstanding))
    after = ClaimMoney(claim.claimed, claim.awarded, claim.paid + pence, claim.written_off)
    before, now = totals([], [claim]), totals([], [after])
    assert (now.recovered - before.recovered, before.outstanding - now.outstanding) == (pence, pence)
    assert (now.lost, now.claimed, now.awarded, now.written_off) == (
        before.lost,
        before.claimed,
        before.awarded,
        before.written_off,
    )


@given(st.integers(1, 10**9), st.integers(1, 10**9), DAYS, st.sampled_from(["week", "fortnight", "month"]))
def test_instalments_add_up_to_what_is_owed(owed: int, each: int, first: date, every: str) -> None:
    if -(-owed // each) > 600:
        with pytest.raises(NotMoney):
            in_parts(owed, each, first, every)
        return
    parts = in_parts(owed, each, first, every)
    assert sum(one.pence for one in parts) == owed
    assert all(one.pence == each for one in parts[:-1])
    assert 0 < parts[-1].pence <= each
    days = [one.due_on for one in parts]
    assert days == sorted(set(days))
    assert days[0] == first


def test_a_month_without_the_day_takes_its_last_and_the_next_the_day_again() -> None:
    parts = in_parts(300, 100, date(2027, 1, 31), "month")
    assert [one.due_on for one in parts] == [date(2027, 1, 31), date(2027, 2, 28), date(2027, 3, 31)]


@example([Part(date(2027, 1, 1), 1)], -1, date(2027, 1, 1))
@given(st.lists(st.builds(Part, DAYS, st.integers(1, 10**6)), min_size=1), st.integers(-100, 10**7), DAYS)
def test_what_is_behind_and_what_is_next_agree(parts: list[Part], paid: int, today: date) -> None:
    day = next_due(parts, paid)
    assert (day is None) == (paid >= sum(one.pence for one in parts))
    assert (behind(parts, paid, today) > 0) == (day is not None and day < today)
    if day is not None:
        assert behind(parts, paid, day + timedelta(days=1)) > 0
