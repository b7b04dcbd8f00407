"""From a press on a phone to the response centre's desk, while 500 check-ins arrive every second."""

import asyncio
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import uvloop

from bench import presses
from bench.console import Console
from bench.installation import Installation, installed
from bench.load import Sender, Tally, connect, rest_of
from bench.result import Beside, Failed, Result, percentile

NAMES = ("alarm_to_stream_p50", "alarm_to_stream_p99", "alarm_to_page_p50", "alarm_to_page_p99")
PROMISED_MS = 1000.0

CHECK_INS_PER_S = 500
TICK_S = 0.01
PHONES = 128
ALARMS = 200
WARM_UP = 5
WORKERS = PHONES + WARM_UP + ALARMS
"""Some check in and the others ask for help, each once: a second press would open the same alarm again."""


@dataclass
class Delays:
    """Milliseconds from writing the press to the socket: to its answer, to the event, to the page that shows it."""

    answered: list[float] = field(default_factory=list)
    stream: list[float] = field(default_factory=list)
    page: list[float] = field(default_factory=list)


def run(names: Sequence[str]) -> Iterator[Result]:
    """One alarm at a time, each of another worker, each taken and closed before the next."""
    with installed() as installation:
        people = installation.run("bench.people", str(WORKERS))
        delays, rate = uvloop.run(_measure(installation, people))
    details = {
        "alarms": len(delays.stream),
        "check_ins_per_s": round(rate),
        "press_answered_ms": {"p50": _rounded(delays.answered, 50), "p99": _rounded(delays.answered, 99)},
    }
    beside = Beside("the promise: on the console within one second", PROMISED_MS)
    for name in names:
        _, _, where, percent = name.split("_")
        values = getattr(delays, where)
        yield Result(
            name,
            percentile(values, float(percent[1:])),
            "ms",
            beside,
            {**details, "longest_ms": round(max(values), 1)},
        )


async def _measure(installation: Installation, people: dict[str, Any]) -> tuple[Delays, float]:
    """The delays, and how many check-ins per second were acknowledged meanwhile."""
    workers = people["workers"]
    tally, alarms = Tally(), Tally()
    phones = await connect(installation.devices, [presses.owntracks(worker) for worker in workers[:PHONES]], tally)
    (caller,) = await connect(installation.devices, [iter(())], alarms)
    console = Console(installation.web, people)
    delays = Delays()
    checking_in = asyncio.create_task(_check_in(phones))
    try:
        await console.open()
        chance = random.Random(1)  # noqa: S311 (only spreads the presses)
        began = before = 0.0
        for number in range(WARM_UP + ALARMS):
            if number == WARM_UP:
                delays, began, before = Delays(), time.perf_counter(), tally.acknowledged
            await _raise(console, caller, workers[PHONES + number], delays, alarms)
            await asyncio.sleep(chance.uniform(0.02, 0.1))
        rate = (tally.acknowledged - before) / (time.perf_counter() - began)
    finally:
        checking_in.cancel()
        await asyncio.gather(checking_in, return_exceptions=True)
        await console.close()
        await rest_of([*phones, caller])
    if tally.refusal or alarms.refusal:
        raise Failed(f"not acknowledged: {(tally.refusal or alarms.refusal)!r}")
    if rate < CHECK_INS_PER_S * 0.95:
        raise Failed(f"only {rate:.0f} of {CHECK_INS_PER_S} check-ins per second were acknowledged")
    return delays, rate


async def _raise(console: Console, caller: Sender, worker: dict[str, Any], delays: Delays, alarms: Tally) -> None:
    pressed_at = time.perf_counter()
    caller.send(presses.osmand_sos(worker))
    heard_at, alarm = await console.hears_of_a_new_alarm()
    seen_at = await console.sees(alarm, worker["name"])
    await caller.idle.wait()
    delays.answered.append(alarms.waits[-1] * 1000)
    delays.stream.append((heard_at - pressed_at) * 1000)
    delays.page.append((seen_at - pressed_at) * 1000)
    await console.deals_with(alarm)


async def _check_in(phones: Sequence[Sender]) -> None:
    """So many check-ins per second, spread evenly; a phone whose last one is still under way is passed over."""
    began, sent, turn = time.perf_counter(), 0, 0
    while True:
        due = int((time.perf_counter() - began) * CHECK_INS_PER_S) - sent
        for _ in range(due):
            for _ in range(len(phones)):
                turn = (turn + 1) % len(phones)
                if phones[turn].idle.is_set():
                    phones[turn].send()
                    break
        sent += due
        await asyncio.sleep(TICK_S)


def _rounded(values: Sequence[float], percent: float) -> float:
    return round(percentile(values, percent), 1)
