"""A closed alarm is opened again by somebody who responds; and nothing of before its close ever rings again."""

import pytest
from tests.unit.watch.stage import ASHA, BEN, CARYS, VISIT, WORKER, at, of, raised_alarm, rung, started_visit

from alongside.watch import engine
from alongside.watch.engine import AlarmKind, AlarmStatus, Outcome, VisitStatus


def closed_alarm(kind=AlarmKind.MISSED_CHECK_IN):
    alarm = raised_alarm(kind)
    alarm.tell(engine.Taken(at("10:11"), BEN))
    alarm.tell(engine.Closed(at("10:20"), BEN, Outcome.FALSE_ACCIDENTAL))
    return alarm


def test_it_rings_from_the_start_and_is_nobody_s():
    alarm = closed_alarm()
    effects = alarm.tell(engine.Reopened(at("11:30"), ASHA, "The husband rang: she is not there"))
    assert rung(effects) == ["Asha"]
    assert of(engine.Ring, effects)[0].purpose == "reopened"
    state = alarm.state
    assert (state.status, state.step, state.owner, state.outcome, state.closed_by, state.reopened) == (
        AlarmStatus.RINGING,
        1,
        None,
        None,
        None,
        1,
    )
    assert (state.kind, state.clock_at) == (AlarmKind.MISSED_CHECK_IN, at("11:32"))


@pytest.mark.parametrize(
    ("by", "clock", "text", "code"),
    [
        (WORKER, "10:30", "I closed nothing", "own_alarm"),
        (ASHA, "10:30", "  ", "text_needed"),
        (ASHA, "34:21", "Found the note only now", "closed_long_ago"),
    ],
)
def test_it_is_not_opened_by_the_worker_or_without_a_word_or_after_a_day(by, clock, text, code):
    with pytest.raises(engine.Refused) as refused:
        closed_alarm().tell(engine.Reopened(at(clock), by, text))
    assert refused.value.code == code


def test_an_open_one_is_open():
    alarm = raised_alarm()
    alarm.tell(engine.Taken(at("10:11"), BEN))
    with pytest.raises(engine.Refused) as refused:
        alarm.tell(engine.Reopened(at("10:12"), ASHA, "Why?"))
    assert (refused.value.code, refused.value.owner) == ("open", BEN)


def test_a_silent_alarm_stays_hidden_when_it_is_opened_again():
    alarm = closed_alarm(AlarmKind.DURESS)
    effects = alarm.tell(engine.Reopened(at("10:30"), ASHA, "She has not come back", VISIT))
    assert engine.alarm_shown_to_worker(alarm.state) is None
    assert of(engine.TellVisitAlarmReopened, effects) == [engine.TellVisitAlarmReopened(VISIT, False, at("10:30"))]


def test_a_visit_that_began_after_the_close_is_told_when_it_is_closed_for_good():
    alarm = closed_alarm()
    alarm.tell(engine.Reopened(at("10:30"), ASHA, "She has not come back", CARYS))
    effects = alarm.tell(engine.Closed(at("10:40"), BEN, Outcome.FOUND_SAFE))
    assert [effect.visit for effect in of(engine.TellVisitAlarmClosed, effects)] == [VISIT, CARYS]


def test_the_visit_stands_still_again_until_the_alarm_is_closed():
    visit = started_visit()
    visit.look("10:00")
    effects = visit.tell(engine.AlarmReopened(at("10:01"), known=True))
    assert engine.StopRinging() in effects
    assert (visit.state.status, visit.state.clock_at) == (VisitStatus.IN_ALARM, None)
    visit.tell(engine.AlarmClosed(at("10:30"), Outcome.FOUND_SAFE))
    assert visit.state.due_at == at("11:30")


def test_a_visit_that_is_over_is_not_touched():
    visit = started_visit()
    visit.tell(engine.Ended(at("9:30"), WORKER))
    before = visit.state
    assert visit.tell(engine.AlarmReopened(at("9:40"), known=True)) == ()
    assert visit.state == before


def test_an_escalation_of_before_the_close_rings_nobody_and_moves_nothing():
    alarm = raised_alarm()
    old = engine.NobodyReachable(at("10:21"), alarm.state.round, alarm.state.step)
    alarm.tell(engine.Closed(at("10:20"), BEN, Outcome.FOUND_SAFE))
    closed = alarm.state
    assert (alarm.tell(old), alarm.look("10:22"), alarm.state) == ((), (), closed)
    alarm.tell(engine.Reopened(at("10:30"), ASHA, "She rang for help"))
    reopened = alarm.state
    assert (alarm.tell(old, now=at("10:30")), alarm.state) == ((), reopened)


def test_no_key_of_before_the_close_is_used_again():
    alarm = raised_alarm()
    before = {effect.key for effect in (*alarm.look("10:12"), *alarm.look("10:14")) if hasattr(effect, "key")}
    alarm.tell(engine.Closed(at("10:20"), BEN, Outcome.FOUND_SAFE))
    after = [*alarm.tell(engine.Reopened(at("10:30"), ASHA, "After all")), *alarm.look("10:32"), *alarm.look("10:34")]
    assert not before & {effect.key for effect in after if hasattr(effect, "key")}
