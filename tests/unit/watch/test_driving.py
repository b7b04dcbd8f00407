"""Driving puts a check-in off, and never past the longest drive."""

import pytest
from tests.unit.watch.stage import at, of, raised_alarm, started_visit
from tests.unit.watch.test_visit import rings

from alongside.watch import engine
from alongside.watch.engine import AlarmKind, VisitStatus

HALF_HOUR = {"check_in_interval_s": 1800, "driving_s": 90 * 60}


def test_nothing_is_due_of_somebody_who_drives_before_the_drive_is_over():
    visit = started_visit(**HALF_HOUR)
    visit.tell(engine.DrivingBegun(at("9:10"), 60))
    assert (visit.state.due_at, visit.state.driving_until) == (at("10:10"), at("10:10"))
    assert visit.look("9:55") == ()
    assert rings(visit.look("10:05")) == ["reminder"]


def test_a_drive_that_is_over_and_nobody_heard_becomes_an_alarm_like_any_missed_check_in():
    visit = started_visit(**HALF_HOUR)
    visit.tell(engine.DrivingBegun(at("9:10"), 60))
    assert rings(visit.look("10:10")) == ["overdue"]
    (raised,) = of(engine.RaiseAlarm, visit.look("10:20"))
    assert (raised.kind, raised.due_at) == (AlarmKind.MISSED_CHECK_IN, at("10:20"))


def test_a_drive_that_is_shorter_than_the_interval_puts_nothing_off_and_counts_as_a_check_in():
    visit = started_visit(driving_s=90 * 60)
    visit.tell(engine.DrivingBegun(at("9:10"), 15))
    assert visit.state.due_at == at("10:10")


def test_the_agreed_end_waits_for_the_end_of_the_drive():
    visit = started_visit(planned_end="9:40", **HALF_HOUR)
    visit.tell(engine.DrivingBegun(at("9:30"), 60))
    assert (visit.state.due_at, visit.state.due_kind) == (at("10:30"), AlarmKind.MISSED_CHECK_IN)


def test_saying_it_again_never_puts_it_off_past_the_longest_drive():
    visit = started_visit(**HALF_HOUR)
    visit.tell(engine.DrivingBegun(at("9:10"), 60))
    for clock in ("9:30", "9:50", "10:05"):
        visit.tell(engine.DrivingBegun(at(clock), 90))
        assert visit.state.driving_until == at("10:40")
    visit.look("10:40")
    before = visit.state
    with pytest.raises(engine.Refused) as refused:
        visit.tell(engine.DrivingBegun(at("10:41"), 60))
    assert (refused.value.code, visit.state) == ("driven_enough", before)
    assert "Stop where it is safe" in refused.value.sentence


@pytest.mark.parametrize("word", [engine.CheckedIn(at("10:20")), engine.Extended(at("10:20"), 30)])
def test_any_other_word_ends_the_drive_and_the_next_drive_is_a_new_one(word):
    visit = started_visit(**HALF_HOUR)
    visit.tell(engine.DrivingBegun(at("9:10"), 90))
    visit.tell(word)
    assert (visit.state.driving_until, visit.state.due_at) == (None, at("10:50"))
    visit.tell(engine.DrivingBegun(at("10:25"), 90))
    assert visit.state.driving_until == at("11:55")


def test_a_check_in_that_only_the_gateway_saw_ends_the_drive():
    visit = started_visit(**HALF_HOUR)
    visit.tell(engine.DrivingBegun(at("9:10"), 60))
    visit.look("10:05", heard="9:50")
    assert (visit.state.driving_until, visit.state.due_at) == (None, at("10:20"))


def test_a_drive_stops_the_ringing_of_somebody_who_was_overdue():
    visit = started_visit(**HALF_HOUR)
    visit.look("9:30")
    assert engine.StopRinging() in visit.tell(engine.DrivingBegun(at("9:31"), 30))
    assert (visit.state.status, visit.state.due_at) == (VisitStatus.ACTIVE, at("10:01"))


def test_a_drive_that_a_later_check_in_overtook_is_history():
    visit = started_visit(**HALF_HOUR)
    visit.tell(engine.CheckedIn(at("9:20")))
    before = visit.state
    assert visit.tell(engine.DrivingBegun(at("9:10"), 90), now=at("9:21")) == ()
    assert visit.state == before


@pytest.mark.parametrize("minutes", [-1, 0, 4, 91])
def test_a_drive_out_of_bounds_is_refused_with_the_bounds(minutes):
    with pytest.raises(engine.Refused, match="5 to 90 minutes"):
        started_visit(**HALF_HOUR).tell(engine.DrivingBegun(at("9:10"), minutes))


def test_where_a_team_puts_nothing_off_it_says_what_to_do_instead():
    with pytest.raises(engine.Refused, match="Check in before you drive") as refused:
        started_visit().tell(engine.DrivingBegun(at("9:10"), 30))
    assert refused.value.code == "no_driving"


def test_during_an_alarm_its_people_are_told_and_nothing_stops():
    visit = started_visit(**HALF_HOUR)
    visit.look("9:40")
    assert visit.tell(engine.DrivingBegun(at("9:45"), 30)) == (engine.TellAlarm("driving", at("9:45")),)
    assert visit.state.status is VisitStatus.IN_ALARM
    told = raised_alarm().tell(engine.WorkerHeard(at("10:11"), "driving"))
    assert [tell.what for tell in of(engine.Tell, told)] == ["driving"]


def test_no_signal_never_pauses_the_clock():
    visit = started_visit(**HALF_HOUR)
    effects = [visit.look(clock) for clock in ("9:25", "9:30", "9:40")]
    assert [effect.kind for effect in of(engine.RaiseAlarm, effects[-1])] == [AlarmKind.MISSED_CHECK_IN]
