"""Whether the worker got home, where their team asks: reminded, rung, and then an alarm."""

import pytest
from tests.unit.watch.stage import ASHA, WORKER, at, of, started_visit

from alongside.watch import engine
from alongside.watch.engine import AlarmKind, VisitStatus

AN_HOUR = {"home_safe_s": 3600}


def ended_visit(clock="16:30", **ending):
    visit = started_visit(check_in_interval_s=86400, **AN_HOUR)
    visit.tell(engine.Ended(at(clock), WORKER, **ending))
    return visit


def rings(effects):
    return [str(effect.purpose) for effect in of(engine.RingWorker, effects)]


def test_a_home_safe_that_does_not_come_is_asked_for_and_then_an_alarm():
    visit = ended_visit()
    assert (visit.state.status, visit.state.home_by, visit.state.clock_at) == (
        VisitStatus.ENDED,
        at("17:30"),
        at("17:25"),
    )
    assert rings(visit.look("17:25")) == ["home_reminder"]
    assert visit.state.status is VisitStatus.ENDED
    assert rings(visit.look("17:30")) == ["not_home"]
    assert visit.state.status is VisitStatus.LAPSED
    assert rings(visit.look("17:31")) == ["not_home"]
    (raised,) = of(engine.RaiseAlarm, visit.look("17:40"))
    assert (raised.kind, raised.due_at) == (AlarmKind.NOT_HOME_SAFE, at("17:40"))
    assert visit.state.status is VisitStatus.IN_ALARM


def test_on_their_own_screen_a_visit_that_is_over_reads_as_ended_all_the_while():
    visit = ended_visit()
    for clock in ("17:25", "17:30", "17:40"):
        visit.look(clock)
        assert engine.shown_to_worker(visit.state) is VisitStatus.ENDED


@pytest.mark.parametrize("clock", ["16:40", "17:26", "17:33"])
def test_saying_that_one_is_home_ends_it(clock):
    visit = ended_visit()
    for due in ("17:25", "17:30", "17:33"):
        if due <= clock:
            visit.look(due)
    effects = visit.tell(engine.HomeSafe(at(clock)))
    assert (visit.state.status, visit.state.home_by, visit.state.clock_at) == (VisitStatus.ENDED, None, None)
    assert (engine.StopRinging() in effects) is (clock > "17:25")
    assert visit.look("18:00") == ()


def test_the_time_counts_from_the_end_of_the_shift():
    assert ended_visit(shift_ends=at("18:00")).state.home_by == at("19:00")
    assert ended_visit(shift_ends=at("12:00")).state.home_by == at("17:30")


def test_a_list_that_goes_on_for_days_is_not_waited_for():
    assert ended_visit("9:30", shift_ends=at("99:00")).state.home_by == at("26:30")


def test_another_visit_takes_the_question_along():
    visit = ended_visit()
    visit.look("17:30")
    assert engine.StopRinging() in visit.tell(engine.WentOn(at("17:31")))
    assert (visit.state.status, visit.state.clock_at) == (VisitStatus.ENDED, None)


def test_a_check_in_wakes_the_watch_from_the_reminder_on_and_not_before():
    visit = ended_visit()
    assert not engine.wants_wake(visit.state)
    assert of(engine.SetWake, visit.look("17:25")) == [engine.SetWake(True)]
    assert of(engine.SetWake, visit.tell(engine.HomeSafe(at("17:26")))) == [engine.SetWake(False)]


def test_where_nobody_is_reminded_a_check_in_counts_once_the_worker_is_rung():
    visit = started_visit(reminder_s=0, **AN_HOUR)
    visit.tell(engine.Ended(at("9:30"), WORKER))
    assert not engine.home_is_awaited(visit.state)
    visit.look("10:30")
    assert engine.home_is_awaited(visit.state)


def test_a_check_in_of_before_the_end_is_no_word_that_one_is_home():
    visit = ended_visit()
    visit.look("17:30", heard="17:00")
    assert visit.state.status is VisitStatus.LAPSED


def test_where_the_team_does_not_ask_the_visit_is_over():
    visit = started_visit()
    visit.tell(engine.Ended(at("9:30"), WORKER))
    assert (visit.state.clock_at, visit.state.home_by) == (None, None)
    with pytest.raises(engine.Refused) as refused:
        visit.tell(engine.HomeSafe(at("9:31")))
    assert refused.value.code == "not_asked"


def test_a_visit_that_runs_is_ended_first():
    with pytest.raises(engine.Refused) as refused:
        started_visit(**AN_HOUR).tell(engine.HomeSafe(at("9:31")))
    assert refused.value.code == "not_ended"


def test_a_colleague_who_has_spoken_to_them_answers_for_them():
    visit = started_visit(**AN_HOUR)
    visit.tell(engine.Ended(at("9:30"), ASHA, "Met her at the base"))
    assert visit.state.clock_at is None


def test_home_safe_after_the_alarm_is_told_and_closes_nothing():
    visit = ended_visit()
    visit.look("17:40")
    assert engine.TellAlarm("home_safe", at("17:45")) in visit.tell(engine.HomeSafe(at("17:45")))
    assert visit.state.status is VisitStatus.IN_ALARM
    visit.tell(engine.AlarmClosed(at("17:50"), engine.Outcome.FOUND_SAFE))
    assert (visit.state.status, visit.state.home_by) == (VisitStatus.ENDED, None)


def test_who_closes_the_alarm_has_made_sure_and_the_worker_is_not_asked_again():
    visit = ended_visit()
    visit.look("17:40")
    visit.tell(engine.AlarmClosed(at("17:50"), engine.Outcome.FOUND_SAFE))
    assert (visit.state.status, visit.state.home_by, visit.look("23:00")) == (VisitStatus.ENDED, None, ())


def test_an_end_during_an_alarm_asks_all_the_same_and_the_close_takes_nothing_of_it():
    visit = started_visit(**AN_HOUR)
    visit.tell(engine.HelpAsked(at("9:20")))
    visit.tell(engine.Ended(at("9:30"), WORKER))
    assert rings(visit.look("10:25")) == ["home_reminder"]
    visit.tell(engine.AlarmClosed(at("10:27"), engine.Outcome.FOUND_SAFE))
    assert (visit.state.status, visit.state.clock_at) == (VisitStatus.ENDED, at("10:30"))
    visit.look("10:30")
    assert visit.state.status is VisitStatus.LAPSED


def test_a_call_for_help_ends_the_question_for_people_deal_with_it():
    visit = ended_visit()
    visit.look("17:30")
    effects = visit.tell(engine.HelpAsked(at("17:31")))
    assert engine.StopRinging() in effects
    assert [effect.kind for effect in of(engine.RaiseAlarm, effects)] == [AlarmKind.SOS]
    assert (visit.state.status, visit.state.clock_at) == (VisitStatus.ENDED, None)


def test_a_silent_call_leaves_the_question_as_it_is():
    visit = ended_visit()
    visit.look("17:30")
    before = visit.state
    visit.tell(engine.HelpAsked(at("17:31"), AlarmKind.DURESS))
    assert visit.state == before


@pytest.mark.parametrize("clock", ["16:40", "17:26", "17:33", "17:45"])
def test_home_safe_with_the_duress_pin_looks_the_same_and_is_an_alarm(clock):
    safe, duress = ended_visit(), ended_visit()
    for visit in (safe, duress):
        for due in ("17:25", "17:30", "17:33", "17:40"):
            if due <= clock:
                visit.look(due)
    safe.tell(engine.HomeSafe(at(clock)))
    effects = duress.tell(engine.HomeSafe(at(clock), under_duress=True))
    assert AlarmKind.DURESS in [effect.kind for effect in of(engine.RaiseAlarm, effects)]
    assert of(engine.TellAlarm, effects) == []
    assert engine.shown_to_worker(duress.state) == engine.shown_to_worker(safe.state)
    assert duress.state.home_by == safe.state.home_by
    assert duress.state.status is VisitStatus.IN_ALARM


def test_the_duress_pin_where_nobody_asks_is_answered_in_the_same_words_and_is_an_alarm():
    visit = started_visit()
    visit.tell(engine.Ended(at("9:30"), WORKER))
    with pytest.raises(engine.Refused) as refused:
        visit.tell(engine.HomeSafe(at("9:31")))
    effects = visit.tell(engine.HomeSafe(at("9:31"), under_duress=True))
    assert of(engine.ShowRefused, effects) == [engine.ShowRefused(refused.value.code, refused.value.sentence)]
    assert [effect.kind for effect in of(engine.RaiseAlarm, effects)] == [AlarmKind.DURESS]


def test_an_end_under_duress_asks_for_home_like_a_plain_one():
    safe, duress = started_visit(**AN_HOUR), started_visit(**AN_HOUR)
    safe.tell(engine.Ended(at("9:30"), WORKER))
    duress.tell(engine.EndedUnderDuress(at("9:30")))
    for clock in ("10:25", "10:30", "10:35"):
        assert rings(safe.look(clock)) == rings(duress.look(clock)) != []
        assert duress.state.status is VisitStatus.IN_ALARM
    (raised,) = of(engine.RaiseAlarm, duress.look("10:40"))
    assert raised.kind is AlarmKind.NOT_HOME_SAFE


def test_a_watch_that_stood_still_keeps_the_grace():
    visit = ended_visit()
    assert rings(visit.look("17:33:30")) == ["not_home"]
    assert (visit.state.clock_at, visit.state.alarm_at) == (at("17:34"), at("17:40"))
