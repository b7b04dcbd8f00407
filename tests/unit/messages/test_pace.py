"""Which message goes first, and how long one is tried."""

import pytest

from alongside.messages.pace import LONGEST_RUSH_SECONDS, PATIENCE, PRIORITY, RUSH_SECONDS, Rush, retry_after


def test_alarms_go_before_reminders_and_reminders_before_notices():
    assert sorted(PRIORITY, key=PRIORITY.__getitem__) == ["alarm", "check_in", "notice"]


def test_a_message_of_an_alarm_is_never_given_up():
    assert PATIENCE["alarm"] is None
    assert all(PATIENCE[purpose] for purpose in ("check_in", "notice"))


def test_a_rush_lasts_a_moment_after_each_word_of_more():
    rush = Rush()
    assert rush.left(100) == 0
    rush.comes(100)
    assert rush.left(100) == pytest.approx(RUSH_SECONDS)
    rush.comes(100.1)
    assert rush.left(100.2) == pytest.approx(RUSH_SECONDS - 0.1)
    assert rush.left(100.1 + RUSH_SECONDS) == 0


def test_words_of_more_that_never_end_hold_nothing_up_for_long():
    rush, held, seconds = Rush(), 0, 60
    for tick in range(seconds * 100):
        rush.comes(tick / 100)
        held += rush.left(tick / 100) > 0
    longest = LONGEST_RUSH_SECONDS / (LONGEST_RUSH_SECONDS + RUSH_SECONDS)
    assert held / (seconds * 100) <= longest + 0.02
    assert rush.left(seconds) <= LONGEST_RUSH_SECONDS


def test_attempts_grow_rarer_up_to_a_limit():
    waits = [retry_after("alarm", attempt).total_seconds() for attempt in range(1, 8)]
    assert waits == [1, 2, 4, 8, 15, 15, 15]


@pytest.mark.parametrize("attempts", [0, 1_000_000])
def test_any_number_of_attempts_has_a_wait(attempts):
    assert 1 <= retry_after("alarm", attempts).total_seconds() <= 15
