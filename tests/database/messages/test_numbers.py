"""Text messages that are about the number itself: STOP, START, strangers, and telephones that several people share."""

import pytest
from tests.database.messages.conftest import NUMBER

from alongside.ledger.keys import new_id
from alongside.messages.actions import keep_callback, queue
from alongside.messages.callbacks import handle_due
from alongside.messages.models import Callback, Message, Reply, StoppedNumber
from alongside.people.models import ContactPoint
from alongside.people.scope import acting_as

pytestmark = pytest.mark.django_db

STRANGER = "+447700900999"


@pytest.fixture
def text():
    """Somebody texts us, and that is dealt with."""

    def send(words, number=NUMBER):
        content = {"id": str(new_id()), "source_number": number.lstrip("+"), "message": words}
        keep_callback("notify", "reply", content | {"date_received": "2026-11-28T12:00:00Z"})
        handle_due()

    return send


@pytest.fixture
def owner(people):
    """Gives people the number."""

    def give(*names):
        for staff in map(people.get, names):
            ContactPoint.objects.create(organisation=staff.organisation, staff=staff, channel="sms", address=NUMBER)

    return give


def answers(number=NUMBER):
    return list(Message.objects.filter(about_type="telephone", address=number).order_by("id"))


@pytest.mark.parametrize("words", ["TAKE", "Hello?", "HELP", ""])
def test_a_stranger_is_told_where_to_turn_and_nothing_else(text, people, words):
    text(words, STRANGER)
    (told,) = answers(STRANGER)
    assert told.body == (
        "This number takes messages for a safety system and cannot answer you. In an emergency ring 999."
    )
    assert (told.organisation_id, told.recipient_id, told.status) == (None, None, "queued")
    assert Reply.objects.count() == 0


def test_a_stranger_is_answered_once_a_day(text):
    for _ in range(3):
        text("Hello?", STRANGER)
    assert len(answers(STRANGER)) == 1
    Message.objects.update(key="as if it had been yesterday")
    text("Hello?", STRANGER)
    assert len(answers(STRANGER)) == 2


def test_no_page_shows_what_was_answered_to_a_stranger(text, people, app_role):
    text("Hello?", STRANGER)
    with app_role(), acting_as(people["nurse"].user):
        assert Message.objects.count() == 0


def test_stop_is_kept_for_the_number_answered_and_told_to_the_watch(text, owner, people):
    owner("nurse")
    text("Stop")
    assert StoppedNumber.objects.get().address == NUMBER
    assert [(reply.staff, reply.code) for reply in Reply.objects.all()] == [(people["nurse"], "stop")]
    (told,) = answers()
    assert told.body.startswith("You will get no more text messages from Alongside, except for live alarms.")
    assert told.recipient == people["nurse"]


def test_start_takes_it_back(text, owner):
    owner("nurse")
    text("STOP")
    text("START")
    assert StoppedNumber.objects.count() == 0
    assert [one.body.split()[3] for one in answers()] == ["no", "text"]


def test_stop_of_a_stranger_is_kept_too_and_answered_nothing_more(text):
    text("STOP", STRANGER)
    text("Hello?", STRANGER)
    assert StoppedNumber.objects.get().address == STRANGER
    assert len(answers(STRANGER)) == 1


def test_take_from_a_number_at_which_two_people_were_asked_is_nobody_s(text, owner, people, another):
    owner("nurse", "manager")
    asked = [another(recipient_id=people[name].id) for name in ("nurse", "manager")]
    queue(asked)
    Message.objects.update(status="sent", sent_at=Message.objects.first().queued_at)
    text("TAKE")
    assert Reply.objects.count() == 0
    assert answers()[0].body.startswith("Several people have this number, so we cannot tell who wrote.")
    assert Callback.objects.get().problem == "several people at this number were asked to take an alarm"


def test_take_from_a_shared_number_at_which_one_was_asked_is_theirs(text, owner, sent):
    owner("nurse", "manager")
    text("TAKE")
    assert [(reply.staff, reply.code) for reply in Reply.objects.all()] == [(sent.recipient, "take")]
