"""Senders that cost little: raw protocols on the event loop, requests encoded beforehand."""

import asyncio
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import uvloop

from bench.result import Failed, percentile

ANSWERED_WITHIN_S = 30.0


@dataclass
class Tally:
    """What senders heard: how many 200 answers, how long each took in seconds, and the first answer that was another."""

    acknowledged: int = 0
    waits: list[float] = field(default_factory=list)
    refusal: bytes = b""

    def in_milliseconds(self, percent: float) -> float:
        return round(percentile(self.waits, percent) * 1000, 2)


@dataclass(frozen=True)
class Measured:
    """A stretch of load: `per_second` is what was acknowledged in it; `tally` holds what was still under way too."""

    per_second: float
    tally: Tally


class Sender(asyncio.Protocol):
    """One open connection with at most one request under way. Counts 200 answers and nothing else."""

    def __init__(self, requests: Iterator[bytes], tally: Tally) -> None:
        self._requests = requests
        self._tally = tally
        self._transport: Any = None
        self._answer = b""
        self._answer_size = 0
        self._sent_at = 0.0
        self._repeat = False
        self.idle = asyncio.Event()
        self.idle.set()

    def connection_made(self, transport: Any) -> None:
        self._transport = transport

    def send(self, request: bytes | None = None, *, repeat: bool = False) -> None:
        """Sends one request; with `repeat` the next as soon as it is answered, until `rest` is called."""
        self._repeat = repeat
        self.idle.clear()
        self._sent_at = time.perf_counter()
        self._transport.write(request or next(self._requests))

    def rest(self) -> None:
        """Sends no more."""
        self._repeat = False

    def data_received(self, data: bytes) -> None:
        if self._answer:
            data = self._answer + data
        if len(data) != self._answer_size:
            self._answer_size = _whole_size(data)
            if len(data) < self._answer_size:
                self._answer = data
                return
        self._answer = b""
        tally = self._tally
        if data.startswith(b"HTTP/1.1 200 ") and len(data) == self._answer_size:
            tally.acknowledged += 1
            tally.waits.append(time.perf_counter() - self._sent_at)
        else:
            self._refused(data)
        if self._repeat:
            self._sent_at = time.perf_counter()
            self._transport.write(next(self._requests))
        else:
            self.idle.set()

    def connection_lost(self, error: Exception | None) -> None:
        if not self.idle.is_set():
            self._refused(b"the connection was closed without an answer")
            self.idle.set()

    def close(self) -> None:
        self._transport.abort()

    def _refused(self, answer: bytes) -> None:
        self._repeat = False
        self._tally.refusal = self._tally.refusal or answer[:500]


async def connect(url: str, streams: Sequence[Iterator[bytes]], tally: Tally) -> list[Sender]:
    """An open connection for each stream of requests."""
    place = urlsplit(url)
    loop = asyncio.get_running_loop()
    senders = [Sender(requests, tally) for requests in streams]
    for sender in senders:
        await loop.create_connection(partial(_give, sender), str(place.hostname), place.port or 80)
    return senders


def press_as_fast_as_answered(url: str, streams: Sequence[Iterator[bytes]], seconds: float, warm_up: float) -> Measured:
    """Every connection sends its next request when the last is answered. Raises Failed for any answer but 200."""

    async def press() -> Measured:
        tally = Tally()
        senders = await connect(url, streams, tally)
        for sender in senders:
            sender.send(repeat=True)
        await asyncio.sleep(warm_up)
        before, began = tally.acknowledged, time.perf_counter()
        tally.waits.clear()
        await asyncio.sleep(seconds)
        per_second = (tally.acknowledged - before) / (time.perf_counter() - began)
        for sender in senders:
            sender.rest()
        await rest_of(senders)
        if tally.refusal:
            raise Failed(f"a check-in was not acknowledged: {tally.refusal!r}")
        return Measured(per_second, tally)

    return uvloop.run(press())


async def rest_of(senders: Sequence[Sender]) -> None:
    """Waits until every request under way is answered, and closes the connections. Raises Failed where one is not."""
    try:
        async with asyncio.timeout(ANSWERED_WITHIN_S):
            for sender in senders:
                await sender.idle.wait()
    except TimeoutError:
        raise Failed(f"a request was not answered within {ANSWERED_WITHIN_S:.0f} s") from None
    finally:
        for sender in senders:
            sender.close()


def _give(sender: Sender) -> Sender:
    return sender


def _whole_size(answer: bytes) -> int:
    """How long the answer is, by its Content-Length; more than is there where the head is not complete."""
    head, separator, _ = answer.partition(b"\r\n\r\n")
    if not separator:
        return len(answer) + 1
    length = head.lower().partition(b"\r\ncontent-length:")[2].partition(b"\r\n")[0]
    return len(head) + 4 + int(length or 0)
