"""What happens to an alarm, as the people who are rung see it: step by step, everybody, without end."""

import dataclasses

import pytest
from tests.unit.watch.stage import (
    ALARM,
    ASHA,
    BEN,
    PLAN,
    PLAN_OF_TWO_STEPS,
    WORKER,
    Story,
    at,
    of,
    raised_alarm,
    rung,
)

from alongside.watch import engine
from alongside.watch.engine import AlarmKind, AlarmStatus


def test_a_missed_check_in_rings_step_by_step_and_earlier_people_again():
    alarm = Story(PLAN_OF_TWO_STEPS)
    effects = alarm.tell(engine.Raised(at("10:10"), ALARM, WORKER, AlarmKind.MISSED_CHECK_IN))
    assert rung(effects) == ["Asha"]
    assert alarm.state.status is AlarmStatus.RINGING
    assert rung(alarm.look("10:11:59")) == []
    assert rung(alarm.look("10:12")) == ["Asha", "line_manager"]


def test_nobody_takes_it_so_everybody_is_rung_and_rung_again_without_end():
    alarm = raised_alarm()
    alarm.look("10:12")
    everybody = ["Asha", "line_manager", "operator"]
    for clock in ("10:14", "10:16", "10:18", "10:20", "10:22", "10:24", "10:29", "10:34"):
        assert alarm.state.clock_at == at(clock)
        assert rung(alarm.look(clock)) == everybody
        assert alarm.state.status is AlarmStatus.EXHAUSTED


@pytest.mark.parametrize("kind", [AlarmKind.SOS, AlarmKind.DURESS])
def test_a_panic_rings_every_step_at_once(kind):
    alarm = Story(PLAN_OF_TWO_STEPS)
    assert rung(alarm.tell(engine.Raised(at("10:10"), ALARM, WORKER, kind))) == ["Asha", "line_manager"]
    assert rung(alarm.look("10:12")) == ["Asha", "line_manager", "operator"]


def test_a_panic_goes_step_by_step_where_the_plan_says_so():
    plan = dataclasses.replace(PLAN_OF_TWO_STEPS, panic_to_all=False)
    alarm = Story(plan)
    assert rung(alarm.tell(engine.Raised(at("10:10"), ALARM, WORKER, AlarmKind.SOS))) == ["Asha"]


def test_a_worker_without_a_plan_is_not_left_alone():
    alarm = Story(engine.Plan(PLAN, 1, (), (engine.Target(role="operator"),)))
    assert rung(alarm.tell(engine.Raised(at("10:10"), ALARM, WORKER, AlarmKind.SOS))) == ["operator"]
    assert alarm.state.status is AlarmStatus.EXHAUSTED


def test_the_worker_is_never_rung_about_themselves():
    plan = engine.Plan(
        PLAN,
        1,
        (engine.Step((engine.Target(WORKER),)), engine.Step((engine.Target(BEN),))),
        (engine.Target(WORKER),),
    )
    alarm = Story(plan)
    assert rung(alarm.tell(engine.Raised(at("10:10"), ALARM, WORKER, AlarmKind.FALL))) == ["Ben"]
    assert (alarm.state.status, alarm.state.step) == (AlarmStatus.RINGING, 2)
    assert rung(alarm.look("10:12")) == ["Ben"]
    assert alarm.state.status is AlarmStatus.EXHAUSTED


def test_a_step_that_names_only_the_worker_costs_no_time():
    plan = engine.Plan(PLAN, 1, (engine.Step((engine.Target(BEN),)), engine.Step((engine.Target(WORKER),))))
    alarm = raised_alarm(plan=plan)
    alarm.look("10:12")
    assert alarm.state.status is AlarmStatus.EXHAUSTED


def test_a_step_where_nobody_can_be_reached_is_passed_over_at_once():
    alarm = raised_alarm()
    effects = alarm.tell(engine.NobodyReachable(at("10:10:01"), 1, 1))
    assert rung(effects) == ["Asha", "line_manager"]
    assert rung(alarm.tell(engine.NobodyReachable(at("10:10:02"), 1, 2))) == ["Asha", "line_manager", "operator"]


def test_news_that_a_step_of_before_reached_nobody_changes_nothing():
    alarm = raised_alarm()
    alarm.look("10:12")
    alarm.tell(engine.Pressed(at("10:12:10"), AlarmKind.FALL))
    before = alarm.state
    assert alarm.tell(engine.NobodyReachable(at("10:12:30"), 2, 1)) == ()
    assert alarm.tell(engine.NobodyReachable(at("10:12:30"), 1, 2)) == ()
    assert alarm.state == before


def test_each_ring_has_a_key_of_its_own():
    alarm = raised_alarm(AlarmKind.FALL)
    rings = [
        alarm.look("10:12"),
        alarm.tell(engine.Pressed(at("10:13"), AlarmKind.FALL)),
        alarm.look("10:14"),
        alarm.look("10:16"),
        alarm.tell(engine.Pressed(at("10:17"), AlarmKind.FALL)),
    ]
    keys = [effect.key for effects in rings for effect in effects if hasattr(effect, "key")]
    assert keys == ["1.2", "2.2", "2.broadcast.1", "2.broadcast.2", "3.broadcast.1"]


def test_an_alarm_raised_late_says_how_late_and_gives_each_step_its_time():
    alarm = Story(PLAN_OF_TWO_STEPS)
    raised = engine.Raised(at("10:30"), ALARM, WORKER, AlarmKind.MISSED_CHECK_IN, due_at=at("10:10"))
    (ring,) = of(engine.Ring, alarm.tell(raised))
    assert ring.due_at == at("10:10")
    assert alarm.state.clock_at == at("10:32")


def test_an_alarm_keeps_the_plan_it_was_raised_with():
    alarm = raised_alarm()
    alarm.plan = dataclasses.replace(PLAN_OF_TWO_STEPS, version=2)
    with pytest.raises(ValueError, match="keeps the plan"):
        alarm.look("10:12")


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: engine.Step(()),
        lambda: engine.Step((engine.Target(ASHA),), timeout_s=29),
        lambda: engine.Step((engine.Target(ASHA),), timeout_s=1801),
        lambda: engine.Target(),
        lambda: engine.Target(ASHA, "operator"),
        lambda: engine.Plan(PLAN, 1, (), repeat_s=0),
        lambda: engine.Raised(at("10:10"), ALARM, WORKER, AlarmKind.SOS, owner_clock_s=119),
        lambda: engine.Raised(at("10:10"), ALARM, WORKER, AlarmKind.SOS, owner_clock_s=1801),
    ],
)
def test_plans_and_settings_out_of_bounds_are_refused(wrong):
    with pytest.raises(ValueError, match=r"must|needs|either"):
        wrong()
