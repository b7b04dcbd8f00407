"""The process that looks after the clocks: `alongside watch`.

Any number of watchers share the work. Each turns its rounds:

1. takes a share of the inbox, of the replies and of the clocks that have come; what another holds is passed over;
2. decides each item, in the order in which they came or were due, all in one transaction, each behind a savepoint;
3. sleeps until the next clock, or until it is woken: a signal, a reply, or a clock set earlier than the ones it knew.

Where more clocks have come than one lot holds, a second hand (a thread with a connection of its own) takes lots of them as well:
one decides while the database writes what the other decided.
"""

import logging
import select
import signal
import threading
import time
from collections.abc import Callable
from typing import Any

import psycopg
from django.db import DatabaseError, InterfaceError, OperationalError, connection, transaction

from alongside.watch.work import LOT, Share, Worklist

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
        self._second = SecondHand()

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
        self._second.stop()

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
        signals = _in_one_transaction(self.worklist.take_inbox)
        replies = _in_one_transaction(self.worklist.take_replies)
        clocks = _in_one_transaction(self.worklist.take_clocks)
        if clocks.done >= LOT:
            self._second.help()
        return any(share.done or share.passed_over for share in (signals, replies, clocks))

    def _sleep(self) -> None:
        wait = min(_seconds_to_next_clock(), LONGEST_SLEEP_S)
        raw = connection.connection
        if wait > 0 and not _drained(raw):
            select.select([raw.fileno()], [], [], wait)
        _drained(raw)


class SecondHand:
    """Takes clocks beside the watcher for as long as there are many. Made when it is first needed."""

    def __init__(self) -> None:
        self._wanted = threading.Event()
        self._stopping = False
        self._thread: threading.Thread | None = None

    def help(self) -> None:
        """Many clocks have come."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="second hand", daemon=True)
            self._thread.start()
        self._wanted.set()

    def stop(self) -> None:
        """Lets it finish the lot that it has in hand."""
        self._stopping = True
        self._wanted.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        worklist = Worklist()
        while self._wanted.wait() and not self._stopping:
            self._wanted.clear()
            try:
                while _in_one_transaction(worklist.take_clocks).done >= LOT and not self._stopping:
                    pass
            except (OperationalError, InterfaceError, psycopg.OperationalError) as error:
                log.warning("The second hand has lost the database: %s", error)
            except Exception:
                log.exception("The second hand could not go on, and waits to be called again")
            connection.close()


def _in_one_transaction(take: Callable[[], Share]) -> Share:
    try:
        with transaction.atomic():
            share = take()
    except (OperationalError, InterfaceError):
        raise
    except DatabaseError:
        log.exception("A share of the work could not be done and will be tried again")
        time.sleep(RETRY_S)
        return Share(passed_over=1)
    if share.passed_over and not share.done:
        time.sleep(PASSED_OVER_S)
    return share


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
