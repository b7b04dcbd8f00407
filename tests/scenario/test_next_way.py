"""Somebody who is not reached on their first way is told on the next, once, and it can be read that they were."""

import pytest

from tests.eventually import eventually
from tests.scenario import given, then
from tests.scenario.test_calls import telephones, voice

__all__ = ["telephones", "voice"]


@pytest.fixture
def notify(town):
    yield town.installation.notify
    town.installation.notify.receipts = None
    town.installation.notify.behave()


def lines(town, alarm):
    """What the timeline says about next ways, of the manager alone."""
    told = town.operator.asks("GET", f"/alarms/{alarm['id']}/timeline").json["items"]
    return [one["words"] for one in told if one["what"] == "NextWay" and one["words"].startswith("Asha Rao")]


def test_after_45_seconds_without_a_receipt_the_next_way_is_used_once(town, voice, telephones, time):
    telephones(manager=["console", "sms", "voice", "email"])
    alarm = given.an_alarm(town.nurse)
    then.was_rung(town.manager)
    time.moves(seconds=44)
    assert (town.manager.calls, town.manager.mails) == ([], [])

    time.moves(seconds=2)

    eventually(lambda: len(town.manager.calls) == 1, lambda: town.manager.calls)
    assert town.manager.mails == []
    time.moves(seconds=45)
    eventually(lambda: town.manager.mails == ["Alarm: Nia Okoye asked for help"], lambda: town.manager.mails)
    then.was_rung(town.manager)
    assert len(town.manager.calls) == 1
    assert lines(town, alarm) == [
        "Asha Rao: the text message is not known to have arrived, so their next way is used: telephone call",
        "Asha Rao: the telephone call is not known to have arrived, so their next way is used: e-mail",
    ]
    page = town.operator.browser().get("/response").text
    assert "the text message is not known to have arrived" in page


def test_where_a_message_arrives_nothing_else_follows(town, voice, telephones, notify, time):
    telephones(manager=["sms", "voice"])
    notify.receipts = "delivered"
    alarm = given.an_alarm(town.nurse)

    time.moves(seconds=100)

    then.was_rung(town.manager)
    assert town.manager.calls == []
    assert lines(town, alarm) == []


def test_a_text_message_that_the_network_gives_up_is_followed_by_a_call_at_once(town, voice, telephones, notify, time):
    telephones(manager=["sms", "voice", "email"])
    notify.receipts = "permanent-failure"

    alarm = given.an_alarm(town.nurse)

    eventually(lambda: len(town.manager.calls) == 1, lambda: town.manager.calls)
    assert lines(town, alarm) == [
        "Asha Rao: the text message failed (The provider could not deliver it: permanent-failure), "
        "so their next way is used: telephone call"
    ]
    time.moves(seconds=40)
    assert town.manager.mails == []
    time.moves(seconds=10)
    eventually(lambda: len(town.manager.mails) == 1, lambda: town.manager.mails)


def test_a_provider_that_cannot_send_does_not_hold_up_the_next_way(town, voice, telephones, notify, time):
    telephones(manager=["sms", "voice"])
    notify.misbehave("500", times=None)
    given.an_alarm(town.nurse)

    time.moves(seconds=46)

    eventually(lambda: len(town.manager.calls) == 1, lambda: town.manager.calls)
    assert town.manager.texts == []


def test_once_somebody_has_it_nobody_else_is_told_on_their_next_way(town, voice, telephones, time):
    telephones(manager=["sms", "voice"])
    given.taken(given.an_alarm(town.nurse), by=town.operator)

    time.moves(seconds=100)

    assert town.manager.calls == []


def test_everybody_is_told_on_every_way_once_nobody_has_taken_it(town, voice, telephones, time):
    telephones(manager=["sms", "voice"])
    given.an_alarm(town.nurse)
    time.moves(seconds=100)
    before = len(town.manager.calls)

    time.moves(seconds=21)

    eventually(lambda: len(town.manager.calls) == before + 1, lambda: town.manager.calls)
    then.was_rung(town.manager, 2)
