"""What `alongside send` does beside sending: taking what providers said, and sealing the ledger."""

import logging
import threading
from collections.abc import Callable

from django.db import InterfaceError, OperationalError, connection

from alongside.ledger import sealing
from alongside.ledger.sealing import seal_due
from alongside.messages import callbacks
from alongside.messages.actions import CALLBACKS
from alongside.messages.callbacks import handle_due

EVERY_SECONDS = 1.0

log = logging.getLogger(__name__)


class Outage:
    """Says once that the database is away, and once that it is back, whoever of this process notices."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._since_told = False

    def noticed(self, error: Exception) -> None:
        with self._lock:
            if not self._since_told:
                log.warning("The database is away; the chores wait for it: %s", str(error).strip().split("\n")[0])
            self._since_told = True

    def over(self) -> None:
        with self._lock:
            if self._since_told:
                log.info("The database is back; the chores go on.")
            self._since_told = False


outage = Outage()


class Chore:
    """Does a piece of work in a thread of its own, again and again and whenever it is woken, and outlives its failures.

    `work` returns whether there is more to do at once. `channel` is the NOTIFY channel that wakes it; `every` the
    seconds after which it is done in any case. One that does without the database (`needs_database`) has nothing to say of it.
    """

    def __init__(
        self,
        name: str,
        work: Callable[[], bool],
        channel: str = "",
        *,
        every: float = EVERY_SECONDS,
        needs_database: bool = True,
    ) -> None:
        self.channel = channel
        self._needs_database = needs_database
        self._every = every
        self._work = work
        self._woken = threading.Event()
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def wake(self) -> None:
        self._woken.set()

    def stop(self) -> None:
        """Ends the thread once its present piece of work is done."""
        self._stopping = True
        self._woken.set()
        self._thread.join(timeout=5)

    def _run(self) -> None:
        while not self._stopping:
            self._woken.clear()
            if not self._do():
                self._woken.wait(self._every)
        connection.close()

    def _do(self) -> bool:
        try:
            more = self._work()
            if self._needs_database:
                outage.over()
            return more
        except (OperationalError, InterfaceError) as error:
            outage.noticed(error)
            connection.close()
            return False
        except Exception:
            log.exception("%s failed and is tried again", self._thread.name)
            connection.close()
            return False


def standing_chores() -> list[Chore]:
    """Fresh chores of a sender."""
    resting = callbacks.Resting()
    return [
        Chore("send-callbacks", lambda: handle_due(resting) >= callbacks.BATCH, CALLBACKS),
        Chore("send-sealer", lambda: seal_due() >= sealing.BATCH),
    ]
