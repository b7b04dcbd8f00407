"""How often and how long a visit may be extended, where its organisation sets a limit."""

import pytest
from tests.unit.watch.stage import NINE, WORKER, at, of, started_visit

from alongside.watch import engine
from alongside.watch.engine import VisitStatus


def refused(visit, clock, minutes):
    before = visit.state
    with pytest.raises(engine.Refused) as answer:
        visit.tell(engine.Extended(at(clock), minutes))
    assert visit.state == before
    return answer.value


def test_without_a_limit_a_visit_is_extended_as_often_as_the_worker_asks():
    visit = started_visit(planned_end="9:40")
    for minute in range(12):
        visit.tell(engine.Extended(at(f"9:{10 + minute}"), 60))
    assert engine.extension_left(visit.state) == (None, None)
    assert not {"extensions", "extended_s"} & engine.to_dict(visit.state).keys(), "the version before can read it"


def test_an_extension_beyond_the_number_is_refused_and_says_what_to_do_instead():
    visit = started_visit(planned_end="9:40", extensions=2)
    visit.tell(engine.Extended(at("9:10"), 30))
    visit.tell(engine.Extended(at("9:20"), 30))
    answer = refused(visit, "9:30", 5)
    assert answer.code == "extended_enough"
    for advice in ("I am safe", "ring your manager", "start another"):
        assert advice in answer.sentence


def test_an_extension_beyond_the_total_is_refused_and_says_how_much_is_left():
    visit = started_visit(planned_end="9:40", extended_s=45 * 60)
    visit.tell(engine.Extended(at("9:10"), 30))
    answer = refused(visit, "9:20", 30)
    assert (answer.code, "15 minutes longer" in answer.sentence) == ("extended_too_long", True)
    visit.tell(engine.Extended(at("9:21"), 15))
    assert (visit.state.end_by, engine.extension_left(visit.state)) == (at("10:25"), (None, 0))
    assert refused(visit, "9:30", 5).code == "extended_enough"


def test_what_is_left_is_too_little_to_ask_for():
    visit = started_visit(planned_end="9:40", extended_s=33 * 60)
    visit.tell(engine.Extended(at("9:10"), 30))
    assert refused(visit, "9:20", 5).code == "extended_enough"


def test_no_extension_at_all_is_a_limit_too():
    assert refused(started_visit(planned_end="9:40", extensions=0), "9:20", 10).code == "extended_enough"


def test_a_check_in_is_never_refused_however_often_the_visit_was_extended():
    visit = started_visit(planned_end="9:40", extensions=0)
    visit.look("9:35")
    visit.tell(engine.CheckedIn(at("9:36")))
    assert (visit.state.status, visit.state.due_at) == (VisitStatus.ACTIVE, at("10:36"))


def test_during_an_alarm_an_extension_counts_and_is_told_and_one_beyond_the_limit_is_refused():
    visit = started_visit(extensions=1)
    visit.look("10:10")
    assert of(engine.TellAlarm, visit.tell(engine.Extended(at("10:12"), 30))) == [
        engine.TellAlarm("extended", at("10:12"))
    ]
    assert refused(visit, "10:13", 30).code == "extended_enough"


def test_a_visit_that_has_ended_says_so_and_not_that_a_limit_is_reached():
    visit = started_visit(extensions=0)
    visit.tell(engine.Ended(at("9:30"), WORKER))
    assert refused(visit, "9:31", 30).code == "ended"


def test_events_of_before_there_were_limits_come_to_the_same_state():
    started = engine.to_dict(engine.Started(NINE, WORKER, WORKER, engine.VisitTiming()))
    assert not {"extensions", "extended_s", "driving_s", "home_safe_s", "device_silence_s"} & started["timing"].keys()
    state = engine.replay([(engine.from_dict(started), NINE), (engine.Extended(at("9:10"), 30), at("9:10"))])
    assert (state.extensions, state.extended_s) == (0, 0)
