"""A phone that nobody hears any more during a visit, where the team asks about it."""

from datetime import timedelta

import pytest
from django.db import transaction

from alongside.devices.actions import store_signal
from alongside.devices.protocols.signal import POSITION, Signal
from alongside.ledger.actions import SYSTEM
from alongside.ledger.clock import now
from alongside.messages.models import Message
from alongside.watch import actions
from alongside.watch.models import Alarm
from alongside.watch.replaying import replay_all
from alongside.watch.timings import set_timings
from alongside.watch.work import Worklist

pytestmark = pytest.mark.django_db


@pytest.fixture
def visit(world):
    set_timings(world.organisation, world.team, {"device_silence_s": 900})
    return actions.plan_visit(
        world.nurse, actions.Itinerary("14 Mill Lane", now() + timedelta(hours=2)), by=SYSTEM, start=True
    )


def turn(later, minutes):
    later(minutes=minutes)
    with transaction.atomic():
        Worklist().take_clocks()


def test_a_silent_phone_is_asked_about_and_then_an_alarm(visit, later, world, sign_in):
    turn(later, 16)
    asked = Message.objects.filter(about_type="visit", about_id=visit.pk, channel="sms").get()
    assert asked.subject == "We have not heard from your phone"
    turn(later, 10)
    assert Alarm.objects.get().kind == "device_lost"
    assert (
        b"We have not heard from your phone or badge, so people are being told"
        in sign_in("nurse").get("/my-safety").content
    )
    assert replay_all().faults == 0


def test_a_position_is_enough_to_be_heard_and_puts_off_no_check_in(visit, later, world):
    due_at = visit.due_at
    for _ in range(5):
        store_signal(world.nurse, Signal("", POSITION, lat=53.38891, lon=-2.59541))
        turn(later, 11)
    assert not Alarm.objects.exists()
    visit.refresh_from_db()
    assert visit.due_at == due_at
    assert visit.status == "due_soon"
    assert replay_all().faults == 0


def test_together_and_one_by_one_ask_the_same(visit, later, monkeypatch):
    monkeypatch.setattr("alongside.watch.sweep.move_on", lambda keys, heard, **_: set())
    turn(later, 16)
    assert (
        Message.objects.get(about_type="visit", about_id=visit.pk, channel="sms")
        .key.split(":")[2]
        .startswith("1.device_silent.")
    )


def test_where_no_team_asks_a_silent_phone_says_nothing(world, later):
    visit = actions.plan_visit(
        world.nurse, actions.Itinerary("14 Mill Lane", now() + timedelta(hours=2)), by=SYSTEM, start=True
    )
    turn(later, 50)
    assert not Message.objects.filter(about_id=visit.pk).exists()
