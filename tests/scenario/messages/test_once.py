"""S6: a message that was due is sent at least once, and never twice for the same key, whatever dies in between."""

import os
import signal

import psycopg
import pytest
from tests.scenario.messages.conftest import SHORT

SENDERS = "SELECT pid FROM pg_stat_activity WHERE usename = 'alongside_service' AND {}"


def test_a_sender_killed_after_the_provider_accepted_leads_to_no_second_message(world, notify, start_process):
    """The moment that matters most: the provider has the message, and nobody has written that down."""
    victim = start_process()
    notify.on_accepted = lambda message: os.kill(victim.pid, signal.SIGKILL)
    (one,) = world.queue()
    victim.wait(30)
    assert world.message(one)["status"] == "sending"
    assert notify.references() == [str(one)]

    notify.on_accepted = None
    start_process(lease=SHORT)
    world.wait_for(sent=1)
    assert notify.references() == [str(one)]
    assert notify.questions == [str(one)]
    assert world.message(one)["provider_id"] == notify.sent[0].id


def test_a_sender_killed_before_the_provider_accepted_leads_to_one_message(world, notify, start_process):
    victim = start_process()
    notify.misbehave("hang")
    (one,) = world.queue()
    world.wait_until(lambda: notify.requests == 1)
    os.kill(victim.pid, signal.SIGKILL)
    victim.wait(30)

    notify.behave()
    start_process(lease=SHORT)
    world.wait_for(sent=1)
    assert notify.references() == [str(one)]
    assert notify.questions == [str(one)]


def test_killed_over_and_over_every_message_arrives_exactly_once(world, notify, start_process):
    kills = iter(range(5))

    def kill_now_and_then(message) -> None:
        if len(notify.sent) % 25 == 0 and next(kills, None) is not None:
            os.kill(victims[-1].pid, signal.SIGKILL)

    notify.on_accepted = kill_now_and_then
    ids = world.queue(200)
    victims = []
    while world.statuses().get("sent", 0) < 200 and len(victims) < 10:
        victims.append(start_process(lease=SHORT))
        world.wait_until(lambda: victims[-1].poll() is not None or world.statuses() == {"sent": 200})
    assert len(victims) > 1
    assert sorted(notify.references()) == sorted(str(one) for one in ids)


def test_two_senders_share_five_hundred_messages_and_send_none_twice(world, notify, start_process):
    notify.latency_seconds = 0.01
    ids = world.queue(500)
    start_process()
    start_process()
    world.wait_for(sent=500)
    assert sorted(notify.references()) == sorted(str(one) for one in ids)
    senders = world.db.execute("SELECT count(*) FROM messages_message WHERE attempts = 1").fetchone()
    assert senders == {"count": 500}


def test_an_answer_that_never_came_is_asked_for_and_the_message_not_sent_again(world, notify, start_sender):
    start_sender()
    notify.misbehave("cut")
    (one,) = world.queue()
    world.wait_until(lambda: world.message(one)["unsure"])
    world.advance(60)
    world.wait_for(sent=1)
    assert notify.references() == [str(one)]
    assert world.message(one)["provider_id"] == notify.sent[0].id


def test_a_message_is_not_sent_while_the_provider_cannot_be_asked_about_it(world, notify, start_sender):
    start_sender()
    notify.misbehave("cut")
    (one,) = world.queue()
    world.wait_until(lambda: world.message(one)["unsure"] and world.message(one)["status"] == "queued")
    notify.refuse_questions = True
    world.advance(60)
    world.wait_until(lambda: world.message(one)["attempts"] == 2 and world.message(one)["status"] == "queued")
    assert world.message(one)["unsure"]
    notify.refuse_questions = False
    world.advance(120)
    world.wait_for(sent=1)
    assert notify.references() == [str(one)]


def test_a_message_cancelled_while_its_fate_is_asked_for_is_not_sent(world, notify, start_sender):
    start_sender()
    notify.misbehave("cut-unseen")
    (one,) = world.queue()
    world.wait_until(lambda: world.message(one)["unsure"] and world.message(one)["status"] == "queued")
    notify.on_question = lambda reference: world.cancel()
    world.advance(60)
    world.wait_for(cancelled=1)
    assert notify.questions == [str(one)]
    assert notify.sent == []


def test_what_the_provider_had_failed_is_taken_over_as_failed(world, notify, start_sender):
    start_sender()
    notify.misbehave("cut")
    (one,) = world.queue()
    world.wait_until(lambda: world.message(one)["unsure"])
    notify.sent[0].status = "permanent-failure"
    world.advance(60)
    world.wait_for(failed=1)
    assert "permanent-failure" in world.message(one)["error"]


def test_a_lease_that_ran_out_is_taken_over_by_another_sender(world, notify, start_sender, start_process):
    victim = start_process()
    notify.misbehave("hang")
    (one,) = world.queue()
    world.wait_until(lambda: notify.requests == 1)
    os.kill(victim.pid, signal.SIGSTOP)
    notify.behave()
    try:
        start_sender(lease=SHORT)
        world.wait_for(sent=1)
        assert notify.references() == [str(one)]
    finally:
        os.kill(victim.pid, signal.SIGCONT)


@pytest.mark.alone
def test_a_sender_that_is_only_slow_keeps_its_message(world, notify, start_sender):
    """Its lease is renewed while it lives, so that nobody else takes the message meanwhile."""
    notify.latency_seconds = 1.5
    senders = [start_sender(lease=0.6), start_sender(lease=0.6)]
    (one,) = world.queue()
    world.wait_for(sent=1)
    for sender in senders:
        sender.stop()
    assert notify.references() == [str(one)]
    assert notify.questions == []
    assert world.message(one)["attempts"] == 1


@pytest.mark.alone
def test_time_moved_forward_takes_no_message_away_from_a_living_sender(world, notify, start_sender):
    """Both look for lost messages several times while the provider takes its time."""
    notify.latency_seconds = 3.0
    senders = [start_sender(lease=1.5), start_sender(lease=1.5)]
    (one,) = world.queue()
    world.wait_until(lambda: notify.requests == 1)
    world.advance(86_400)
    world.wait_for(sent=1)
    for sender in senders:
        sender.stop()
    assert notify.references() == [str(one)]
    assert world.message(one)["attempts"] == 1


def test_the_database_lost_for_a_while_loses_and_doubles_nothing(world, notify, start_sender):
    notify.latency_seconds = 0.05
    start_sender()
    ids = world.queue(100)
    for _ in range(3):
        world.wait_until(lambda: world.statuses().get("sending"))
        world.db.execute(f"SELECT pg_terminate_backend(pid) FROM ({SENDERS.format('true')}) AS senders")
    world.wait_for(sent=100)
    assert sorted(notify.references()) == sorted(str(one) for one in ids)


def test_an_outcome_whose_storing_was_cut_off_is_stored_later(world, notify, start_sender):
    notify.latency_seconds = 0.3
    start_sender()
    (one,) = world.queue()
    world.wait_until(lambda: notify.requests == 1)
    with psycopg.connect(world.url) as blocker:
        blocker.execute("SELECT 1 FROM messages_message FOR UPDATE")
        world.wait_until(lambda: world.db.execute(SENDERS.format("wait_event_type = 'Lock'")).fetchone())
        world.db.execute(f"SELECT pg_terminate_backend(pid) FROM ({SENDERS.format('true')}) AS senders")
    world.wait_for(sent=1)
    assert world.message(one)["attempts"] == 1
    assert notify.references() == [str(one)]


@pytest.mark.parametrize("before", [True, False], ids=["before the answer", "after the answer"])
def test_receipts_reach_the_message_whenever_they_come(world, notify, start_process, start_web, before):
    notify.receipts, notify.receipt_before_answer = "delivered", before
    web = start_web()
    notify.receipts_url, notify.callback_token = f"{web}/messages/notify/receipts", "agreed"
    start_process()
    world.queue(20)
    world.wait_for(delivered=20)
    assert set(notify.callback_answers) == {200}


@pytest.mark.alone
@pytest.mark.parametrize("set_by", ["1 hour", "-1 hour"], ids=["forward", "back"])
def test_a_clock_that_is_set_takes_no_message_from_who_is_alive(world, notify, start_sender, set_by):
    """A lease that seems to be over, or to last for an hour, after the database's clock was set while a message was at the provider."""
    notify.latency_seconds = 2.0
    senders = [start_sender(lease=3.0), start_sender(lease=3.0)]
    (one,) = world.queue()
    world.wait_until(lambda: notify.requests == 1)
    world.db.execute("UPDATE messages_message SET leased_until = leased_until - %s::interval", [set_by])
    world.wait_for(sent=1)
    for sender in senders:
        sender.stop()
    assert notify.references() == [str(one)]
    assert notify.questions == []


def test_a_clock_that_is_set_back_makes_nobody_wait_for_who_is_dead(world, notify, start_process):
    victim = start_process()
    notify.on_accepted = lambda message: os.kill(victim.pid, signal.SIGKILL)
    (one,) = world.queue()
    victim.wait(30)
    notify.on_accepted = None
    world.db.execute("UPDATE messages_message SET leased_until = leased_until + interval '1 hour'")

    start_process(lease=SHORT)

    world.wait_for(sent=1)
    assert notify.references() == [str(one)]


def test_a_clock_that_is_set_back_keeps_no_message_of_an_alarm_waiting(world, notify, start_sender):
    """Refused while our clock was an hour ahead, as GOV.UK Notify does: to be tried again in an hour, by the clock of before."""
    start_sender()
    world.advance(3600)
    notify.misbehave("403")
    (one,) = world.queue()
    world.wait_until(lambda: world.message(one)["attempts"] == 1 and world.message(one)["status"] == "queued")
    world.advance(0)
    world.wait_for(sent=1)
    assert notify.references() == [str(one)]
