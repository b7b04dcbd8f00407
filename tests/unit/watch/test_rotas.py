"""Who is on call when: by turns, at times of the day, over the change of clocks, with covers and people who are away."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.watch.rotas import (
    Away,
    Cover,
    Known,
    Length,
    Rota,
    Shift,
    cycle_of,
    faults,
    moment_of,
    on_call,
    people_of,
    rota_as_json,
    rota_from_json,
    turns,
)

ANA, BEN, CEM, DEE = (UUID(int=number) for number in range(1, 5))
LONDON = "Europe/London"
MONDAY = date(2026, 3, 2)
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)
"""The clock is put forward from 01:00 to 02:00, and back from 02:00 to 01:00."""


def at(day, clock):
    return moment_of(day, time.fromisoformat(clock), LONDON)


def weekly(*people, **says):
    return Rota(LONDON, MONDAY, people=people, **says)


def by_hours(*shifts, **says):
    return Rota(LONDON, MONDAY, Length.HOURS, shifts=shifts, **says)


def shift(begin, end, *people, **says):
    return Shift(time.fromisoformat(begin), time.fromisoformat(end), people, **says)


DAY_AND_NIGHT = by_hours(shift("06:00", "22:00", ANA), shift("22:00", "06:00", BEN))


def test_turns_of_a_week_are_handed_over_on_the_weekday_and_at_the_hour_that_were_set():
    rota = weekly(ANA, BEN, CEM)

    assert on_call(rota, at(date(2026, 3, 9), "08:59")) == (ANA,)
    assert on_call(rota, at(date(2026, 3, 9), "09:00")) == (BEN,)
    assert on_call(rota, at(date(2026, 3, 23), "09:00")) == (ANA,)


def test_before_its_first_turn_a_rota_names_nobody():
    assert on_call(weekly(ANA), at(MONDAY, "08:59")) == ()


def test_turns_of_a_day_keep_their_hour_of_the_clock_over_the_change():
    rota = weekly(ANA, BEN, length=Length.DAY)

    assert [on_call(rota, at(SPRING, clock)) for clock in ("08:59", "09:00")] == [(ANA,), (BEN,)]
    assert at(SPRING, "09:00") - at(SPRING - timedelta(days=1), "09:00") == timedelta(hours=23)


@pytest.mark.parametrize(("day", "hours"), [(SPRING, 7), (AUTUMN, 9), (date(2026, 6, 7), 8)])
def test_a_night_turn_lasts_as_long_as_the_night_does(day, hours):
    eve = day - timedelta(days=1)
    [night] = [one for one in turns(DAY_AND_NIGHT, at(eve, "12:00"), at(day, "12:00")) if one.people == (BEN,)]

    assert night.ends - night.begins == timedelta(hours=hours)
    assert (night.begins, night.ends) == (at(eve, "22:00"), at(day, "06:00"))


def test_a_hand_over_at_a_time_that_the_clock_leaves_out_happens_when_it_is_put_forward():
    rota = by_hours(shift("01:30", "13:30", ANA), shift("13:30", "01:30", BEN))
    forward = datetime(2026, 3, 29, 1, 0, tzinfo=UTC)

    assert moment_of(SPRING, time(1, 30), LONDON) == forward
    assert on_call(rota, forward - timedelta(seconds=1)) == (BEN,)
    assert on_call(rota, forward) == (ANA,)


def test_a_hand_over_at_a_time_that_the_clock_shows_twice_happens_the_first_time_and_not_again():
    rota = by_hours(shift("01:30", "13:30", ANA), shift("13:30", "01:30", BEN))
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)

    assert on_call(rota, first - timedelta(seconds=1)) == (BEN,)
    assert {on_call(rota, first + timedelta(minutes=minute)) for minute in range(0, 180, 5)} == {(ANA,)}


def test_people_of_one_line_of_times_take_a_week_each():
    rota = by_hours(shift("18:00", "08:00", ANA, BEN), gaps=True)

    assert on_call(rota, at(MONDAY, "20:00")) == (ANA,)
    assert on_call(rota, at(date(2026, 3, 9), "03:00")) == (ANA,)
    assert on_call(rota, at(date(2026, 3, 9), "20:00")) == (BEN,)
    assert on_call(rota, at(date(2026, 3, 9), "12:00")) == ()


def test_days_of_the_week_are_those_on_which_a_turn_begins():
    rota = by_hours(shift("22:00", "06:00", ANA, days=(4,)), gaps=True)

    assert on_call(rota, at(date(2026, 3, 7), "05:00")) == (ANA,)
    assert on_call(rota, at(date(2026, 3, 7), "23:00")) == ()


def test_two_who_are_on_call_at_once_are_two_people_also_where_one_covers_for_the_other():
    rota = weekly(ANA, BEN, CEM, together=2)
    noon = at(MONDAY, "12:00")

    assert on_call(rota, noon) == (ANA, BEN)
    assert on_call(rota, noon, Known((Cover(ANA, BEN, noon, noon + timedelta(hours=1)),))) == (BEN, CEM)


def test_whoever_covers_takes_the_turn_and_gives_it_back():
    begins, ends = at(MONDAY, "12:00"), at(MONDAY, "14:00")
    known = Known((Cover(ANA, DEE, begins, ends),))

    seen = [on_call(weekly(ANA, BEN), moment, known) for moment in (begins - timedelta(seconds=1), begins, ends)]
    assert seen == [(ANA,), (DEE,), (ANA,)]


def test_who_covers_can_be_covered_for():
    noon = at(MONDAY, "12:00")
    later = noon + timedelta(hours=1)
    known = Known((Cover(ANA, BEN, noon, later), Cover(BEN, DEE, noon, later)))

    assert on_call(weekly(ANA, CEM), noon, known) == (DEE,)


def test_the_next_takes_it_when_somebody_is_away_or_asks_for_help_themselves():
    noon = at(MONDAY, "12:00")
    away = Known((), (Away(ANA, noon, noon + timedelta(hours=1)),))

    assert on_call(weekly(ANA, BEN, CEM), noon, away) == (BEN,)
    assert on_call(weekly(ANA, BEN, CEM), noon, away, without=[BEN]) == (CEM,)


def test_where_whoever_covers_is_away_and_nobody_else_is_left_the_one_whose_turn_it_is_stays():
    noon = at(MONDAY, "12:00")
    later = noon + timedelta(hours=1)
    known = Known((Cover(ANA, DEE, noon, later),), (Away(DEE, noon, later),))

    assert on_call(weekly(ANA), noon, known) == (ANA,)


def test_people_who_would_cover_each_other_round_and_round_are_found_only_where_it_is_at_one_time():
    one, two, three = (at(MONDAY, clock) for clock in ("10:00", "12:00", "14:00"))

    assert set(cycle_of([Cover(ANA, BEN, one, three), Cover(BEN, ANA, two, three)])) == {ANA, BEN}
    assert cycle_of([Cover(ANA, BEN, one, two), Cover(BEN, ANA, two, three)]) == ()
    assert cycle_of([Cover(ANA, BEN, one, three), Cover(BEN, CEM, two, three)]) == ()
    assert cycle_of([Cover(ANA, ANA, one, three)]) == (ANA,)


def test_a_cover_that_goes_round_and_round_all_the_same_leaves_the_turn_where_it_is():
    noon = at(MONDAY, "12:00")
    later = noon + timedelta(hours=1)

    assert on_call(weekly(ANA, CEM), noon, Known((Cover(ANA, BEN, noon, later), Cover(BEN, ANA, noon, later)))) == (
        ANA,
    )


@pytest.mark.parametrize(
    ("rota", "complaint"),
    [
        (
            by_hours(shift("06:00", "22:00", ANA), shift("21:00", "06:00", BEN)),
            "Two turns overlap: Monday 21:00 to 22:00.",
        ),
        (by_hours(shift("06:00", "22:00", ANA)), "Nobody is on call Monday 22:00 to Tuesday 06:00."),
        (
            by_hours(shift("06:00", "22:00", ANA), shift("22:00", "06:00", BEN, days=(0, 1, 2, 3, 4, 5))),
            "Nobody is on call Sunday 22:00 to Monday 06:00.",
        ),
        (by_hours(shift("00:00", "00:00")), "Write at least one person for each line of times."),
        (by_hours(), "Write at least one line of times."),
        (weekly(), "Write at least one person."),
        (weekly(ANA, ANA), "Name each person once in a list."),
        (weekly(ANA, together=2), "2 people are to be on call at once, and the list names fewer."),
    ],
)
def test_what_is_wrong_with_a_rota_is_said_in_words(rota, complaint):
    assert complaint in faults(rota)


@pytest.mark.parametrize("rota", [DAY_AND_NIGHT, by_hours(shift("00:00", "00:00", ANA)), weekly(ANA, BEN, together=2)])
def test_a_rota_without_fault_is_told_none(rota):
    assert faults(rota) == []


def test_a_gap_that_is_meant_is_no_fault():
    assert faults(by_hours(shift("18:00", "08:00", ANA), gaps=True)) == []


# --- for every rota ----------------------------------------------------------------------------------

PEOPLE = st.lists(st.sampled_from([ANA, BEN, CEM, DEE]), min_size=1, max_size=4, unique=True).map(tuple)
ZONES = st.sampled_from(
    [LONDON, "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Sao_Paulo", "UTC"]
)
CLOCKS = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 59]))


@st.composite
def around_the_clock(draw):
    """Times of the day that leave no hole and do not overlap."""
    edges = sorted(draw(st.sets(CLOCKS, min_size=1, max_size=5)))
    lines = tuple(Shift(begin, end, draw(PEOPLE)) for begin, end in zip(edges, [*edges[1:], edges[0]], strict=True))
    return Rota(draw(ZONES), date(2015, 1, 5), Length.HOURS, shifts=lines)


ROTAS = st.one_of(
    st.builds(
        Rota,
        ZONES,
        st.dates(date(2015, 1, 1), date(2016, 1, 1)),
        st.sampled_from([Length.DAY, Length.WEEK]),
        CLOCKS,
        PEOPLE,
    ),
    around_the_clock(),
)
MOMENTS = st.one_of(
    st.integers(0, 11 * 365 * 24 * 60).map(
        lambda minutes: datetime(2017, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    ),
    st.builds(  # around a change of clocks
        lambda day, minutes: datetime(2026, *day, tzinfo=UTC) + timedelta(minutes=minutes),
        st.sampled_from([(3, 29), (10, 25), (3, 8), (11, 1), (4, 4), (10, 3)]),
        st.integers(-720, 1440),
    ),
)
SPANS = st.integers(1, 30 * 24 * 60).map(lambda minutes: timedelta(minutes=minutes))


@st.composite
def knowing(draw, moment):
    def some(kind, *others):
        return st.builds(
            lambda people, ago, long: kind(*people[: others[0]], moment - ago, moment - ago + long),
            st.permutations([ANA, BEN, CEM, DEE]),
            SPANS,
            SPANS,
        )

    covers = draw(st.lists(some(Cover, 2), max_size=4))
    away = draw(st.lists(some(Away, 1), max_size=3))
    return Known(tuple(covers), tuple(away))


@given(rota=ROTAS, moment=MOMENTS)
def test_a_rota_without_gaps_always_has_somebody(rota, moment):
    found = on_call(rota, moment)
    assert len(found) == 1
    assert found[0] in people_of(rota)


@given(st.data())
def test_somebody_is_on_call_as_long_as_one_of_the_turn_is_there(data):
    rota, moment = data.draw(ROTAS), data.draw(MOMENTS)
    known = data.draw(knowing(moment))
    gone = {one.person for one in known.away if one.begins <= moment < one.ends}
    found = on_call(rota, moment, known)
    assert not gone & set(found)
    if rota.length is not Length.HOURS and set(rota.people) - gone:
        assert len(found) == 1


@given(st.data())
def test_turns_stand_one_after_the_other_and_say_what_every_moment_says(data):
    rota, begin = data.draw(ROTAS), data.draw(MOMENTS)
    known = data.draw(knowing(begin))
    end = begin + timedelta(days=9)
    found = turns(rota, begin, end, known)
    assert (found[0].begins, found[-1].ends) == (begin, end)
    for one, following in pairwise(found):
        assert one.begins < one.ends == following.begins
        assert one.people != following.people
    for one in found:
        middle = one.begins + (one.ends - one.begins) * data.draw(st.floats(0, 0.999))
        assert on_call(rota, middle, known) == one.people
        assert on_call(rota, one.begins, known) == one.people


@given(zone=ZONES, day=st.dates(date(2017, 1, 1), date(2027, 12, 1)))
def test_later_times_of_the_clock_are_never_earlier_moments(zone, day):
    """So every hand-over happens exactly once, whatever the clock leaves out or shows twice."""
    clocks = [time(minutes // 60, minutes % 60) for minutes in range(0, 1440, 15)]
    moments = [moment_of(one, clock, zone) for one in (day, day + timedelta(days=1)) for clock in clocks]
    assert moments == sorted(moments)


@given(zone=ZONES, day=st.dates(date(2017, 1, 1), date(2027, 12, 1)), clock=CLOCKS)
def test_a_time_of_the_clock_is_when_the_clock_shows_it_or_when_it_was_put_forward_over_it(zone, day, clock):
    moment = moment_of(day, clock, zone)
    written = datetime.combine(day, clock)
    shown = moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    assert shown >= written
    if shown != written:
        before = (moment - timedelta(milliseconds=1)).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        assert before < written


@given(rota=ROTAS)
def test_a_rota_comes_back_from_json_as_it_was(rota):
    assert rota_from_json(rota_as_json(rota)) == rota
