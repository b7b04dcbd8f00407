"""A receiver of webhooks: checks every signature with the specification's own library, and fails as often as it is told."""

import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from standardwebhooks import Webhook, WebhookVerificationError


@dataclass(frozen=True)
class Arrived:
    """One call: its `webhook-id`, what it said, and whether its signature fits."""

    id: str
    said: dict[str, Any]
    genuine: bool
    host: str


@dataclass
class WebhookStandIn:
    """Listens on a free port of this machine. `answers` are given one after the other, then 204."""

    secret: str = ""
    answers: list[int] = field(default_factory=list)
    arrived: list[Arrived] = field(default_factory=list)

    def __enter__(self) -> "WebhookStandIn":
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.url = f"http://127.0.0.1:{self._server.server_port}/hook"
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def takes(self, headers: dict[str, str], body: bytes) -> int:
        """Checks and keeps a call; the status to answer."""
        try:
            Webhook(self.secret).verify(body, headers)
            genuine = True
        except WebhookVerificationError:
            genuine = False
        self.arrived.append(Arrived(headers["webhook-id"], json.loads(body), genuine, headers["host"]))
        return self.answers.pop(0) if self.answers else 204


def _handler(stand_in: WebhookStandIn) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status = stand_in.takes({name.lower(): value for name, value in self.headers.items()}, body)
            self.send_response(status)
            if 300 <= status < 400:
                self.send_header("Location", stand_in.url)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            return

    return Handler
