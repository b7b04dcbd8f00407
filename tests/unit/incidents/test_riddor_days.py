"""Days are counted as the Regulations count them, wherever the calendar bends."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.incidents.riddor import Absence, AbsenceKind, crosses_on, local_day, longest_by, record_kept_until, runs

DAY = timedelta(days=1)
HORIZON = 120
LONDON = ZoneInfo("Europe/London")
# Around ordinary weekends, both turns of the clock, the ends of years and of Februaries, leap and not.
CORNERS = st.sampled_from(
    [
        date(2026, 6, 1),
        date(2026, 3, 29),
        date(2026, 10, 25),
        date(2026, 12, 31),
        date(2028, 2, 29),
        date(2027, 2, 28),
        date(2100, 2, 28),
    ]
)


@st.composite
def accidents(draw: st.DrawFn) -> date:
    return draw(CORNERS) + draw(st.integers(-9, 9)) * DAY


@st.composite
def spells(draw: st.DrawFn, accident_on: date) -> list[Absence]:
    """Spells of any order, touching, overlapping or apart, some from before the accident, some open."""
    found = []
    for _ in range(draw(st.integers(0, 5))):
        first = accident_on + draw(st.integers(-3, 30)) * DAY
        length = draw(st.one_of(st.none(), st.integers(0, 12)))
        kind = draw(st.sampled_from(AbsenceKind))
        found.append(Absence(first, None if length is None else first + length * DAY, kind))
    return found


def days_counted(absences: list[Absence], accident_on: date) -> list[bool]:
    """Day by day after the accident: was the person unable to do routine work? Counted the slow way."""
    days = [accident_on + number * DAY for number in range(1, HORIZON)]
    return [
        any(row.first_day <= day and (row.returned_on is None or day < row.returned_on) for row in absences)
        for day in days
    ]


@given(data=st.data(), accident_on=accidents(), more_than=st.sampled_from([3, 7]))
def test_the_crossing_day_is_the_one_that_counting_day_by_day_finds(data, accident_on, more_than):
    absences = data.draw(spells(accident_on))
    run, found = 0, None
    for number, away in enumerate(days_counted(absences, accident_on), start=1):
        run = run + 1 if away else 0
        if run > more_than and found is None:
            found = accident_on + number * DAY
    assert crosses_on(absences, accident_on, more_than=more_than) == found


@given(data=st.data(), accident_on=accidents(), ahead=st.integers(0, 60))
def test_the_longest_run_is_the_one_that_counting_day_by_day_finds(data, accident_on, ahead):
    absences = data.draw(spells(accident_on))
    best = run = 0
    for away in days_counted(absences, accident_on)[:ahead]:
        run = run + 1 if away else 0
        best = max(best, run)
    assert longest_by(absences, accident_on, accident_on + ahead * DAY) == best


@given(data=st.data(), accident_on=accidents())
def test_order_and_repetition_of_the_rows_do_not_matter(data, accident_on):
    absences = data.draw(spells(accident_on))
    shuffled = data.draw(st.permutations(absences + absences[:2]))
    assert runs(shuffled, accident_on) == runs(absences, accident_on)


@given(accident_on=accidents(), length=st.integers(2, 20), cut=st.integers(1, 19))
def test_a_spell_written_as_two_that_touch_is_one(accident_on, length, cut):
    first, back = accident_on + DAY, accident_on + (1 + length) * DAY
    middle = min(first + cut * DAY, back)
    assert runs([Absence(middle, back), Absence(first, middle)], accident_on) == runs(
        [Absence(first, back)], accident_on
    )


@given(data=st.data(), accident_on=accidents())
def test_runs_are_apart_and_in_order(data, accident_on):
    found = runs(data.draw(spells(accident_on)), accident_on)
    for before, after in pairwise(found):
        assert before.last is not None
        assert after.first > before.last + DAY
    assert all(run.first > accident_on for run in found)


@given(data=st.data(), accident_on=accidents(), more_than=st.sampled_from([3, 7]))
def test_another_spell_never_makes_it_later(data, accident_on, more_than):
    absences = data.draw(spells(accident_on))
    more = absences + data.draw(spells(accident_on))
    before = crosses_on(absences, accident_on, more_than=more_than)
    after = crosses_on(more, accident_on, more_than=more_than)
    assert before is None or (after is not None and after <= before)


@given(accident_on=accidents(), number=st.sampled_from([3, 7]))
def test_exactly_so_many_days_are_not_more(accident_on, number):
    first = accident_on + DAY
    assert crosses_on([Absence(first, first + number * DAY)], accident_on, more_than=number) is None
    assert crosses_on([Absence(first, first + (number + 1) * DAY)], accident_on, more_than=number) == (
        accident_on + (number + 1) * DAY
    )


@given(accident_on=accidents(), second=st.integers(0, 86_399))
def test_any_time_of_a_local_day_is_that_day(accident_on, second):
    midnight = datetime(accident_on.year, accident_on.month, accident_on.day, tzinfo=LONDON)
    moment = midnight.astimezone(UTC) + timedelta(seconds=second)
    next_midnight = datetime.combine(accident_on + DAY, datetime.min.time(), LONDON)
    if moment < next_midnight:
        assert local_day(moment, "Europe/London") == accident_on


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2026-03-28T23:59:59+00:00", date(2026, 3, 28)),
        ("2026-03-29T22:59:59+00:00", date(2026, 3, 29)),
        ("2026-03-29T23:00:00+00:00", date(2026, 3, 30)),
        ("2026-10-24T23:00:00+00:00", date(2026, 10, 25)),
        ("2026-10-25T23:59:59+00:00", date(2026, 10, 25)),
        ("2026-12-31T23:59:59+00:00", date(2026, 12, 31)),
    ],
)
def test_the_day_turns_at_local_midnight(moment, day):
    assert local_day(datetime.fromisoformat(moment), "Europe/London") == day


def test_a_time_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        local_day(datetime(2026, 6, 1, 9), "Europe/London")  # noqa: DTZ001


def test_a_return_before_the_first_day_is_refused():
    with pytest.raises(ValueError, match="before the first day"):
        Absence(date(2026, 6, 2), date(2026, 6, 1))


def test_a_record_is_kept_for_three_years_from_its_entry():
    assert record_kept_until(date(2026, 6, 5)) == date(2029, 6, 5)
    assert record_kept_until(date(2028, 2, 29)) == date(2031, 2, 28)
