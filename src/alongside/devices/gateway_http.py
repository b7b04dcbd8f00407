"""HTTP/1.1 for devices, on httptools and the bare event loop.

A device's request is small, and its answer is a handful of bytes; what counts is that thousands of them cost little
and that nothing a stranger sends does harm. Limits: 64 KiB of body, 16 KiB of headers, 20 s to send a request, 75 s
of silence between two, 16 requests in line on one connection. Requests of a connection are answered in their order.
Nothing of a request is ever logged.
"""

import asyncio
import contextlib
import time
from collections import deque
from collections.abc import Callable
from typing import Any

import httptools

from alongside.devices import metrics

MAX_BODY = 64 * 1024
MAX_HEADERS = 16 * 1024
MAX_IN_LINE = 16
MAX_CONNECTIONS = 20_000
REQUEST_S = 20.0
IDLE_S = 75.0
LINGER_S = 1.0
STOP_S = 5.0

_REASONS = {
    200: b"OK",
    303: b"See Other",
    400: b"Bad Request",
    401: b"Unauthorized",
    404: b"Not Found",
    405: b"Method Not Allowed",
    408: b"Request Timeout",
    413: b"Content Too Large",
    415: b"Unsupported Media Type",
    431: b"Request Header Fields Too Large",
    503: b"Service Unavailable",
}


class Request:
    """One request as it arrived. Header names are in lower case."""

    __slots__ = ("_connection", "answered", "body", "headers", "keep_alive", "method", "path", "query", "refused")

    def __init__(
        self, connection: "DeviceConnection", method: str, url: bytes, headers: dict[bytes, bytes], keep_alive: bool
    ) -> None:
        self._connection = connection
        self.method = method
        path, _, query = url.partition(b"?")
        self.path = path.decode("latin-1")
        self.query = query.decode("latin-1")
        self.headers = headers
        self.keep_alive = keep_alive
        self.body = b""
        self.answered = False
        self.refused = 0
        """The status to refuse it with, where it is no acceptable request."""

    def header(self, name: bytes) -> str:
        """A header's value, empty where there is none."""
        value = self.headers.get(name)
        return value.decode("latin-1") if value else ""

    def answer(self, status: int, body: bytes = b"", content_type: bytes = b"text/plain", extra: bytes = b"") -> None:
        """Sends the answer. `extra` is further header lines, each with its line end."""
        if not self.answered:
            self.answered = True
            self._connection.send(self, status, body, content_type, extra)

    def drop(self) -> None:
        """Ends the connection without an answer, which tells a phone app to keep the message and send it again
        (S1).
        """
        self.answered = True
        self._connection.abort()


Handler = Callable[[Request], None]


class Server:
    """The connections of one listening port, and the watch over slow ones."""

    def __init__(self, handle: Handler) -> None:
        self.handle = handle
        self.connections: set[DeviceConnection] = set()
        self.stopping = False
        self.date = b""
        self._all_gone = asyncio.Event()
        self._sweeper: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Starts the watch; call it in the event loop."""
        self._tick()
        self._sweeper = asyncio.create_task(self._sweep())

    def connection(self) -> "DeviceConnection":
        """The protocol factory for `loop.create_server`."""
        return DeviceConnection(self)

    async def close(self) -> None:
        """Closes what is idle, lets what is being answered be answered, for up to 5 s."""
        self.stopping = True
        for connection in list(self.connections):
            connection.close_when_idle()
        if self.connections:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._all_gone.wait(), STOP_S)
        for connection in list(self.connections):
            connection.abort()
        if self._sweeper:
            self._sweeper.cancel()

    def forget(self, connection: "DeviceConnection") -> None:
        """A connection has ended."""
        self.connections.discard(connection)
        if self.stopping and not self.connections:
            self._all_gone.set()

    def _tick(self) -> None:
        self.date = time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime()).encode()

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(1)
            self._tick()
            metrics.CONNECTIONS.set(len(self.connections))
            now = time.monotonic()
            for connection in list(self.connections):
                connection.check_time(now)


class DeviceConnection(asyncio.Protocol):
    """One connection: reads requests, hands them on one at a time, writes their answers in order."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._transport: Any = None
        self._parser = httptools.HttpRequestParser(self)
        self._in_line: deque[Request] = deque()
        self._current: Request | None = None
        self._url = b""
        self._headers: dict[bytes, bytes] = {}
        self._body: list[bytes] = []
        self._body_size = 0
        self._head_size = 0
        self._in_head = True
        self._reading_since = 0.0
        self._idle_since = 0.0
        self._deaf = False
        """What came was no acceptable request: whatever else comes is not read."""
        self._paused = False

    # asyncio.Protocol

    def connection_made(self, transport: Any) -> None:
        self._transport = transport
        self._idle_since = time.monotonic()
        if len(self._server.connections) >= MAX_CONNECTIONS or self._server.stopping:
            transport.abort()
            return
        self._server.connections.add(self)

    def connection_lost(self, error: Exception | None) -> None:
        self._server.forget(self)
        self._in_line.clear()

    def data_received(self, data: bytes) -> None:
        if self._deaf:
            return
        if self._in_head:
            self._head_size += len(data)
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            self._refuse(400)
        except httptools.HttpParserError as error:
            cause = error.__context__
            self._refuse(cause.status if isinstance(cause, _TooLarge) else 400)
        if self._in_head and self._head_size > MAX_HEADERS:
            self._refuse(431)

    def eof_received(self) -> bool:
        """The sender will send no more; what it sent is still answered."""
        if self._current is None:
            return False
        self._current.keep_alive = False
        return True

    def pause_writing(self) -> None:
        # The sender does not read its answers: take no more of its requests until it does.
        self._transport.pause_reading()

    def resume_writing(self) -> None:
        self._resume_reading()

    # httptools callbacks

    def on_message_begin(self) -> None:
        self._url, self._headers, self._body, self._body_size = b"", {}, [], 0
        self._reading_since = time.monotonic()

    def on_url(self, url: bytes) -> None:
        self._url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        self._headers[name.lower()] = value

    def on_headers_complete(self) -> None:
        length = self._headers.get(b"content-length")
        if length and length.isdigit() and int(length) > MAX_BODY:
            raise _TooLarge(413)
        self._in_head = False
        self._head_size = 0
        if b"expect" in self._headers and self._headers[b"expect"].lower() == b"100-continue":
            self._transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")

    def on_body(self, body: bytes) -> None:
        self._body_size += len(body)
        if self._body_size > MAX_BODY:
            raise _TooLarge(413)
        self._body.append(body)

    def on_message_complete(self) -> None:
        self._in_head = True
        self._reading_since = 0.0
        parser = self._parser
        request = Request(
            self, parser.get_method().decode("latin-1"), self._url, self._headers, parser.should_keep_alive()
        )
        body = self._body
        request.body = body[0] if len(body) == 1 else b"".join(body)
        if self._current is None:
            self._hand_on(request)
            return
        self._in_line.append(request)
        if len(self._in_line) >= MAX_IN_LINE and not self._paused:
            self._paused = True
            self._transport.pause_reading()

    # answering

    def send(self, request: Request, status: int, body: bytes, content_type: bytes, extra: bytes) -> None:
        """Writes the answer to `request` and goes on with the next one in line."""
        transport = self._transport
        if request is not self._current or transport.is_closing():
            return
        stay = request.keep_alive and not self._server.stopping
        transport.write(
            b"HTTP/1.1 %d %s\r\nContent-Type: %s\r\nContent-Length: %d\r\nDate: %s\r\n%s%s\r\n%s"
            % (
                status,
                _REASONS[status],
                content_type,
                len(body),
                self._server.date,
                extra,
                b"" if stay else b"Connection: close\r\n",
                b"" if request.method == "HEAD" else body,
            )
        )
        self._current = None
        if not stay:
            self._linger() if self._deaf else transport.close()
            return
        if self._in_line:
            asyncio.get_running_loop().call_soon(self._next)
        else:
            self._idle_since = time.monotonic()

    def abort(self) -> None:
        """Ends the connection at once."""
        self._current = None
        self._in_line.clear()
        if self._transport is not None:
            self._transport.abort()

    def close_when_idle(self) -> None:
        """Closes now where nothing is being answered, else after the answer."""
        if self._current is None and not self._in_line and self._transport is not None:
            self._transport.close()
        elif self._current is not None:
            self._current.keep_alive = False

    def check_time(self, now: float) -> None:
        """Refuses who sends too slowly, closes who has been silent."""
        if self._current is not None or self._deaf:
            return
        if self._reading_since and now - self._reading_since > REQUEST_S:
            self._refuse(408)
        elif not self._reading_since and now - self._idle_since > IDLE_S:
            self._transport.close()

    def _hand_on(self, request: Request) -> None:
        self._current = request
        if request.refused:
            request.answer(request.refused, _REASONS[request.refused] + b"\n")
            return
        try:
            self._server.handle(request)
        except Exception:
            self.abort()
            raise

    def _next(self) -> None:
        if self._current is None and self._in_line and not self._transport.is_closing():
            request = self._in_line.popleft()
            self._resume_reading()
            self._hand_on(request)

    def _resume_reading(self) -> None:
        if len(self._in_line) < MAX_IN_LINE and not self._transport.is_closing():
            self._paused = False
            self._transport.resume_reading()

    def _refuse(self, status: int) -> None:
        """Answers what is no acceptable request, once what came before it is answered, and closes."""
        if self._deaf:
            return
        metrics.FRAMES_REFUSED.labels("http", _REFUSALS[status]).inc()
        self._deaf = True
        request = Request(self, "POST", b"", {}, keep_alive=False)
        request.refused = status
        if self._current is None:
            self._hand_on(request)
        else:
            self._in_line.append(request)

    def _linger(self) -> None:
        """Closes a moment later and reads on meanwhile, so that the answer is not lost with what is still on its
        way.
        """
        self._deaf = True
        if self._transport.can_write_eof():
            self._transport.write_eof()
        asyncio.get_running_loop().call_later(LINGER_S, self._transport.close)


_REFUSALS = {400: "bad_http", 408: "too_slow", 413: "too_large", 431: "too_large"}


class _TooLarge(Exception):
    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status
