"""When things happen in a simulation: soon, not too many at once, and the same for the same seed."""

from itertools import islice, pairwise, takewhile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alongside.demo.choreography import FORGOTTEN_S, Turn, happenings

CALLS = (Turn.HELP, Turn.FALL, Turn.DURESS)
HOUR = 3600
CLOSED_AFTER_S = 320.0
"""About how long an alarm stands open when only the simulated colleague deals with it."""
SEEDS = st.integers(0, 10_000)


def _first_hours(workers, seed, hours=3):
    return list(takewhile(lambda one: one.at_s < hours * HOUR, happenings(workers, seed)))


def _alarms(workers, seed):
    """When each alarm is to stand open, in seconds."""
    late = {Turn.FORGET: FORGOTTEN_S}
    return sorted(
        one.at_s + late.get(one.turn, 0) for one in _first_hours(workers, seed) if one.turn in (*CALLS, *late)
    )


@given(workers=st.integers(1, 60), seed=SEEDS)
def test_happenings_come_in_the_order_of_time(workers, seed):
    times = [one.at_s for one in islice(happenings(workers, seed), 200)]

    assert times == sorted(times)


@given(workers=st.integers(1, 60), seed=SEEDS)
def test_somebody_calls_for_help_within_half_a_minute(workers, seed):
    first = next(one for one in happenings(workers, seed) if one.turn in CALLS)

    assert first.turn is Turn.HELP
    assert first.at_s < 30


@settings(max_examples=40)
@given(seed=SEEDS)
def test_with_twelve_workers_two_to_four_alarms_are_open_at_almost_any_time(seed):
    alarms = _alarms(12, seed)
    moments = range(60, 2 * HOUR, 30)
    open_at = [sum(begun <= moment < begun + CLOSED_AFTER_S for begun in alarms) for moment in moments]

    assert max(open_at) <= 5
    assert sum(2 <= count <= 4 for count in open_at) > 0.9 * len(open_at)


@given(seed=SEEDS)
def test_who_called_for_help_next_forgets_a_check_in(seed):
    grave = [one for one in _first_hours(12, seed) if one.turn in (*CALLS, Turn.FORGET)]
    for worker in range(12):
        kinds = [one.turn in CALLS for one in grave if one.worker == worker]
        assert all(one is not other for one, other in pairwise(kinds))


def test_every_kind_of_turn_comes_and_everybody_has_one():
    met = _first_hours(12, seed=1)

    assert {one.turn for one in met} == set(Turn)
    assert {one.worker for one in met} == set(range(12))


def test_the_same_seed_tells_the_same_and_another_one_another_story():
    assert _first_hours(12, 1) == _first_hours(12, 1)
    assert _first_hours(12, 1) != _first_hours(12, 2)


def test_nothing_happens_to_nobody():
    with pytest.raises(ValueError, match="nobody"):
        next(happenings(0, 1))
