"""How much anybody may send in one request.

Django reads a whole request to the disk before it looks at it. This stands in front and stops a sender who says, or sends, too
much.
"""

from collections.abc import Mapping
from typing import Any

from asgiref.typing import ASGIReceiveCallable, ASGISendCallable

REFUSAL = b'{"type": "about:blank", "title": "Too large", "status": 413, "detail": "%s"}'
DETAIL = "This is more than can be sent at once. Send less, or in several parts."
PAGE = b"""<!DOCTYPE html><html lang="en-GB"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Too large</title><h1>This is more than can be sent at once</h1>
<p>Nothing of it was stored. Go back: what you wrote is still there. Leave out the largest file, or send files one by one.</p>
<p>If someone is in danger, ring <a href="tel:999">999</a>.</p></html>"""
"""For a person whose browser sent a form."""


class TooLarge(Exception):
    """More has come than is taken."""


def limit_bodies(application: Any, largest: int, *, at: Mapping[str, int] | None = None) -> Any:
    """An ASGI application that answers 413 where a request's body has more than `largest` bytes.

    `at` names paths to which more may be sent.
    """
    larger = at or {}

    async def limited(scope: Any, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        if scope["type"] != "http":
            await application(scope, receive, send)
            return
        most = max(largest, larger.get(scope.get("path", ""), 0))
        if _announced(scope) > most:
            await _refuse(scope, send)
            return
        received = 0

        async def counted() -> Any:
            nonlocal received
            message: Any = await receive()
            received += len(message.get("body", b""))
            if received > most:
                raise TooLarge
            return message

        try:
            await application(scope, counted, send)
        except TooLarge:  # raised while the body is read: nothing was answered yet
            await _refuse(scope, send)

    return limited


def _announced(scope: Any) -> int:
    """What `Content-Length` says, 0 where it says nothing that can be read."""
    said = dict(scope["headers"]).get(b"content-length", b"")
    return int(said) if said.isdigit() and len(said) < 19 else 0


async def _refuse(scope: Any, send: Any) -> None:
    is_page = b"text/html" in dict(scope["headers"]).get(b"accept", b"")
    kind = b"text/html; charset=utf-8" if is_page else b"application/problem+json"
    headers = [(b"content-type", kind), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": PAGE if is_page else REFUSAL % DETAIL.encode()})
