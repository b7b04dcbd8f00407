"""States that must never be are refused by the name of the promise they break."""

from dataclasses import replace

import pytest
from tests.unit.watch.stage import ASHA, BEN, NINE, WORKER, at, raised_alarm, started_visit

from alongside.watch import engine
from alongside.watch.engine import AlarmKind, AlarmStatus, Outcome, VisitStatus

RUNNING = started_visit().state
RINGING = raised_alarm().state
CLOSED = replace(
    RINGING, status=AlarmStatus.CLOSED, clock_at=None, closed_at=NINE, closed_by=ASHA, outcome=Outcome.TEST
)


@pytest.mark.parametrize(
    ("promise", "state"),
    [
        ("S2", replace(RUNNING, clock_at=at("23:00"))),
        ("S3", replace(RUNNING, clock_at=None)),
        ("S3", replace(RUNNING, status=VisitStatus.CANCELLED)),
        ("S4", replace(RUNNING, status=VisitStatus.ENDED, clock_at=None)),
        ("S9", replace(RUNNING, ended_at=NINE)),
        ("S9", replace(RUNNING, status=VisitStatus.IN_ALARM, clock_at=None, under_duress=True)),
        ("S4", replace(RINGING, clock_at=None)),
        ("S4", replace(RINGING, status=AlarmStatus.RAISED)),
        ("S4", replace(RINGING, outcome=Outcome.TEST)),
        ("S4", replace(RINGING, owner=WORKER)),
        ("S5", replace(RINGING, status=AlarmStatus.TAKEN)),
        ("S9", replace(RINGING, shown_kind=AlarmKind.DURESS)),
        ("S4", replace(CLOSED, closed_by=None)),
        ("S4", replace(CLOSED, closed_by=WORKER)),
        ("S4", replace(CLOSED, outcome=None)),
        ("S4", replace(CLOSED, outcome=Outcome.GENUINE)),
        ("S4", replace(CLOSED, clock_at=NINE)),
        ("S4", replace(CLOSED, checked_by=ASHA)),
        ("S4", replace(CLOSED, checked_by=WORKER)),
    ],
)
def test_a_state_that_must_never_be_names_the_promise_it_breaks(promise, state):
    with pytest.raises(engine.BrokenPromise) as broken:
        engine.check_invariants(state)
    assert broken.value.promise == promise


@pytest.mark.parametrize("state", [RUNNING, RINGING, CLOSED, replace(CLOSED, checked_by=BEN)])
def test_a_sound_state_passes(state):
    engine.check_invariants(state)
