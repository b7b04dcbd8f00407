"""A stand-in for a mail server: SMTP on a free port of the loopback address, remembers what it accepted."""

import asyncio
import logging
import threading
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.smtp import SMTP

logging.getLogger("mail.log").setLevel(logging.WARNING)


@dataclass
class MailStandIn:
    """Runs in a thread of the test while the `with` block lasts. `url` is what `ALONGSIDE_EMAIL_URL` wants."""

    sent: list[EmailMessage] = field(default_factory=list)
    url: str = ""

    def __enter__(self) -> "MailStandIn":
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="mail stand-in", daemon=True)
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(timeout=60)
        return self

    def __exit__(self, *args: object) -> None:
        self._loop.call_soon_threadsafe(self._server.close)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _listen(self) -> None:
        make = lambda: SMTP(self, hostname="mail.example", loop=self._loop)  # noqa: E731
        self._server = await self._loop.create_server(make, "127.0.0.1", 0)
        self.url = f"smtp://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 (aiosmtpd's name)
        self.sent.append(message_from_bytes(envelope.content, policy=policy.default))  # type: ignore[arg-type]
        return "250 Message accepted for delivery"
