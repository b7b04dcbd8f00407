"""Which class serves which channel, from the settings.

A channel named in `CHANNELS` is served by the class of that dotted path, made without arguments. Otherwise text
messages and e-mail go by GOV.UK Notify where its key and template are set, e-mail by SMTP where a mail server is, and calls
by a provider that speaks as Twilio does where an account with it is. Notifications go to the push service of each browser, signed
with our key.
What is left is served by `CHANNEL_OF_LAST_RESORT`, where there is one, or refused with the name of the missing setting.
"""

from django.conf import settings
from django.utils.module_loading import import_string

from alongside.messages.channels import Channel
from alongside.messages.channels.absent import AbsentChannel
from alongside.messages.channels.console import ConsoleChannel
from alongside.messages.channels.email import SmtpChannel
from alongside.messages.channels.notify import NotifyChannel, NotifyEmailChannel, NotifySmsChannel
from alongside.messages.channels.push import PushChannel
from alongside.messages.channels.voice import VoiceChannel
from alongside.messages.push import complaints

CALLS = "/messages/voice"
"""Where the provider asks about a call, by the message's id (`messages.urls`)."""
NO_SMS = "Text messages are not set up: ALONGSIDE_NOTIFY_KEY and ALONGSIDE_NOTIFY_SMS_TEMPLATE are needed."
NO_VOICE = "Telephone calls are not set up: ALONGSIDE_VOICE_ACCOUNT, ALONGSIDE_VOICE_TOKEN and ALONGSIDE_VOICE_NUMBER are needed."
NO_EMAIL = (
    "E-mail is not set up: ALONGSIDE_EMAIL_URL is needed, or ALONGSIDE_NOTIFY_KEY and ALONGSIDE_NOTIFY_EMAIL_TEMPLATE."
)


NO_PUSH = "Notifications are not set up: ALONGSIDE_PUSH_KEY and ALONGSIDE_PUSH_CONTACT are needed."


def channels() -> dict[str, Channel]:
    """A channel for every name that a message can carry. Raises LookupError where the settings name another."""
    chosen: dict[str, Channel] = {
        "console": ConsoleChannel(),
        "sms": _sms(),
        "email": _email(),
        "voice": _voice(),
        "push": _push(),
    }
    for name, path in settings.CHANNELS.items():
        if name not in chosen:
            raise LookupError(f"ALONGSIDE_CHANNELS names a channel that does not exist: {name}")
        chosen[name] = import_string(path)()
    return chosen


def served_channels() -> set[str]:
    """Which channels lead anywhere, be it the page of a demonstration."""
    return {name for name, one in channels().items() if not isinstance(one, AbsentChannel)}


def _absent(reason: str) -> Channel:
    if settings.CHANNEL_OF_LAST_RESORT:
        return import_string(settings.CHANNEL_OF_LAST_RESORT)()
    return AbsentChannel(reason)


def _sms() -> Channel:
    if settings.NOTIFY_KEY and settings.NOTIFY_SMS_TEMPLATE:
        return _notify(NotifySmsChannel, settings.NOTIFY_SMS_TEMPLATE)
    return _absent(NO_SMS)


def _email() -> Channel:
    """A mail server of one's own comes first: GOV.UK Notify must not be the only path of an alarm."""
    if settings.EMAIL_HOST:
        return SmtpChannel()
    if settings.NOTIFY_KEY and settings.NOTIFY_EMAIL_TEMPLATE:
        return _notify(NotifyEmailChannel, settings.NOTIFY_EMAIL_TEMPLATE)
    return _absent(NO_EMAIL)


def _voice() -> Channel:
    if not (settings.VOICE_ACCOUNT and settings.VOICE_TOKEN and settings.VOICE_NUMBER):
        return _absent(NO_VOICE)
    return VoiceChannel(
        url=settings.VOICE_URL,
        account=settings.VOICE_ACCOUNT,
        token=settings.VOICE_TOKEN,
        caller=settings.VOICE_NUMBER,
        answers=f"{settings.PUBLIC_URL}{CALLS}",
        ring_seconds=settings.VOICE_RING_SECONDS,
        at_once=settings.VOICE_AT_ONCE,
    )


def push_complaints() -> list[str]:
    """What is wrong with how notifications are set up, in sentences; nothing where they are not."""
    return complaints(
        key=settings.PUSH_KEY,
        contact=settings.PUSH_CONTACT,
        hosts=settings.PUSH_HOSTS,
        public_url=settings.PUBLIC_URL,
    )


def _push() -> Channel:
    if not settings.PUSH_KEY:
        return _absent(NO_PUSH)
    if wrong := push_complaints():
        return AbsentChannel(" ".join(wrong))
    return PushChannel(
        key=settings.PUSH_KEY,
        contact=settings.PUSH_CONTACT,
        hosts=settings.PUSH_HOSTS,
        public_url=settings.PUBLIC_URL,
        at_once=settings.PUSH_AT_ONCE,
    )


def _notify(channel: type[NotifyChannel], template: str) -> Channel:
    return channel(url=settings.NOTIFY_URL, key=settings.NOTIFY_KEY, template=template, at_once=settings.NOTIFY_AT_ONCE)
