"""An end that was said where there was no signal and arrives late: what has happened meanwhile decides, and never a silent alarm (S9, S10)."""

import pytest
from tests.unit.watch.stage import WORKER, at, of, started_visit

from alongside.watch import engine
from alongside.watch.engine import AlarmKind, VisitStatus


def late_end(visit, *, duress=False):
    """Said at 9:20, and the server hears it at 9:50."""
    said = {"said_at": at("9:20")}
    event = engine.EndedUnderDuress(at("9:50"), **said) if duress else engine.Ended(at("9:50"), WORKER, **said)
    return visit.tell(event)


def test_it_ends_the_visit_where_nothing_has_happened_since():
    visit = started_visit()
    late_end(visit)
    assert visit.state.status is VisitStatus.ENDED


@pytest.mark.parametrize(
    ("meanwhile", "code"),
    [
        (engine.CheckedIn(at("9:30")), "heard_since"),
        (engine.HelpAsked(at("9:30"), AlarmKind.SOS), "raised_meanwhile"),
    ],
)
def test_it_ends_nothing_once_the_worker_was_heard_or_an_alarm_was_raised(meanwhile, code):
    visit = started_visit()
    visit.tell(meanwhile)
    with pytest.raises(engine.Refused) as refused:
        late_end(visit)
    assert (refused.value.code, visit.state.ended_at) == (code, None)


def test_a_silent_call_refuses_nothing_that_would_have_been_taken_without_it():
    visit, without = started_visit(), started_visit()
    visit.tell(engine.HelpAsked(at("9:30"), AlarmKind.DURESS))
    late_end(visit)
    late_end(without)
    assert engine.shown_to_worker(visit.state) is engine.shown_to_worker(without.state) is VisitStatus.ENDED
    assert visit.state.status is VisitStatus.IN_ALARM, "the alarm holds it open"


def test_with_the_duress_pin_the_answer_is_the_same_and_an_alarm_is_raised():
    visit = started_visit()
    visit.tell(engine.CheckedIn(at("9:30")))
    effects = late_end(visit, duress=True)
    assert [one.code for one in of(engine.ShowRefused, effects)] == ["heard_since"]
    (raised,) = of(engine.RaiseAlarm, effects)
    assert (raised.kind, raised.pressed_at, raised.late) == (AlarmKind.DURESS, at("9:20"), True)
    assert engine.shown_to_worker(visit.state) is VisitStatus.ACTIVE
