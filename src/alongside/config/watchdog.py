"""Notices that the promises are not kept, and tells the people who run the system.

It works in each `send` process and needs neither the watch nor the outbox: what it has to say it hands to the provider itself.
One of them has the say (an advisory lock); where the database is away, the one that had it last. As long as all is
well it pings a dead man's switch outside, which notices when all of this is gone.

A database that stands still answers nobody, the watchdog included: a guard, which asks nothing, says so in its place. And
all that is due is due by the database's clock, so a clock that jumps is told as well.
"""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import requests
from django.conf import settings
from django.db import Error, connection, connections

from alongside.config.measures import reasons_not_ready
from alongside.ledger.clock import now
from alongside.ledger.keys import new_id
from alongside.messages.channels import DeliveryError, Envelope
from alongside.messages.channels.registry import channels

log = logging.getLogger("alongside.watchdog")

STANDS_S = 5.0
"""A reason that is gone when it is looked at again so much later was a restart, and nobody is told."""
TOLD_AGAIN_S = 15 * 60.0
PING_EVERY_S = 60.0
PING_TIMEOUT_S = 10.0
ANSWERS_WITHIN_S = 5.0
"""A look that takes longer finds nothing out: the database stands still."""
LARGEST_DRIFT_S = 5.0
"""So much may a clock that is set right drift between two looks."""
TRY_LOCK = "SELECT pg_try_advisory_lock(hashtextextended('alongside watchdog', 0))"


@dataclass(slots=True)
class Judgement:
    """What has been seen so far, and what is to be said about it. Pure: reasons and the time come in as arguments (seconds)."""

    since: float | None = None
    told_at: float | None = None

    def judge(self, reasons: Sequence[str], moment: float) -> str | None:
        """What to tell now; None for nothing. What has stood for five seconds is told, again every quarter of an hour, and its end."""
        if not reasons:
            since, told_at = self.since, self.told_at
            self.since = self.told_at = None
            if since is None or told_at is None:
                return None
            return f"Alongside keeps its promises again. It did not for {_long(moment - since)}."
        if self.since is None:
            self.since = moment
        due = self.since + STANDS_S if self.told_at is None else self.told_at + TOLD_AGAIN_S
        if moment < due:
            return None
        self.told_at = moment
        return f"Alongside is not keeping its promises, since {_long(moment - self.since)}. {' '.join(reasons)}"


def _long(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} seconds"
    return f"{seconds / 60:.0f} minutes"


@dataclass(slots=True)
class Steps:
    """Whether the one clock ran as time passes. Pure: both times come in as arguments, `moment` in seconds that never jump."""

    seen: tuple[float, datetime] | None = None

    def judge(self, moment: float, took: float, clock: datetime) -> str | None:
        """What to tell of a clock that said `clock` at `moment`, asked for `took` seconds; None where it ran as it should."""
        before, self.seen = self.seen, (moment, clock)
        if before is None:
            return None
        jumped = (clock - before[1]).total_seconds() - (moment - before[0])
        if abs(jumped) <= LARGEST_DRIFT_S + took:
            return None
        if jumped < 0:
            return (
                f"The clock of the database went back by {_long(-jumped)}. Whatever is due, the next ring of an open alarm"
                " too, now comes so much later: set the clock right, and look at every open alarm and every visit."
            )
        return (
            f"The clock of the database went forward by {_long(jumped)}, or the machine stood still for so long."
            " Check-ins and alarms that come now may come too early: set the clock right."
        )


@dataclass(slots=True)
class Watchdog:
    """Looks once a turn. A `Chore` of `send`, as its `guard` is."""

    look: Callable[[], list[str]] = reasons_not_ready
    tell: Callable[[str], None] = lambda words: tell_of_trouble(words)
    clock: Callable[[], float] = time.monotonic
    judgement: Judgement = field(default_factory=Judgement)
    steps: Steps = field(default_factory=Steps)
    has_say: bool = False
    pinged_at: float = float("-inf")
    _asking_since: float | None = None
    _judging: threading.Lock = field(default_factory=threading.Lock)
    _locked_by: Any = None
    """The connection that holds the lock."""

    def turn(self) -> bool:
        """One look. False: there is never more to do at once."""
        self._asking_since = self.clock()
        try:
            self._ask_for_say()
            moment = self.clock()
            reasons = self.look()
            jumped = None if reasons else self._look_at_clock()
        finally:
            self._asking_since = None
        self._judge(reasons, moment)
        if jumped and self.has_say:
            self._say(jumped)
        if self.has_say and not reasons and moment >= self.pinged_at + PING_EVERY_S:
            self.pinged_at = moment
            ping(settings.DEAD_MANS_SWITCH_URL)
        return False

    def guard(self) -> bool:
        """Looks whether the watchdog waits for an answer that does not come. Asks the database nothing."""
        since, moment = self._asking_since, self.clock()
        if since is not None and moment - since > ANSWERS_WITHIN_S:
            self._judge([f"The database has not answered for {_long(moment - since)}."], moment)
        return False

    def _judge(self, reasons: Sequence[str], moment: float) -> None:
        with self._judging:
            words = self.judgement.judge(reasons, moment)
        if words and self.has_say:
            self._say(words)

    def _say(self, words: str) -> None:
        log.error("%s", words)
        self.tell(words)

    def _look_at_clock(self) -> str | None:
        asked_at = time.monotonic()
        try:
            clock = now()
        except Error:
            return None
        answered_at = time.monotonic()
        return self.steps.judge(answered_at, answered_at - asked_at, clock)

    def _ask_for_say(self) -> None:
        try:
            with connection.cursor() as cursor:
                if self._locked_by is connection.connection:
                    cursor.execute("SELECT 1")
                    return
                cursor.execute(TRY_LOCK)
                self.has_say = bool(cursor.fetchone()[0])
                self._locked_by = connection.connection if self.has_say else None
        except Error:
            connections.close_all()  # the lock went with it; who had the say keeps it until the database is back


def tell_of_trouble(words: str) -> None:
    """Hands the words to the providers, for everybody in `ALONGSIDE_TROUBLE_TO`: one who cannot be told keeps no other from it."""
    ways = channels()
    for address in settings.TROUBLE_TO:
        channel = ways["sms" if address.startswith("+") else "email"]
        try:
            channel.deliver(Envelope(new_id(), address, "Alongside needs you", words))
        except DeliveryError as error:
            log.error("%s could not be told: %s", address, error)


def ping(url: str) -> None:
    """Tells the switch outside that all is well; where it cannot be reached, that is in the log, and it will notice."""
    if not url:
        return
    try:
        requests.get(url, timeout=PING_TIMEOUT_S).raise_for_status()
    except requests.RequestException as error:
        log.warning("The dead man's switch could not be pinged: %s", type(error).__name__)
