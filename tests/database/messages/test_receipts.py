"""What providers say afterwards: in any order, twice, early, or about nothing of ours."""

from datetime import UTC, datetime
from itertools import permutations

import pytest
from django.db import connection

from alongside.ledger.keys import new_id
from alongside.messages.actions import queue, record_receipt
from alongside.messages.channels import Outcome
from alongside.messages.models import Message, Receipt

pytestmark = pytest.mark.django_db

WORDS = {"delivered": Outcome.DELIVERED, "temporary-failure": Outcome.FAILED, "sending": Outcome.SENT}
AT = datetime(2026, 5, 14, 12, 15, tzinfo=UTC)


def receive(message, status, **changed):
    details = {
        "provider": "notify",
        "provider_id": message.provider_id or "0190",
        "reference": message.id,
        "status": status,
        "outcome": WORDS[status],
        "at": AT,
    }
    return record_receipt(**(details | changed))


def test_a_delivered_message_is_shown_as_delivered(sent):
    assert receive(sent, "delivered") == "recorded"
    sent.refresh_from_db()
    assert sent.status == "delivered"
    assert sent.delivered_at > AT
    assert Receipt.objects.get().at == AT


def test_a_message_that_could_not_be_delivered_says_so(sent):
    receive(sent, "temporary-failure")
    sent.refresh_from_db()
    assert sent.status == "failed"
    assert "temporary-failure" in sent.error


def test_a_receipt_told_twice_is_kept_once(sent):
    assert receive(sent, "delivered") == "recorded"
    before = Message.objects.values().get()
    assert receive(sent, "delivered") == "repeated"
    assert Message.objects.values().get() == before
    assert Receipt.objects.count() == 1


@pytest.mark.parametrize("order", list(permutations(WORDS)), ids=" ".join)
def test_a_delivered_message_stays_delivered_in_whatever_order_receipts_come(sent, order):
    for status in order:
        receive(sent, status)
    sent.refresh_from_db()
    assert sent.status == "delivered"
    assert Receipt.objects.count() == 3


@pytest.mark.parametrize("order", list(permutations(["temporary-failure", "sending"])), ids=" ".join)
def test_a_failure_is_not_undone_by_an_older_receipt(sent, order):
    for status in order:
        receive(sent, status)
    sent.refresh_from_db()
    assert sent.status == "failed"


def test_a_receipt_may_come_before_the_call_that_sent_the_message_returned(outgoing):
    queue([outgoing])
    with connection.cursor() as cursor:
        cursor.execute("UPDATE messages_message SET status = 'sending', leased_by = id, leased_until = queued_at")
    message = Message.objects.get()
    assert receive(message, "delivered", provider_id="0190-early") == "recorded"
    message.refresh_from_db()
    assert (message.status, message.provider_id) == ("delivered", "0190-early")
    assert message.sent_at is not None


def test_a_receipt_settles_a_message_of_unknown_fate(outgoing):
    queue([outgoing])
    Message.objects.update(unsure=True, attempts=1)
    message = Message.objects.get()
    receive(message, "sending", provider_id="0190")
    message.refresh_from_db()
    assert (message.status, message.unsure, message.provider_id) == ("sent", False, "0190")


def test_a_cancelled_message_that_was_delivered_all_the_same_is_shown_as_delivered(sent):
    Message.objects.update(status="cancelled", cancelled_at=sent.queued_at)
    receive(sent, "delivered")
    sent.refresh_from_db()
    assert sent.status == "delivered"


def test_a_receipt_for_an_unknown_message_changes_nothing(sent):
    assert receive(sent, "delivered", reference=new_id()) == "unknown"
    assert Receipt.objects.count() == 0
    sent.refresh_from_db()
    assert sent.status == "sent"


def test_a_receipt_without_our_reference_is_matched_by_the_provider_s_own_id(sent):
    assert receive(sent, "delivered", reference=None) == "recorded"
    assert receive(sent, "delivered", reference=None, provider="other") == "unknown"
    assert receive(sent, "delivered", reference=None, provider_id="") == "unknown"
