"""Taking an alarm, saying what one does, handing it over, and falling silent."""

import pytest
from tests.unit.watch.stage import (
    ASHA,
    BEN,
    CARYS,
    WORKER,
    at,
    raised_alarm,
    rung,
    told,
)

from alongside.watch import engine
from alongside.watch.engine import AlarmKind, AlarmStatus, Outcome


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
