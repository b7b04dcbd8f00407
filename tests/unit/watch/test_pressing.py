"""Another press always rings again and puts nothing off; a silent one shows nothing."""

import pytest
from tests.unit.watch.stage import (
    ALARM,
    ASHA,
    BEN,
    PLAN_OF_TWO_STEPS,
    VISIT,
    WORKER,
    Story,
    at,
    raised_alarm,
    rung,
)

from alongside.watch import engine
from alongside.watch.engine import AlarmKind, AlarmStatus, Outcome


def test_a_new_press_rings_those_who_were_rung_and_puts_nothing_off():
    alarm = raised_alarm(AlarmKind.FALL)
    effects = alarm.tell(engine.Pressed(at("10:11"), AlarmKind.FALL))
    assert rung(effects) == ["Asha"]
    assert alarm.state.clock_at == at("10:12")


def test_a_first_panic_on_a_missed_check_in_rings_everybody_at_once():
    alarm = raised_alarm()
    assert rung(alarm.tell(engine.Pressed(at("10:11"), AlarmKind.SOS))) == ["Asha", "line_manager"]
    assert (alarm.state.kind, alarm.state.clock_at) == (AlarmKind.SOS, at("10:12"))


def test_a_first_panic_on_a_taken_alarm_rings_everybody_with_the_owner():
    alarm = raised_alarm()
    alarm.tell(engine.Taken(at("10:11"), BEN))
    assert rung(alarm.tell(engine.Pressed(at("10:12"), AlarmKind.SOS))) == ["Ben", "Asha", "line_manager"]


def test_a_new_press_on_a_taken_panic_rings_the_owner_who_has_two_minutes():
    alarm = raised_alarm(AlarmKind.SOS)
    alarm.tell(engine.Taken(at("10:11"), BEN))
    assert rung(alarm.tell(engine.Pressed(at("10:12")))) == ["Ben"]
    assert (alarm.state.status, alarm.state.clock_at) == (AlarmStatus.TAKEN, at("10:14"))
    assert rung(alarm.tell(engine.Pressed(at("10:13")))) == ["Ben"]
    assert alarm.state.clock_at == at("10:14")


def test_a_new_press_during_the_broadcast_repeats_it_at_once():
    alarm = raised_alarm()
    alarm.look("10:14")
    assert rung(alarm.tell(engine.Pressed(at("10:15")))) == ["Asha", "line_manager", "operator"]


def test_a_press_soon_after_the_close_opens_the_alarm_again():
    alarm = raised_alarm()
    alarm.tell(engine.Closed(at("10:20"), ASHA, Outcome.FALSE_ACCIDENTAL))
    call = engine.RaiseAlarm(AlarmKind.SOS, WORKER, VISIT, at("10:25"), at("10:25"))
    effects = alarm.tell(engine.alarm_event_for(call, alarm.state, ALARM))
    assert rung(effects) == ["Asha", "line_manager"]
    assert (alarm.state.owner, alarm.state.outcome, alarm.state.reopened) == (None, None, 1)


@pytest.mark.parametrize(
    ("kind", "clock", "closed_kind"),
    [
        (AlarmKind.SOS, "10:50:01", AlarmKind.FALL),
        (AlarmKind.MISSED_CHECK_IN, "10:25", AlarmKind.FALL),
        (AlarmKind.SOS, "10:25", AlarmKind.TEST),
    ],
)
def test_long_after_the_close_or_from_a_clock_or_after_a_test_it_is_a_new_alarm(kind, clock, closed_kind):
    alarm = raised_alarm(closed_kind)
    alarm.tell(engine.Closed(at("10:20"), ASHA, Outcome.FALSE_ACCIDENTAL))
    call = engine.RaiseAlarm(kind, WORKER, VISIT, at(clock), at(clock))
    assert isinstance(engine.alarm_event_for(call, alarm.state, ALARM), engine.Raised)


def test_a_late_press_says_when_it_was_pressed_and_rings_by_the_server_s_clock():
    alarm = Story(PLAN_OF_TWO_STEPS)
    raised = engine.Raised(at("10:10"), ALARM, WORKER, AlarmKind.SOS, pressed_at=at("8:00"), late=True)
    assert rung(alarm.tell(raised)) == ["Asha", "line_manager"]
    assert (alarm.state.pressed_at, alarm.state.late) == (at("8:00"), True)
    assert alarm.state.clock_at == at("10:12")


def test_a_clock_that_runs_out_as_well_leaves_the_label_of_the_press():
    alarm = Story(PLAN_OF_TWO_STEPS)
    alarm.tell(engine.Raised(at("10:10"), ALARM, WORKER, AlarmKind.FALL, pressed_at=at("8:00"), late=True))
    alarm.tell(engine.Pressed(at("10:11"), AlarmKind.MISSED_CHECK_IN, VISIT))
    assert (alarm.state.pressed_at, alarm.state.late) == (at("8:00"), True)
    alarm.tell(engine.Pressed(at("10:12"), AlarmKind.SOS))
    assert (alarm.state.pressed_at, alarm.state.late) == (None, False)


def test_the_worker_s_screen_shows_a_duress_alarm_as_what_else_was_pressed_or_not_at_all():
    alarm = raised_alarm(AlarmKind.DURESS)
    assert engine.alarm_shown_to_worker(alarm.state) is None
    alarm.tell(engine.Pressed(at("10:11"), AlarmKind.SOS))
    assert alarm.state.kind is AlarmKind.DURESS
    assert engine.alarm_shown_to_worker(alarm.state) == engine.ShownAlarm(AlarmKind.SOS, at("10:11"), None)


def test_duress_on_an_alarm_that_the_worker_knows_of_changes_nothing_on_their_screen():
    alarm = raised_alarm()
    alarm.tell(engine.Taken(at("10:11"), BEN))
    before = engine.alarm_shown_to_worker(alarm.state)
    effects = alarm.tell(engine.Pressed(at("10:12"), AlarmKind.DURESS))
    assert rung(effects) == ["Ben", "Asha", "line_manager"]
    assert engine.alarm_shown_to_worker(alarm.state) == before
    assert before == engine.ShownAlarm(AlarmKind.MISSED_CHECK_IN, at("10:10"), BEN)
