"""Timings are set by an organisation or a team from a moment on, and what has begun keeps what it began with."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction

from alongside.ledger.actions import SYSTEM
from alongside.ledger.clock import now
from alongside.ledger.models import Entry
from alongside.watch import actions, engine
from alongside.watch.engine import AlarmKind
from alongside.watch.models import TeamSettings, Timing
from alongside.watch.timings import Timings, set_timings, timings_for, timings_of

pytestmark = pytest.mark.django_db


def started(worker, risk="low"):
    itinerary = actions.Itinerary("14 Mill Lane", now() + timedelta(hours=2), risk=risk)
    visit = actions.plan_visit(worker, itinerary, by=SYSTEM, start=True)
    return engine.from_dict(visit.state)


def test_where_nobody_has_set_anything_nothing_new_is_asked_of_anybody(world):
    assert timings_for(world.nurse) == Timings()
    assert started(world.nurse).timing == engine.VisitTiming()


def test_a_team_says_more_than_its_organisation_and_what_it_leaves_out_is_the_organisation_s(world):
    set_timings(world.organisation, None, {"grace_high_s": 60, "driving_s": 1800, "check_in_interval_s": 7200})
    set_timings(world.organisation, world.team, {"check_in_interval_s": 1800, "driving_s": 0})
    found = timings_for(world.nurse)
    assert (found.grace_high_s, found.check_in_interval_s, found.driving_s) == (60, 1800, 0)
    elsewhere = timings_of(world.organisation, None)
    assert (elsewhere.check_in_interval_s, elsewhere.driving_s) == (7200, 1800)


def test_grace_and_limits_follow_the_risk_of_the_visit(world):
    said = {"grace_medium_s": 240, "extensions_medium": 2, "extended_medium_s": 3600, "extensions_high": 0}
    set_timings(world.organisation, world.team, said)
    timing = timings_for(world.nurse).for_visit("medium")
    assert (timing.grace_s, timing.extensions, timing.extended_s) == (240, 2, 3600)
    assert timings_for(world.nurse).for_visit("high").extensions == 0
    assert timings_for(world.nurse).for_visit("low").extensions is None


def test_what_is_set_for_later_counts_from_then_on_and_not_for_a_visit_that_runs(world, later):
    tomorrow = now() + timedelta(days=1)
    set_timings(world.organisation, world.team, {"check_in_interval_s": 900}, in_force_from=tomorrow)
    state = started(world.nurse)
    assert timings_for(world.nurse).check_in_interval_s == 3600
    later(days=1, minutes=1)
    assert timings_for(world.nurse).check_in_interval_s == 900
    assert state.timing.check_in_interval_s == 3600


@pytest.mark.parametrize(
    ("said", "field", "advice"),
    [
        ({"check_in_interval_s": 60}, "check_in_interval_s", "5 to 1440 minutes"),
        ({"driving_s": 60}, "driving_s", "Write 0 to switch it off"),
        ({"grace_low_s": 3700}, "grace_low_s", "0 to 60 minutes"),
        ({"extensions_low": 101}, "extensions_low", "0 to 100"),
        ({"owner_asked_s": 240, "owner_clock_s": 300}, "owner_asked_s", "half of their time"),
    ],
)
def test_what_is_out_of_bounds_is_refused_with_the_bounds(world, said, field, advice):
    with pytest.raises(ValidationError) as refused:
        set_timings(world.organisation, world.team, said)
    assert advice in refused.value.message_dict[field][0]
    assert not Timing.objects.exists()


@pytest.mark.parametrize("days", [-1, 400])
def test_nothing_is_set_for_the_past_or_for_after_the_next_year(world, days):
    with pytest.raises(ValidationError) as refused:
        set_timings(world.organisation, world.team, {}, in_force_from=now() + timedelta(days=days))
    assert "in_force_from" in refused.value.message_dict


def test_what_was_set_stays_as_it_was_and_is_in_the_ledger(world):
    timing = set_timings(world.organisation, world.team, {"driving_s": 1800}, why="The rounds on the moor")
    assert Entry.objects.filter(verb="team.timing_set", subject_id=world.team.pk).count() == 1
    with pytest.raises(DatabaseError), transaction.atomic():
        Timing.objects.filter(pk=timing.pk).update(driving_s=3600)


def test_an_alarm_keeps_the_owner_s_clock_and_question_that_it_was_raised_with(world):
    set_timings(world.organisation, None, {"owner_clock_s": 300, "owner_asked_s": 60})
    alarm = actions.ask_for_help(world.nurse, actions.Press(AlarmKind.SOS, now()), by=SYSTEM)
    set_timings(world.organisation, None, {"owner_clock_s": 1800})
    state = engine.from_dict(alarm.state)
    assert (state.owner_clock_s, state.owner_asked_s) == (300, 60)


def test_a_question_longer_than_half_of_a_team_s_shorter_clock_is_half_of_it(world):
    set_timings(world.organisation, None, {"owner_asked_s": 300})
    set_timings(world.organisation, world.team, {"owner_clock_s": 120})
    assert timings_for(world.nurse).asked_within_clock_s == 60


def test_what_a_team_had_before_timings_were_dated_is_carried_over(world):
    TeamSettings.objects.create(
        team=world.team, organisation=world.organisation, check_in_interval_s=1800, grace_high_s=90, owner_clock_s=300
    )
    with connection.cursor() as cursor:
        cursor.execute(import_module("alongside.watch.migrations.0006_timings").CARRY_OVER)
    found = timings_for(world.nurse)
    assert (found.check_in_interval_s, found.grace_high_s, found.owner_clock_s) == (1800, 90, 300)
    assert (found.reminder_s, found.driving_s, found.extensions_low) == (300, 0, None)
