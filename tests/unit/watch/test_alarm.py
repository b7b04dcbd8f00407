"""What happens to an alarm, as the people who are rung see it."""

import dataclasses

import pytest
from tests.unit.watch.stage import (
    ALARM,
    ASHA,
    BEN,
    CARYS,
    PLAN,
    PLAN_OF_TWO_STEPS,
    VISIT,
    WORKER,
    Story,
    at,
    name_of,
    of,
    raised_alarm,
    rung,
)

from alongside.watch import engine
from alongside.watch.engine import AlarmKind, AlarmStatus, Outcome


def told(effects):
    return [(tell.what, [name_of(target) for target in tell.targets]) for tell in of(engine.Tell, effects)]


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


def test_second_operator_is_told_who_took_it():
    alarm = raised_alarm()
    alarm.tell(engine.Taken(at("10:11"), BEN))
    with pytest.raises(engine.Refused) as refused:
        alarm.tell(engine.Taken(at("10:11"), CARYS))
    assert (refused.value.code, refused.value.owner) == ("taken", BEN)
    assert alarm.state.owner == BEN


def test_taking_stops_the_ringing_and_tells_those_who_were_rung():
    alarm = raised_alarm()
    alarm.look("10:12")
    effects = alarm.tell(engine.Taken(at("10:13"), ASHA))
    assert engine.StopRinging() in effects
    assert told(effects) == [("taken", ["line_manager"])]
    assert rung(alarm.look("10:14")) == []


def test_after_a_broadcast_everybody_is_told_who_took_it():
    alarm = raised_alarm()
    alarm.look("10:14")
    assert told(alarm.tell(engine.Taken(at("10:15"), BEN))) == [("taken", ["Asha", "line_manager", "operator"])]


@pytest.mark.parametrize(
    "event",
    [
        engine.Taken(at("10:11"), WORKER),
        engine.Closed(at("10:11"), WORKER, Outcome.FOUND_SAFE),
        engine.HandedOver(at("10:11"), ASHA, WORKER),
    ],
)
def test_the_worker_cannot_answer_for_their_own_alarm(event):
    alarm = raised_alarm()
    alarm.tell(engine.Taken(at("10:10:30"), ASHA))
    with pytest.raises(engine.Refused) as refused:
        alarm.tell(event)
    assert refused.value.code == "own_alarm"


def test_an_owner_who_is_silent_for_ten_minutes_is_rung_with_everybody_and_the_next_step():
    alarm = raised_alarm()
    alarm.tell(engine.Taken(at("10:11"), BEN))
    effects = alarm.look("10:21")
    assert rung(effects) == ["Ben", "Asha", "line_manager"]
    assert (alarm.state.status, alarm.state.owner) == (AlarmStatus.RINGING, BEN)


def test_a_colleague_may_take_it_from_a_silent_owner_who_is_told():
    alarm = raised_alarm()
    alarm.tell(engine.Taken(at("10:11"), BEN))
    alarm.look("10:21")
    effects = alarm.tell(engine.Taken(at("10:22"), ASHA))
    assert alarm.state.owner == ASHA
    assert told(effects) == [("taken", ["Ben", "line_manager"])]


def test_a_silent_owner_who_answers_has_it_again_and_the_ringing_stops():
    alarm = raised_alarm()
    alarm.tell(engine.Taken(at("10:11"), BEN))
    alarm.look("10:21")
    effects = alarm.tell(engine.Progressed(at("10:22"), BEN, "At the door"))
    assert engine.StopRinging() in effects
    assert (alarm.state.status, alarm.state.clock_at) == (AlarmStatus.TAKEN, at("10:32"))


def test_an_owner_who_stays_silent_leads_to_the_broadcast():
    alarm = raised_alarm()
    alarm.tell(engine.Taken(at("10:11"), BEN))
    alarm.look("10:21")
    assert rung(alarm.look("10:23")) == ["Ben", "Asha", "line_manager", "operator"]


def test_progress_winds_the_owner_s_clock_and_nobody_else_s_does():
    alarm = raised_alarm()
    alarm.tell(engine.Taken(at("10:11"), BEN))
    alarm.tell(engine.Progressed(at("10:15"), CARYS, "I can drive there"))
    assert alarm.state.clock_at == at("10:21")
    alarm.tell(engine.Progressed(at("10:16"), BEN, "On my way"))
    assert alarm.state.clock_at == at("10:26")


def test_taking_it_twice_winds_the_clock_and_rings_nobody():
    alarm = raised_alarm()
    alarm.tell(engine.Taken(at("10:11"), BEN))
    assert alarm.tell(engine.Taken(at("10:12"), BEN)) == ()
    assert alarm.state.clock_at == at("10:22")


def test_handing_over_rings_the_new_owner_who_has_two_minutes_to_answer():
    alarm = raised_alarm()
    alarm.tell(engine.Taken(at("10:11"), BEN))
    assert rung(alarm.tell(engine.HandedOver(at("10:12"), BEN, CARYS))) == ["Carys"]
    assert (alarm.state.owner, alarm.state.clock_at) == (CARYS, at("10:14"))
    assert rung(alarm.look("10:14")) == ["Carys", "Asha", "line_manager"]


def test_handing_over_what_rings_tells_those_who_were_rung_who_has_it_now():
    alarm = raised_alarm()
    alarm.tell(engine.Taken(at("10:11"), BEN))
    alarm.look("10:21")  # Ben was silent
    effects = alarm.tell(engine.HandedOver(at("10:22"), BEN, CARYS))
    assert engine.StopRinging() in effects
    assert told(effects) == [("handed_over", ["Asha", "line_manager"])]
    assert rung(effects) == ["Carys"]


def test_handing_over_takes_back_what_would_still_ring_the_owner_before():
    alarm = raised_alarm(AlarmKind.SOS)
    alarm.tell(engine.Taken(at("10:11"), BEN))
    alarm.tell(engine.Pressed(at("10:12")))  # rings Ben
    effects = alarm.tell(engine.HandedOver(at("10:12:05"), BEN, CARYS))
    assert effects[0] == engine.StopRinging()
    assert rung(effects) == ["Carys"]


def test_handing_over_after_the_broadcast_tells_everybody_but_the_two():
    alarm = raised_alarm()
    alarm.tell(engine.Taken(at("10:11"), BEN))
    alarm.look("10:40")
    assert told(alarm.tell(engine.HandedOver(at("10:41"), BEN, ASHA))) == [
        ("handed_over", ["line_manager", "operator"])
    ]


def test_only_the_owner_hands_over():
    alarm = raised_alarm()
    alarm.tell(engine.Taken(at("10:11"), BEN))
    for by, to, code in ((ASHA, CARYS, "not_owner"), (BEN, BEN, "same_person")):
        with pytest.raises(engine.Refused) as refused:
            alarm.tell(engine.HandedOver(at("10:12"), by, to))
        assert (refused.value.code, refused.value.owner) == (code, BEN)


def test_an_owner_who_cannot_be_reached_is_not_waited_for():
    alarm = raised_alarm()
    alarm.tell(engine.Taken(at("10:11"), BEN))
    alarm.tell(engine.HandedOver(at("10:12"), BEN, CARYS))
    assert rung(alarm.tell(engine.NobodyReachable(at("10:12"), 2, 0))) == ["Carys", "Asha", "line_manager"]


def test_a_new_press_rings_those_who_were_rung_and_puts_nothing_off():
    alarm = raised_alarm(AlarmKind.FALL)
    effects = alarm.tell(engine.Pressed(at("10:11"), AlarmKind.FALL))
    assert rung(effects) == ["Asha"]
    assert alarm.state.clock_at == at("10:12")


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


def test_the_worker_being_heard_is_told_and_the_ringing_goes_on():
    alarm = raised_alarm()
    assert told(alarm.tell(engine.WorkerHeard(at("10:11"), "checked_in"))) == [("checked_in", ["Asha"])]
    assert rung(alarm.look("10:12")) == ["Asha", "line_manager"]
    alarm.tell(engine.Taken(at("10:13"), BEN))
    assert told(alarm.tell(engine.WorkerHeard(at("10:14"), "ended"))) == [("ended", ["Ben"])]


def test_a_genuine_alarm_is_closed_with_words_and_checked_by_a_second_person():
    alarm = raised_alarm()
    with pytest.raises(engine.Refused) as refused:
        alarm.tell(engine.Closed(at("10:20"), ASHA, Outcome.GENUINE, " "))
    assert refused.value.code == "text_needed"
    effects = alarm.tell(engine.Closed(at("10:20"), ASHA, Outcome.GENUINE, "Police came; she is safe"))
    assert engine.TellVisitAlarmClosed(VISIT, Outcome.GENUINE, at("10:20")) in effects
    assert alarm.state.needs_check
    for by, code in ((ASHA, "same_person"), (WORKER, "own_alarm")):
        with pytest.raises(engine.Refused) as refused:
            alarm.tell(engine.Checked(at("11:00"), by))
        assert refused.value.code == code
    alarm.tell(engine.Checked(at("11:00"), BEN))
    assert not alarm.state.needs_check


def test_a_closed_alarm_rings_nobody_ever_again():
    alarm = raised_alarm()
    alarm.tell(engine.Closed(at("10:11"), ASHA, Outcome.FOUND_SAFE))
    for clock in ("10:12", "10:14", "23:00"):
        assert alarm.look(clock) == ()
    for event in (engine.Taken(at("10:15"), BEN), engine.Closed(at("10:15"), BEN, Outcome.TEST)):
        with pytest.raises(engine.Refused) as refused:
            alarm.tell(event)
        assert (refused.value.code, refused.value.owner) == ("closed", ASHA)


def test_a_false_alarm_needs_no_second_person():
    alarm = raised_alarm()
    alarm.tell(engine.Closed(at("10:11"), ASHA, Outcome.FALSE_DEVICE))
    with pytest.raises(engine.Refused) as refused:
        alarm.tell(engine.Checked(at("11:00"), BEN))
    assert refused.value.code == "no_check_needed"


def test_every_visit_that_called_is_told_of_the_close():
    alarm = raised_alarm()
    alarm.tell(engine.Pressed(at("10:11"), AlarmKind.SOS, visit=BEN))
    effects = alarm.tell(engine.Closed(at("10:20"), ASHA, Outcome.FOUND_SAFE))
    assert [effect.visit for effect in of(engine.TellVisitAlarmClosed, effects)] == [VISIT, BEN]


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


def test_a_closed_alarm_is_no_longer_on_the_worker_s_screen():
    alarm = raised_alarm()
    alarm.tell(engine.Closed(at("10:20"), ASHA, Outcome.FOUND_SAFE))
    assert engine.alarm_shown_to_worker(alarm.state) is None


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
