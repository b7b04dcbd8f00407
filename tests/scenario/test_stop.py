"""Whoever texts STOP gets no more text messages but live alarms, and is never unreachable in silence."""

import pytest

from tests.eventually import eventually
from tests.scenario import given, then, when


@pytest.fixture(autouse=True)
def nobody_stopped(town):
    """The number is free again for the next story, whatever this one came to."""
    yield
    with town.installation.connect("postgres") as db:
        db.execute("DELETE FROM messages_stoppednumber")


def test_after_stop_no_reminder_is_texted_and_the_manager_knows(town, time):
    when.replies(town.nurse, "Stop!")

    then.was_texted(town.nurse, "You will get no more text messages from Alongside, except for live alarms.")
    then.was_texted(town.manager, "Nia Okoye texted STOP from +4477009")
    given.a_visit(town.nurse)
    time.moves(minutes=56)
    eventually(lambda: _dropped(town) == ["Not sent: STOP came from this number."], lambda: _dropped(town))
    then.was_texted(town.nurse, "You will get no more text messages")


def test_after_start_reminders_come_again(town, time):
    when.replies(town.nurse, "STOP")
    when.replies(town.nurse, "start")

    given.a_visit(town.nurse)
    time.moves(minutes=56)

    then.was_texted(town.nurse, "You will get no more", "You will get text messages", "Your check-in for")
    then.was_texted(town.manager, "Nia Okoye texted STOP", "Nia Okoye texted START")


def test_a_live_alarm_rings_also_whoever_texted_stop_and_they_can_take_it(town, time):
    when.replies(town.manager, "STOP")

    given.an_alarm(town.nurse)

    then.was_rung(town.manager)
    when.replies(town.manager, "take")
    then.has_an_open_alarm(town.nurse, status="taken", owner=town.manager)


def test_help_from_a_number_that_stopped_is_still_help(town):
    when.replies(town.nurse, "STOP")
    when.replies(town.nurse, "HELP")

    then.has_an_open_alarm(town.nurse, kind="sos")


def test_a_stranger_is_answered_safely_once(town):
    for words in ("TAKE", "who are you?"):
        assert town.installation.notify.reply("447700999998", words) == 200
    town.clock.settles()

    told = [sent.body for sent in town.notify_sent if sent.to == "+447700999998"]
    assert told == ["This number takes messages for a safety system and cannot answer you. In an emergency ring 999."]


def _dropped(town):
    with town.installation.connect("postgres") as db:
        return [error for (error,) in db.execute("SELECT error FROM messages_message WHERE error LIKE '%STOP%'")]
