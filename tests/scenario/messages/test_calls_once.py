"""S6 for telephone calls: nobody is rung twice for one key, whatever dies in between, though a call takes no reference of ours."""

import os
import signal

import pytest
from tests.scenario.messages.conftest import SHORT
from tests.standins.voice import VoiceStandIn

from alongside.messages.channels.voice import VoiceChannel


@pytest.fixture
def voice():
    with VoiceStandIn(callbacks=False) as running:
        yield running


@pytest.fixture
def start_caller(voice, start_process):
    """Starts real `alongside send` processes that can ring telephones."""
    return lambda **more: start_process(
        ALONGSIDE_VOICE_URL=voice.url,
        ALONGSIDE_VOICE_ACCOUNT=voice.account,
        ALONGSIDE_VOICE_TOKEN=voice.token,
        ALONGSIDE_VOICE_NUMBER=voice.number,
        **more,
    )


@pytest.fixture
def channel(voice):
    return VoiceChannel(
        url=voice.url, account=voice.account, token=voice.token, caller=voice.number, answers="http://localhost/voice"
    )


def test_a_sender_killed_after_the_call_was_placed_leads_to_no_second_call(world, voice, start_caller):
    victim = start_caller()
    voice.on_accepted = lambda call: os.kill(victim.pid, signal.SIGKILL)
    (one,) = world.queue(channel="voice")
    victim.wait(30)
    assert world.message(one)["status"] == "sending"

    voice.on_accepted = None
    start_caller(lease=SHORT)
    world.wait_for(sent=1)
    assert len(voice.calls) == 1
    assert world.message(one)["provider_id"] == voice.calls[0].sid


def test_a_provider_that_hangs_until_the_sender_is_dead_rings_once(world, voice, start_caller):
    victim = start_caller()
    voice.misbehave("hang")
    (one,) = world.queue(channel="voice")
    world.wait_until(lambda: voice.requests == 1)
    os.kill(victim.pid, signal.SIGKILL)
    victim.wait(30)

    voice.behave()
    start_caller(lease=SHORT)
    world.wait_for(sent=1)
    assert [call.sid for call in voice.calls] == [world.message(one)["provider_id"]]
    assert voice.questions == 1


def test_two_calls_to_one_number_are_told_apart_by_what_is_known_of_the_other(world, voice, channel, start_sender):
    start_sender(voice=channel)
    (first,) = world.queue(channel="voice")
    world.wait_for(sent=1)
    voice.misbehave("cut-unseen")
    (second,) = world.queue(channel="voice")
    world.wait_until(lambda: world.message(second)["unsure"] and world.message(second)["status"] == "queued")
    world.advance(60)
    world.wait_for(sent=2)
    assert [call.sid for call in voice.calls] == [world.message(one)["provider_id"] for one in (first, second)]


def test_nobody_is_rung_while_the_provider_cannot_be_asked(world, voice, channel, start_sender):
    start_sender(voice=channel)
    voice.misbehave("cut")
    voice.refuse_questions = True
    (one,) = world.queue(channel="voice")
    world.wait_until(lambda: world.message(one)["unsure"] and world.message(one)["status"] == "queued")
    world.advance(60)
    world.wait_until(lambda: world.message(one)["attempts"] == 2 and world.message(one)["status"] == "queued")
    voice.refuse_questions = False
    world.advance(120)
    world.wait_for(sent=1)
    assert len(voice.calls) == 1


def test_when_the_provider_asks_to_slow_down_alarms_are_rung_first(world, voice, channel, start_sender):
    voice.misbehave("429", times=None)
    channel.at_once = 2
    start_sender(voice=channel)
    world.queue(6, channel="voice", purpose="check_in", address="+447700900200")
    world.wait_until(lambda: voice.requests >= 2 and world.statuses() == {"queued": 6})
    world.queue(2, channel="voice")
    voice.behave()
    world.wait_for(sent=8)
    # One reminder may have been on its way when the alarms were queued.
    assert [call.to for call in voice.calls[:3]].count("+447700900123") == 2


def test_after_five_hundreds_alarms_are_rung_first_as_well(world, voice, channel, start_sender):
    voice.misbehave("500", times=None)
    channel.at_once = 1
    start_sender(voice=channel)
    world.queue(4, channel="voice", purpose="check_in", address="+447700900200")
    (alarm,) = world.queue(channel="voice")
    world.wait_until(lambda: world.statuses() == {"queued": 5} and world.message(alarm)["attempts"] >= 2)
    voice.behave()
    world.advance(60)
    world.wait_for(sent=5)
    assert "+447700900123" in [call.to for call in voice.calls[:2]]  # one reminder may have been in hand
