"""Which message goes first, and how long one is tried."""

import pytest

from alongside.messages.pace import PATIENCE, PRIORITY, retry_after


def test_alarms_go_before_reminders_and_reminders_before_notices():
    assert sorted(PRIORITY, key=PRIORITY.__getitem__) == ["alarm", "check_in", "notice"]


def test_a_message_of_an_alarm_is_never_given_up():
    assert PATIENCE["alarm"] is None
    assert all(PATIENCE[purpose] for purpose in ("check_in", "notice"))


def test_attempts_grow_rarer_up_to_a_limit():
    waits = [retry_after("alarm", attempt).total_seconds() for attempt in range(1, 8)]
    assert waits == [1, 2, 4, 8, 15, 15, 15]


@pytest.mark.parametrize("attempts", [0, 1_000_000])
def test_any_number_of_attempts_has_a_wait(attempts):
    assert 1 <= retry_after("alarm", attempts).total_seconds() <= 15
