"""Calls through the provider's API: the channel against the stand-in, and the signature of what comes back."""

import socket

import pytest
from tests.standins.voice import VoiceStandIn, sign

from alongside.ledger.keys import new_id
from alongside.messages.channels import BusyError, Envelope, RefusedError, TemporaryError, UnclearError
from alongside.messages.channels.voice import VoiceChannel, is_signed, signature

NUMBER = "+447700900123"


@pytest.fixture
def provider():
    with VoiceStandIn(callbacks=False) as running:
        yield running


@pytest.fixture
def voice(provider):
    return channel(provider)


def channel(provider, **changed):
    usual = {"url": provider.url, "account": provider.account, "token": provider.token, "caller": provider.number}
    return VoiceChannel(**(usual | {"answers": "https://safe.example.nhs.uk/messages/voice"} | changed))


def envelope(**changed):
    return Envelope(**({"id": new_id(), "address": NUMBER, "subject": "Alarm", "body": "Help"} | changed))


def test_a_call_is_placed_and_our_addresses_carry_its_message(provider, voice):
    one = envelope()
    handed_over = voice.deliver(one)
    (call,) = provider.calls
    assert (handed_over.provider, handed_over.provider_id, handed_over.outcome) == ("voice", call.sid, "sent")
    assert (call.to, call.caller) == (NUMBER, provider.number)
    assert call.asked["Url"] == f"https://safe.example.nhs.uk/messages/voice/{one.id}/answer"
    assert call.asked["StatusCallback"] == f"https://safe.example.nhs.uk/messages/voice/{one.id}/status"
    assert call.asked["StatusCallbackEvent"] == ["initiated", "ringing", "answered", "completed"]
    assert (call.asked["MachineDetection"], call.asked["Timeout"]) == ("Enable", "30")


@pytest.mark.parametrize(
    ("deed", "error"),
    [("500", UnclearError), ("429", BusyError), ("401", TemporaryError), ("400", RefusedError), ("cut", UnclearError)],
)
def test_what_the_provider_answers_decides_whether_it_is_tried_again(provider, voice, deed, error):
    provider.misbehave(deed)
    with pytest.raises(error):
        voice.deliver(envelope())


def test_a_number_that_is_none_is_refused_in_the_provider_s_words(voice):
    with pytest.raises(RefusedError, match="Invalid 'To' Phone Number"):
        voice.deliver(envelope(address="+44"))


def test_a_wrong_token_waits_for_somebody_to_mend_it(provider):
    with pytest.raises(TemporaryError, match="does not let us in"):
        channel(provider, token="wrong").deliver(envelope())


def test_where_nothing_listens_the_provider_has_nothing():
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}"
    nowhere = VoiceChannel(url=url, account="AC1", token="t", caller="+441632960000", answers="https://x")
    with pytest.raises(TemporaryError, match="cannot be reached"):
        nowhere.deliver(envelope())


def test_a_call_without_an_answer_is_found_by_its_number_and_age(provider, voice):
    provider.misbehave("cut")
    with pytest.raises(UnclearError):
        voice.deliver(envelope())
    assert voice.find(envelope(age=2.0)).provider_id == provider.calls[0].sid
    assert voice.find(envelope(address="+447700900124", age=2.0)) is None


def test_a_call_that_another_message_made_is_not_taken_for_this_one_s(provider, voice):
    other = voice.deliver(envelope())
    assert voice.find(envelope(age=60.0, taken=(other.provider_id,))) is None


def test_a_call_from_before_the_message_is_not_taken_for_this_one_s(provider, voice):
    voice.deliver(envelope())
    provider.calls[0].date_created = provider.calls[0].date_created.replace(year=2020)
    assert voice.find(envelope(age=60.0)) is None


def test_while_it_cannot_be_asked_nobody_knows(provider, voice):
    provider.refuse_questions = True
    with pytest.raises(UnclearError):
        voice.find(envelope())


def test_the_signature_is_the_one_of_the_documentation():
    """The example that www.twilio.com/docs/usage/security works through."""
    url = "https://mycompany.com/myapp.php?foo=1&bar=2"
    fields = {
        "CallSid": "CA1234567890ABCDE",
        "Caller": "+14158675309",
        "Digits": "1234",
        "From": "+14158675309",
        "To": "+18005551212",
    }
    assert signature("12345", url, fields.items()) == "RSOYDt4T1cUTdK1PDd93/VVr8B8="
    assert sign("12345", url, fields.items()) == "RSOYDt4T1cUTdK1PDd93/VVr8B8="


@pytest.mark.parametrize("url", ["https://safe.example/a?b=1", "https://safe.example:443/a?b=1"])
def test_the_usual_port_may_be_named_or_not(url):
    said = sign("token", url, [("CallSid", "CA1")])
    assert is_signed("token", "https://safe.example/a?b=1", [("CallSid", "CA1")], said)


@pytest.mark.parametrize(
    ("token", "url", "fields", "said"),
    [
        ("other", "https://a/b", [("x", "1")], sign("token", "https://a/b", [("x", "1")])),
        ("token", "https://a/c", [("x", "1")], sign("token", "https://a/b", [("x", "1")])),
        ("token", "https://a/b", [("x", "2")], sign("token", "https://a/b", [("x", "1")])),
        ("token", "https://a/b", [("x", "1")], ""),
        ("token", "https://a/b", [("x", "1")], "försök"),
        ("", "https://a/b", [], sign("", "https://a/b", [])),
    ],
)
def test_what_was_not_signed_so_is_not_believed(token, url, fields, said):
    assert not is_signed(token, url, fields, said)
