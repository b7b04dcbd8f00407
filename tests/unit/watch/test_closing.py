"""Hearing the worker closes nothing; the close ends it, by name, with an outcome."""

import pytest
from tests.unit.watch.stage import (
    ASHA,
    BEN,
    VISIT,
    WORKER,
    at,
    of,
    raised_alarm,
    rung,
    told,
)

from alongside.watch import engine
from alongside.watch.engine import AlarmKind, Outcome


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


def test_a_closed_alarm_is_no_longer_on_the_worker_s_screen():
    alarm = raised_alarm()
    alarm.tell(engine.Closed(at("10:20"), ASHA, Outcome.FOUND_SAFE))
    assert engine.alarm_shown_to_worker(alarm.state) is None
