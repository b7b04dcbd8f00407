"""What is queued, once and for all, and what can be taken back."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from alongside.ledger.clock import now
from alongside.messages.actions import cancel, queue
from alongside.messages.models import Message

pytestmark = pytest.mark.django_db


def test_a_message_waits_to_be_sent(outgoing):
    assert queue([outgoing]) == 1
    message = Message.objects.get()
    assert (message.status, message.priority, message.attempts) == ("queued", 0, 0)
    assert message.choices == [{"code": "take", "label": "I am taking it"}]
    assert message.not_before == message.queued_at


def test_the_same_step_person_and_channel_is_never_queued_twice(outgoing, another):
    assert queue([outgoing]) == 1
    assert queue([another(key=outgoing.key), another()]) == 1
    assert Message.objects.filter(key=outgoing.key).count() == 1


def test_a_cancelled_message_does_not_come_back_under_its_key(outgoing, another):
    queue([outgoing])
    cancel("alarm", outgoing.about_id)
    assert queue([another(key=outgoing.key)]) == 0
    assert Message.objects.get().status == "cancelled"


def test_the_same_key_twice_in_one_batch_is_one_message(outgoing, another):
    assert queue([outgoing, another(key=outgoing.key)]) == 1


def test_nothing_to_queue_is_nothing_done(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert queue([]) == 0


def test_a_message_on_screen_is_delivered_when_stored(outgoing, another):
    queue([another(channel="console", address="")])
    message = Message.objects.get()
    assert message.status == "delivered"
    assert message.delivered_at == message.sent_at == message.queued_at
    assert message.provider == "console"


def test_a_message_on_screen_for_later_waits(outgoing, another):
    queue([another(channel="console", address="", not_before=now() + timedelta(minutes=5))])
    assert Message.objects.get().status == "queued"


def test_senders_are_told_when_something_is_queued(outgoing, transactional_listener):
    notices = transactional_listener("alongside_outbox", lambda: queue([outgoing]))
    assert notices == ["alongside_outbox"]


def test_a_purpose_that_does_not_exist_is_refused(another):
    with pytest.raises(ValueError, match="gossip"):
        queue([another(purpose="gossip")])


@pytest.mark.parametrize(
    "changed", [{"address": ""}, {"channel": "console"}, {"purpose": "notice", "channel": "console", "address": "x"}]
)
def test_a_text_message_needs_an_address_and_the_screen_has_none(another, changed):
    with pytest.raises(IntegrityError, match="messages_message_address"), transaction.atomic():
        queue([another(**changed)])


@pytest.mark.parametrize(
    ("columns", "constraint"),
    [
        ("status = 'sending'", "lease"),
        ("status = 'sent'", "sent_at"),
        ("status = 'delivered'", "delivered_at"),
        ("status = 'failed', failed_at = queued_at", "failed"),
        ("status = 'cancelled'", "cancelled_at"),
        ("status = 'lost'", "status"),
        ("leased_by = id, leased_until = queued_at", "lease"),
    ],
)
def test_the_database_refuses_a_state_without_what_belongs_to_it(outgoing, columns, constraint):
    queue([outgoing])
    with (
        pytest.raises(IntegrityError, match=f"messages_message_{constraint}"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE messages_message SET {columns}")


def test_what_was_not_sent_is_cancelled_when_the_alarm_is_taken(outgoing, another, people):
    queue([outgoing, another(about_id=people["nurse"].id)])
    assert cancel("alarm", outgoing.about_id) == 1
    assert Message.objects.get(id=outgoing.id).status == "cancelled"
    assert Message.objects.exclude(id=outgoing.id).get().status == "queued"


def test_only_messages_of_one_purpose_can_be_cancelled(outgoing, another):
    queue([outgoing, another(purpose="notice")])
    assert cancel("alarm", outgoing.about_id, purposes=["alarm"]) == 1
    assert Message.objects.get(purpose="notice").status == "queued"


def test_only_some_people_s_messages_can_be_cancelled(outgoing, another, people):
    queue([outgoing, another(recipient_id=people["nurse"].id)])
    assert cancel("alarm", outgoing.about_id, recipient_ids=[people["nurse"].id]) == 1
    assert Message.objects.get(id=outgoing.id).status == "queued"
    assert cancel("alarm", outgoing.about_id, except_for=[people["manager"].id]) == 0


def test_a_message_at_the_provider_is_marked_so_that_it_is_not_tried_again(outgoing):
    queue([outgoing])
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE messages_message SET status = 'sending', leased_by = id, leased_until = clock_timestamp()"
        )
    assert cancel("alarm", outgoing.about_id) == 1
    message = Message.objects.get()
    assert (message.status, message.cancelled_at is None) == ("sending", False)
    assert cancel("alarm", outgoing.about_id) == 0


def test_what_was_sent_is_not_cancelled(sent):
    assert cancel("alarm", sent.about_id) == 0
    sent.refresh_from_db()
    assert sent.cancelled_at is None
