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

    def make(staff=world.manager, code="take", text=None):
        message = Message.objects.filter(recipient=staff, channel="sms", about_id=alarm.id).first()
        identity = str(new_id())
        return record_reply(
            staff=staff, code=code, text=text or code, source="demo", source_id=identity, message=message
        )

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


def notes(alarm):
    return [
        (event.actor_name, event.content["text"]) for event in alarm.events.filter(name="Progressed").order_by("number")
    ]


def test_words_of_a_worker_in_danger_stand_on_their_alarm(world, alarm, answer):
    answer(world.nurse, "say", "in the kitchen, he has gone out ")
    Worklist().take_replies()
    assert notes(alarm) == [(world.nurse.name, "in the kitchen, he has gone out")]


def test_words_of_somebody_who_was_rung_stand_on_that_alarm(world, alarm, answer):
    answer(world.manager, "say", "On my way")
    Worklist().take_replies()
    assert notes(alarm) == [(world.manager.name, "On my way")]
    assert owner(alarm) is None


def test_words_of_somebody_in_danger_stand_on_their_own_alarm_though_they_were_rung_for_another(world, alarm, answer):
    actions.ask_for_help(world.buddy, actions.Press(engine.AlarmKind.SOS, now()), by=SYSTEM)
    answer(world.buddy, "say", "behind the house")
    Worklist().take_replies()
    assert notes(alarm) == []
    assert notes(Alarm.objects.get(worker=world.buddy)) == [(world.buddy.name, "behind the house")]


def test_safe_without_a_visit_stands_on_the_alarm_for_people_to_judge(world, alarm, answer):
    answer(world.nurse, "safe", "Safe now")
    Worklist().take_replies()
    assert notes(alarm) == [(world.nurse.name, "Safe now")]
    alarm.refresh_from_db()
    assert alarm.closed_at is None


def test_words_longer_than_a_note_are_cut_and_not_lost(world, alarm, answer):
    answer(world.manager, "say", "x" * 4000)
    Worklist().take_replies()
    assert notes(alarm) == [(world.manager.name, "x" * actions.LONGEST_TEXT)]


def test_words_about_no_alarm_are_recorded_and_dealt_with(world, db):
    said = record_reply(staff=world.nurse, code="say", text="Hello", source="demo", source_id="1")
    assert Worklist().take_replies().done == 1
    said.refresh_from_db()
    assert said.handled_at is not None


def test_what_was_written_with_a_call_for_help_stands_on_the_alarm(world, alarm, answer):
    answer(world.buddy, "help", "I need help at no 4")
    Worklist().take_replies()
    assert notes(Alarm.objects.get(worker=world.buddy)) == [(world.buddy.name, "I need help at no 4")]


@pytest.mark.parametrize("code", ["help", "safe"])
def test_help_or_safe_in_answer_to_another_s_alarm_waits_only_for_who_wrote_it(world, alarm, answer, monkeypatch, code):
    locked = []
    monkeypatch.setattr("alongside.watch.work.try_lock_worker", lambda worker_id: locked.append(worker_id))
    answer(world.buddy, code)
    assert Worklist().take_replies().passed_over == 1
    assert locked == [world.buddy.pk]


def test_take_waits_for_the_worker_of_the_alarm(world, alarm, answer, monkeypatch):
    locked = []
    monkeypatch.setattr("alongside.watch.work.try_lock_worker", lambda worker_id: locked.append(worker_id))
    answer(world.buddy, "take")
    assert Worklist().take_replies().passed_over == 1
    assert locked == [world.nurse.pk]


def test_words_about_an_alarm_whose_worker_somebody_else_holds_are_passed_over(world, alarm, answer, monkeypatch):
    answer(world.buddy, "safe", "Safe here, going to Nia")
    free = {world.buddy.pk}
    monkeypatch.setattr("alongside.watch.work.try_lock_worker", lambda worker_id: worker_id in free)
    share = Worklist().take_replies()
    assert (share.done, share.passed_over, notes(alarm)) == (0, 1, [])
    free.add(world.nurse.pk)
    assert Worklist().take_replies().done == 1
    assert notes(alarm) == [(world.buddy.name, "Safe here, going to Nia")]


def test_help_alone_adds_no_words_to_the_alarm(world, alarm, answer):
    answer(world.buddy, "help", "HELP!")
    Worklist().take_replies()
    assert notes(Alarm.objects.get(worker=world.buddy)) == []


def test_who_takes_by_text_message_is_told_whether_it_is_theirs(world, alarm, answer):
    answer()
    Worklist().take_replies()
    answer(world.buddy)
    Worklist().take_replies()

    said = {
        message.recipient_id: (message.subject, message.body)
        for message in Message.objects.filter(key__contains=":answer.", channel="sms")
    }
    subject, body = said[world.manager.pk]
    assert subject == "You have the alarm about Nia Okoye"
    assert body.startswith("You have taken the alarm about Nia Okoye. Ring them: +44")
    assert said[world.buddy.pk][1].startswith("Asha Rao took the alarm about Nia Okoye before you.")
