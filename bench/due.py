"""Ten thousand check-ins fall due at the same moment: how long until everybody is rung, with a provider that takes 200 ms.

Beside it, what bare SQL needs on the same server to move as many rows and to write as many messages. In the middle of
it somebody else calls for help.
"""

import socket
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import psycopg
from tests.standins.notify import NotifyStandIn
from tests.standins.notify_wire import Accepted

from bench import presses
from bench.installation import Installation, installed
from bench.result import Beside, Failed, Result

NAMES = ("due_first_ring", "due_p99_outbox", "due_p99_provider", "due_panic_rung", "due_p99_outbox_two", "due_drain")
VISITS = 10_000
DUE_IN_S = 20.0
LATENCY_S = 0.2
PANIC_AFTER_S = 0.3
LOOK_EVERY_S = 0.05
PATIENCE_S = 120.0
BATCH = 500
PROMISES = {"due_first_ring": 0.5, "due_p99_outbox": 1.0, "due_p99_provider": 15.0, "due_panic_rung": 1.0}
"""Seconds after the due time."""

RUNG = "SELECT count(*) FROM messages_message WHERE about_type = 'visit' AND key LIKE '%:1.overdue.0:%'"


@dataclass
class Measured:
    """Seconds after the due time: by so many rings in the outbox and at the provider; the panic; and bare SQL's time for the same."""

    first: float
    outbox_p99: float
    provider_p99: float
    panic: float
    drained: float
    bare: float


def run(names: Sequence[str]) -> Iterator[Result]:
    """Once with one watch process and, where that is asked for, once with two."""
    one = _measure(1)
    values = {
        "due_first_ring": one.first,
        "due_p99_outbox": one.outbox_p99,
        "due_p99_provider": one.provider_p99,
        "due_panic_rung": one.panic,
    }
    for name in names:
        if name in PROMISES:
            beside = Beside("what is promised", PROMISES[name])
            yield Result(name, values[name], "s after the due time", beside, {"visits": VISITS, "watch_processes": 1})
        elif name == "due_drain":
            beside = Beside(f"bare UPDATE RETURNING and INSERT of {VISITS} rows in batches of {BATCH}", one.bare)
            yield Result(name, one.drained, "s until all are in the outbox", beside, {"visits": VISITS})
        else:
            two = _measure(2)
            beside = Beside("the same with one process", one.outbox_p99)
            yield Result(name, two.outbox_p99, "s after the due time", beside, {"watch_processes": 2})


def _measure(watchers: int) -> Measured:
    with NotifyStandIn(latency_seconds=LATENCY_S) as notify:
        at_provider: list[tuple[float, Accepted]] = []
        notify.on_accepted = lambda message: at_provider.append((time.time(), message))
        settings = {
            "ALONGSIDE_WATCH_PROCESSES": str(watchers),
            "ALONGSIDE_NOTIFY_URL": notify.url,
            "ALONGSIDE_NOTIFY_KEY": notify.api_key,
            "ALONGSIDE_NOTIFY_SMS_TEMPLATE": notify.sms_template,
            "ALONGSIDE_NOTIFY_EMAIL_TEMPLATE": notify.email_template,
            "ALONGSIDE_NOTIFY_AT_ONCE": "128",
        }
        with installed(**settings) as installation:
            world = installation.run("bench.due_world", str(VISITS), str(DUE_IN_S))
            due_at = world["due_at"]
            if time.time() > due_at - 1:
                raise Failed("making the visits took longer than they had")
            seen = _watch_outbox(installation, world, due_at)
            _wait_for(lambda: len(at_provider) >= VISITS, "the provider got too few messages")
            bare = _bare(installation)
    first_rings: dict[str, float] = {}
    for at, message in at_provider:
        if message.to.startswith("+447700"):
            first_rings.setdefault(message.to, at)
    rings = sorted(first_rings.values())
    panics = [at for at, message in at_provider if message.to.startswith("+4478")]
    if len(rings) != VISITS or len({message.reference for _, message in at_provider}) != len(at_provider):
        raise Failed(f"{len(rings)} rings reached the provider, of {VISITS}")
    return Measured(
        first=seen[0][0],
        outbox_p99=next(at for at, count in seen if count >= VISITS * 0.99),
        provider_p99=rings[int(VISITS * 0.99) - 1] - due_at,
        panic=min(panics) - due_at - PANIC_AFTER_S,
        drained=seen[-1][0],
        bare=bare,
    )


def _watch_outbox(installation: Installation, world: dict[str, Any], due_at: float) -> list[tuple[float, int]]:
    """How many rings had been committed, at which second after the due time; presses for help once on the way."""
    seen: list[tuple[float, int]] = []
    pressed = False
    with psycopg.connect(installation.url("postgres"), autocommit=True) as connection:
        time.sleep(max(0.0, due_at - time.time()))
        while not seen or seen[-1][1] < VISITS:
            row = connection.execute(RUNG).fetchone()
            if row and row[0] and (not seen or row[0] > seen[-1][1]):
                seen.append((time.time() - due_at, row[0]))
            if not pressed and time.time() > due_at + PANIC_AFTER_S:
                _press(installation, world["phone"])
                pressed = True
            if time.time() > due_at + PATIENCE_S:
                raise Failed(f"only {seen[-1][1] if seen else 0} of {VISITS} were rung in {PATIENCE_S:.0f} s")
            time.sleep(LOOK_EVERY_S)
        if not pressed:
            time.sleep(max(0.0, due_at + PANIC_AFTER_S - time.time()))
            _press(installation, world["phone"])
    return seen


def _press(installation: Installation, phone: dict[str, Any]) -> None:
    address = urlsplit(installation.devices)
    with socket.create_connection((address.hostname, address.port), timeout=10) as line:
        line.sendall(presses.osmand_sos(phone))
        answer = line.recv(200)
    if b" 200 " not in answer:
        raise Failed(f"the press was answered {answer!r}")


def _wait_for(done: Any, complaint: str) -> None:
    until = time.time() + PATIENCE_S
    while not done():
        if time.time() > until:
            raise Failed(complaint)
        time.sleep(LOOK_EVERY_S)


def _bare(installation: Installation) -> float:
    """Seconds that UPDATE RETURNING and INSERT of as many rows take in batches, each its own transaction."""
    with psycopg.connect(installation.url("postgres"), autocommit=True) as connection:
        connection.execute("CREATE TABLE bare_clock (id bigint PRIMARY KEY, clock_at timestamptz, state text)")
        connection.execute("CREATE TABLE bare_message (id bigint PRIMARY KEY, body text)")
        connection.execute(
            "INSERT INTO bare_clock SELECT n, now(), repeat('x', 400) FROM generate_series(1, %s) n", [VISITS]
        )
        began = time.perf_counter()
        for first in range(1, VISITS + 1, BATCH):
            connection.execute(
                "WITH moved AS (UPDATE bare_clock SET clock_at = now() WHERE id BETWEEN %s AND %s RETURNING id, state) "
                "INSERT INTO bare_message SELECT id, state FROM moved",
                [first, first + BATCH - 1],
            )
        return time.perf_counter() - began
