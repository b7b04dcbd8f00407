"""What people answer, and how the watch takes it."""

from types import SimpleNamespace

import pytest
from django.db import transaction

from alongside.ledger.models import Entry
from alongside.messages.actions import claim_replies, put_reply_away, record_reply
from alongside.messages.models import Reply

pytestmark = pytest.mark.django_db


@pytest.fixture
def reply(sent):
    return lambda **changed: record_reply(
        **(
            {
                "staff": sent.recipient,
                "code": "take",
                "text": "TAKE",
                "source": "notify",
                "source_id": "0190",
                "message": sent,
            }
            | changed
        )
    )


def test_an_answer_is_recorded_with_its_message_and_in_the_ledger(sent, reply):
    made = reply()
    assert (made.message, made.staff, made.organisation_id) == (sent, sent.recipient, sent.organisation_id)
    entry = Entry.objects.get(verb="message.answered")
    assert (entry.subject_id, entry.actor_name) == (made.id, "Manager")
    assert "TAKE" not in entry.details


def test_the_same_answer_told_twice_is_one_answer(reply):
    assert reply() is not None
    assert reply() is None
    assert Reply.objects.count() == 1
    assert Entry.objects.filter(verb="message.answered").count() == 1


def test_nobody_answers_another_person_s_message(people, reply):
    with pytest.raises(ValueError, match="only the person"):
        reply(staff=people["nurse"])
    assert Reply.objects.count() == 0


def test_the_watch_is_told_of_an_answer(reply, transactional_listener):
    assert transactional_listener("alongside_replies", reply) == ["alongside_replies"]


def test_the_watch_takes_answers_oldest_first_and_each_until_it_is_put_away(reply):
    first, second, third = (reply(source_id=str(number)) for number in range(3))
    assert claim_replies(2) == [first, second]
    put_reply_away(first)
    assert claim_replies(2) == [second, third]
    assert claim_replies(2, leave_out=[second.id]) == [third]
    put_reply_away(second)
    put_reply_away(third)
    assert claim_replies(2) == []


def test_an_answer_is_not_lost_when_its_handling_fails(reply):
    made = reply()
    with transaction.atomic():
        put_reply_away(made)
        transaction.set_rollback(True)
    assert claim_replies() == [made]


def test_answers_are_taken_only_within_the_transaction_that_handles_them(monkeypatch):
    monkeypatch.setattr("alongside.messages.actions.connection", SimpleNamespace(in_atomic_block=False))
    with pytest.raises(transaction.TransactionManagementError):
        claim_replies()
