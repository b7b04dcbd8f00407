"""How simulated workers walk: at a human pace, near their site, and the same for the same seed."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.demo.walking import METRES_PER_DEGREE, PAUSE_S, SPEED_MS, Walk

LAT, LON = 53.3889, -2.5954
HOURS = list(range(0, 4 * 3600, 20))


def test_the_same_seed_walks_the_same_way_and_another_one_elsewhere():
    places = [Walk(LAT, LON, seed="nia").at(second) for second in HOURS]

    assert [Walk(LAT, LON, seed="nia").at(second) for second in HOURS] == places
    assert [Walk(LAT, LON, seed="tom").at(second) for second in HOURS] != places


def test_asking_for_a_later_place_first_changes_nothing():
    walk = Walk(LAT, LON, seed="nia")
    late = walk.at(3000)

    assert walk.at(10) == Walk(LAT, LON, seed="nia").at(10)
    assert walk.at(3000) == late


@given(seed=st.text(max_size=8), start=st.floats(0, 20_000), pause=st.floats(1, 600))
def test_nobody_moves_faster_than_a_person_walks(seed, start, pause):
    walk = Walk(LAT, LON, seed=seed)

    way = _metres(walk.at(start), walk.at(start + pause))

    assert way <= SPEED_MS[1] * pause + 0.5


@given(seed=st.text(max_size=8), second=st.floats(0, 50_000), reach=st.floats(30, 2000))
def test_nobody_walks_further_away_than_they_may(seed, second, reach):
    walk = Walk(LAT, LON, seed=seed, reach_m=reach)

    place = walk.at(second)

    assert math.dist((0, 0), _offset(place)) <= reach + 1


def test_a_walker_stands_still_at_times_and_then_has_no_course():
    walk = Walk(LAT, LON, seed="nia")
    places = [walk.at(second) for second in HOURS]

    standing = [place for place in places if place.speed_ms == 0]
    walking = [place for place in places if place.speed_ms > 0]

    assert standing
    assert walking
    assert all(place.course is None for place in standing)
    assert all(place.course is not None and 0 <= place.course < 360 for place in walking)
    assert all(SPEED_MS[0] - 0.01 <= place.speed_ms <= SPEED_MS[1] + 0.01 for place in walking)


def test_a_pause_is_no_longer_than_a_visit_at_the_door():
    walk = Walk(LAT, LON, seed="nia")
    still, longest = 0, 0
    for second in range(3600):
        still = still + 1 if walk.at(second).speed_ms == 0 else 0
        longest = max(longest, still)

    assert longest <= PAUSE_S[1] + 1


def test_there_is_no_place_before_the_start():
    with pytest.raises(ValueError, match="before its start"):
        Walk(LAT, LON, seed="nia").at(-1)


def _offset(place):
    north = (place.lat - LAT) * METRES_PER_DEGREE
    return (place.lon - LON) * METRES_PER_DEGREE * math.cos(math.radians(LAT)), north


def _metres(one, other):
    return math.dist(_offset(one), _offset(other))
