"""What the desks hear: server-sent events fed by PostgreSQL's NOTIFY.

One listening connection serves every desk of a web process. An event says only which organisation and which alarm or
visit changed; the desk then asks for the page's living part, as the person that it is. So nothing has to be replayed
after a break: every reconnection begins with an event.
"""

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg
from django.db import connection

from alongside.messages.health import CHANGED
from alongside.watch.decisions import DESKS

log = logging.getLogger("alongside.response")

HEARTBEAT_S = 15.0
RETRY_S = 1.0
LONGEST_QUEUE = 100
"""Events that wait for a slow desk. One that falls behind is told to look at everything, which is all it needs."""


@dataclass(frozen=True, slots=True)
class Listener:
    """Who listens: the organisations of a person, and that person's own places, about which they hear nothing (S9)."""

    organisations: frozenset[UUID]
    own_places: frozenset[UUID]

    def hears(self, organisation: UUID, worker: UUID) -> bool:
        """Whether a change about this worker is told to the listener."""
        return organisation in self.organisations and worker not in self.own_places


class Switchboard:
    """Passes what the database notifies to the desks of this process."""

    def __init__(self) -> None:
        self._desks: dict[asyncio.Queue[str], Listener] = {}
        self._listener: asyncio.Task[None] | None = None
        self._hears = False

    @asynccontextmanager
    async def desk(self, listener: "Listener") -> AsyncIterator[asyncio.Queue[str]]:
        """A queue of what changes for this listener, for as long as the block lasts. It begins with "look at everything" as soon as
        nothing is missed any more: at once where others listen already.
        """
        queue: asyncio.Queue[str] = asyncio.Queue(LONGEST_QUEUE)
        self._desks[queue] = listener
        if self._hears:
            _put(queue, "")
        if self._listener is None or self._listener.done():
            self._listener = asyncio.create_task(self._listen())
        try:
            yield queue
        finally:
            del self._desks[queue]
            if not self._desks and self._listener is not None:
                self._listener.cancel()
                self._listener, self._hears = None, False

    async def _listen(self) -> None:
        """Listens until the last desk has gone; outlives a database that goes away and comes back."""
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(
                    **_listener_parameters(), autocommit=True
                ) as listening:
                    await listening.execute(f"LISTEN {DESKS}")
                    await listening.execute(f"LISTEN {CHANGED}")
                    self._hears = True
                    self._tell_all("")  # whatever happened before we listened
                    async for notification in listening.notifies():
                        if notification.channel == CHANGED:
                            self._tell_all("")  # a provider is down, or up again: every desk shows that
                        else:
                            self._pass_on(notification.payload)
            except psycopg.Error as error:
                self._hears = False
                log.warning("The desks hear nothing, trying again: %s", error)
                await asyncio.sleep(RETRY_S)

    def _pass_on(self, payload: str) -> None:
        organisation, worker, subject = payload.split(":")
        for queue, listener in self._desks.items():
            if listener.hears(UUID(organisation), UUID(worker)):
                _put(queue, subject)

    def _tell_all(self, subject: str) -> None:
        for queue in self._desks:
            _put(queue, subject)


def _put(queue: asyncio.Queue[str], subject: str) -> None:
    if queue.full():
        while not queue.empty():
            queue.get_nowait()
        subject = ""
    queue.put_nowait(subject)


def _listener_parameters() -> dict[str, Any]:
    parameters = dict(connection.get_connection_params())
    for unused in ("cursor_factory", "context", "prepare_threshold", "pool"):
        parameters.pop(unused, None)
    return parameters


switchboard = Switchboard()


async def events(listener: Listener) -> AsyncIterator[bytes]:
    """Server-sent events (WHATWG HTML section 9.2): `alarm` when something changed, `heartbeat` every 15 seconds."""
    async with switchboard.desk(listener) as queue:
        yield b": connected\n\nevent: heartbeat\ndata: {}\n\n"
        while True:
            try:
                subject = await asyncio.wait_for(queue.get(), HEARTBEAT_S)
            except TimeoutError:
                yield b"event: heartbeat\ndata: {}\n\n"
            else:
                yield f"event: alarm\ndata: {json.dumps({'id': subject or None})}\n\n".encode()
