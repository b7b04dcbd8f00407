"""What a simulated worker does on a visit, and when."""

import asyncio
import itertools
from contextlib import asynccontextmanager, suppress

import pytest
from tests.unit.demo.stage import Notebook, StagedClock, VisitsOnly

from alongside.demo.cast import Device, Member, Site
from alongside.demo.choreography import Turn
from alongside.demo.credentials import DURESS_PIN, PIN
from alongside.demo.worker import VISIT_S, Worker

SITE = Site("Wrenmoor Health Centre", "1 Millrace Street", 53.3889, -2.5954)
DEVICES = [
    Device("owntracks", "nia.okafor.phone", "s3cret"),
    Device("osmand", "yPaHiOy8UFTjd4g", "s3cret"),
    Device("link", "R6oXsv7tGFsTsjenRy", "R6oXsv7tGFsTsjenRy"),
]
INTERVAL_S = 300
ALL_DAY = 8 * 3600


def story(tell):
    """Plays a story with one worker: `tell(worker, clock, visits, phone)`, once for each kind of device."""

    def play(device):
        asyncio.run(_play(tell, device))

    return pytest.mark.parametrize("device", DEVICES, ids=lambda device: device.protocol)(play)


async def _play(tell, device):
    clock = StagedClock()
    phone, visits = Notebook(clock), VisitsOnly(clock)
    async with _alive(device, clock, visits, phone) as worker:
        await tell(worker, clock, visits, phone)


@asynccontextmanager
async def _alive(device, clock, visits, phone):
    member = Member("nia.okafor", "Nia Okafor", "Nurse", "+447700900001", "n@example.org", "p", "t", devices=(device,))
    worker = Worker(member, SITE, visits, phone, clock, seed=1, say=lambda words: None)
    living = asyncio.create_task(worker.run())
    yield worker
    if living.done():
        living.result()
    living.cancel()
    with suppress(asyncio.CancelledError):
        await living


@story
async def test_a_worker_is_heard_in_every_interval_and_ends_with_the_pin(worker, clock, visits, phone):
    await clock.let_pass(VISIT_S[1] + 30)

    ended_at = visits.times_of("/end")[0]
    heard = [0.0, *(at for at in phone.times_of("check_in") if at < ended_at), ended_at]
    assert all(later - earlier < INTERVAL_S for earlier, later in itertools.pairwise(heard))
    assert visits.pins[0] == PIN
    assert VISIT_S[0] <= ended_at <= VISIT_S[1]


@story
async def test_one_visit_follows_the_other(worker, clock, visits, phone):
    await clock.let_pass(ALL_DAY)

    assert worker.visits == len(visits.times_of("/visits")) > 10
    assert set(visits.pins) == {PIN}


@story
async def test_a_call_for_help_goes_out_at_once_and_once(worker, clock, visits, phone):
    await clock.let_pass(60)
    worker.meet(Turn.HELP)
    await clock.let_pass(0)

    assert phone.times_of("sos") == [60]


@story
async def test_who_waits_for_help_neither_checks_in_nor_ends_the_visit_nor_calls_again(worker, clock, visits, phone):
    await clock.let_pass(60)
    worker.meet(Turn.HELP)
    visits.status = "in_alarm"
    await clock.let_pass(30)
    quiet_from = clock.now()
    worker.meet(Turn.HELP)
    await clock.let_pass(3600)

    assert [at for at in phone.times_of("check_in") if at > quiet_from] == []
    assert len(phone.times_of("sos")) == 1
    assert visits.times_of("/end") == []


@story
async def test_after_the_alarm_is_closed_the_visit_goes_on_and_ends(worker, clock, visits, phone):
    await clock.let_pass(60)
    worker.meet(Turn.HELP)
    visits.status = "in_alarm"
    await clock.let_pass(400)
    visits.status = "active"
    await clock.let_pass(VISIT_S[1])

    assert visits.pins[0] == PIN


@story
async def test_a_forgotten_check_in_stays_away_until_the_alarm_and_is_made_up_for(worker, clock, visits, phone):
    worker.meet(Turn.FORGET)
    await clock.let_pass(360)
    assert phone.times_of("check_in") == []

    visits.status = "in_alarm"
    await clock.let_pass(200)

    assert len(phone.times_of("check_in")) == 1


@story
async def test_a_late_worker_answers_the_reminder_within_the_grace(worker, clock, visits, phone):
    worker.meet(Turn.LATE)
    await clock.let_pass(INTERVAL_S)
    assert phone.times_of("check_in") == []

    visits.status = "overdue"
    await clock.let_pass(60)

    assert len(phone.times_of("check_in")) >= 1


@story
async def test_the_duress_pin_ends_the_visit_and_the_next_one_is_long_in_coming(worker, clock, visits, phone):
    await clock.let_pass(60)
    worker.meet(Turn.DURESS)
    await clock.let_pass(300)

    assert visits.pins == [DURESS_PIN]
    assert visits.times_of("/visits") == [0]


@story
async def test_lost_signal_is_the_phones_matter(worker, clock, visits, phone):
    await clock.let_pass(60)
    worker.meet(Turn.NO_SIGNAL)
    await clock.let_pass(0)

    assert len(phone.lost_for) == 1


@story
async def test_a_visit_that_somebody_else_has_ended_is_over(worker, clock, visits, phone):
    await clock.let_pass(60)
    visits.status = "ended"
    await clock.let_pass(120)

    assert len(visits.times_of("/visits")) == 2
    assert visits.pins == []


@story
async def test_when_the_play_is_over_the_visit_is_ended(worker, clock, visits, phone):
    await clock.let_pass(60)
    await worker.go_home()

    assert visits.pins == [PIN]


@story
async def test_when_the_play_is_over_a_call_for_help_still_stands(worker, clock, visits, phone):
    await clock.let_pass(60)
    worker.meet(Turn.HELP)
    visits.status = "in_alarm"
    await clock.let_pass(30)
    await worker.go_home()

    assert visits.pins == []


@pytest.mark.parametrize("device", DEVICES, ids=lambda device: device.protocol)
def test_a_visit_that_an_earlier_run_left_is_gone_on_with(device):
    async def tell():
        clock = StagedClock()
        phone, visits = Notebook(clock), VisitsOnly(clock, status="due_soon")
        async with _alive(device, clock, visits, phone):
            await clock.let_pass(20)
            assert visits.times_of("/visits") == []
            assert len(phone.times_of("check_in")) >= 1

    asyncio.run(tell())
