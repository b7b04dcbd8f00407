"""Notifications in browsers: turned on, shown to arrive by a trial, told of when they stop; and what strangers say about them."""

import json
import re
from datetime import timedelta

import pytest
from click.testing import CliRunner
from tests.pages import shown
from tests.standins.push import PushStandIn

from alongside.config.cli import alongside
from alongside.config.commands import checking
from alongside.ledger.clock import now
from alongside.ledger.keys import new_id
from alongside.ledger.models import Entry
from alongside.messages.actions import Outgoing, queue
from alongside.messages.callbacks import handle_due
from alongside.messages.channels.push import receipt_of
from alongside.messages.channels.registry import channels
from alongside.messages.models import Callback, Message, PushSubscription, Receipt
from alongside.messages.proving import ask_to_confirm
from alongside.messages.push import make_key, public_key
from alongside.people.models import ContactPoint
from alongside.people.reached import MOST_CODES, MOST_POINTS, waits_for_code
from alongside.watch import telling
from alongside.watch.engine import Target
from alongside.watch.plans import reaches

pytestmark = pytest.mark.django_db

PAGE = "/accounts/reached/"
KEY = make_key()
PHONE = (
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Mobile Safari/537.36"
)


@pytest.fixture(scope="module")
def service():
    with PushStandIn(public_key(KEY)) as running:
        yield running


@pytest.fixture(autouse=True)
def set_up(settings, service):
    service.forgets()
    settings.PUSH_KEY, settings.PUSH_CONTACT = KEY, "mailto:it@example.org"
    settings.PUSH_HOSTS, settings.PUBLIC_URL = [service.host], "https://safe.example.nhs.uk"
    settings.CHANNELS, settings.CHANNEL_OF_LAST_RESORT = {}, ""


@pytest.fixture
def nurse(client, world):
    client.force_login(world.nurse.user)
    return world.nurse


@pytest.fixture
def turned_on(client, nurse, service):
    """The nurse's phone, in which she turned notifications on."""
    assert turn_on(client, service.browser()).status_code == 302
    return ContactPoint.objects.get(staff=nurse, channel="push")


def turn_on(client, browser, **more):
    said = {"subscription": json.dumps(browser.subscription())} | more
    return client.post(f"{PAGE}notifications", said, headers={"user-agent": PHONE})


def trial_of(point):
    return Message.objects.filter(channel="push", address=point.address, about_type="code").latest("pk")


def code_in(message):
    return re.search(r"\b[0-9]{6}\b", message.body)[0]


def says(client, message, what="shown", *, receipt=None, **more):
    """What the browser says about a notification."""
    told = {"receipt": receipt_of(message.pk) if receipt is None else receipt, "what": what} | more
    return client.post(f"/messages/push/{message.pk}/shown", told)


def rung(staff, world):
    return [reach.channel for reach in reaches([Target(staff.pk)], world.buddy)]


def gone(message, service_role):
    """The push service has answered 410, as the sender leaves it."""
    content = {"message": str(message.pk)}
    Callback.objects.create(provider="push", kind="gone", content=content, received_at=now())
    with service_role():
        handle_due()


def test_a_browser_is_listed_in_words_and_not_rung_before_the_trial_has_arrived(client, world, nurse, turned_on):
    page = shown(client.get(PAGE))
    assert "Chrome on Android" in page
    assert "turned on" in page
    assert "Not verified yet" in page
    assert turned_on.address not in page
    assert "push" not in rung(nurse, world)
    assert Entry.objects.filter(verb="contact_point.added", actor_name="Nia Okoye").count() == 1


def test_the_browser_that_shows_the_trial_has_verified_itself_and_is_rung_like_any_other_way(
    client, world, nurse, turned_on, service_role
):
    trial = trial_of(turned_on)
    client.logout()  # the browser's script has no session
    assert says(client, trial, code=code_in(trial)).status_code == 204
    with service_role():
        handle_due()

    trial.refresh_from_db()
    assert trial.status == "delivered"
    assert rung(nurse, world)[-1] == "push"
    assert Entry.objects.filter(verb="contact_point.verified", actor_name="Nia Okoye").count() == 1
    client.force_login(nurse.user)
    assert "Please confirm again" not in shown(client.get(PAGE))


def test_a_page_that_read_the_browser_just_before_it_was_verified_says_verified(client, nurse, turned_on, service_role):
    read_before = ContactPoint.objects.get(pk=turned_on.pk)
    trial = trial_of(turned_on)
    says(client, trial, code=code_in(trial))
    with service_role():
        handle_due()

    assert not waits_for_code(read_before, now())
    assert read_before.verified_at is not None


def test_shown_without_the_code_or_with_another_is_delivered_and_verifies_nothing(
    client, world, nurse, turned_on, service_role
):
    trial = trial_of(turned_on)
    wrong = "000000" if code_in(trial) != "000000" else "111111"
    says(client, trial)
    says(client, trial, code=wrong)
    with service_role():
        handle_due()
    assert Message.objects.get(pk=trial.pk).status == "delivered"
    assert "push" not in rung(nurse, world)


def test_a_code_counts_once(client, world, nurse, turned_on, service_role):
    trial = trial_of(turned_on)
    for _ in range(2):
        says(client, trial, code=code_in(trial))
    with service_role():
        handle_due()
    assert Entry.objects.filter(verb="contact_point.verified").count() == 1
    assert Receipt.objects.filter(message=trial).count() == 1
    assert sorted(one.problem for one in Callback.objects.all())[0] == ""


@pytest.mark.parametrize("forged", ["", "0" * 64, "é", "another"])
def test_a_forged_receipt_is_refused_and_nothing_is_stored(client, turned_on, forged):
    receipt = receipt_of(new_id()) if forged == "another" else forged
    assert says(client, trial_of(turned_on), receipt=receipt).status_code == 403
    assert not Callback.objects.exists()


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ({"what": "eaten"}, 400),
        ({"what": ""}, 400),
        ({"code": "12345"}, 400),
        ({"code": "x" * 3000}, 413),
        ({"what": "shown\x00"}, 400),
    ],
    ids=str,
)
def test_rubbish_with_a_good_receipt_is_told_so(client, turned_on, told, status):
    assert says(client, trial_of(turned_on), **({"what": "shown"} | told)).status_code == status
    assert not Callback.objects.exists()


def test_a_receipt_for_a_message_that_is_unknown_is_kept_with_its_problem(client, service_role):
    unknown = Message(id=new_id())
    assert says(client, unknown).status_code == 204
    with service_role():
        handle_due()
    assert Callback.objects.get().problem == "unknown message"


def test_what_is_told_is_posted_and_nothing_else(client, turned_on):
    assert client.get(f"/messages/push/{trial_of(turned_on).pk}/shown").status_code == 405


def test_a_receipt_that_comes_before_the_send_returned_counts(client, turned_on, service_role):
    trial = trial_of(turned_on)
    assert (trial.status, trial.sent_at) == ("queued", None)
    says(client, trial)
    with service_role():
        handle_due()
    trial.refresh_from_db()
    assert trial.status == "delivered"
    assert trial.sent_at is not None


@pytest.fixture
def rings(outgoing_to, turned_on):
    """An alarm on the nurse's browser, and 45 seconds later on her number: the two messages."""
    first = outgoing_to(channel="push", address=turned_on.address)
    second = outgoing_to(
        channel="sms", address="+447700900123", after_id=first.id, not_before=now() + timedelta(seconds=45)
    )
    queue([first, second])
    return [Message.objects.get(pk=one.id) for one in (first, second)]


@pytest.fixture
def outgoing_to(nurse):
    alarm = new_id()

    def make(**changed):
        key = new_id()
        usual = {
            "organisation_id": nurse.organisation_id,
            "key": f"alarm:{alarm}:{key}",
            "recipient_id": nurse.pk,
            "purpose": "alarm",
            "subject": "Alarm",
            "body": "Help",
            "about_type": "alarm",
            "about_id": alarm,
            "id": key,
        }
        return Outgoing(**(usual | changed))

    return make


def test_a_notification_that_is_shown_where_nobody_looks_keeps_no_text_message_away(client, rings, service_role):
    first, second = rings
    says(client, first)
    with service_role():
        handle_due()
    second.refresh_from_db()
    assert second.status == "queued"
    says(client, first, "opened")
    with service_role():
        handle_due()
    second.refresh_from_db()
    assert second.status == "cancelled"


def test_where_the_service_says_that_a_browser_is_gone_it_is_taken_away_and_its_owner_told_another_way(
    client, world, nurse, turned_on, service_role
):
    gone(trial_of(turned_on), service_role)

    assert not PushSubscription.objects.exists()
    assert not ContactPoint.objects.filter(channel="push").exists()
    told = Message.objects.filter(about_type="contact_point", recipient=nurse)
    assert sorted(told.values_list("channel", flat=True)) == ["console", "sms"]
    assert "You do not get notifications in Chrome on Android any more." in told[0].body
    assert Entry.objects.filter(verb="contact_point.removed").count() == 1
    gone(trial_of(turned_on), service_role)
    assert told.count() == 2
    assert {one.problem for one in Callback.objects.all()} == {"", "turned off meanwhile"}


def test_turning_it_on_again_in_the_same_browser_takes_the_place_of_what_was_there(client, nurse, service, turned_on):
    before, again = service.browsers["browser-1"], service.browser()
    assert turn_on(client, again, instead_of=before.endpoint).status_code == 302
    assert PushSubscription.objects.get().endpoint == again.endpoint
    turn_on(client, again)
    assert ContactPoint.objects.filter(staff=nurse, channel="push").count() == 1


def test_nobody_takes_the_browser_of_somebody_else_away(client, world, service, turned_on):
    client.force_login(world.buddy.user)
    browser = service.browsers["browser-1"]
    assert "on for somebody else" in shown(turn_on(client, browser), 422)
    turn_on(client, service.browser(), instead_of=browser.endpoint)
    assert PushSubscription.objects.filter(contact_point=turned_on).exists()
    for what in ("code", "first", "remove"):
        assert client.post(f"{PAGE}{turned_on.pk}/{what}").status_code == 404


def test_a_subscription_that_is_rubbish_or_a_megabyte_long_is_refused_in_words(client, nurse, service):
    browser = service.browser()
    for said in (
        "",
        "{",
        "null",
        json.dumps(browser.subscription() | {"endpoint": "https://169.254.169.254/latest"}),
        json.dumps(browser.subscription() | {"endpoint": "http://127.0.0.1/"}),
        json.dumps(browser.subscription() | {"keys": {"p256dh": "x", "auth": "y"}}),
        json.dumps(browser.subscription() | {"more": "x" * 1_000_000}),
    ):
        answer = client.post(f"{PAGE}notifications", {"subscription": said})
        assert answer.status_code == 422, said[:100]
        assert "browser" in shown(answer, 422)
    assert not PushSubscription.objects.exists()
    assert service.requests == 0


def test_a_browser_is_one_of_eight_ways_at_the_most_and_gets_five_trials_an_hour(client, nurse, service, turned_on):
    for _ in range(MOST_CODES - 1):
        assert client.post(f"{PAGE}{turned_on.pk}/code").status_code == 302
    assert "Wait an hour" in shown(client.post(f"{PAGE}{turned_on.pk}/code"), 422)
    for _ in range(MOST_POINTS - nurse.contact_points.count()):
        assert turn_on(client, service.browser()).status_code == 302
    assert f"{MOST_POINTS} at the most" in shown(turn_on(client, service.browser()), 422)


def test_a_browser_is_turned_off_after_a_question_in_its_own_words(client, nurse, turned_on):
    page = shown(client.get(f"{PAGE}{turned_on.pk}/remove"))
    assert "Turn notifications off in Chrome on Android?" in page
    assert "last number" not in page
    client.post(f"{PAGE}{turned_on.pk}/remove")
    assert not PushSubscription.objects.exists()


def test_a_browser_that_was_verified_long_ago_is_asked_about_there(client, nurse, turned_on, service_role):
    ContactPoint.objects.filter(pk=turned_on.pk).update(verified_at=now() - timedelta(days=181))
    assert "Please confirm again" in shown(client.get(PAGE))
    with service_role():
        ask_to_confirm()
    asked = Message.objects.get(about_type="contact_point")
    assert (asked.channel, asked.address) == ("push", turned_on.address)
    assert "in this browser" in asked.body


def test_without_a_key_nobody_is_offered_notifications(client, nurse, service, settings):
    assert "Notifications in this browser" in shown(client.get(PAGE))
    settings.PUSH_KEY = ""
    assert "Notifications in this browser" not in shown(client.get(PAGE))
    assert turn_on(client, service.browser()).status_code == 404


def test_a_set_up_that_cannot_work_refuses_every_message_and_says_why(settings):
    settings.PUSH_CONTACT = ""
    assert "ALONGSIDE_PUSH_CONTACT" in channels()["push"].reason


def test_the_script_is_served_for_the_page_on_which_it_is_turned_on_and_may_ask_our_server_alone(client):
    answer = client.get("/messages/push/worker.js")
    assert answer.headers["Service-Worker-Allowed"] == PAGE
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert answer.headers["Cache-Control"] == "no-cache"
    assert "connect-src 'self';" in answer.headers["Content-Security-Policy"]


def test_what_is_shown_on_a_locked_screen_is_no_more_than_a_text_message_says(world):
    for template in ("overdue", "reminder"):
        context = {"place": "14 Mill Lane", "due": "10:42", "link": "https://safe.example.nhs.uk/my-safety"}
        said = {channel: telling._words(template, context | {"channel": channel})[1] for channel in ("push", "sms")}
        assert said["push"].removesuffix(context["link"]).strip() in said["sms"]


def test_check_says_that_notifications_are_on_but_cannot_work(settings, monkeypatch, capsys):
    monkeypatch.setattr(checking, "start_django", lambda role: None)
    settings.PUSH_KEY = "no key"
    with pytest.raises(SystemExit):
        checking.check.callback()
    said = capsys.readouterr().out
    assert "Warning: ALONGSIDE_PUSH_KEY is not a key that `alongside push-key create` makes." in said


def test_a_key_is_made_by_a_command_and_is_good():
    made = CliRunner().invoke(alongside, ["push-key", "create"])
    name, _, key = made.output.strip().partition("=")
    assert (made.exit_code, name) == (0, "ALONGSIDE_PUSH_KEY")
    assert len(public_key(key)) == 87
