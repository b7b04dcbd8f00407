"""The dry run of a plan: who would be rung when, for a call for help and for a check-in that is missed."""

from datetime import date, timedelta

import pytest
from tests.situation_of_plans import at, nights_of, published, rota_of, today

from alongside.ledger.clock import now
from alongside.messages.models import Message
from alongside.people.actions import actor_for, add_contact_point
from alongside.people.models import ContactPoint
from alongside.watch import actions as visits
from alongside.watch.engine import AlarmKind, Step, Target
from alongside.watch.holding import gap_in
from alongside.watch.planning.dry_run import MISSED, PANIC, complaints_about, dry_run
from alongside.watch.plans import engine_plan, plan_for, reaches
from alongside.watch.rotas import Length

pytestmark = pytest.mark.django_db


def test_a_dry_run_of_a_panic_rings_everybody_at_once_and_then_again(world):
    moment = at(today() + timedelta(days=1), "14:00")

    rung = dry_run(engine_plan(plan_for(world.nurse)), world.nurse, moment, PANIC)

    assert [(one.at, one.what.split(",")[0]) for one in rung] == [
        (moment, "Every step at once"),
        (moment + timedelta(seconds=120), "Everybody"),
    ]
    first = {one.name: one.channels for one in rung[0].called}
    assert first["Bo Lind"] == "on screen, text message"
    assert "Nia Okoye" not in first
    assert Message.objects.count() == 0


def test_a_dry_run_of_a_missed_check_in_rings_the_worker_first_and_then_step_by_step(world):
    moment = at(today() + timedelta(days=1), "14:00")

    rung = dry_run(engine_plan(plan_for(world.nurse)), world.nurse, moment, MISSED)

    grace = timedelta(minutes=10)
    assert (rung[0].at, rung[0].called[0].name) == (moment, "Nia Okoye")
    steps = [one for one in rung if one.what.startswith("Step")]
    assert [(one.at - moment, [each.name for each in one.called]) for one in steps] == [
        (grace, ["Bo Lind", "Asha Rao"]),
        (grace + timedelta(seconds=120), ["Bo Lind", "Asha Rao", "Olu Grant", "Pia Marsh"]),
    ]


def test_a_dry_run_says_whom_an_alarm_of_that_moment_really_rings(world):
    rota = rota_of(world, world.manager, world.lsms, length=Length.DAY)
    version = published(world, Step((Target(rota_id=rota.pk),), 60, 30), Step((Target(role="operator"),)))
    alarm = visits.ask_for_help(world.nurse, visits.Press(AlarmKind.FALL, now()), by=actor_for(world.nurse.user))

    rung = dry_run(engine_plan(version), world.nurse, alarm.raised_at, PANIC)
    really = {message.recipient.name for message in Message.objects.filter(about_id=alarm.pk)}

    assert really <= {called.name for called in rung[0].called}
    assert really == {reach.staff.name for reach in reaches([Target(rota_id=rota.pk)], world.nurse)}


def test_a_dry_run_finds_whoever_is_on_call_at_the_moment_that_is_tried(world):
    rota = rota_of(world, world.manager, world.lsms, first_day=date(2026, 3, 2))
    plan = engine_plan(published(world, Step((Target(rota_id=rota.pk),)), Step((Target(role="operator"),))))

    def rung_at(day):
        runs = dry_run(plan, world.nurse, at(day, "12:00"), MISSED)
        return [one.name for one in next(run for run in runs if run.what == "Step 1").called]

    assert rung_at(date(2026, 3, 3)) == ["Asha Rao"]
    assert rung_at(date(2026, 3, 10)) == ["Lee Stone"]


def test_a_step_in_which_nobody_is_on_call_is_passed_over_at_once(world):
    rota = nights_of(world, world.lsms)
    plan = engine_plan(published(world, Step((Target(rota_id=rota.pk),)), Step((Target(role="operator"),))))
    moment = at(today() + timedelta(days=1), "12:00")

    rung = dry_run(plan, world.nurse, moment, MISSED)

    [first, second] = [one for one in rung if one.what.startswith("Step")]
    assert (first.called, second.at, second.called[0].name) == ((), first.at, "Olu Grant")


def test_a_number_that_is_both_written_to_and_rung_is_shared_with_nobody(world):
    number = ContactPoint.objects.get(staff=world.operator, channel="sms").address
    add_contact_point(world.operator, "voice", number, position=4, verified=True)
    assert complaints_about([world.operator]) == []


def test_numbers_that_are_not_verified_stale_or_shared_are_named(world, settings):
    ContactPoint.objects.filter(staff=world.manager, channel="sms").update(verified_at=None)
    ContactPoint.objects.filter(staff=world.buddy, channel="sms").update(verified_at=now() - timedelta(days=181))
    number = ContactPoint.objects.get(staff=world.operator, channel="sms").address
    ContactPoint.objects.filter(staff=world.second_operator, channel="sms").update(address=number)
    people = [world.manager, world.buddy, world.operator, world.second_operator, world.lsms]

    said = complaints_about(people)

    assert said[0] == "Asha Rao: has a number that is not verified."
    assert said[1].startswith("Bo Lind: the number was last confirmed on ")
    assert said[2] == "Olu Grant and Pia Marsh have one number between them."
    assert len(said) == 3
    assert gap_in(plan_for(world.nurse), world.nurse) is None  # what was verified long ago is rung, and counts
