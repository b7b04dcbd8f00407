"""How a sender slows down when a provider asks it to."""

from alongside.messages.places import Places


def test_as_many_are_handed_over_as_there_are_places():
    places = Places(3)
    places.take()
    assert places.free(0.0) == 2
    places.give_back()
    assert places.free(0.0) == 3


def test_after_a_slow_down_nobody_goes_and_then_one_at_a_time():
    places = Places(8)
    places.slow_down(100.0)
    assert places.free(100.1) == 0
    assert places.rests_for(100.1) > 0
    assert places.free(101.0) == 1
    places.take()
    assert places.free(101.0) == 0


def test_each_success_doubles_the_places_up_to_all_of_them():
    places = Places(8)
    places.slow_down(100.0)
    seen = []
    for _ in range(4):
        places.speed_up()
        seen.append(places.free(200.0))
    assert seen == [2, 4, 8, 8]


def test_a_provider_that_stays_busy_is_asked_more_and_more_rarely():
    places, moment, rests = Places(8), 0.0, []
    for _ in range(7):
        places.slow_down(moment)
        rests.append(places.rests_for(moment))
        moment += rests[-1]
    assert rests == [0.5, 1, 2, 4, 8, 15, 15]


def test_what_was_under_way_and_is_told_the_same_does_not_lengthen_the_rest():
    places = Places(8)
    places.slow_down(100.0)
    places.slow_down(100.2)
    assert places.free(100.6) == 1


def test_after_full_speed_the_next_rest_is_short_again():
    places = Places(2)
    places.slow_down(0.0)
    places.slow_down(1.0)
    places.speed_up()
    places.slow_down(10.0)
    assert places.rests_for(10.0) == 0.5
