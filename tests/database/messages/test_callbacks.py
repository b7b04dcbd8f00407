"""GOV.UK Notify's callbacks over HTTP: who may call, what is understood, and what becomes of it."""

import json
import time
from datetime import timedelta

import pytest
from tests.database.messages.conftest import NUMBER

from alongside.config.measures import reasons_not_ready
from alongside.ledger.clock import now
from alongside.ledger.keys import new_id
from alongside.messages.actions import queue
from alongside.messages.callbacks import REST_S, Resting, handle_due
from alongside.messages.models import Callback, Message, Receipt, Reply
from alongside.messages.numbers import e164
from alongside.people.actions import add_staff
from alongside.people.models import ContactPoint, Staff
from alongside.people.roles import Role

pytestmark = pytest.mark.django_db

TOKEN = "agreed-with-notify"
RECEIPTS, REPLIES = "/messages/notify/receipts", "/messages/notify/replies"


@pytest.fixture(autouse=True)
def token(settings):
    settings.NOTIFY_CALLBACK_TOKEN = TOKEN


@pytest.fixture
def receipt(sent):
    """A delivery receipt as docs.notifications.service.gov.uk describes it."""
    return {
        "id": sent.provider_id,
        "reference": str(sent.id),
        "to": "07700900123",
        "status": "delivered",
        "created_at": "2017-05-14T12:15:30.000000Z",
        "completed_at": "2017-05-14T12:15:32.000000Z",
        "sent_at": "2017-05-14T12:15:31.000000Z",
        "notification_type": "sms",
        "template_id": str(new_id()),
        "template_version": 1,
    }


@pytest.fixture
def received_text():
    """A received text message as the documentation describes it."""
    return {
        "id": str(new_id()),
        "source_number": "447700900123",
        "destination_number": "07700987654",
        "message": "TAKE",
        "date_received": "2017-05-14T12:15:30.000000Z",
    }


@pytest.fixture
def post(client):
    def send(url, body, authorization=f"Bearer {TOKEN}"):
        headers = {"Authorization": authorization} if authorization else {}
        data = body if isinstance(body, str | bytes) else json.dumps(body)
        return client.post(url, data, content_type="application/json", headers=headers).status_code

    return send


def test_a_receipt_is_stored_before_it_is_acknowledged_and_then_moves_its_message(post, receipt, sent):
    assert post(RECEIPTS, receipt) == 200
    assert Callback.objects.get().content == {
        "id": receipt["id"],
        "reference": receipt["reference"],
        "status": "delivered",
        "completed_at": receipt["completed_at"],
        "sent_at": receipt["sent_at"],
    }
    assert handle_due() == 1
    sent.refresh_from_db()
    assert sent.status == "delivered"
    assert handle_due() == 0


def test_a_receipt_that_comes_twice_is_answered_twice_and_recorded_once(post, receipt):
    assert (post(RECEIPTS, receipt), post(RECEIPTS, receipt)) == (200, 200)
    handle_due()
    assert Receipt.objects.count() == 1


@pytest.mark.parametrize("url", [RECEIPTS, REPLIES])
@pytest.mark.parametrize(
    ("authorization", "status"),
    [("", 401), ("Basic dXNlcg==", 401), ("Bearer ", 401), ("Bearer forged", 403), ("Bearer försök", 403)],
)
def test_a_forged_callback_is_refused_and_not_stored(post, receipt, url, authorization, status):
    assert post(url, receipt, authorization) == status
    assert Callback.objects.count() == 0


def test_without_an_agreed_token_nothing_is_taken(post, receipt, settings):
    settings.NOTIFY_CALLBACK_TOKEN = ""
    assert post(RECEIPTS, receipt, "Bearer anything") == 403


@pytest.mark.parametrize("url", [RECEIPTS, REPLIES])
@pytest.mark.parametrize(
    "body",
    [
        "",
        "rubbish",
        "[]",
        "null",
        '"text"',
        "{}",
        b"\xff\xfe",
        "[" * 60_000,
        '{"id": 5}',
        '{"id": "not-a-uuid"}',
        "NaN",
    ],
    ids=lambda body: repr(body)[:20],
)
def test_rubbish_is_answered_400_and_not_stored(post, url, body):
    assert post(url, body) == 400
    assert Callback.objects.count() == 0


@pytest.mark.parametrize(
    "wrong",
    [{"status": 5}, {"status": ""}, {"status": None}, {"completed_at": "yesterday"}, {"reference": 7}, {"id": None}],
    ids=str,
)
def test_a_receipt_with_a_wrong_part_is_answered_400(post, receipt, wrong):
    assert post(RECEIPTS, receipt | wrong) == 400


@pytest.mark.parametrize("wrong", [{"source_number": None}, {"message": 5}, {"date_received": "soon"}], ids=str)
def test_a_text_message_with_a_wrong_part_is_answered_400(post, received_text, wrong):
    assert post(REPLIES, received_text | wrong) == 400


def test_an_oversized_callback_is_refused(post, received_text):
    assert post(REPLIES, received_text | {"message": "x" * 70_000}) == 413


def test_callbacks_are_posted_and_nothing_else(client):
    assert client.get(RECEIPTS).status_code == 405


@pytest.mark.parametrize("changed", [{"reference": "0190-somebody-else"}, {"reference": None}], ids=str)
def test_a_receipt_for_an_unknown_message_is_acknowledged_and_kept(post, receipt, changed):
    assert post(RECEIPTS, receipt | {"id": str(new_id())} | changed) == 200
    handle_due()
    assert Callback.objects.get().problem == "unknown message"
    assert Receipt.objects.count() == 0


def test_a_status_that_nobody_knows_is_acknowledged_and_kept(post, receipt, sent):
    assert post(RECEIPTS, receipt | {"status": "eaten-by-dog"}) == 200
    handle_due()
    assert Callback.objects.get().problem == "unknown status eaten-by-dog"
    sent.refresh_from_db()
    assert sent.status == "sent"


def test_take_by_text_message_is_that_person_s_answer(post, received_text, sent):
    assert post(REPLIES, received_text | {"message": "Take it!"}) == 200
    handle_due()
    reply = Reply.objects.get()
    assert (reply.staff, reply.message, reply.code, reply.text) == (sent.recipient, sent, "take", "Take it!")


def test_the_answer_belongs_to_the_newest_message_that_offered_it(post, received_text, sent, another):
    news = another(purpose="notice", choices=())
    queue([news])
    Message.objects.filter(id=news.id).update(status="sent", sent_at=sent.sent_at)
    post(REPLIES, received_text)
    handle_due()
    assert Reply.objects.get().message == sent


def test_help_from_somebody_who_was_not_asked_is_theirs_by_their_number(post, received_text, people):
    nurse = people["nurse"]
    ContactPoint.objects.create(organisation=nurse.organisation, staff=nurse, channel="sms", address=NUMBER)
    post(REPLIES, received_text | {"message": "help"})
    handle_due()
    reply = Reply.objects.get()
    assert (reply.staff, reply.message, reply.code) == (nurse, None, "help")


def test_words_that_mean_nothing_are_kept_without_a_guess(post, received_text, sent):
    post(REPLIES, received_text | {"message": "Not safe \x00 here \ud83d"})
    handle_due()
    reply = Reply.objects.get()
    assert (reply.code, reply.text) == ("say", "Not safe  here ?")


@pytest.mark.parametrize("number", ["447700900999", "GOVUK", "", "0"])
def test_an_unknown_number_is_answered_200_and_kept(post, received_text, sent, number):
    assert post(REPLIES, received_text | {"source_number": number or "-"}) == 200
    handle_due()
    assert Callback.objects.get().problem in ("unknown number", "not a telephone number")
    assert Reply.objects.count() == 0


@pytest.fixture
def share(people):
    """Gives several people the number."""

    def give(*names):
        for staff in map(people.get, names):
            ContactPoint.objects.create(organisation=staff.organisation, staff=staff, channel="sms", address=NUMBER)

    return give


@pytest.fixture
def two_places(people, share):
    """The nurse works for the other provider as well, and has the number in both places."""
    nurse = people["nurse"]
    people["second place"] = add_staff(people["outsider"].organisation, "Nurse", user=nurse.user, roles=[Role.WORKER])
    share("nurse", "second place")
    return nurse, people["second place"]


def replies():
    return {(reply.staff, reply.code, reply.message) for reply in Reply.objects.all()}


def test_help_from_a_shared_telephone_is_help_of_everybody_who_shares_it(post, received_text, people, share):
    share("nurse", "outsider")
    post(REPLIES, received_text | {"message": "I need help"})
    post(REPLIES, received_text | {"message": "I need help"})
    handle_due()
    assert replies() == {(people["nurse"], "help", None), (people["outsider"], "help", None)}
    assert Reply.objects.count() == 2


def test_help_of_somebody_with_two_places_is_help_in_both(post, received_text, two_places):
    post(REPLIES, received_text | {"message": "HELP"})
    handle_due()
    assert replies() == {(place, "help", None) for place in two_places}


def test_help_from_a_telephone_that_a_colleague_was_written_to_on_is_help_of_its_owner_too(
    post, received_text, people, share, sent
):
    share("nurse")
    post(REPLIES, received_text | {"message": "HELP"})
    handle_due()
    assert replies() == {(people["nurse"], "help", None), (people["manager"], "help", sent)}


def test_nobody_is_called_for_who_has_left(post, received_text, people, share):
    share("nurse", "outsider")
    Staff.objects.filter(pk=people["outsider"].pk).update(active=False)
    post(REPLIES, received_text | {"message": "HELP"})
    handle_due()
    assert replies() == {(people["nurse"], "help", None)}


def test_safe_of_somebody_with_two_places_counts_in_both(post, received_text, two_places):
    post(REPLIES, received_text | {"message": "SAFE"})
    handle_due()
    assert replies() == {(place, "safe", None) for place in two_places}


def test_safe_from_a_shared_telephone_does_not_still_the_clock_of_another(post, received_text, people, share):
    share("nurse", "outsider")
    post(REPLIES, received_text | {"message": "SAFE"})
    handle_due()
    assert {code for _, code, _ in replies()} == {"say"}


def test_safe_is_the_answer_of_who_was_asked_on_a_shared_telephone(post, received_text, people, share, sent):
    share("nurse", "manager")
    Message.objects.update(choices=[{"code": "safe", "label": "I am safe"}])
    post(REPLIES, received_text | {"message": "SAFE"})
    handle_due()
    assert replies() == {(people["manager"], "safe", sent)}


def test_take_from_a_shared_telephone_is_the_answer_of_who_was_rung_last(post, received_text, people, share, sent):
    share("nurse", "manager")
    post(REPLIES, received_text)
    handle_due()
    assert replies() == {(people["manager"], "take", sent)}


def test_the_same_text_message_told_twice_is_one_answer(post, received_text, sent):
    post(REPLIES, received_text)
    post(REPLIES, received_text)
    handle_due()
    assert Reply.objects.count() == 1
    assert [one.problem for one in Callback.objects.all()] == ["", ""]


def test_one_callback_that_cannot_be_handled_does_not_hold_up_the_others(post, receipt, sent, monkeypatch):
    monkeypatch.setattr("alongside.messages.callbacks.BATCH", 1)
    Callback.objects.create(provider="notify", kind="receipt", content={}, received_at=sent.queued_at)
    post(RECEIPTS, receipt)
    resting = Resting()
    assert [handle_due(resting) for _ in range(3)] == [1, 1, 0]
    first, second = Callback.objects.order_by("id")
    assert (first.handled_at, first.problem[:8]) == (None, "KeyError")
    assert (second.handled_at is not None, second.problem) == (True, "")


def test_help_that_meets_a_fault_of_ours_is_help_once_the_fault_is_gone(
    post, received_text, people, share, monkeypatch
):
    share("nurse")
    post(REPLIES, received_text | {"message": "HELP"})
    resting = Resting()
    with monkeypatch.context() as broken:
        broken.setattr("alongside.messages.callbacks.record_reply", lambda **named: 1 / 0)
        handle_due(resting)
    assert Callback.objects.get().handled_at is None
    assert handle_due(resting) == 0
    monkeypatch.setattr("alongside.messages.callbacks.time.monotonic", lambda clock=time.monotonic: clock() + REST_S)
    assert handle_due(resting) == 1
    assert replies() == {(people["nurse"], "help", None)}
    assert (Callback.objects.get().handled_at is not None, Callback.objects.get().problem) == (True, "")


def test_an_answer_that_nobody_deals_with_is_seen_from_outside(post, received_text, people, share):
    share("nurse")
    post(REPLIES, received_text | {"message": "HELP"})
    minute_ago = now() - timedelta(minutes=1)
    Callback.objects.update(received_at=minute_ago)
    assert any("has been due" in reason for reason in reasons_not_ready())
    handle_due()
    assert reasons_not_ready() == []
    Reply.objects.update(received_at=minute_ago)
    assert any("has been due" in reason for reason in reasons_not_ready())
    Reply.objects.update(handled_at=now())
    assert reasons_not_ready() == []


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("447700900123", "+447700900123"),
        ("07700900123", "+447700900123"),
        ("+44 7700 900123", "+447700900123"),
        ("353851234567", "+353851234567"),
        ("12", None),
        ("Alpha", None),
    ],
)
def test_numbers_are_read_as_the_networks_write_them(given, meant):
    assert e164(given) == meant
