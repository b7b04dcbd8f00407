"""The simulated operator leaves people their time, and tidies up after it."""

import asyncio
from contextlib import asynccontextmanager, suppress

from tests.unit.demo.stage import StagedClock

from alongside.demo.app import Declined
from alongside.demo.cast import Member
from alongside.demo.colleague import PATIENCE_S, Colleague

ME = "me"


class Alarms:
    """The API as the colleague sees it: open alarms, and what was done to them."""

    def __init__(self, clock):
        self._clock = clock
        self.open = {}
        self.done = []

    def raise_alarm(self, key, *, worker="w1", kind="sos", status="ringing", owner=None):
        self.open[key] = {
            "id": key,
            "kind": kind,
            "status": status,
            "worker": {"id": worker, "name": "Nia Okafor"},
            "owner": {"id": owner, "name": "Somebody"} if owner else None,
        }

    async def get(self, path, **query):
        if path == "/me":
            return {"places": [{"staff_id": ME}]}
        return {"items": list(self.open.values())}

    async def post(self, path, **fields):
        _, _, key, what = path.split("/")
        alarm = self.open.get(key)
        if alarm is None or (alarm["owner"] and alarm["owner"]["id"] != ME and alarm["status"] == "taken"):
            raise Declined(409, {"code": "taken"})
        self.done.append((self._clock.now(), key, what))
        if what == "take":
            alarm.update(owner={"id": ME, "name": "Me"}, status="taken")
        if what == "close":
            assert fields["text"]
            del self.open[key]


@asynccontextmanager
async def at_work():
    clock = StagedClock()
    alarms = Alarms(clock)
    member = Member("olu.grant", "Olu Grant", "Operator", "+447700900002", "o@example.org", "p", "t")
    colleague = Colleague(member, alarms, clock, {"w1", "w2"}, seed=1, say=lambda words: None)
    working = asyncio.create_task(colleague.run())
    await clock.let_pass(0)
    yield clock, alarms
    if working.done():
        working.result()
    working.cancel()
    with suppress(asyncio.CancelledError):
        await working


def story(tell):
    async def play():
        async with at_work() as (clock, alarms):
            await tell(clock, alarms)

    return lambda: asyncio.run(play())


@story
async def test_people_have_four_minutes_to_take_an_alarm(clock, alarms):
    alarms.raise_alarm("a1")
    await clock.let_pass(PATIENCE_S)

    assert alarms.done == []


@story
async def test_what_nobody_took_is_taken_noted_and_closed(clock, alarms):
    alarms.raise_alarm("a1")
    await clock.let_pass(PATIENCE_S + 120)

    assert [what for _, _, what in alarms.done] == ["take", "note", "close"]
    assert alarms.open == {}


@story
async def test_what_a_person_has_taken_is_left_to_them(clock, alarms):
    alarms.raise_alarm("a1", status="taken", owner="somebody")
    await clock.let_pass(3600)

    assert alarms.done == []


@story
async def test_a_person_who_is_quicker_in_the_last_moment_keeps_it(clock, alarms):
    alarms.raise_alarm("a1")
    await clock.let_pass(PATIENCE_S - 10)
    alarms.raise_alarm("a1", status="taken", owner="somebody")
    await clock.let_pass(3600)

    assert alarms.done == []


@story
async def test_an_owner_who_has_fallen_silent_is_relieved(clock, alarms):
    alarms.raise_alarm("a1", status="taken", owner="somebody")
    await clock.let_pass(PATIENCE_S)
    alarms.raise_alarm("a1", status="ringing", owner="somebody")
    await clock.let_pass(120)

    assert alarms.open == {}


@story
async def test_alarms_of_people_whom_nobody_simulates_are_left_alone(clock, alarms):
    alarms.raise_alarm("a1", worker="a tester")
    await clock.let_pass(3600)

    assert alarms.done == []


@story
async def test_what_an_earlier_run_had_taken_is_dealt_with_at_once(clock, alarms):
    alarms.raise_alarm("a1", status="taken", owner=ME)
    await clock.let_pass(120)

    assert alarms.open == {}


@story
async def test_an_alarm_that_comes_back_waits_anew(clock, alarms):
    alarms.raise_alarm("a1")
    await clock.let_pass(PATIENCE_S + 120)
    alarms.raise_alarm("a1")
    before = len(alarms.done)
    await clock.let_pass(PATIENCE_S - 20)

    assert len(alarms.done) == before
