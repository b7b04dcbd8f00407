"""A worker whose devices are really committed, for tests with connections and processes of their own."""

import asyncio
import http.client
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest
from tests.eventually import eventually

from alongside.devices.gateway import Gateway
from alongside.devices.protocols.link import identify
from alongside.devices.store import digest_secret


@dataclass(frozen=True)
class Committed:
    """`connect()` opens a connection of the service role; devices: `phone-X` (OwnTracks, secret `s3cret`), `osm-X`
    (OsmAnd, no secret) and the check-in key `key`. X is this world's own."""

    url: str
    service_url: str
    organisation: uuid.UUID
    worker: uuid.UUID
    phone: str
    osm: str
    key: str

    def connect(self, **options: Any) -> psycopg.Connection[Any]:
        return psycopg.connect(self.service_url, autocommit=True, **options)

    def ask(self, query: str, *parameters: Any) -> list[tuple[Any, ...]]:
        """Rows of a query, as the superuser."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            cursor = connection.execute(query, parameters)
            return cursor.fetchall() if cursor.description else []

    def signals(self) -> list[str]:
        """Kinds of the signals that are committed, in the order of their coming."""
        return [
            kind
            for (kind,) in self.ask("SELECT kind FROM devices_signal WHERE worker_id = %s ORDER BY id", self.worker)
        ]

    def inbox(self) -> list[str]:
        return [kind for (kind,) in self.ask("SELECT kind FROM devices_inbox WHERE worker_id = %s", self.worker)]


@pytest.fixture
def committed(django_db_setup: None, postgres: str) -> Iterator[Committed]:
    """A world of its own, taken away afterwards."""
    with _committed(postgres) as world:
        yield world


@pytest.fixture
def elsewhere(django_db_setup: None, postgres: str) -> Iterator[Committed]:
    """Another provider, with a worker and devices of its own."""
    with _committed(postgres) as world:
        yield world


@contextmanager
def _committed(postgres: str) -> Iterator[Committed]:
    mark = uuid.uuid4().hex[:8]
    world = Committed(
        postgres,
        postgres.replace("user=postgres", "user=alongside_service"),
        uuid.uuid4(),
        uuid.uuid4(),
        f"phone-{mark}",
        f"osm-{mark}",
        f"key-{mark}",
    )
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(
            "INSERT INTO people_organisation (id, code, name, kind, time_zone) VALUES (%s, %s, 'P', 'provider', 'Europe/London')",
            [world.organisation, mark.upper()],
        )
        connection.execute(
            "INSERT INTO people_staff (id, organisation_id, name, job_title, active, pin, duress_pin) "
            "VALUES (%s, %s, 'Nia', '', true, '', '')",
            [world.worker, world.organisation],
        )
        for protocol, identifier, secret in (
            ("owntracks", world.phone, "s3cret"),
            ("osmand", world.osm, None),
            ("link", identify(world.key), world.key),
        ):
            connection.execute(
                "INSERT INTO devices_device (id, organisation_id, worker_id, protocol, identifier, secret_digest, label, state,"
                " registered_at) VALUES (%s, %s, %s, %s, %s, %s, '', 'live', alongside_now())",
                [
                    uuid.uuid4(),
                    world.organisation,
                    world.worker,
                    protocol,
                    identifier,
                    bytes.fromhex(digest_secret(secret)) if secret else None,
                ],
            )
        yield world
        for table in ("devices_inbox", "devices_signal", "devices_lastheard", "devices_device", "people_staff"):
            connection.execute(f"DELETE FROM {table} WHERE organisation_id = %s", [world.organisation])
        connection.execute("DELETE FROM people_organisation WHERE id = %s", [world.organisation])


@dataclass
class RunningGateway:
    """A gateway that listens on `port`, in a thread of this process."""

    gateway: Gateway
    port: int
    loop: asyncio.AbstractEventLoop

    def send(
        self, method: str, url: str, body: bytes | str | None = None, headers: dict[str, str] | None = None
    ) -> tuple[int, str, dict[str, str]]:
        """Status, body and headers of the answer. Raises OSError or HTTPException where there is none."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(method, url, body, headers or {})
            answer = connection.getresponse()
            return answer.status, answer.read().decode(), {name.lower(): value for name, value in answer.getheaders()}
        finally:
            connection.close()

    def stop(self) -> None:
        asyncio.run_coroutine_threadsafe(self.gateway.stop(), self.loop).result(20)


@pytest.fixture
def start_gateway() -> Iterator[Callable[[str], RunningGateway]]:
    """`start_gateway(database_url)`; what was started is stopped afterwards."""
    started: list[tuple[RunningGateway, threading.Thread]] = []

    def start(database_url: str) -> RunningGateway:
        loop = asyncio.new_event_loop()
        thread = threading.Thread(target=loop.run_forever)
        thread.start()

        async def begin() -> tuple[Gateway, int]:
            gateway = Gateway(database_url)
            return gateway, await gateway.start("127.0.0.1", 0)

        gateway, port = asyncio.run_coroutine_threadsafe(begin(), loop).result(20)
        running = RunningGateway(gateway, port, loop)
        started.append((running, thread))
        return running

    yield start
    for running, thread in started:
        running.stop()
        running.loop.call_soon_threadsafe(running.loop.stop)
        thread.join()
        running.loop.close()


@pytest.fixture
def gateway(committed: Committed, start_gateway: Callable[[str], RunningGateway]) -> RunningGateway:
    """A gateway on the committed world, with a connection to write on."""
    running = start_gateway(committed.service_url)
    eventually(lambda: running.gateway.batcher.connected)
    return running
