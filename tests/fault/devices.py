"""Devices that speak at a steady rate, whatever happens at the other end, and remember what was acknowledged."""

import threading
from collections import deque
from dataclasses import dataclass, field
from time import monotonic
from typing import Any
from urllib.parse import urlencode

from tests.asking import NoAnswer, ask
from tests.town import Town

RATE = 30
"""New frames a second, of which every tenth is a call for help."""

AT_ONCE = 8


@dataclass(frozen=True)
class Frame:
    """One frame of one device: the only one with this identifier and time (milliseconds since 1970)."""

    worker: str
    identifier: str
    timestamp: int
    is_sos: bool


@dataclass
class SteadyDevices:
    """Speaks OsmAnd within the `with` block. A frame that got no 200 is sent again, word for word, as phones do.

    A call for help comes from a worker who has not called yet: each must lead to an alarm of its own.
    """

    town: Town
    acknowledged: list[Frame] = field(default_factory=list)
    unanswered: deque[Frame] = field(default_factory=deque)

    def __enter__(self) -> "SteadyDevices":
        self._lock = threading.Lock()
        self._ended, self._silent = threading.Event(), threading.Event()
        self._begun_at, self._made, self._asking = monotonic(), 0, 0
        self._threads = [threading.Thread(target=self._speak, daemon=True) for _ in range(AT_ONCE)]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *args: object) -> None:
        self._ended.set()
        for thread in self._threads:
            thread.join(30)

    def sos_acknowledged(self) -> set[str]:
        """The workers whose call for help was acknowledged."""
        return {frame.worker for frame in list(self.acknowledged) if frame.is_sos}

    def fall_silent(self) -> None:
        """Makes nothing new; what was not acknowledged is still repeated."""
        self._silent.set()

    def everything_is_acknowledged(self) -> bool:
        """Whether every frame that was ever made has been acknowledged."""
        return len(self.acknowledged) == self._made

    def _speak(self) -> None:
        while not self._ended.is_set():
            frame = self._next()
            if frame is None:
                self._ended.wait(0.01)
            elif self._is_acknowledged(frame):
                self.acknowledged.append(frame)
            else:
                self.unanswered.append(frame)
                self._ended.wait(0.1)

    def _next(self) -> Frame | None:
        """A new frame, if it is time for one; else what was not acknowledged."""
        with self._lock:
            if not self._silent.is_set() and self._made < (monotonic() - self._begun_at) * RATE:
                number, self._made = self._made, self._made + 1
                return self._make(number)
            return self.unanswered.popleft() if self.unanswered else None

    def _make(self, number: int) -> Frame:
        pendants = self.town.pendants
        is_sos = number % 10 == 0 and number // 10 < len(pendants)
        worker, identifier = pendants[(number // 10 if is_sos else number) % len(pendants)]
        return Frame(worker, identifier, self.town.clock.seconds_on_phones * 1000 + number % 1000, is_sos)

    def _is_acknowledged(self, frame: Frame) -> bool:
        said: dict[str, Any] = {"id": frame.identifier, "timestamp": frame.timestamp, "lat": 53.4, "lon": -2.6}
        said |= {"alarm": "sos"} if frame.is_sos else {"event": "check_in"}
        try:
            return ask("GET", f"{self.town.installation.devices}/?{urlencode(said)}").status == 200
        except NoAnswer:
            return False
