"""Messages leave: in their order, through their provider, again when it failed, and never for ever silent."""

import threading

import pytest
from tests.eventually import eventually
from tests.standins.notify import NotifyStandIn

from alongside.messages import pace
from alongside.messages.actions import MORE, OUTBOX
from alongside.messages.channels import Envelope, HandedOver
from alongside.messages.channels.absent import AbsentChannel
from alongside.messages.sender import FEW


class SlowChannel:
    """A provider that takes one message at a time and says nothing until it is let go."""

    provider = "slow"

    def __init__(self, at_once: int = 1) -> None:
        self.at_once = at_once
        self.order: list[str] = []
        self.busy, self.let_go = threading.Event(), threading.Event()

    def deliver(self, envelope: Envelope) -> HandedOver:
        self.order.append(envelope.body)
        self.busy.set()
        self.let_go.wait(30)
        return HandedOver(self.provider, str(envelope.id))

    def find(self, envelope: Envelope) -> HandedOver | None:
        return None


@pytest.fixture
def slow():
    channel = SlowChannel()
    yield channel
    channel.let_go.set()


def test_a_text_message_reaches_the_provider_word_for_word(world, notify, start_sender):
    start_sender()
    (one,) = world.queue()
    world.wait_for(sent=1)
    (message,) = notify.sent
    assert (message.to, message.type, message.reference) == ("+447700900123", "sms", str(one))
    assert message.body == "The nurse needs help. Reply TAKE to take it."
    stored = world.message(one)
    assert (stored["provider"], stored["provider_id"], stored["attempts"]) == ("notify", message.id, 1)


def test_an_e_mail_goes_by_notify_with_its_subject(world, notify, start_sender):
    start_sender()
    world.queue(channel="email", address="manager@example.nhs.uk", subject="Alarm: nurse")
    world.wait_for(sent=1)
    assert (notify.sent[0].type, notify.sent[0].subject) == ("email", "Alarm: nurse")


def test_what_was_queued_while_no_sender_ran_is_sent_when_one_starts(world, notify, start_sender):
    world.queue(3)
    start_sender()
    world.wait_for(sent=3)
    assert len(notify.sent) == 3


def test_a_message_for_later_waits_for_its_time(world, notify, start_sender):
    start_sender()
    (later,) = world.queue(
        not_before=world.db.execute("SELECT clock_timestamp() + interval '1 hour' t").fetchone()["t"]
    )
    (soon,) = world.queue()
    world.wait_for(sent=1, queued=1)
    assert notify.references() == [str(soon)]
    world.advance(3600)
    world.wait_for(sent=2)
    assert notify.references() == [str(soon), str(later)]


def test_an_alarm_goes_before_everything_that_was_queued_earlier(world, start_sender, slow):
    sender = start_sender(sms=slow)
    world.queue(body="first")
    assert slow.busy.wait(30)
    world.queue(body="notice", purpose="notice")
    world.queue(body="reminder", purpose="check_in")
    world.queue(body="alarm")
    slow.let_go.set()
    world.wait_for(sent=4)
    sender.stop()
    assert slow.order == ["first", "alarm", "reminder", "notice"]


def test_while_the_watch_puts_in_more_alarms_go_and_little_else(world, start_sender, monkeypatch):
    monkeypatch.setattr(pace, "RUSH_SECONDS", 60.0)
    monkeypatch.setattr(pace, "LONGEST_RUSH_SECONDS", 60.0)
    slow = SlowChannel(at_once=16)
    sender = start_sender(sms=slow)

    def hears_of_more():
        world.db.execute("SELECT pg_notify(%s, %s)", [OUTBOX, MORE])
        return sender.sender._rush.until > 0

    eventually(hears_of_more)
    world.queue(1, body="first")
    eventually(lambda: slow.order == ["first"])  # what it was about to take before it heard, it has taken
    world.queue(10, purpose="check_in", body="reminder")
    eventually(lambda: len(slow.order) >= FEW)
    world.queue(1, body="alarm")
    eventually(lambda: "alarm" in slow.order)
    few = ["first"] + ["reminder"] * (FEW - 1)
    assert slow.order == [*few, "alarm"], "a place for the alarm, none for another reminder"
    slow.let_go.set()
    world.wait_for(sent=12)


def test_a_slow_provider_holds_up_its_own_channel_only(world, notify, start_sender, slow):
    start_sender(email=slow)
    world.queue(5, channel="email", address="a@example.nhs.uk")
    assert slow.busy.wait(30)
    world.queue(20)
    world.wait_for(sent=20, sending=1, queued=4)
    assert len(notify.sent) == 20


def test_a_channel_that_nobody_set_up_fails_and_says_why(world, start_sender):
    start_sender(sms=AbsentChannel("Text messages are not set up."))
    (one,) = world.queue()
    world.wait_for(failed=1)
    assert world.message(one)["error"] == "Text messages are not set up."
    assert world.message(one)["attempts"] == 1


def test_a_bad_number_fails_at_once_and_says_why(world, notify, start_sender):
    start_sender()
    (one,) = world.queue(address="+4477")
    world.wait_for(failed=1)
    assert "phone_number Not enough digits" in world.message(one)["error"]
    assert notify.sent == []


@pytest.mark.parametrize("deed", ["500", "403", "400-html", "cut-unseen"])
def test_an_alarm_is_tried_again_until_the_provider_is_back(world, notify: NotifyStandIn, start_sender, deed):
    start_sender()
    notify.misbehave(deed, times=None)
    (one,) = world.queue()
    for attempt in range(1, 9):
        world.wait_until(lambda attempt=attempt: _rests(world, one, attempt))
        world.advance(attempt * 86_400)
    notify.behave()
    world.wait_for(sent=1)
    assert notify.references() == [str(one)]


def _rests(world, one, attempt) -> bool:
    message = world.message(one)
    return message["status"] == "queued" and message["attempts"] >= attempt


def test_a_notice_is_given_up_after_a_day_and_says_why(world, notify, start_sender):
    start_sender()
    notify.misbehave("500", times=None)
    (one,) = world.queue(purpose="notice")
    world.wait_until(lambda: _rests(world, one, 1))
    world.advance(86_400 + 60)
    world.wait_for(failed=1)
    assert world.message(one)["error"].startswith("Given up: GOV.UK Notify failed: 500")


def test_an_alarm_that_was_taken_is_not_tried_again(world, notify, start_sender):
    start_sender()
    notify.misbehave("500", times=None)
    (one,) = world.queue()
    world.wait_until(lambda: _rests(world, one, 1))
    world.cancel()
    notify.behave()
    world.advance(60)
    (other,) = world.queue()
    world.wait_until(lambda: world.message(other)["status"] == "sent")
    assert notify.references() == [str(other)]
    assert world.message(one)["status"] == "cancelled"


def test_a_message_cancelled_while_at_the_provider_is_not_tried_again(world, notify, start_sender):
    start_sender()
    notify.misbehave("500")
    notify.latency_seconds = 0.2
    (one,) = world.queue()
    world.wait_until(lambda: world.message(one)["status"] == "sending")
    world.cancel()
    world.wait_for(cancelled=1)
    assert notify.sent == []


def test_when_the_provider_asks_to_slow_down_alarms_still_go_first(world, notify, start_sender):
    notify.misbehave("429", times=None)
    start_sender(at_once=4)
    world.queue(10, purpose="notice", body="notice")
    world.wait_until(lambda: notify.requests >= 4 and world.statuses() == {"queued": 10})
    world.queue(2, body="alarm")
    notify.behave()
    world.wait_for(sent=12)
    # One notice may have been on its way when the alarms were queued.
    assert [message.body for message in notify.sent[:3]].count("alarm") == 2


def test_no_more_than_the_provider_allows_in_a_minute_is_lost_or_doubled(world, notify, start_sender):
    notify.rate_per_minute = 20
    start_sender()
    ids = world.queue(30)
    world.wait_until(lambda: len(notify.sent) == 20 and world.statuses() == {"sent": 20, "queued": 10})
    notify.rate_per_minute = None
    world.advance(3600)
    world.wait_for(sent=30)
    assert sorted(notify.references()) == sorted(str(one) for one in ids)


def test_the_provider_hanging_delays_nobody_else(world, notify, start_sender):
    start_sender()
    notify.misbehave("hang")
    world.queue()
    world.wait_until(lambda: notify.requests == 1)
    world.queue(10)
    world.wait_for(sent=10, sending=1)


def test_stopping_finishes_what_is_at_the_provider_and_begins_nothing_new(world, start_sender, slow):
    sender = start_sender(sms=slow)
    world.queue(2)
    assert slow.busy.wait(30)
    sender.ask_to_stop()
    slow.let_go.set()
    sender.stop()
    assert world.statuses() == {"sent": 1, "queued": 1}


def test_a_fault_in_our_own_code_does_not_stop_the_sender(world, notify, start_sender):
    class Broken(SlowChannel):
        def deliver(self, envelope):
            raise ZeroDivisionError

    start_sender(sms=Broken())
    (one,) = world.queue()
    world.queue(channel="email", address="a@example.nhs.uk")
    world.wait_for(queued=1, sent=1)
    assert world.message(one)["error"] == "ZeroDivisionError"
