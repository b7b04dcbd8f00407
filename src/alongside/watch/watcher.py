"""The process that looks after the clocks: `alongside watch`.

Any number of watchers share the work. Each turns its rounds:

1. takes a share of the inbox, of the replies and of the clocks that have come; what another holds is passed over;
2. decides each item, in the order in which they came or were due, all in one transaction, each behind a savepoint;
3. sleeps until the next clock, or until it is woken: a signal, a reply, or a clock set earlier than the ones it knew.
"""

import logging
import select
import signal
import time
from collections.abc import Callable
from typing import Any

import psycopg
from django.db import DatabaseError, InterfaceError, OperationalError, connection, transaction

from alongside.watch.work import Share, Worklist

log = logging.getLogger("alongside.watch")

WAKING = ("alongside_inbox", "alongside_replies", "alongside_due", "alongside_clock")
LONGEST_SLEEP_S = 1.0
"""A notification can be lost with its connection; nothing waits longer than this for one."""
RETRY_S = 0.5
PASSED_OVER_S = 0.02
"""How long to wait before a worker who was locked is tried again."""


class Watcher:
    """Turns rounds until it is told to stop."""

    def __init__(self, ready: Callable[[], None] = lambda: None) -> None:
        self.stopping = False
        self._tell_ready = ready
        self.worklist = Worklist()

    def run(self) -> None:
        """Works until SIGTERM or SIGINT; outlives a database that goes away and comes back."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        while not self.stopping:
            try:
                self._work()
            except (OperationalError, InterfaceError, psycopg.OperationalError) as error:
                log.warning("The database is away, trying again: %s", error)
                connection.close()
                time.sleep(RETRY_S)

    def _stop(self, *_: Any) -> None:
        self.stopping = True

    def _work(self) -> None:
        connection.ensure_connection()
        with connection.cursor() as cursor:
            for channel in WAKING:
                cursor.execute(f"LISTEN {channel}")
        log.info("The watch is on.")
        self._tell_ready()
        while not self.stopping:
            if not self.turn():
                self._sleep()

    def turn(self) -> bool:
        """One round; true where there was work, so that more may be waiting."""
        worked = False
        for take in (self.worklist.take_inbox, self.worklist.take_replies, self.worklist.take_clocks):
            worked |= _in_one_transaction(take)
        return worked

    def _sleep(self) -> None:
        wait = min(_seconds_to_next_clock(), LONGEST_SLEEP_S)
        raw = connection.connection
        if wait > 0 and not _drained(raw):
            select.select([raw.fileno()], [], [], wait)
        _drained(raw)


def _in_one_transaction(take: Callable[[], Share]) -> bool:
    try:
        with transaction.atomic():
            share = take()
    except (OperationalError, InterfaceError):
        raise
    except DatabaseError:
        log.exception("A share of the work could not be done and will be tried again")
        time.sleep(RETRY_S)
        return True
    if share.passed_over and not share.done:
        time.sleep(PASSED_OVER_S)
    return bool(share.done or share.passed_over)


def _drained(raw: Any) -> bool:
    """Takes the notifications that have come; true where there were any."""
    return bool(list(raw.notifies(timeout=0)))


def _seconds_to_next_clock() -> float:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT extract(epoch FROM least(
                (SELECT min(clock_at) FROM watch_visit WHERE clock_at IS NOT NULL),
                (SELECT min(clock_at) FROM watch_alarm WHERE clock_at IS NOT NULL)) - alongside_now())
            """
        )
        seconds = cursor.fetchone()[0]
    return LONGEST_SLEEP_S if seconds is None else max(0.0, float(seconds))


def run(ready: Callable[[], None] = lambda: None) -> None:
    """The entry point of `alongside watch`. `ready` is called whenever it has begun to listen to the database."""
    Watcher(ready).run()
