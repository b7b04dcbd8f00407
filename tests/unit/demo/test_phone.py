"""A simulated phone keeps what it has to say until the gateway has it."""

import asyncio
from contextlib import asynccontextmanager, suppress

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from tests.unit.demo.stage import StagedClock

from alongside.demo import phone as phones
from alongside.demo.frames import Frame
from alongside.demo.phone import Phone


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    monkeypatch.setattr(phones, "PATIENCE_S", (0,))


class Gateway:
    """Takes what it is sent, or does what `answers` says, one for each request, before it takes anything."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.taken = []
        self.all_taken = asyncio.Event()
        self.wanted = 0

    async def handle(self, request):
        answer = self.answers.pop(0) if self.answers else 200
        if answer is None:
            request.transport.abort()
        if answer == 200:
            self.taken.append(await request.text())
            if len(self.taken) >= self.wanted:
                self.all_taken.set()
        return web.Response(status=answer or 200, text="no" if answer != 200 else "")

    async def has(self, count):
        """Returns when so many frames were taken."""
        self.wanted = count
        if len(self.taken) < count:
            self.all_taken.clear()
            await asyncio.wait_for(self.all_taken.wait(), 30)


@asynccontextmanager
async def switched_on(gateway):
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", gateway.handle)
    clock = StagedClock()
    async with TestServer(app) as server, aiohttp.ClientSession() as session:
        phone = Phone(session, str(server.make_url("/")), clock)
        sending = asyncio.create_task(phone.run())
        yield phone, clock
        sending.cancel()
        with suppress(asyncio.CancelledError):
            await sending


def frames(*words):
    return [Frame("POST", "/owntracks", {}, word.encode()) for word in words]


@pytest.mark.parametrize("failure", [None, 503], ids=["dropped connection", "503"])
def test_what_is_not_taken_is_sent_again_in_its_order(failure):
    async def story():
        gateway = Gateway(failure, failure, 200, failure)
        async with switched_on(gateway) as (phone, _):
            for frame in frames("one", "two", "three"):
                phone.say(frame)
            await gateway.has(3)
            assert gateway.taken == ["one", "two", "three"]

    asyncio.run(story())


def test_what_is_refused_is_counted_and_not_sent_again():
    async def story():
        gateway = Gateway(401)
        async with switched_on(gateway) as (phone, _):
            for frame in frames("bad", "good"):
                phone.say(frame)
            await gateway.has(1)
            assert gateway.taken == ["good"]
            assert (phone.refused, phone.last_refusal) == (1, "401 no")

    asyncio.run(story())


def test_without_signal_everything_waits_and_then_goes_out_in_its_order():
    async def story():
        gateway = Gateway()
        async with switched_on(gateway) as (phone, clock):
            phone.lose_signal(120)
            for frame in frames("one", "two"):
                phone.say(frame)
            await clock.let_pass(119)
            assert (gateway.taken, phone.waiting) == ([], 2)
            await clock.let_pass(2)
            await gateway.has(2)
            assert gateway.taken == ["one", "two"]

    asyncio.run(story())


def test_a_memory_that_is_full_forgets_the_oldest(monkeypatch):
    async def story():
        gateway = Gateway()
        async with switched_on(gateway) as (phone, clock):
            phone.lose_signal(120)
            for number in range(phones.LONGEST_MEMORY + 1):
                phone.say(frames(str(number))[0])
            await clock.let_pass(121)
            await gateway.has(phones.LONGEST_MEMORY)
            assert gateway.taken[0] == "1"

    asyncio.run(story())
