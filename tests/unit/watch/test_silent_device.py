"""A device that is not heard any more during a visit, where the team asks about it."""

import pytest
from tests.unit.watch.stage import WORKER, at, of, started_visit

from alongside.watch import engine
from alongside.watch.engine import AlarmKind, VisitStatus

QUARTER = {"device_silence_s": 900}


def look(visit, clock, device=None, checked_in=None):
    event = engine.look_at(visit.state, at(checked_in) if checked_in else None, at(device) if device else None)
    return visit.tell(event, at(clock))


def rings(effects):
    return [str(effect.purpose) for effect in of(engine.RingWorker, effects)]


def test_a_silent_device_is_asked_about_and_then_an_alarm():
    visit = started_visit(**QUARTER)
    assert visit.state.clock_at == at("9:15")
    assert rings(look(visit, "9:15")) == ["device_silent"]
    assert (visit.state.status, visit.state.clock_at) == (VisitStatus.ACTIVE, at("9:25"))
    (raised,) = of(engine.RaiseAlarm, look(visit, "9:25"))
    assert (raised.kind, raised.due_at) == (AlarmKind.DEVICE_LOST, at("9:25"))
    assert visit.state.status is VisitStatus.IN_ALARM


def test_any_sign_of_the_device_begins_the_silence_anew_and_puts_off_no_check_in():
    visit = started_visit(**QUARTER)
    due_at = visit.state.due_at
    assert look(visit, "9:15", device="9:13") == ()
    assert (visit.state.clock_at, visit.state.due_at) == (at("9:28"), due_at)


def test_a_device_that_is_heard_after_all_is_asked_about_again_when_it_falls_silent_once_more():
    visit = started_visit(**QUARTER)
    first = look(visit, "9:15")
    look(visit, "9:25", device="9:20")
    assert (visit.state.device_asked, visit.state.clock_at) == (False, at("9:35"))
    second = look(visit, "9:35", device="9:20")
    keys = [effect.key for effect in (*of(engine.RingWorker, first), *of(engine.RingWorker, second))]
    assert len(set(keys)) == 2


def test_a_word_of_the_worker_is_a_sign_too_and_takes_the_ring_back():
    visit = started_visit(**QUARTER)
    look(visit, "9:15")
    assert engine.StopRinging() in visit.tell(engine.CheckedIn(at("9:16"), "sms"))
    assert visit.state.clock_at == at("9:31")


def test_the_check_in_keeps_its_own_time_while_the_device_speaks():
    visit = started_visit(**QUARTER)
    for clock in range(10, 55, 10):
        look(visit, f"9:{clock + 4}", device=f"9:{clock}")
    assert rings(look(visit, "9:55", device="9:55")) == ["reminder"]
    assert rings(look(visit, "10:00", device="10:00")) == ["overdue"]
    (raised,) = of(engine.RaiseAlarm, look(visit, "10:10", device="10:09"))
    assert raised.kind is AlarmKind.MISSED_CHECK_IN


def test_whichever_is_due_first_is_the_alarm_however_late_the_watch_looks():
    silent, overdue = started_visit(**QUARTER), started_visit(device_silence_s=3600 * 3)
    assert [effect.kind for effect in of(engine.RaiseAlarm, look(silent, "12:00"))] == [AlarmKind.DEVICE_LOST]
    assert [effect.kind for effect in of(engine.RaiseAlarm, look(overdue, "14:00"))] == [AlarmKind.MISSED_CHECK_IN]


def test_without_any_grace_the_alarm_comes_at_once():
    visit = started_visit(grace_s=0, **QUARTER)
    assert [effect.kind for effect in of(engine.RaiseAlarm, look(visit, "9:15"))] == [AlarmKind.DEVICE_LOST]


def test_where_no_team_asks_silence_says_nothing():
    visit = started_visit()
    assert engine.look_at(visit.state, None, at("9:05")) == engine.ClockDue()
    assert look(visit, "9:54") == ()


def test_a_visit_that_has_ended_asks_nothing_of_the_device():
    visit = started_visit(**QUARTER)
    visit.tell(engine.Ended(at("9:10"), WORKER))
    assert look(visit, "9:30") == ()


def test_after_the_alarm_the_silence_counts_from_its_close():
    visit = started_visit(**QUARTER)
    look(visit, "9:25")
    visit.tell(engine.AlarmClosed(at("9:40"), engine.Outcome.FOUND_SAFE))
    assert visit.state.clock_at == at("9:55")


@pytest.mark.parametrize("silence", [299, 86401])
def test_a_silence_out_of_bounds_is_refused(silence):
    with pytest.raises(ValueError, match="silence of a device"):
        engine.VisitTiming(device_silence_s=silence)
