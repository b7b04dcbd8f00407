"""When a provider is taken to be down, and when to be up again."""

from datetime import UTC, datetime

import pytest

from alongside.messages.health import Health, judge

AT = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)
BEFORE = datetime(2026, 11, 28, 11, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def limits(settings):
    settings.CHANNEL_DOWN_AFTER, settings.CHANNEL_DOWN_SHARE = 5, 50


def test_four_failures_in_a_row_are_not_an_outage_and_five_are():
    assert judge(Health(), [True] * 4, (4, 4), AT) == Health(4)
    assert judge(Health(4), [True], (5, 5), AT) == Health(5, AT)


def test_something_that_works_begins_the_row_anew():
    assert judge(Health(4), [False, True], (6, 5), AT) == Health(1)


def test_half_of_ten_attempts_is_an_outage_and_half_of_eight_is_not():
    assert judge(Health(), [True, False], (8, 4), AT) == Health()
    assert judge(Health(), [True, False], (10, 5), AT) == Health(0, AT)


def test_it_stays_down_as_long_as_nothing_gets_through():
    assert judge(Health(5, BEFORE), [True, True], (7, 7), AT) == Health(7, BEFORE)


def test_it_is_up_with_the_first_that_works_whatever_failed_before():
    assert judge(Health(50, BEFORE), [True, False], (52, 51), AT) == Health(0)
