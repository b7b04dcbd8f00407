"""An answer to a message counts, also when the watch cannot deal with it at once."""

import pytest

from alongside.ledger.actions import SYSTEM
from alongside.ledger.clock import now
from alongside.ledger.keys import new_id
from alongside.messages.actions import record_reply
from alongside.messages.models import Message
from alongside.watch import actions, engine
from alongside.watch.models import Alarm
from alongside.watch.work import Worklist

pytestmark = pytest.mark.django_db


@pytest.fixture
def alarm(world) -> Alarm:
    actions.ask_for_help(world.nurse, actions.Press(engine.AlarmKind.SOS, now()), by=SYSTEM)
    return Alarm.objects.get()


@pytest.fixture
def answer(world, alarm):
    """Answers the text message that rang somebody."""

    def make(staff=world.manager, code="take"):
        message = Message.objects.filter(recipient=staff, channel="sms", about_id=alarm.id).first()
        identity = str(new_id())
        return record_reply(staff=staff, code=code, text=code, source="demo", source_id=identity, message=message)

    return make


def owner(alarm):
    alarm.refresh_from_db()
    return alarm.owner


def test_take_by_text_message_takes_the_alarm(world, alarm, answer):
    answer()
    Worklist().take_replies()
    assert owner(alarm) == world.manager


def test_an_answer_that_came_while_the_worker_was_locked_is_taken_afterwards(world, alarm, answer, monkeypatch):
    reply = answer()
    with monkeypatch.context() as busy:
        busy.setattr("alongside.watch.work.try_lock_worker", lambda worker_id: False)
        assert Worklist().take_replies().passed_over == 1
    reply.refresh_from_db()
    assert reply.handled_at is None
    Worklist().take_replies()
    assert owner(alarm) == world.manager


def test_an_answer_whose_handling_failed_is_taken_again_later(world, alarm, answer, monkeypatch):
    answer()
    worklist = Worklist()
    with monkeypatch.context() as broken:
        broken.setattr("alongside.watch.work.actions.take_alarm", lambda *args, **named: 1 / 0)
        assert worklist.take_replies().done == 0
    assert worklist.take_replies().done == 0
    Worklist().take_replies()
    assert owner(alarm) == world.manager


def test_an_answer_that_came_too_late_is_dealt_with_once(world, alarm, answer):
    answer()
    answer(world.buddy)
    Worklist().take_replies()
    assert owner(alarm) == world.manager
    assert Worklist().take_replies().done == 0
