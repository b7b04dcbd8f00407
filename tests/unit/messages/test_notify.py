"""GOV.UK Notify's client against the stand-in, and the stand-in's own strictness."""

import socket

import pytest
import requests
from notifications_python_client.notifications import NotificationsAPIClient
from tests.standins.notify import NotifyStandIn

from alongside.ledger.keys import new_id
from alongside.messages.channels import BusyError, Envelope, Outcome, RefusedError, TemporaryError, UnclearError
from alongside.messages.channels.notify import NotifyEmailChannel, NotifySmsChannel

OTHER_KEY = "key-26785a09-ab16-4eb0-8407-a37497a57506-00000000-8d35-48ac-975b-e847b4f122b0"


@pytest.fixture
def notify():
    with NotifyStandIn() as running:
        yield running


@pytest.fixture
def sms(notify):
    return NotifySmsChannel(url=notify.url, key=notify.api_key, template=notify.sms_template)


def text(**changed):
    return Envelope(**({"id": new_id(), "address": "+447700900123", "subject": "Alarm", "body": "Help"} | changed))


def test_a_text_message_is_taken_on_under_our_reference(notify, sms):
    envelope = text()
    handed_over = sms.deliver(envelope)
    assert (handed_over.provider, handed_over.provider_id) == ("notify", notify.sent[0].id)
    assert notify.references() == [str(envelope.id)]


def test_what_notify_has_is_found_by_our_reference_and_nothing_else(notify, sms):
    envelope = text()
    assert sms.find(envelope) is None
    sms.deliver(envelope)
    sms.deliver(text())
    assert sms.find(envelope).provider_id == notify.sent[0].id
    assert sms.find(text()) is None


@pytest.mark.parametrize(
    ("status", "outcome"),
    [("created", Outcome.SENT), ("delivered", Outcome.DELIVERED), ("temporary-failure", Outcome.FAILED)],
)
def test_what_became_of_it_meanwhile_is_found_too(notify, sms, status, outcome):
    envelope = text()
    sms.deliver(envelope)
    notify.sent[0].status = status
    assert sms.find(envelope).outcome == outcome


@pytest.mark.parametrize(
    ("deed", "error"),
    [
        ("500", UnclearError),
        ("429", BusyError),
        ("403", TemporaryError),
        ("400-html", TemporaryError),
        ("cut", UnclearError),
        ("cut-unseen", UnclearError),
    ],
)
def test_every_failure_means_what_it_should(notify, sms, deed, error):
    notify.misbehave(deed)
    with pytest.raises(error) as told:
        sms.deliver(text())
    assert type(told.value) is error


@pytest.mark.parametrize("number", ["+4477", "+44 7700 900 12x", "+" + "4" * 20])
def test_a_number_that_is_none_is_refused_for_good(sms, number):
    with pytest.raises(RefusedError, match="phone_number"):
        sms.deliver(text(address=number))


def test_an_e_mail_address_that_is_none_is_refused_for_good(notify):
    email = NotifyEmailChannel(url=notify.url, key=notify.api_key, template=notify.email_template)
    with pytest.raises(RefusedError, match="email_address"):
        email.deliver(text(address="asha"))


def test_a_wrong_key_is_ours_to_mend_and_the_message_waits(notify):
    channel = NotifySmsChannel(url=notify.url, key=OTHER_KEY, template=notify.sms_template)
    for call in (channel.deliver, channel.find):
        with pytest.raises(TemporaryError, match="API key not found"):
            call(text())
    assert notify.sent == []


def test_a_template_that_is_not_there_is_said(notify):
    channel = NotifySmsChannel(url=notify.url, key=notify.api_key, template=str(new_id()))
    with pytest.raises(RefusedError, match="Template not found"):
        channel.deliver(text())


def test_where_nobody_listens_nothing_can_have_been_sent():
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}"
        channel = NotifySmsChannel(url=url, key=OTHER_KEY, template="t")
        with pytest.raises(TemporaryError) as told:
            channel.deliver(text())
    assert type(told.value) is TemporaryError


def test_proxies_and_certificates_of_the_environment_are_used(sms, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("NO_PROXY", "")
    monkeypatch.setenv("no_proxy", "")
    with pytest.raises(TemporaryError, match="cannot be reached"):
        sms.deliver(text())


def test_an_address_that_needs_no_proxy_is_reached_without_one(sms, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    assert sms.deliver(text()).provider_id


def test_the_stand_in_lets_nobody_in_without_a_token(notify):
    url = f"{notify.url}/v2/notifications/sms"
    assert requests.post(url, json={}, timeout=5).status_code == 401
    answer = requests.post(url, json={}, headers={"Authorization": "Bearer rubbish"}, timeout=5)
    assert (answer.status_code, answer.json()["errors"][0]["error"]) == (403, "AuthError")


def test_the_stand_in_tells_of_a_message_as_notify_does(notify, sms):
    sms.deliver(text())
    client = NotificationsAPIClient(notify.api_key, base_url=notify.url)
    told = client.get_notification_by_id(notify.sent[0].id)
    assert (told["type"], told["phone_number"], told["body"]) == ("sms", "+447700900123", "Help")
    assert len(list(client.get_all_notifications_iterator())) == 1
