"""The outbox as it runs: real senders, a real PostgreSQL with committed rows, and a stand-in for GOV.UK Notify."""

import asyncio
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg.rows import dict_row
from tests.postgres import running_postgres
from tests.standins.notify import NotifyStandIn

from alongside.ledger.keys import new_id
from alongside.messages.actions import QUEUE, Outgoing, as_rows
from alongside.messages.channels import Channel
from alongside.messages.channels.console import ConsoleChannel
from alongside.messages.channels.notify import NotifyEmailChannel, NotifySmsChannel
from alongside.messages.sender import Sender

SHORT = 1.5
"""A lease, in seconds, of senders who shall not wait long before they take over what a dead one held."""
WITH_LEASE = """
from alongside.config.commands.django_ready import start_django
start_django("send")
from alongside.config.cli import main
from alongside.messages.sender import Sender
Sender.__init__.__kwdefaults__["lease"] = {lease}
main()
"""
SOURCE = Path(__file__).parents[3] / "src"
PATIENCE_SECONDS = 30
TOLD = """
    CREATE FUNCTION tell_the_test() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN PERFORM pg_notify('test_outbox', ''); RETURN NULL; END $$;
    CREATE TRIGGER tell_the_test AFTER INSERT OR UPDATE ON messages_message EXECUTE FUNCTION tell_the_test();
    CREATE TRIGGER tell_the_test AFTER INSERT OR UPDATE ON messages_callback EXECUTE FUNCTION tell_the_test();
"""
CLOCK = """
    CREATE OR REPLACE FUNCTION alongside_now() RETURNS timestamptz LANGUAGE sql VOLATILE PARALLEL SAFE
    AS 'SELECT clock_timestamp() + interval ''{seconds} seconds'''
"""


@pytest.fixture(scope="session")
def outbox_url(migrated: Path) -> Iterator[str]:
    """A database of its own, which tells the test of every change."""
    with running_postgres(migrated) as url:
        with psycopg.connect(url, autocommit=True) as database:
            database.execute(TOLD)
        yield url


def processes_environment(url: str) -> dict[str, str]:
    """What a process of ours needs to know to work on this database."""
    as_role = lambda role: url.replace("user=postgres", f"user={role}")  # noqa: E731
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("ALONGSIDE_")},
        "PYTHONPATH": str(SOURCE),
        "DJANGO_SETTINGS_MODULE": "alongside.config.settings",
        "DATABASE_URL": as_role("alongside_app"),
        "ALONGSIDE_DATABASE_URL_SERVICE": as_role("alongside_service"),
        "ALONGSIDE_DATABASE_URL_OWNER": as_role("alongside_owner"),
    }


class World:
    """The database, seen and arranged from outside, and people to write to."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.db = psycopg.connect(url, autocommit=True, row_factory=dict_row)
        self.ear = psycopg.connect(url, autocommit=True)
        self.ear.execute("LISTEN test_outbox")
        self.alarm_id = new_id()
        self.organisation_id, self.staff_id = new_id(), new_id()
        self.db.execute("DELETE FROM messages_reply; DELETE FROM messages_receipt; DELETE FROM messages_message")
        self.db.execute("DELETE FROM messages_callback")
        self._write(
            "people_organisation",
            id=self.organisation_id,
            code=f"T{self.organisation_id.hex[-8:].upper()}",
            name="Provider",
            kind="provider",
            time_zone="Europe/London",
        )
        self._write(
            "people_staff",
            id=self.staff_id,
            organisation_id=self.organisation_id,
            name="Manager",
            job_title="",
            pin="",
            duress_pin="",
            active=True,
        )

    def _write(self, table: str, **columns: Any) -> None:
        """Inserts a row; columns that are not named keep their default or stay empty."""
        names, values = ", ".join(columns), ", ".join(["%s"] * len(columns))
        self.db.execute(f"INSERT INTO {table} ({names}) VALUES ({values})", list(columns.values()))

    def close(self) -> None:
        self.advance(0)
        self.db.close()
        self.ear.close()

    def queue(self, count: int = 1, **changed: Any) -> list[UUID]:
        """Queues messages about the alarm; returns their ids."""
        base = Outgoing(
            organisation_id=self.organisation_id,
            key="",
            recipient_id=self.staff_id,
            channel="sms",
            address="+447700900123",
            purpose="alarm",
            subject="Alarm",
            body="The nurse needs help. Reply TAKE to take it.",
            about_type="alarm",
            about_id=self.alarm_id,
            choices=({"code": "take", "label": "I am taking it"},),
        )
        made = [replace(base, id=new_id(), **changed) for _ in range(count)]
        made = [replace(one, key=f"alarm:{self.alarm_id}:{one.id}") for one in made]
        with self.db.transaction():
            self.db.execute(QUEUE, [as_rows(made)])
            self.db.execute("NOTIFY alongside_outbox")
        return [one.id for one in made]

    def advance(self, seconds: float) -> None:
        """Moves the one clock to `seconds` ahead of real time, and wakes who sleeps by it."""
        self.db.execute(CLOCK.format(seconds=seconds))
        self.db.execute("NOTIFY alongside_clock")

    def cancel(self) -> None:
        """As when somebody takes the alarm."""
        self.db.execute(
            """
            UPDATE messages_message SET cancelled_at = alongside_now(),
                status = CASE status WHEN 'queued' THEN 'cancelled' ELSE status END
            WHERE about_id = %s AND status IN ('queued', 'sending')
            """,
            [self.alarm_id],
        )

    def message(self, id: UUID) -> dict[str, Any]:
        return self.db.execute("SELECT * FROM messages_message WHERE id = %s", [id]).fetchone() or {}

    def statuses(self) -> dict[str, int]:
        rows = self.db.execute("SELECT status, count(*)::int AS count FROM messages_message GROUP BY status")
        return {row["status"]: row["count"] for row in rows}

    def wait_until(self, holds: Callable[[], Any]) -> Any:
        """Waits, told of every change, until something holds; fails after a while with what is there instead."""
        for _ in range(PATIENCE_SECONDS * 20):
            result = holds()
            if result:
                return result
            for _ in self.ear.notifies(timeout=0.05, stop_after=1):
                pass
        rows = self.db.execute("SELECT status, attempts, unsure, error FROM messages_message LIMIT 20").fetchall()
        raise AssertionError(f"did not come true; the messages are {rows}")

    def wait_for(self, **statuses: int) -> None:
        """Waits until exactly so many messages are in each status."""
        self.wait_until(lambda: self.statuses() == statuses)


@pytest.fixture
def world(outbox_url: str) -> Iterator[World]:
    made = World(outbox_url)
    yield made
    made.close()


@pytest.fixture
def notify() -> Iterator[NotifyStandIn]:
    with NotifyStandIn() as running:
        yield running


class RunningSender:
    """A sender in a thread of the test, with the real channels pointed at the stand-in."""

    def __init__(self, url: str, channels: dict[str, Channel], lease: float) -> None:
        service = url.replace("user=postgres", "user=alongside_service")
        connect = lambda: psycopg.AsyncConnection.connect(service, autocommit=True)  # noqa: E731
        self._begun = threading.Event()
        self._run = lambda: Sender(channels, lease=lease, chores=list, connect=connect, ready=self._begun.set)
        self._thread = threading.Thread(target=lambda: asyncio.run(self._main()))
        self._thread.start()
        assert self._begun.wait(PATIENCE_SECONDS)

    async def _main(self) -> None:
        self._loop, self.sender = asyncio.get_running_loop(), self._run()
        await self.sender.run()

    def ask_to_stop(self) -> None:
        """As SIGTERM does."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self.sender.stop)

    def stop(self) -> None:
        """Asks it to stop, and returns when it has."""
        self.ask_to_stop()
        self._thread.join(PATIENCE_SECONDS)


@pytest.fixture
def start_sender(world: World, notify: NotifyStandIn) -> Iterator[Callable[..., RunningSender]]:
    """Starts senders; `channels` replace or add to the usual ones."""
    running: list[RunningSender] = []

    def start(*, lease: float = 15.0, at_once: int = 16, **channels: Channel) -> RunningSender:
        sms = NotifySmsChannel(url=notify.url, key=notify.api_key, template=notify.sms_template, at_once=at_once)
        email = NotifyEmailChannel(url=notify.url, key=notify.api_key, template=notify.email_template)
        usual: dict[str, Channel] = {"console": ConsoleChannel(), "sms": sms, "email": email}
        running.append(RunningSender(world.url, usual | channels, lease))
        return running[-1]

    yield start
    notify.behave()
    for sender in running:
        sender.stop()


@pytest.fixture
def start_web(world: World) -> Iterator[Callable[[], str]]:
    """Starts the web process's pages on a free port, under the web's own database role; returns the address."""
    running: list[subprocess.Popen[bytes]] = []
    environment = processes_environment(world.url) | {
        "ALONGSIDE_PROCESS": "web",
        "ALONGSIDE_NOTIFY_CALLBACK_TOKEN": "agreed",
    }

    def start() -> str:
        with socket.socket() as listening:
            listening.bind(("127.0.0.1", 0))
            listening.listen(64)
            listening.set_inheritable(True)
            command = [sys.executable, "-m", "uvicorn", "alongside.config.asgi:application", "--log-level", "warning"]
            command += ["--fd", str(listening.fileno())]
            running.append(subprocess.Popen(command, env=environment, pass_fds=[listening.fileno()]))
            return f"http://127.0.0.1:{listening.getsockname()[1]}"

    yield start
    for process in running:
        process.terminate()
        process.wait(PATIENCE_SECONDS)


@pytest.fixture
def start_process(world: World, notify: NotifyStandIn) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Starts real `alongside send` processes."""
    running: list[subprocess.Popen[bytes]] = []
    environment = processes_environment(world.url) | {
        "ALONGSIDE_NOTIFY_URL": notify.url,
        "ALONGSIDE_NOTIFY_KEY": notify.api_key,
        "ALONGSIDE_NOTIFY_SMS_TEMPLATE": notify.sms_template,
        "ALONGSIDE_NOTIFY_EMAIL_TEMPLATE": notify.email_template,
    }

    def start(*, lease: float | None = None, **more: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "alongside.config.cli", "send"]
        if lease:
            command[1:3] = ["-c", WITH_LEASE.format(lease=lease)]
        running.append(subprocess.Popen(command, env=environment | more))
        return running[-1]

    yield start
    for process in running:
        process.terminate()
        process.wait(PATIENCE_SECONDS)
