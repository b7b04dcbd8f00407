"""Which message goes first, when a failed attempt is made again, and when one is given up. Pure."""

from datetime import timedelta

PRIORITY = {"alarm": 0, "check_in": 1, "notice": 2}
"""By purpose; lower goes first."""

FIRST_RETRY_SECONDS = {"alarm": 1, "check_in": 2, "notice": 5}
SLOWEST_RETRY_SECONDS = {"alarm": 15, "check_in": 30, "notice": 300}

PATIENCE = {"alarm": None, "check_in": timedelta(hours=1), "notice": timedelta(hours=24)}
"""How long a message is tried. One of an alarm is never given up: it is tried until it is sent, refused for good, or
cancelled because the alarm was taken or closed."""


def retry_after(purpose: str, attempts: int) -> timedelta:
    """The wait after the attempt with this number (from 1): doubling, up to the slowest of its purpose."""
    doublings = min(max(attempts, 1) - 1, 16)
    return timedelta(seconds=min(FIRST_RETRY_SECONDS[purpose] * 2**doublings, SLOWEST_RETRY_SECONDS[purpose]))
