"""What `alongside send` does beside sending: taking what providers said, and sealing the ledger."""

import logging
import threading
from collections.abc import Callable

from django.db import connection

from alongside.ledger import sealing
from alongside.ledger.sealing import seal_due
from alongside.messages import callbacks
from alongside.messages.actions import CALLBACKS
from alongside.messages.callbacks import handle_due

EVERY_SECONDS = 1.0

log = logging.getLogger(__name__)


class Chore:
    """Does a piece of work in a thread of its own, once a second and whenever it is woken, and outlives its failures.

    `work` returns whether there is more to do at once. `channel` is the NOTIFY channel that wakes it.
    """

    def __init__(self, name: str, work: Callable[[], bool], channel: str = "") -> None:
        self.channel = channel
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
                self._woken.wait(EVERY_SECONDS)
        connection.close()

    def _do(self) -> bool:
        try:
            return self._work()
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
