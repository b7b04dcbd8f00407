"""What follows from what a provider says to one attempt."""

import pytest

from alongside.ledger.keys import new_id
from alongside.messages.attempts import Busy, attempt
from alongside.messages.channels import BusyError, HandedOver, Outcome, RefusedError, TemporaryError, UnclearError
from alongside.messages.outbox import Claimed


def message(purpose="alarm", attempts=1):
    return Claimed(new_id(), "sms", "+447700900123", "Alarm", "Help", purpose, attempts, unsure=False)


def saying(error):
    def call():
        raise error

    return call


def test_a_message_that_was_taken_on_is_sent():
    finished = attempt(message(), lambda: HandedOver("notify", "0190"), unsure=False)
    assert (finished.outcome, finished.provider, finished.provider_id) == ("sent", "notify", "0190")


def test_a_message_found_failed_at_the_provider_has_failed():
    finished = attempt(message(), lambda: HandedOver("notify", "1", Outcome.FAILED, "bad"), unsure=True)
    assert (finished.outcome, finished.error) == ("failed", "bad")


def test_a_refusal_is_final():
    assert attempt(message(), saying(RefusedError("bad number")), unsure=False).outcome == "failed"


def test_a_refused_question_says_nothing_about_the_message():
    finished = attempt(message(), saying(RefusedError("no such page")), unsure=True)
    assert (finished.outcome, finished.unsure) == ("retry", True)


@pytest.mark.parametrize(
    ("error", "unsure_before", "unsure_after"),
    [
        (TemporaryError(), False, False),
        (TemporaryError(), True, True),
        (UnclearError(), False, True),
        (ZeroDivisionError(), False, True),
    ],
)
def test_only_a_provider_that_cannot_have_the_message_leaves_no_doubt(error, unsure_before, unsure_after):
    finished = attempt(message(), saying(error), unsure=unsure_before)
    assert (finished.outcome, finished.unsure) == ("retry", unsure_after)
    assert finished.error


def test_a_message_whose_provider_is_busy_keeps_its_turn():
    busy = attempt(message(attempts=9), saying(BusyError("slow down")), unsure=False)
    assert isinstance(busy, Busy)
    assert (busy.finished.outcome, busy.finished.delay, busy.finished.unsure) == ("retry", 0.0, False)


def test_a_notice_says_how_long_it_is_worth_trying_and_an_alarm_does_not():
    assert attempt(message("notice"), saying(TemporaryError()), unsure=False).patience == 86_400
    assert attempt(message("alarm"), saying(TemporaryError()), unsure=False).patience is None


def test_a_provider_that_has_not_got_the_message_leaves_it_to_be_handed_over():
    assert attempt(message(), lambda: None, unsure=True) is None
