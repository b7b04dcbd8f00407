"""Whoever took an alarm and says nothing is asked first, and then it rings on."""

import pytest
from tests.unit.watch.stage import ALARM, ASHA, BEN, CARYS, PLAN_OF_TWO_STEPS, VISIT, WORKER, Story, at, of, rung

from alongside.watch import engine
from alongside.watch.engine import AlarmKind, AlarmStatus, Outcome


def taken_alarm(asked_s=120, kind=AlarmKind.MISSED_CHECK_IN):
    """Raised at 10:10, taken by Ben at 10:11; his clock is ten minutes."""
    alarm = Story(PLAN_OF_TWO_STEPS)
    alarm.tell(engine.Raised(at("10:10"), ALARM, WORKER, kind, VISIT, owner_asked_s=asked_s))
    alarm.tell(engine.Taken(at("10:11"), BEN))
    return alarm


def test_the_owner_is_asked_and_then_it_rings_on():
    alarm = taken_alarm()
    (ring,) = of(engine.Ring, alarm.look("10:19"))
    assert (ring.purpose, rung((ring,))) == ("owner_asked", ["Ben"])
    assert (alarm.state.status, alarm.state.clock_at) == (AlarmStatus.TAKEN, at("10:21"))
    assert rung(alarm.look("10:21")) == ["Ben", "Asha", "line_manager"]
    assert alarm.state.status is AlarmStatus.RINGING


def test_an_owner_who_answers_is_asked_again_only_after_another_silence():
    alarm = taken_alarm()
    alarm.look("10:19")
    assert engine.StopRinging() in alarm.tell(engine.Progressed(at("10:20"), BEN, "At the door"))
    assert alarm.state.clock_at == at("10:28")
    first, second = alarm.state.round, of(engine.Ring, alarm.look("10:28"))
    assert second[0].round == first + 1


def test_the_question_puts_nothing_off_when_the_watch_stood_still():
    prompt, late = taken_alarm(), taken_alarm()
    for clock in ("10:19", "10:21"):
        prompt.look(clock)
    assert rung(late.look("10:22")) == ["Ben", "Asha", "line_manager"]
    assert late.state == prompt.state


def test_a_press_is_a_question_too_and_puts_nothing_off():
    alarm = taken_alarm(kind=AlarmKind.SOS)
    assert rung(alarm.tell(engine.Pressed(at("10:12")))) == ["Ben"]
    assert (alarm.state.clock_at, alarm.state.rings_on_at) == (at("10:14"), None)
    later = taken_alarm(kind=AlarmKind.SOS)
    later.look("10:19")
    later.tell(engine.Pressed(at("10:20:30")))
    assert later.state.clock_at == at("10:21")


@pytest.mark.parametrize("act", ["handed over", "closed"])
def test_nothing_asks_whoever_has_it_no_more(act):
    alarm = taken_alarm()
    if act == "closed":
        alarm.tell(engine.Closed(at("10:15"), BEN, Outcome.FOUND_SAFE))
        assert alarm.look("10:19") == ()
    else:
        alarm.tell(engine.HandedOver(at("10:15"), BEN, CARYS))
        assert (alarm.state.clock_at, alarm.state.rings_on_at) == (at("10:17"), None)


def test_an_owner_whom_nothing_reaches_is_not_waited_for():
    alarm = taken_alarm()
    (ring,) = of(engine.Ring, alarm.look("10:19"))
    assert rung(alarm.tell(engine.NobodyReachable(at("10:19"), ring.round, 0))) == ["Ben", "Asha", "line_manager"]


def test_an_alarm_of_before_is_not_asked_about_and_rings_on_at_its_time():
    alarm = taken_alarm(asked_s=0)
    assert (alarm.state.clock_at, alarm.state.rings_on_at) == (at("10:21"), None)
    assert not {"owner_asked_s", "rings_on_at"} & engine.to_dict(alarm.state).keys()


@pytest.mark.parametrize("seconds", [29, 301])
def test_a_question_out_of_bounds_is_refused(seconds):
    with pytest.raises(ValueError, match="owner must be asked"):
        engine.Raised(at("10:10"), ALARM, WORKER, AlarmKind.SOS, owner_asked_s=seconds)


def test_whoever_takes_it_over_has_a_whole_clock_of_their_own():
    alarm = taken_alarm()
    alarm.look("10:21")
    alarm.tell(engine.Taken(at("10:22"), ASHA))
    assert (alarm.state.clock_at, alarm.state.rings_on_at) == (at("10:30"), at("10:32"))
