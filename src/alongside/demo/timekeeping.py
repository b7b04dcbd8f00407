"""The time of simulated lives, which may run faster than ours."""

import asyncio
import time


class Clock:
    """Seconds of simulated life since the start, `speed` of them in one of ours."""

    def __init__(self, speed: float = 1.0) -> None:
        if speed <= 0:
            raise ValueError("time goes forward")
        self._speed = speed
        self._start = time.monotonic()

    def now(self) -> float:
        """Seconds since the start."""
        return (time.monotonic() - self._start) * self._speed

    async def sleep(self, seconds: float) -> None:
        """Waits so many simulated seconds; none for a number below zero."""
        if seconds > 0:
            await asyncio.sleep(seconds / self._speed)

    async def wait(self, event: asyncio.Event, seconds: float) -> None:
        """Waits for `event`, but no longer than so many simulated seconds."""
        waiting = [asyncio.create_task(event.wait()), asyncio.create_task(self.sleep(seconds))]
        try:
            await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in waiting:
                task.cancel()
