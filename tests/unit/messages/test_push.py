"""Notifications to browsers: the channel against a push service that opens and checks what it gets."""

import base64
import json
import socket
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from tests.standins.push import PushStandIn

from alongside.ledger.keys import new_id
from alongside.messages.attempts import attempt
from alongside.messages.channels import (
    Envelope,
    GoneError,
    LaterError,
    RefusedError,
    TemporaryError,
    UnclearError,
)
from alongside.messages.channels.push import PushChannel, is_receipt, receipt_of, retry_after, words_of
from alongside.messages.outbox import Claimed
from alongside.messages.push import NotASubscription, complaints, is_allowed, make_key, public_key, read_subscription

KEY = make_key()
OURS = "https://safe.example.nhs.uk"
SERVICES = ["fcm.googleapis.com", "*.push.apple.com"]


@pytest.fixture
def service():
    with PushStandIn(public_key(KEY)) as running:
        yield running


@pytest.fixture
def browser(service):
    return service.browser()


def channel(service, **changed):
    usual = {"key": KEY, "contact": "mailto:it@example.org", "hosts": [service.host], "public_url": OURS}
    return PushChannel(**(usual | {"verify": str(service.certificate)} | changed))


def envelope(browser=None, **changed):
    said = browser.subscription() if browser else None
    usual = {
        "id": new_id(),
        "address": str(new_id()),
        "subject": "Alarm: Nia Okoye asked for help",
        "body": f"Nia Okoye asked for help at 10:42. {OURS}/response/alarms/7",
        "purpose": "alarm",
        "about": f"alarm:{new_id()}",
        "browser": {"endpoint": said["endpoint"], **said["keys"]} if said else None,
    }
    return Envelope(**(usual | changed))


def test_a_browser_can_read_what_is_sealed_for_it_and_the_service_cannot(service, browser):
    one = envelope(browser)
    handed_over = channel(service).deliver(one)
    assert service.refused == []
    (got,) = browser.got
    assert (handed_over.provider, handed_over.provider_id, handed_over.outcome) == ("push", str(one.id), "sent")
    assert got.said["subject"] == "Alarm: Nia Okoye asked for help"
    assert got.said["body"] == "Nia Okoye asked for help at 10:42."
    assert got.said["link"] == "/response/alarms/7"
    assert b"Okoye" not in got.sealed


@pytest.mark.parametrize(
    ("purpose", "kept", "urgency"), [("alarm", 600, "high"), ("check_in", 900, "high"), ("notice", 86400, "normal")]
)
def test_an_alarm_is_urgent_and_not_kept_for_hours(service, browser, purpose, kept, urgency):
    channel(service).deliver(envelope(browser, purpose=purpose))
    assert (browser.got[0].ttl, browser.got[0].urgency) == (kept, urgency)


def test_what_is_signed_with_another_key_is_not_taken_and_waits_for_people_to_mend_it(service, browser):
    with pytest.raises(TemporaryError, match="does not take it"):
        channel(service, key=make_key()).deliver(envelope(browser))
    assert "signed with another key" in service.refused[0]


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_takes_no_more_is_known_to_be_gone(service, browser, status):
    browser.gone = status
    with pytest.raises(GoneError):
        channel(service).deliver(envelope(browser))


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (429, LaterError),
        (500, UnclearError),
        (503, UnclearError),
        (0, UnclearError),
        (400, TemporaryError),
        (403, TemporaryError),
        (413, RefusedError),
        (301, TemporaryError),
    ],
)
def test_what_went_wrong_is_told_apart(service, browser, status, error):
    service.answers.append((status, {"Location": f"{service.url}/elsewhere"}))
    with pytest.raises(error) as raised:
        channel(service).deliver(envelope(browser))
    assert type(raised.value) is error
    assert service.requests == 1, "a redirect is not followed"


def claimed(browser):
    one = envelope(browser)
    said = {"channel": "push", "purpose": "alarm", "attempts": 1, "unsure": False, "browser": one.browser}
    return one, Claimed(id=one.id, address=one.address, subject=one.subject, body=one.body, **said)


@pytest.mark.parametrize("status", [429, 503])
def test_a_service_that_asks_for_time_is_given_it_and_is_then_tried_again(service, browser, status):
    service.answers.append((status, {"Retry-After": "120"}))
    one, message = claimed(browser)
    push = channel(service)
    finished = attempt(message, lambda: push.deliver(one), unsure=False)
    assert (finished.outcome, finished.delay) == ("retry", 120.0)
    assert finished.fault == (True if status == 503 else None), "being busy is no failure"
    assert attempt(message, lambda: push.deliver(one), unsure=False).outcome == "sent"


def test_nobody_is_given_more_than_an_hour(service, browser):
    service.answers.append((429, {"Retry-After": "999999"}))
    one, message = claimed(browser)
    assert attempt(message, lambda: channel(service).deliver(one), unsure=False).delay == 3600


def test_a_time_to_wait_may_be_a_date_or_nonsense():
    assert 110 < retry_after(format_datetime(datetime.now(UTC) + timedelta(minutes=2), usegmt=True)) <= 120
    assert retry_after("soon") == retry_after("") == retry_after("-5") == 0


def test_a_service_that_is_not_there_has_nothing_of_ours(service, browser):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        host = f"127.0.0.1:{free.getsockname()[1]}"
    one = envelope(browser)
    one.browser["endpoint"] = f"https://{host}/x"
    with pytest.raises(TemporaryError):
        channel(service, hosts=[host]).deliver(one)


def test_a_service_whose_certificate_is_not_trusted_gets_nothing(service, browser):
    with pytest.raises(TemporaryError, match="SSLError"):
        channel(service, verify=True).deliver(envelope(browser))
    assert service.requests == 0


def test_where_notifications_were_turned_off_or_the_service_is_not_listed_any_more_nothing_is_sent(service, browser):
    with pytest.raises(RefusedError, match="turned off"):
        channel(service).deliver(envelope())
    with pytest.raises(RefusedError, match="not one that may be called"):
        channel(service, hosts=SERVICES).deliver(envelope(browser))
    assert service.requests == 0


def test_the_longest_message_still_fits(service, browser):
    channel(service).deliver(envelope(browser, subject="🆘" * 5000, body="🆘" * 5000))
    assert service.refused == []
    assert browser.got[0].said["body"].endswith("…")


def test_a_trial_brings_its_code_to_the_browser_and_not_to_the_screen():
    said = words_of(envelope(about="code:1", body=f"It reaches you. {OURS}/accounts/reached/ 123456"), OURS)
    assert (said["code"], said["body"], said["link"]) == ("123456", "It reaches you.", "/accounts/reached/")
    assert words_of(envelope(body="Ring 123456."), OURS)["code"] == ""


def test_only_a_link_of_our_own_is_opened():
    said = words_of(envelope(body="See https://elsewhere.example/x"), OURS)
    assert (said["link"], said["body"]) == ("/", "See https://elsewhere.example/x")


def test_a_receipt_is_good_for_one_message_alone():
    first, second = new_id(), new_id()
    assert is_receipt(first, receipt_of(first))
    for forged in ("", "0" * 64, receipt_of(second), "é" * 64):
        assert not is_receipt(first, forged)


@pytest.mark.parametrize(
    ("endpoint", "allowed"),
    [
        ("https://fcm.googleapis.com/fcm/send/abc", True),
        ("https://FCM.googleapis.com:443/fcm/send/abc", True),
        ("https://web.push.apple.com/abc", True),
        ("https://push.apple.com/abc", False),
        ("https://evilpush.apple.com.example/abc", False),
        ("http://fcm.googleapis.com/fcm/send/abc", False),
        ("https://fcm.googleapis.com:8443/fcm/send/abc", False),
        ("https://fcm.googleapis.com@169.254.169.254/", False),
        ("https://169.254.169.254/latest/meta-data", False),
        ("https://127.0.0.1/", False),
        ("https://[::1]/", False),
        ("https://localhost/", False),
        ("https://fcm.googleapis.com.evil.example/", False),
        ("https://evil.example/#fcm.googleapis.com", False),
        ("https://evil.example\\@fcm.googleapis.com/", False),
        ("https://fcm.googleapis.com/a b", False),
        ("https://fcm.googleapis.com:99999/", False),
        ("file:///etc/passwd", False),
        ("https://fcm.googleapis.com/" + "x" * 3000, False),
        ("", False),
    ],
)
def test_only_push_services_that_are_listed_are_ever_called(endpoint, allowed):
    assert is_allowed(endpoint, SERVICES) is allowed


def test_a_star_alone_allows_nothing():
    assert not is_allowed("https://fcm.googleapis.com/x", ["*", "*.com"[:1]])


def said_by_a_browser(**changed):
    keys = {
        "p256dh": public_key(KEY),
        "auth": base64.urlsafe_b64encode(b"sixteen bytes ok").rstrip(b"=").decode(),
    }
    return {"endpoint": "https://fcm.googleapis.com/fcm/send/abc", "expirationTime": None, "keys": keys} | changed


def test_what_a_browser_says_is_read():
    found = read_subscription(json.dumps(said_by_a_browser()), SERVICES)
    assert found.endpoint == "https://fcm.googleapis.com/fcm/send/abc"
    assert found.p256dh == public_key(KEY)


@pytest.mark.parametrize(
    "said",
    [
        "",
        "null",
        "[]",
        "{",
        "[" * 4000,
        "\ud800",
        "\x00",
        json.dumps({"endpoint": "https://fcm.googleapis.com/x"}),
        json.dumps(said_by_a_browser(endpoint=["https://fcm.googleapis.com/x"])),
        json.dumps(said_by_a_browser(endpoint="https://169.254.169.254/")),
        json.dumps(said_by_a_browser(keys={})),
        json.dumps(said_by_a_browser(keys={"p256dh": "AAAA", "auth": "AAAA"})),
        json.dumps(said_by_a_browser(keys={"p256dh": public_key(KEY), "auth": "AAAA"})),
        json.dumps(said_by_a_browser(keys={"p256dh": "é", "auth": 7})),
        json.dumps(
            said_by_a_browser(keys={"p256dh": base64.urlsafe_b64encode(b"\x04" * 65).decode(), "auth": "A" * 22})
        ),
        json.dumps(said_by_a_browser(more="x" * 1_000_000)),
    ],
    ids=lambda said: f"{said[:20]!r} {len(said)}",
)
def test_rubbish_is_no_subscription(said):
    with pytest.raises(NotASubscription):
        read_subscription(said, SERVICES)


def test_a_bad_set_up_is_told_in_sentences():
    good = {"key": KEY, "contact": "mailto:it@example.org", "hosts": SERVICES, "public_url": OURS}
    assert complaints(**good) == []
    assert complaints(**good | {"key": "", "contact": "", "public_url": "http://safe.example.nhs.uk"}) == []
    for changed, said in (
        ({"key": "AAAA"}, "push-key create"),
        ({"key": "é"}, "push-key create"),
        ({"contact": ""}, "ALONGSIDE_PUSH_CONTACT"),
        ({"contact": "it@example.org"}, "ALONGSIDE_PUSH_CONTACT"),
        ({"hosts": [""]}, "names no push service"),
        ({"hosts": ["*"]}, "is not a host name"),
        ({"public_url": "http://safe.example.nhs.uk"}, "https://"),
    ):
        (complaint,) = complaints(**good | changed)
        assert said in complaint
    assert complaints(**good | {"public_url": "http://localhost:8000"}) == []
