"""The `alongside send` process: hands the outbox over to the providers.

1. Puts back messages whose lease ran out, claims what is due, and starts handing each over in a thread of its channel.
2. A message of unknown fate is first looked up at its provider, and adopted where it is already there.
3. Stores how attempts ended, many at a time, and sleeps until it is notified, something ends, or something is due.

Any number of senders share one outbox. What each channel promises: `docs/decisions/0007-outbox.md`.
"""

import asyncio
import logging
import signal
from collections.abc import Awaitable, Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg
from django.db import connections
from psycopg import AsyncConnection

from alongside.ledger.keys import new_id
from alongside.messages import outbox
from alongside.messages.actions import MORE, OUTBOX
from alongside.messages.attempts import Busy, attempt
from alongside.messages.channels import Channel, Envelope
from alongside.messages.channels.registry import channels as configured_channels
from alongside.messages.chores import Chore, standing_chores
from alongside.messages.outbox import Claimed, Finished
from alongside.messages.pace import Rush
from alongside.messages.places import Places

LEASE_SECONDS = 15.0
"""Longer than a call to GOV.UK Notify can last, so that a lease which ran out was not just being used."""
LONGEST_HAND_OVER_SECONDS = 60.0
"""A hand-over that takes longer loses its lease: another sender may then take the message."""
FALLBACK_SECONDS = 1.0
"""The outbox is looked at this often even when nothing was notified."""
SHORTEST_SLEEP_SECONDS = 0.02
STOP_SECONDS = 20.0
FEW = 4
"""Of each channel at once, while the watch puts in more."""
KEEPALIVE = {"keepalives_idle": 5, "keepalives_interval": 2, "keepalives_count": 3, "tcp_user_timeout": 10000}

log = logging.getLogger(__name__)


def run(ready: Callable[[], None] = lambda: None, chores: Callable[[], list[Chore]] = standing_chores) -> None:
    """Sends until SIGTERM or SIGINT; what is at a provider then is finished first. `ready` is called once it sends."""
    asyncio.run(_run_until_stopped(Sender(configured_channels(), chores=chores, ready=ready)))


async def _run_until_stopped(sender: "Sender") -> None:
    loop = asyncio.get_running_loop()
    for signum in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(signum, sender.stop)
    await sender.run()


@dataclass(slots=True)
class InHand:
    """A message that a thread is busy with."""

    message: Claimed
    since: float


class Sender:
    """One sender. Its own coroutine is the only one that talks to the database; threads only talk to providers."""

    def __init__(
        self,
        channels: dict[str, Channel],
        *,
        lease: float = LEASE_SECONDS,
        chores: Callable[[], list[Chore]] = standing_chores,
        connect: Callable[[], Awaitable[outbox.Connection]] | None = None,
        ready: Callable[[], None] = lambda: None,
    ) -> None:
        self.id = new_id()
        self._channels = channels
        self._lease = lease
        self._longest_sleep = min(FALLBACK_SECONDS, lease / 3)
        self._connect = connect or _connect
        self._tell_ready = ready
        self._was_ready = False
        self._places = {name: Places(channel.at_once) for name, channel in channels.items()}
        self._threads = {
            name: ThreadPoolExecutor(channel.at_once, thread_name_prefix=f"send-{name}")
            for name, channel in channels.items()
        }
        self._in_hand: dict[UUID, InHand] = {}
        self._finished: list[Finished] = []
        self._absent: list[Claimed] = []
        """Looked up at the provider, which has not got them: to be confirmed and handed over."""
        self._seen: dict[UUID, tuple[datetime, float]] = {}
        """Leases of others, and since when each has been as it is."""
        self._looked_at = float("-inf")
        self._rush = Rush()
        self._chores = chores()
        self._kept_house_at = float("-inf")
        self._wake = asyncio.Event()
        self._stopping = False
        self._stop_by = float("inf")

    def stop(self) -> None:
        """Asks the sender to claim nothing more and to end once its hands are empty."""
        log.info("stopping")
        self._stopping = True
        self._stop_by = asyncio.get_running_loop().time() + STOP_SECONDS
        self._wake.set()

    async def run(self) -> None:
        """Sends until `stop`. A lost database is waited for; what ended meanwhile is stored when it is back."""
        self._loop = asyncio.get_running_loop()
        for chore in self._chores:
            chore.start()
        pause, lost = 0.1, False
        try:
            while not self._is_done():
                try:
                    async with await self._connect() as db, await self._connect() as ear:
                        log.info("sender %s is at work", self.id)
                        pause, lost = 0.1, False
                        await self._work(db, ear)
                except psycopg.Error as error:
                    if not lost:
                        log.warning("the database is lost and tried again until it is back: %s", str(error).strip())
                    lost = True
                    await asyncio.sleep(pause)
                    pause = min(pause * 2, 2.0)
        finally:
            for chore in self._chores:
                chore.stop()
            for threads in self._threads.values():
                threads.shutdown(wait=False, cancel_futures=True)
            log.info("stopped; %d messages were still in hand", len(self._in_hand))

    def _is_done(self) -> bool:
        return self._stopping and (not self._in_hand or self._loop.time() > self._stop_by)

    async def _work(self, db: outbox.Connection, ear: outbox.Connection) -> None:
        listening = asyncio.create_task(self._listen(ear))
        try:
            while not self._is_done():
                self._wake.clear()
                wait = await self._turn(db)
                if listening.done():
                    listening.result()
                if not self._was_ready:
                    self._was_ready = True
                    self._tell_ready()
                await self._sleep(wait)
        finally:
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)

    async def _turn(self, db: outbox.Connection) -> float:
        """One round of the three steps above; returns how long may be slept after it, in seconds."""
        await self._store_finished(db)
        await self._keep_house(db)
        await self._hand_over_absent(db)
        if self._stopping:
            return self._longest_sleep
        free = self._free_places()
        if not free:
            return self._longest_sleep
        if left := self._rush.left(self._loop.time()):
            await self._claim_little(db, free)
            return max(SHORTEST_SLEEP_SECONDS, left)
        for message in await outbox.claim(db, self.id, free, self._lease):
            self._start(message)
        open_channels = self._free_places()
        next_due = await outbox.seconds_to_next(db, open_channels) if open_channels else None
        rests = [places.rests_for(self._loop.time()) for places in self._places.values()]
        waits = [self._longest_sleep, *filter(None, rests), *([] if next_due is None else [next_due])]
        return max(SHORTEST_SLEEP_SECONDS, min(waits))

    async def _claim_little(self, db: outbox.Connection, free: dict[str, int]) -> None:
        """Takes every alarm, and a few of the others."""
        for message in await outbox.claim(db, self.id, free, self._lease, alarms_only=True):
            self._start(message)
        taken = {name: self._places[name].taken for name in free}
        few = {name: min(count, FEW - taken[name]) for name, count in free.items() if taken[name] < min(FEW, count)}
        if few:
            for message in await outbox.claim(db, self.id, few, self._lease):
                self._start(message)

    def _free_places(self) -> dict[str, int]:
        moment = self._loop.time()
        free = {name: places.free(moment) for name, places in self._places.items()}
        return {name: count for name, count in free.items() if count}

    def _start(self, message: Claimed) -> None:
        self._in_hand[message.id] = InHand(message, self._loop.time())
        self._places[message.channel].take()
        self._submit(message, self._look_up if message.unsure else self._deliver)

    def _submit(self, message: Claimed, work: Callable[[Claimed], "Finished | Busy | None"]) -> None:
        def hand_back(done: "Future[Finished | Busy | None]") -> None:
            with suppress(RuntimeError):  # the sender has stopped and waited long enough
                self._loop.call_soon_threadsafe(self._ended, message, done.result())

        self._threads[message.channel].submit(work, message).add_done_callback(hand_back)

    def _ended(self, message: Claimed, result: "Finished | Busy | None") -> None:
        """Back in the sender's own thread: an attempt has ended, or a look-up has found nothing."""
        self._wake.set()
        if result is None:
            self._absent.append(message)
            return
        places = self._places[message.channel]
        if isinstance(result, Busy):
            places.slow_down(self._loop.time())
            result = result.finished
        elif result.outcome in ("sent", "delivered"):
            places.speed_up()
        places.give_back()
        self._finished.append(result)

    async def _store_finished(self, db: outbox.Connection) -> None:
        """Stores what ended. It stays in hand until it is stored, so that nothing is claimed a second time."""
        batch, self._finished = self._finished, []
        if not batch:
            return
        try:
            await outbox.finish(db, self.id, batch)
        except (psycopg.DataError, psycopg.IntegrityError):
            log.exception("some of %d outcomes cannot be stored; trying one by one", len(batch))
            for one in batch:
                await self._store_one(db, one)
        except psycopg.Error:
            self._finished = batch + self._finished
            raise
        for one in batch:
            self._in_hand.pop(one.id, None)

    async def _store_one(self, db: outbox.Connection, one: Finished) -> None:
        try:
            await outbox.finish(db, self.id, [one])
        except (psycopg.DataError, psycopg.IntegrityError):
            log.exception("the outcome of message %s cannot be stored: %r", one.id, one)

    async def _keep_house(self, db: outbox.Connection) -> None:
        """Once a second: keeps the leases of what is in hand, puts back what others let go, and drops what nobody wants."""
        moment = self._loop.time()
        if moment - self._kept_house_at < self._longest_sleep:
            return
        alive = [held.message.id for held in self._in_hand.values() if moment - held.since < LONGEST_HAND_OVER_SECONDS]
        if alive:
            await outbox.renew(db, self.id, alive, self._lease)
        lost = await self._take_back(db, moment)
        await outbox.drop_unwanted(db)
        await outbox.hurry_stranded(db)
        if lost:
            log.warning("%d messages were left behind by a sender that is gone", lost)
        self._kept_house_at = moment

    async def _take_back(self, db: outbox.Connection, moment: float) -> int:
        """Puts back what nobody has renewed for a whole lease. Judged by what this process saw itself, on a clock that never jumps:
        the database's clock may be set, and a lease must neither end under a living sender nor outlast a dead one. Who could not look
        for a while (the database stood still) begins anew: the others could not renew theirs either.
        """
        if moment - self._looked_at > self._lease / 2:
            self._seen.clear()
        self._looked_at = moment
        leases = await outbox.leases_of_others(db, self.id, self._in_hand)
        self._seen = {
            key: seen if (seen := self._seen.get(key)) and seen[0] == until else (until, moment)
            for key, until in leases.items()
        }
        over = {key: until for key, (until, since) in self._seen.items() if moment - since > self._lease}
        return await outbox.take_back(db, over) if over else 0

    async def _hand_over_absent(self, db: outbox.Connection) -> None:
        """Hands over what the provider has not got, where it is still wanted: asking took a while."""
        absent, self._absent = self._absent, []
        if not absent:
            return
        try:
            wanted = await outbox.confirm(db, self.id, [message.id for message in absent], self._lease)
        except psycopg.Error:
            self._absent = absent + self._absent
            raise
        for message in absent:
            if message.id in wanted:
                self._submit(message, self._deliver)
            else:
                self._places[message.channel].give_back()
                self._wake.set()
                self._finished.append(Finished(message.id, "retry", error="No longer wanted"))

    def _look_up(self, message: Claimed) -> "Finished | Busy | None":
        """In a thread: asks the provider for a message of unknown fate; None where it has not got it."""
        channel = self._channels[message.channel]
        return attempt(message, lambda: channel.find(_envelope(message)), unsure=True)

    def _deliver(self, message: Claimed) -> "Finished | Busy | None":
        """In a thread: hands a message over."""
        channel = self._channels[message.channel]
        return attempt(message, lambda: channel.deliver(_envelope(message)), unsure=False)

    async def _listen(self, ear: outbox.Connection) -> None:
        await ear.execute(f"LISTEN {OUTBOX}")
        await ear.execute("LISTEN alongside_clock")
        for channel in sorted({chore.channel for chore in self._chores if chore.channel}):
            await ear.execute(f"LISTEN {channel}")
        self._wake.set()
        async for notice in ear.notifies():
            if notice.payload == MORE:
                self._rush.comes(self._loop.time())
            self._wake.set()
            for chore in self._chores:
                if chore.channel == notice.channel:
                    chore.wake()
        raise psycopg.OperationalError("the listening connection ended")

    async def _sleep(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._wake.wait(), seconds)
        except TimeoutError:
            return


def _envelope(message: Claimed) -> Envelope:
    return Envelope(
        message.id,
        message.address,
        message.subject,
        message.body,
        message.age,
        tuple(message.taken),
        message.purpose,
        message.about,
        message.browser,
    )


async def _connect() -> AsyncConnection[Any]:
    """A connection under this process's role, as Django would make it; a server that went silent is noticed."""
    parameters = connections["default"].get_connection_params()
    for name in ("cursor_factory", "context"):
        parameters.pop(name, None)
    return await AsyncConnection.connect(**{**KEEPALIVE, **parameters}, autocommit=True)
