"""The gateway process: device HTTP in, durable signals, answers out. It decides nothing.

A request is decoded by a pure function, put into the batch that is being gathered, and answered after the commit
(S1). Where it cannot be stored, OwnTracks, which takes any answer as success, gets none: its connection is dropped;
everyone else gets 503.

What a refused sender is told: OwnTracks 401 for unknown devices and wrong passwords alike, 400 for what cannot be
read; OsmAnd 400, as Traccar's server says; a check-in link 404. A device that is unknown learns nothing more.
"""

import asyncio
import json
import logging
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import uvloop
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from alongside.devices import metrics
from alongside.devices.batcher import UNSTORABLE, Batcher, Job
from alongside.devices.gateway_http import Request, Server
from alongside.devices.gateway_reader import Reader
from alongside.devices.link_page import LinkPage, headers, render, tell_time
from alongside.devices.protocols import link, osmand, owntracks
from alongside.devices.protocols.signal import Decoded, HttpFrame, Signal
from alongside.devices.store import AHEAD, Outcome, digest_secret, write_frame
from alongside.people.access import ANYONE, MACHINE

_log = logging.getLogger(__name__)

_JSON = b"application/json"
_HTML = b"text/html; charset=utf-8"
_TEXT = b"text/plain; charset=utf-8"
_CHALLENGE = b'WWW-Authenticate: Basic realm="Alongside", charset="UTF-8"\r\n'


def run(
    database_url: str,
    *,
    host: str = "127.0.0.1",
    port: int = 5055,
    sos_words: tuple[str, ...] = owntracks.SOS_WORDS,
    ready: Callable[[int], None] | None = None,
) -> None:
    """Serves until SIGTERM or SIGINT. `ready` is called with the port once it is open; port 0 picks a free one.

    `database_url` is a libpq address for the service role. Raises OSError where the port is taken.
    """

    async def main() -> None:
        gateway = Gateway(database_url, sos_words=sos_words)
        bound = await gateway.start(host, port)
        _log.info("Listening for devices on port %d", bound)
        if ready:
            ready(bound)
        stop = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        await stop.wait()
        await gateway.stop()

    uvloop.run(main())


class Gateway:
    """One listening port with its batcher."""

    def __init__(self, database_url: str, *, sos_words: tuple[str, ...] = owntracks.SOS_WORDS) -> None:
        self.batcher = Batcher(database_url)
        self._reader = Reader(database_url)
        self._http = Server(self.handle)
        self._sos_words = tuple(word.strip().lower() for word in sos_words if word.strip())
        self._listener: asyncio.Server | None = None
        self._pages: set[asyncio.Task[None]] = set()

    async def start(self, host: str, port: int) -> int:
        """Opens the port and returns it. Raises OSError where it is taken."""
        self._listener = await asyncio.get_running_loop().create_server(self._http.connection, host, port, backlog=1024)
        self._http.start()
        self.batcher.start()
        return self._listener.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Takes no more, commits and answers what was taken, and closes."""
        if self._listener:
            self._listener.close()
        self._http.stopping = True
        await self.batcher.close()
        await self._http.close()
        await self._reader.close()

    def handle(self, request: Request) -> None:
        """Answers one request, at once or after its batch's commit."""
        path = request.path
        route = ROUTES["/c/<key>"] if path.startswith("/c/") else ROUTES.get(path)
        if route is None:
            _refuse(request, "http", "not_found", 404)
        elif request.method not in route.methods:
            allowed = f"Allow: {', '.join(route.methods)}\r\n".encode()
            _refuse(request, route.protocol, "bad_method", 405, allowed)
        else:
            route.answer(self, request)

    def _owntracks(self, request: Request) -> None:
        decoded = owntracks.decode(_frame(request), self._sos_words)
        if not decoded.signals:
            reason = decoded.refusals[0].reason if decoded.refusals else ""
            if not decoded.refusals:
                request.answer(200, b"[]", _JSON)
            else:
                _count(decoded, "owntracks")
                status = 401 if reason == "bad_credentials" else 400
                _answer_refusal(request, status, decoded.error or "", _CHALLENGE if status == 401 else b"")
            return
        if decoded.secret is None:
            _refuse(request, "owntracks", "no_secret", 401, _CHALLENGE)
            return
        self._store(request, "owntracks", decoded, partial(_answer_owntracks, request, decoded), request.drop)

    def _osmand(self, request: Request) -> None:
        decoded = osmand.decode(_frame(request))
        if not decoded.signals:
            _count(decoded, "osmand")
            _answer_refusal(request, 400, decoded.error or "")
            return
        self._store(
            request, "osmand", decoded, partial(_answer_osmand, request, decoded), partial(_unavailable, request)
        )

    def _link(self, request: Request) -> None:
        decoded = link.decode(_frame(request))
        browser = "text/html" in request.header(b"accept")
        if decoded.signals:
            self._store(
                request,
                "link",
                decoded,
                partial(self._answer_link, request, decoded, browser),
                partial(self._link_unstored, request, browser),
            )
        elif decoded.refusals:
            _count(decoded, "link")
            _answer_refusal(request, 404 if decoded.refusals[0].reason == "not_found" else 400, decoded.error or "")
        else:
            self._later(self._show_buttons(request))

    def _store(
        self,
        request: Request,
        protocol: str,
        decoded: Decoded,
        answer: Callable[[list[Outcome]], None],
        unstored: Callable[[], None],
    ) -> None:
        digest = digest_secret(decoded.secret) if decoded.secret is not None else None
        frames = [write_frame(protocol, one, digest) for one in decoded.signals]
        if decoded.refusals:
            _count(decoded, protocol)

        def done(outcomes: list[Outcome] | None) -> None:
            if outcomes is None:
                unstored()
                return
            for outcome in outcomes:
                if not outcome.taken:
                    metrics.FRAMES_REFUSED.labels(protocol, outcome.result).inc()
            answer(outcomes)

        if not self.batcher.submit(Job(protocol, frames, done, time.perf_counter())):
            metrics.FRAMES_UNSTORED.labels(protocol).inc(len(frames))
            unstored()

    def _answer_link(self, request: Request, decoded: Decoded, browser: bool, outcomes: list[Outcome]) -> None:
        outcome = outcomes[0]
        if browser:
            self._later(self._show_received(request, decoded.signals[0], decoded.secret or "", outcome))
        elif outcome.taken:
            moment = outcome.received_at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
            request.answer(200, f"{decoded.signals[0].kind} received {moment}\n".encode(), _TEXT)
        else:
            request.answer(404, b"This link is not known.\n", _TEXT)

    def _link_unstored(self, request: Request, browser: bool) -> None:
        if browser:
            _show(request, 503, LinkPage("unstored"))
        else:
            _unavailable(request)

    async def _show_buttons(self, request: Request) -> None:
        key, kind = link.read_path(request.path)
        try:
            zone = await self._reader.time_zone(key)
        except OSError:
            _show(request, 503, LinkPage("unstored"))
            return
        if zone is None or kind is None:
            metrics.FRAMES_REFUSED.labels("link", "unknown_device").inc()
            _show(request, 404, LinkPage("unknown"))
        else:
            _show(request, 200, LinkPage("ask", f"/c/{key}"))

    async def _show_received(self, request: Request, received: Signal, key: str, outcome: Outcome) -> None:
        if not outcome.taken:
            _show(request, 404, LinkPage("unknown"))
            return
        try:
            zone = await self._reader.time_zone(key) or "UTC"
        except OSError:
            zone = "UTC"
        _show(request, 200, LinkPage(received.kind, f"/c/{key}", tell_time(outcome.received_at, zone)))

    def _alive(self, request: Request) -> None:
        request.answer(200, b"alive\n", _TEXT)

    def _measures(self, request: Request) -> None:
        request.answer(200, generate_latest(), CONTENT_TYPE_LATEST.encode())

    def _ready(self, request: Request) -> None:
        self._later(self._show_readiness(request))

    async def _show_readiness(self, request: Request) -> None:
        reasons = await self._reader.reasons_not_ready()
        if self._http.stopping:
            reasons.append("the gateway is stopping")
        if not self.batcher.connected:
            reasons.append("no writer has a connection to the database")
        body = {"ready": not reasons, "reasons": reasons}
        request.answer(503 if reasons else 200, json.dumps(body).encode() + b"\n", _JSON)

    def _later(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._pages.add(task)
        task.add_done_callback(self._pages.discard)


@dataclass(frozen=True, slots=True)
class Route:
    """What is answered at one address, and to whom (`people.access`). `protocol` is what refusals are counted under."""

    access: str
    protocol: str
    methods: tuple[str, ...]
    answer: Callable[[Gateway, Request], None]


_OSMAND = Route(MACHINE, "osmand", ("GET", "POST"), Gateway._osmand)
_READ = ("GET", "HEAD")
ROUTES = {
    "/owntracks": Route(MACHINE, "owntracks", ("POST",), Gateway._owntracks),
    "/": _OSMAND,
    "/osmand": _OSMAND,
    "/osmand/": _OSMAND,
    "/c/<key>": Route(ANYONE, "link", ("GET", "HEAD", "POST"), Gateway._link),
    "/healthz": Route(MACHINE, "http", _READ, Gateway._alive),
    "/readyz": Route(MACHINE, "http", _READ, Gateway._ready),
    "/metrics": Route(MACHINE, "http", _READ, Gateway._measures),
}
"""Every address of the devices' port. Devices prove themselves in each frame; a check-in link's key is all it needs."""


def _frame(request: Request) -> HttpFrame:
    header = request.header
    return HttpFrame(
        request.method,
        request.path,
        request.query,
        header(b"content-type"),
        header(b"authorization"),
        header(b"x-limit-u"),
        header(b"x-limit-d"),
        request.body,
    )


def _answer_owntracks(request: Request, decoded: Decoded, outcomes: list[Outcome]) -> None:
    """One frame of an array that is taken makes the answer a success: the app would not send the others again."""
    if any(outcome.taken for outcome in outcomes):
        request.answer(200, decoded.answer or b"[]", _JSON)
    elif outcomes[0].result in (AHEAD, UNSTORABLE):
        _answer_refusal(request, 400, _EXPLAINED[outcomes[0].result])
    else:
        _answer_refusal(request, 401, "unknown device or wrong password", _CHALLENGE)


def _answer_osmand(request: Request, decoded: Decoded, outcomes: list[Outcome]) -> None:
    if any(outcome.taken for outcome in outcomes):
        request.answer(200, decoded.answer or b"", _TEXT)
    else:
        _answer_refusal(request, 400, _EXPLAINED.get(outcomes[0].result, "unknown device"))


_EXPLAINED = {
    AHEAD: "the device's time is more than 10 minutes ahead",
    UNSTORABLE: "the frame cannot be stored",
}


def _refuse(request: Request, protocol: str, reason: str, status: int, extra: bytes = b"") -> None:
    metrics.FRAMES_REFUSED.labels(protocol, reason).inc()
    _answer_refusal(request, status, reason.replace("_", " "), extra)


def _answer_refusal(request: Request, status: int, text: str, extra: bytes = b"") -> None:
    request.answer(status, json.dumps({"error": text}).encode() + b"\n", _JSON, extra)


def _unavailable(request: Request) -> None:
    _answer_refusal(request, 503, "not stored: try again", b"Retry-After: 1\r\n")


def _show(request: Request, status: int, page: LinkPage) -> None:
    extra = "".join(f"{name}: {value}\r\n" for name, value in headers().items()).encode()
    request.answer(status, render(page), _HTML, extra)


def _count(decoded: Decoded, protocol: str) -> None:
    for refusal in decoded.refusals:
        metrics.FRAMES_REFUSED.labels(protocol, refusal.reason).inc()
