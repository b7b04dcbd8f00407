"""What the telephone provider asks and tells over HTTP: who may, what is understood, and what becomes of it."""

from itertools import permutations

import pytest
from tests.standins.voice import sign

from alongside.ledger.keys import new_id
from alongside.messages.actions import queue
from alongside.messages.callbacks import handle_due
from alongside.messages.models import Callback, Message, Reply

pytestmark = pytest.mark.django_db

TOKEN = "the token that was agreed"
SID = "CA" + "1" * 32


@pytest.fixture(autouse=True)
def agreed(settings):
    settings.VOICE_TOKEN = TOKEN
    settings.PUBLIC_URL = "https://safe.example.nhs.uk"


@pytest.fixture
def call(another):
    """A message that rings the manager's telephone, as a sender has it in hand."""
    message = another(
        channel="voice",
        choices=(
            {"code": "take", "label": "I am taking it", "spoken": "take it"},
            {"code": "pass", "label": "I cannot take it", "spoken": "pass it on"},
        ),
        body="The nurse & her colleague asked for help.",
    )
    queue([message])
    return Message.objects.get(id=message.id)


@pytest.fixture
def tell(client, call):
    """Tells something as the provider does; the answer."""

    def post(what, message=None, *, token=TOKEN, signature=None, **fields):
        path = f"/messages/voice/{message or call.id}/{what}"
        told = {"CallSid": SID, "CallStatus": "in-progress"} | fields
        said = signature if signature is not None else sign(token, f"https://safe.example.nhs.uk{path}", told.items())
        return client.post(path, told, headers={"X-Twilio-Signature": said})

    return post


def state(call):
    call.refresh_from_db()
    return call.status


@pytest.mark.parametrize("what", ["answer", "heard", "key", "outcome/1/1", "status"])
@pytest.mark.parametrize("forged", [{"token": "guessed"}, {"signature": ""}, {"signature": "försök"}], ids=str)
def test_whoever_is_not_the_provider_is_refused_and_nothing_is_stored(tell, what, forged):
    assert tell(what, Digits="1", **forged).status_code == 403
    assert Callback.objects.count() == 0


def test_a_signature_of_something_else_is_refused(tell, call):
    said = sign(TOKEN, f"https://safe.example.nhs.uk/messages/voice/{call.id}/key", {"Digits": "2"}.items())
    assert tell("key", Digits="1", signature=said).status_code == 403


def test_without_an_agreed_token_nothing_is_believed(tell, settings):
    settings.VOICE_TOKEN = ""
    assert tell("status", token="").status_code == 403


def test_what_is_told_is_posted_and_nothing_else(client, call):
    assert client.get(f"/messages/voice/{call.id}/answer").status_code == 405


def test_rubbish_that_the_provider_signed_is_answered_400(tell):
    assert tell("status", CallSid="").status_code == 400
    assert Callback.objects.count() == 0


def test_a_person_who_answers_hears_what_it_is_about_three_times_and_can_press_keys(tell):
    said = tell("answer", AnsweredBy="human").content.decode()
    words = (
        "This is Alongside. The nurse &amp; her colleague asked for help. Press 1 to take it. Press 2 to pass it on."
    )
    assert said.count(words) == 3
    assert said.startswith('<?xml version="1.0" encoding="UTF-8"?>')


@pytest.mark.parametrize("by", ["machine_start", "machine_end_beep", "fax", "unknown", ""])
def test_nothing_of_it_is_said_to_what_may_be_a_machine(tell, by):
    assert b"nurse" not in tell("answer", AnsweredBy=by).content


def test_of_what_is_guarded_nothing_is_said_before_a_key_is_pressed(tell, call):
    Message.objects.update(guarded=True)
    assert b"nurse" not in tell("answer", AnsweredBy="human").content
    assert b"nurse" in tell("heard", Digits="5").content


def test_a_key_is_stored_before_it_is_answered_and_is_that_person_s_answer(tell, call):
    assert b"/outcome/1/1</Redirect>" in tell("key", Digits="1").content
    assert Callback.objects.get().content == {"message": str(call.id), "sid": SID, "digits": "1"}
    handle_due()
    reply = Reply.objects.get()
    assert (reply.staff, reply.message, reply.code, reply.text) == (call.recipient, call, "take", "Pressed 1")
    assert state(call) == "delivered"


def test_a_key_that_means_nothing_is_said_to_and_not_stored(tell):
    assert b"That key does nothing here." in tell("key", Digits="9").content
    assert Callback.objects.count() == 0


def test_whoever_waits_hears_what_was_decided_as_soon_as_it_is(tell):
    tell("key", Digits="1")
    assert b"/outcome/1/2</Redirect>" in tell("outcome/1/1").content
    handle_due()
    Reply.objects.update(handled_at=Reply.objects.get().received_at, answer="You have the alarm.")
    assert b"You have the alarm." in tell("outcome/1/2").content


def test_nobody_waits_for_ever(tell):
    assert b"What you pressed is stored." in tell("outcome/1/10").content


def test_the_same_key_told_twice_is_one_answer(tell):
    tell("key", Digits="1")
    tell("key", Digits="1")
    handle_due()
    assert Reply.objects.count() == 1


@pytest.mark.parametrize("order", list(permutations(("ringing", "key", "completed"))), ids="-".join)
def test_in_whatever_order_it_is_told_a_key_shows_that_it_was_heard(tell, call, order):
    for one in order:
        if one == "key":
            tell("key", Digits="1")
        else:
            tell("status", CallStatus=one)
        handle_due()
    assert state(call) == "delivered"


def test_told_before_the_call_that_placed_it_has_returned_it_was_sent(tell, call):
    tell("status", CallStatus="initiated")
    handle_due()
    assert state(call) == "sent"
    assert (call.provider, call.provider_id) == ("voice", SID)


def test_a_call_that_ends_without_a_key_has_failed_and_says_why(tell, call):
    tell("status", CallStatus="completed", AnsweredBy="machine_start")
    handle_due()
    assert (state(call), call.error) == ("failed", "An answering machine answered.")


@pytest.fixture
def code_call(call):
    """A call that speaks a code, by which somebody shows that a number reaches them."""
    words = "Your code for Alongside is 1, 2, 3, 4, 5, 6. Enter it on the page."
    Message.objects.update(about_type="code", body=words, choices=[])
    return call


@pytest.mark.parametrize("by", ["human", "unknown", ""])
def test_a_call_that_proves_a_number_speaks_the_code_twice_and_asks_for_no_key(tell, code_call, by):
    said = tell("answer", AnsweredBy=by).content.decode()
    assert said.count("1, 2, 3, 4, 5, 6.") == 2
    assert "<Gather" not in said
    assert said.count("<Hangup/>") == 1


def test_no_code_is_spoken_to_a_machine(tell, code_call):
    assert b"1, 2, 3" not in tell("answer", AnsweredBy="machine_start").content


@pytest.mark.parametrize(
    ("status", "by", "becomes"),
    [("completed", "human", "delivered"), ("completed", "machine_start", "failed"), ("no-answer", "", "failed")],
)
def test_a_call_that_spoke_its_code_to_the_end_has_arrived(tell, code_call, status, by, becomes):
    tell("status", CallStatus=status, AnsweredBy=by)
    handle_due()
    assert state(code_call) == becomes


def test_what_is_told_of_an_unknown_message_is_kept_with_its_problem(tell):
    unknown = new_id()
    assert b"not needed any more" in tell("answer", unknown, AnsweredBy="human").content
    assert tell("key", unknown, Digits="1").status_code == 200
    handle_due()
    assert {one.problem for one in Callback.objects.all()} == {"unknown message"}


def test_a_state_that_nobody_knows_is_kept_with_its_problem(tell):
    tell("status", CallStatus="eaten-by-dog")
    handle_due()
    assert Callback.objects.get().problem == "unknown status eaten-by-dog"
