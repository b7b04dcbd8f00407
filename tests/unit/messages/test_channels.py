"""Which class serves which channel, and what an installation that has not set one up says."""

import pytest

from alongside.demo.channels import ShownChannel
from alongside.messages.channels.absent import AbsentChannel
from alongside.messages.channels.email import SmtpChannel
from alongside.messages.channels.notify import NotifyEmailChannel, NotifySmsChannel
from alongside.messages.channels.registry import channels

KEY = "key-26785a09-ab16-4eb0-8407-a37497a57506-3d844edf-8d35-48ac-975b-e847b4f122b0"


@pytest.fixture(autouse=True)
def nothing_set_up(settings):
    settings.CHANNELS, settings.CHANNEL_OF_LAST_RESORT = {}, ""
    settings.NOTIFY_KEY = settings.NOTIFY_SMS_TEMPLATE = settings.NOTIFY_EMAIL_TEMPLATE = settings.EMAIL_HOST = ""


def test_what_is_not_set_up_refuses_and_names_the_setting():
    chosen = channels()
    assert isinstance(chosen["sms"], AbsentChannel)
    assert "ALONGSIDE_NOTIFY_KEY" in chosen["sms"].reason
    assert "ALONGSIDE_EMAIL_URL" in chosen["email"].reason


def test_in_a_demonstration_what_is_not_set_up_is_only_shown(settings):
    settings.CHANNEL_OF_LAST_RESORT = "alongside.demo.channels.ShownChannel"
    settings.EMAIL_HOST = "mail.example.nhs.uk"
    chosen = channels()
    assert isinstance(chosen["sms"], ShownChannel)
    assert isinstance(chosen["email"], SmtpChannel)


def test_with_a_key_and_templates_notify_serves_both(settings):
    settings.NOTIFY_KEY, settings.NOTIFY_SMS_TEMPLATE, settings.NOTIFY_EMAIL_TEMPLATE = KEY, "a", "b"
    chosen = channels()
    assert isinstance(chosen["sms"], NotifySmsChannel)
    assert isinstance(chosen["email"], NotifyEmailChannel)


def test_an_own_mail_server_comes_before_notify(settings):
    settings.NOTIFY_KEY, settings.NOTIFY_EMAIL_TEMPLATE, settings.EMAIL_HOST = KEY, "b", "mail.example.nhs.uk"
    assert isinstance(channels()["email"], SmtpChannel)


def test_a_channel_can_be_served_by_another_class(settings):
    settings.CHANNELS = {"sms": "alongside.demo.channels.ShownChannel"}
    assert isinstance(channels()["sms"], ShownChannel)


def test_a_channel_that_does_not_exist_is_a_mistake_in_the_settings(settings):
    settings.CHANNELS = {"pigeon": "alongside.demo.channels.ShownChannel"}
    with pytest.raises(LookupError, match="pigeon"):
        channels()
