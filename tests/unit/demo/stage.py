"""A stage for simulated people: time that passes when told, a system that only plays one worker's visits, and what the
gateway would have read.
"""

import asyncio
import itertools
from datetime import UTC, datetime, timedelta
from heapq import heappop, heappush
from urllib.parse import urlsplit

from alongside.demo.app import Declined
from alongside.demo.timekeeping import Clock
from alongside.devices.protocols import link, osmand, owntracks
from alongside.devices.protocols.signal import HttpFrame


class StagedClock(Clock):
    """A clock that stands still until `let_pass`."""

    def __init__(self):
        super().__init__()
        self.time = 0.0
        self._sleeping = []
        self._numbers = itertools.count()

    def now(self):
        return self.time

    async def sleep(self, seconds):
        if seconds > 0:
            woken = asyncio.get_running_loop().create_future()
            heappush(self._sleeping, (self.time + seconds, next(self._numbers), woken))
            await woken

    async def let_pass(self, seconds):
        """Wakes, in their order, all who wanted to sleep no longer than that."""
        end = self.time + seconds
        await self._settle()
        while self._sleeping and self._sleeping[0][0] <= end:
            self.time, _, woken = heappop(self._sleeping)
            if not woken.done():
                woken.set_result(None)
                await self._settle()
        self.time = end

    async def _settle(self):
        for _ in range(25):
            await asyncio.sleep(0)


class Notebook:
    """A phone that keeps what it is told to send, read by the decoders."""

    def __init__(self, clock):
        self._clock = clock
        self.said = []
        self.lost_for = []

    def say(self, frame):
        url = urlsplit(frame.path)
        headers = {name.lower(): value for name, value in frame.headers.items()}
        received = HttpFrame(
            frame.method, url.path, url.query, headers.get("content-type", ""), headers.get("authorization", ""),
            body=frame.body,
        )  # fmt: skip
        decode = link.decode if url.path.startswith("/c/") else osmand.decode
        decoded = (owntracks.decode if url.path == "/owntracks" else decode)(received)
        assert not decoded.refusals
        self.said.append((self._clock.now(), decoded.signals[0].kind))

    def lose_signal(self, seconds):
        self.lost_for.append(seconds)

    def times_of(self, kind):
        return [at for at, said in self.said if said == kind]


class VisitsOnly:
    """The API as one worker's app sees it. `status` is what the visit shows; tests set it."""

    def __init__(self, clock, status=None, pins=("2468",)):
        self._clock = clock
        self.status = status
        self.calls = []
        self.pins = []
        self._begun = datetime(2026, 3, 2, 9, tzinfo=UTC)

    async def get(self, path, **query):
        if path == "/visits":
            return {"items": [self._visit()] if self.status else []}
        return self._visit()

    async def post(self, path, **fields):
        self.calls.append((self._clock.now(), path, fields))
        if path == "/visits":
            self.status = "active"
        if path.endswith("/end"):
            if self.status == "ended":
                raise Declined(409, {"code": "ended"})
            self.pins.append(fields["pin"])
            self.status = "ended"
        return self._visit()

    def times_of(self, what):
        return [at for at, path, _ in self.calls if path.endswith(what)]

    def _visit(self):
        return {
            "id": "v1",
            "status": self.status,
            "started_at": self._begun.isoformat(),
            "due_at": (self._begun + timedelta(minutes=5)).isoformat(),
        }
