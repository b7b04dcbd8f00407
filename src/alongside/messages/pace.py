"""Which message goes first, when a failed attempt is made again, and when one is given up. Pure."""

from dataclasses import dataclass
from datetime import timedelta

PRIORITY = {"alarm": 0, "check_in": 1, "notice": 2}
"""By purpose; lower goes first."""

FIRST_RETRY_SECONDS = {"alarm": 1, "check_in": 2, "notice": 5}
SLOWEST_RETRY_SECONDS = {"alarm": 15, "check_in": 30, "notice": 300}

PATIENCE = {"alarm": None, "check_in": timedelta(hours=1), "notice": timedelta(hours=24)}
"""How long a message is tried. One of an alarm is never given up: it is tried until it is sent, refused for good, or
cancelled because the alarm was taken or closed."""


RUSH_SECONDS, LONGEST_RUSH_SECONDS = 0.4, 2.0


@dataclass(slots=True)
class Rush:
    """Whether the watch is putting in messages by the hundred. Meanwhile a sender takes alarms and little else, so that the
    processors go to deciding who must be rung: a decision that waits rings nobody. It lasts a short while after each word of more, and
    never long, so that words that go on hold nothing up. Pure: times come in as arguments, in seconds of any steady clock.
    """

    since: float = float("-inf")
    until: float = float("-inf")

    def comes(self, moment: float) -> None:
        """More comes."""
        if moment > self.until + RUSH_SECONDS:
            self.since = moment
        self.until = min(moment, self.since + LONGEST_RUSH_SECONDS) + RUSH_SECONDS

    def left(self, moment: float) -> float:
        """Seconds for which it still lasts; 0 where there is none."""
        return max(0.0, min(self.until, self.since + LONGEST_RUSH_SECONDS) - moment)


def retry_after(purpose: str, attempts: int) -> timedelta:
    """The wait after the attempt with this number (from 1): doubling, up to the slowest of its purpose."""
    doublings = min(max(attempts, 1) - 1, 16)
    return timedelta(seconds=min(FIRST_RETRY_SECONDS[purpose] * 2**doublings, SLOWEST_RETRY_SECONDS[purpose]))
