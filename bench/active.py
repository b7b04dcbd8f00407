"""A hundred thousand visits under way while a thousand check-ins arrive each second: how late the clocks are seen to.

Every worker has the shortest check-in interval that there is, so that 417 clocks come each second. Some of those workers have
checked in meanwhile, and their clocks are set on; the others are reminded.
"""

import asyncio
import itertools
import random
import time
from collections.abc import Iterator, Sequence
from typing import Any

import uvloop
from tests.standins.notify import NotifyStandIn

from bench import presses
from bench.installation import Installation, installed
from bench.load import Tally, connect, rest_of
from bench.result import Beside, Failed, Result

NAMES = ("active_lag_p99",)
VISITS = 100_000
CHECK_INS_PER_S = 1000
SECONDS = 60
CONNECTIONS = 64
TICK_S = 0.01
LATENCY_S = 0.2
PROMISED_S = 1.0
SETTLED_S = 3.0
SEED = 1
"""Of the order in which workers check in, so that some have when their clock comes, and some have not."""

LAGS = """
    SELECT json_build_array(
        count(*), count(*) FILTER (WHERE to_status = 'due_soon'),
        percentile_cont(ARRAY[0.5, 0.99, 1]) WITHIN GROUP (ORDER BY extract(epoch FROM decided_at - due_at)))
    FROM watch_visitevent WHERE name = 'ClockDue' AND due_at BETWEEN to_timestamp(%s) AND to_timestamp(%s)
"""
LEFT = "SELECT count(*) FROM watch_visit WHERE clock_at BETWEEN to_timestamp(%s) AND to_timestamp(%s)"


def run(names: Sequence[str]) -> Iterator[Result]:
    """One stretch of `SECONDS`."""
    with NotifyStandIn(latency_seconds=LATENCY_S) as notify:
        settings = {
            "ALONGSIDE_NOTIFY_URL": notify.url,
            "ALONGSIDE_NOTIFY_KEY": notify.api_key,
            "ALONGSIDE_NOTIFY_SMS_TEMPLATE": notify.sms_template,
            "ALONGSIDE_NOTIFY_EMAIL_TEMPLATE": notify.email_template,
            "ALONGSIDE_NOTIFY_AT_ONCE": "128",
        }
        with installed(**settings) as installation:
            world = installation.run("bench.active_world", str(VISITS))
            if time.time() > world["first_clock_at"]:
                raise Failed("making the visits took longer than they had")
            random.Random(SEED).shuffle(world["keys"])  # noqa: S311 (no secret)
            time.sleep(max(0.0, world["first_clock_at"] - time.time()))
            tally, late = uvloop.run(_check_in(installation.devices, world["keys"]))
            yield _measured(names[0], installation, world, tally, late)


async def _check_in(url: str, keys: list[str]) -> tuple[Tally, int]:
    """Sends each second what it is to; returns what was heard, and how many check-ins went off late for want of a connection."""
    tally = Tally()
    turns = itertools.cycle(keys)
    senders = await connect(url, [itertools.repeat(b"") for _ in range(CONNECTIONS)], tally)
    began, sent, late = time.perf_counter(), 0, 0
    while (passed := time.perf_counter() - began) < SECONDS:
        owed = int(passed * CHECK_INS_PER_S) - sent
        idle = [sender for sender in senders if sender.idle.is_set()][:owed]
        for sender in idle:
            sender.send(next(presses.link({"link": next(turns)})))
        sent += len(idle)
        late += owed - len(idle)
        await asyncio.sleep(TICK_S)
    await rest_of(senders)
    return tally, late


def _measured(name: str, installation: Installation, world: dict[str, Any], tally: Tally, late: int) -> Result:
    first = world["first_clock_at"]
    period = (first, first + SECONDS - SETTLED_S)
    if left := installation.ask(LEFT, *period):
        raise Failed(f"{left} clocks came and nobody has seen to them")
    if tally.refusal:
        raise Failed(f"a check-in was not acknowledged: {tally.refusal!r}")
    seen, reminded, (middle, p99, longest) = installation.ask(LAGS, *period)
    return Result(
        name,
        p99,
        "s after the clock came",
        Beside("what is promised", PROMISED_S),
        {
            "visits": VISITS,
            "check_ins_per_s": round(tally.acknowledged / SECONDS),
            "check_in_answer_ms": {"p50": tally.in_milliseconds(50), "p99": tally.in_milliseconds(99)},
            "check_ins_sent_late": late,
            "clocks": seen,
            "clocks_per_s": round(seen / (SECONDS - SETTLED_S)),
            "reminded": reminded,
            "lag_s": {"p50": round(middle, 4), "p99": round(p99, 4), "longest": round(longest, 3)},
        },
    )
