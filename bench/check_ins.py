"""Durable check-ins per second: answered with 200 after their commit, and all of them in the table afterwards."""

from collections.abc import Iterator, Sequence
from typing import Any

from bench import pgbench, presses
from bench.installation import Installation, installed
from bench.load import Measured, press_as_fast_as_answered
from bench.result import Beside, Failed, Result, middle

NAMES = ("check_ins_http_32", "check_ins_http_256", "check_ins_link_32", "check_ins_link_256")
STREAMS = {"http": presses.owntracks, "link": presses.link}
CLIENTS = (8, 32, 150)
"""150 stands for 256: the server takes 200 connections, and the product needs some of them."""

ROUNDS = 3
SECONDS = 4
WARM_UP_S = 1.0
WORKERS = 256


def run(names: Sequence[str]) -> Iterator[Result]:
    """Load and bare inserts take turns, and the medians are compared."""
    with installed() as installation:
        workers = installation.run("bench.people", str(WORKERS))["workers"]
        script = pgbench.prepare(installation)
        measured: dict[str, list[Measured]] = {name: [] for name in names}
        bare: dict[int, list[float]] = {clients: [] for clients in CLIENTS}
        for _ in range(ROUNDS):
            turns = list(names)
            for clients in CLIENTS:
                if turns:
                    name = turns.pop(0)
                    measured[name].append(_check_in(installation, workers, name))
                bare[clients].append(pgbench.inserts_per_second(installation, script, clients, SECONDS))
            for name in turns:
                measured[name].append(_check_in(installation, workers, name))
    by_clients = {clients: middle(rates) for clients, rates in bare.items()}
    fastest = max(by_clients, key=lambda clients: by_clients[clients])
    beside = Beside(f"bare single-row INSERT with commit, pgbench, {fastest} clients", by_clients[fastest])
    for name in names:
        median = sorted(measured[name], key=lambda one: one.per_second)[len(measured[name]) // 2]
        yield Result(
            name,
            median.per_second,
            "durable check-ins/s",
            beside,
            {
                "answer_ms": {"p50": median.tally.in_milliseconds(50), "p99": median.tally.in_milliseconds(99)},
                "rounds": [round(one.per_second) for one in measured[name]],
                "bare_inserts_by_clients": {str(clients): round(rate) for clients, rate in by_clients.items()},
            },
        )


def _check_in(installation: Installation, workers: list[dict[str, Any]], name: str) -> Measured:
    _, _, protocol, connections = name.split("_")
    streams = [STREAMS[protocol](worker) for worker in workers[: int(connections)]]
    before = _stored(installation)
    measured = press_as_fast_as_answered(installation.devices, streams, SECONDS, WARM_UP_S)
    stored = _stored(installation) - before
    if stored != measured.tally.acknowledged:
        raise Failed(f"{name}: {measured.tally.acknowledged} check-ins were acknowledged and {stored} are stored")
    return measured


def _stored(installation: Installation) -> int:
    return int(installation.ask("SELECT count(*) FROM devices_signal WHERE kind = 'check_in'"))
