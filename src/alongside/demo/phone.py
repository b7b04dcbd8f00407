"""A simulated phone or badge: keeps what it has to say until the gateway has it."""

import asyncio
from collections import deque

import aiohttp

from alongside.demo.frames import Frame
from alongside.demo.timekeeping import Clock

LONGEST_MEMORY = 500
"""Frames kept while there is no signal; then the oldest is forgotten, as the apps do."""
PATIENCE_S = (1.0, 2.0, 5.0, 10.0)
"""Pauses before trying again; the last one stays."""


class Phone:
    """Sends frames to `url` in their order, each until it is taken.

    A refusal (4xx) is not tried again: it is counted in `refused`, and `last_refusal` says what it was.
    """

    def __init__(self, session: aiohttp.ClientSession, url: str, clock: Clock) -> None:
        self._session = session
        self._url = url.rstrip("/")
        self._clock = clock
        self._memory: deque[Frame] = deque(maxlen=LONGEST_MEMORY)
        self._something = asyncio.Event()
        self._no_signal_until = 0.0
        self.sent = self.refused = 0
        self.last_refusal = ""

    @property
    def waiting(self) -> int:
        """Frames that the gateway does not have yet."""
        return len(self._memory)

    def say(self, frame: Frame) -> None:
        """Puts a frame in line."""
        self._memory.append(frame)
        self._something.set()

    def lose_signal(self, seconds: float) -> None:
        """Nothing goes out for so long; what is said meanwhile goes out afterwards, as it was."""
        self._no_signal_until = self._clock.now() + seconds

    async def run(self) -> None:
        """Sends, until cancelled."""
        failures = 0
        while True:
            self._something.clear()
            if not self._memory:
                await self._something.wait()
            await self._clock.sleep(self._no_signal_until - self._clock.now())
            frame = self._memory[0]
            if await self._deliver(frame):
                if self._memory[0] is frame:  # else it was forgotten meanwhile
                    self._memory.popleft()
                failures = 0
            else:
                await asyncio.sleep(PATIENCE_S[min(failures, len(PATIENCE_S) - 1)])
                failures += 1

    async def _deliver(self, frame: Frame) -> bool:
        """Whether the phone may forget the frame."""
        try:
            async with self._session.request(
                frame.method, self._url + frame.path, data=frame.body or None, headers=frame.headers
            ) as answer:
                text = await answer.text()
        except (aiohttp.ClientError, TimeoutError):
            return False
        if answer.status >= 500:
            return False
        if answer.status >= 400:
            self.refused += 1
            self.last_refusal = f"{answer.status} {text.strip()[:200]}"
        else:
            self.sent += 1
        return True
