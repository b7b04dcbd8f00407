"""Ledger entries per second, each in a transaction of its own, by writers in one organisation while the chain is made.

If the chain were a lock, more writers would not write more; so the figures stand beside plain inserts by the same
writers, who have nothing in common but the machine.
"""

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from bench import pgbench
from bench.installation import ROOT, Installation, installed
from bench.result import Beside, Failed, Result, middle

NAMES = ("ledger_1", "ledger_4", "ledger_8")
ROUNDS = 3
SECONDS = 2.0
SEALED_WITHIN_S = 60.0

WAITING = "SELECT count(*) FROM ledger_pending"

Writers = list["subprocess.Popen[str]"]


def run(names: Sequence[str]) -> Iterator[Result]:
    """Ledger and plain inserts take turns; afterwards everything must be in the chain, and the chain must hold."""
    with installed() as installation:
        people = installation.run("bench.people", "1")
        pgbench.prepare(installation)
        installation.ask("GRANT INSERT ON bench_insert TO alongside_service")
        before = _entries(installation)
        rates: dict[tuple[str, str], list[float]] = {}
        acknowledged = most_waiting = 0
        with _writers(installation, max(_count(name) for name in names)) as writers:
            for _ in range(ROUNDS):
                for name in names:
                    for what in ("ledger", "plain"):
                        written = _write(writers[: _count(name)], what, people["organisation"])
                        rates.setdefault((name, what), []).append(written / SECONDS)
                        if what == "ledger":
                            acknowledged += written
                            most_waiting = max(most_waiting, installation.ask(WAITING))
        if _entries(installation) - before != acknowledged:
            raise Failed("entries were acknowledged that are not in the ledger")
        _wait_until_sealed(installation)
        _verify(installation)
    for name in names:
        plain = middle(rates[name, "plain"])
        yield Result(
            name,
            middle(rates[name, "ledger"]),
            "entries/s",
            Beside(f"plain single-row inserts by the same {_count(name)} writers", plain),
            {
                "rounds": [round(rate) for rate in rates[name, "ledger"]],
                "most_waiting_for_their_link": most_waiting,
                "chain": "verified",
            },
        )


@contextmanager
def _writers(installation: Installation, count: int) -> Iterator[Writers]:
    writers = [_writer(installation) for _ in range(count)]
    try:
        for writer in writers:
            if _said(writer) != "ready":
                raise Failed("a writer did not start")
        yield writers
    finally:
        for writer in writers:
            writer.kill()
            writer.wait()


def _writer(installation: Installation) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "bench.ledger_writer"],
        env=installation.environment(),
        cwd=ROOT,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )


def _write(writers: Writers, what: str, organisation: str) -> int:
    order = json.dumps({"what": what, "seconds": SECONDS, "organisation": organisation})
    for writer in writers:
        assert writer.stdin is not None  # noqa: S101
        writer.stdin.write(order + "\n")
        writer.stdin.flush()
    return sum(int(_said(writer)) for writer in writers)


def _said(writer: "subprocess.Popen[str]") -> str:
    assert writer.stdout is not None  # noqa: S101
    line = writer.stdout.readline().strip()
    if not line:
        raise Failed("a writer died")
    return line


def _count(name: str) -> int:
    return int(name.partition("_")[2])


def _entries(installation: Installation) -> int:
    return int(installation.ask("SELECT count(*) FROM ledger_entry"))


def _wait_until_sealed(installation: Installation) -> None:
    """Waits for the product's own sealer."""
    began = time.monotonic()
    while installation.ask(WAITING):
        if time.monotonic() - began > SEALED_WITHIN_S:
            raise Failed(f"entries wait for their link after {SEALED_WITHIN_S:.0f} s")
        time.sleep(0.05)


def _verify(installation: Installation) -> None:
    command = [sys.executable, "-m", "alongside", "verify-ledger"]
    done = subprocess.run(command, env=installation.environment(), capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Failed(f"the chain does not hold: {done.stdout[-500:]}")
