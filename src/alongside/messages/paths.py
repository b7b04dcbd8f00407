"""By how many providers an alarm can leave, and whom only one of them can reach. For `alongside check`."""

from collections import defaultdict
from collections.abc import Mapping
from uuid import UUID

from alongside.messages.channels import Channel
from alongside.messages.channels.notify import PROVIDER as NOTIFY
from alongside.people.models import ContactPoint, Staff

GOES_NOWHERE = ("console", "none", "demo")
"""Providers by which nobody is reached who does not look at a screen."""
NOTIFY_ALONE = (
    "GOV.UK Notify is the only path of a live alarm: while it does not work, nobody is told who is not at a screen. Set a mail "
    "server up (ALONGSIDE_EMAIL_URL) or telephone calls (ALONGSIDE_VOICE_ACCOUNT)."
)
NO_PATH = "Nothing is set up by which an alarm can leave: only who is at a screen is told."


def paths_of(channels: Mapping[str, Channel]) -> dict[str, str]:
    """The provider of each channel by which somebody is reached."""
    return {name: one.provider for name, one in channels.items() if one.provider not in GOES_NOWHERE}


def single_paths(paths: Mapping[str, str]) -> list[str]:
    """What is to be said of an installation whose channels are served so: where Notify is the only path of a live alarm, for
    everybody or for some.
    """
    if not paths:
        return [NO_PATH]
    if set(paths.values()) == {NOTIFY}:
        return [NOTIFY_ALONE]
    alone = _reached_by_notify_alone(paths)
    if not alone:
        return []
    people = "1 person has" if alone == 1 else f"{alone} people have"
    return [
        f"{people} no verified way but GOV.UK Notify to be told of a live alarm. Give them a number to be rung on, or an address "
        "that goes by another provider."
    ]


def _reached_by_notify_alone(paths: Mapping[str, str]) -> int:
    providers: dict[UUID, set[str]] = defaultdict(set)
    verified = ContactPoint.objects.filter(staff__in=Staff.objects.active(), channel__in=list(paths))
    for staff_id, channel in verified.exclude(verified_at=None).values_list("staff_id", "channel"):
        providers[staff_id].add(paths[channel])
    return sum(one == {NOTIFY} for one in providers.values())
