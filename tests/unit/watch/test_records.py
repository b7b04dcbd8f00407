"""What is written down of the engine can be read again."""

import json
import typing
from datetime import UTC, datetime
from enum import StrEnum
from types import UnionType
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.watch.stage import ASHA, NINE, PLAN, PLAN_OF_TWO_STEPS, WORKER, at, raised_alarm, started_visit

from alongside.watch import engine

IN_BOUNDS = {
    "check_in_interval_s": st.integers(300, 86400),
    "worker_ring_s": st.integers(1, 600),
    "timeout_s": st.integers(30, 1800),
    "again_s": st.integers(30, 1800) | st.just(0),
    "owner_clock_s": st.integers(120, 1800),
    "owner_asked_s": st.integers(30, 60) | st.just(0),
    "driving_s": st.integers(300, 14400) | st.just(0),
    "home_safe_s": st.integers(900, 43200) | st.just(0),
    "device_silence_s": st.integers(300, 86400) | st.just(0),
    "repeat_s": st.integers(1, 600),
    "slow_repeat_s": st.integers(1, 600),
}


def any_of(hint, name=""):
    """A strategy for whatever a field of this type may hold."""
    if name in IN_BOUNDS:
        return IN_BOUNDS[name]
    if isinstance(hint, UnionType):
        return st.one_of(*(any_of(one) for one in typing.get_args(hint)))
    if typing.get_origin(hint) is tuple:
        return st.lists(any_of(typing.get_args(hint)[0]), min_size=1, max_size=3).map(tuple)
    if hint is datetime:
        return st.datetimes(timezones=st.just(UTC))
    if hint is engine.Target:
        return (
            st.builds(engine.Target, st.uuids())
            | st.builds(engine.Target, st.none(), st.text())
            | st.builds(engine.Target, rota_id=st.uuids())
        )
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return st.sampled_from(hint)
    if hint in (bool, str, UUID, type(None)):
        return st.from_type(hint)
    if hint is int:
        return st.integers(0, 10**6)
    return any_record(hint)


def any_record(kind):
    return st.builds(kind, **{name: any_of(hint, name) for name, hint in typing.get_type_hints(kind).items()})


KINDS = (*typing.get_args(engine.Event), engine.VisitState, engine.AlarmState, engine.Plan)


@given(st.one_of(*(any_record(kind) for kind in KINDS)))
def test_every_event_state_and_plan_comes_back_from_json_as_it_was(record):
    assert engine.from_dict(json.loads(json.dumps(engine.to_dict(record)))) == record


def test_a_row_from_before_a_field_was_added_takes_its_default():
    written = engine.to_dict(engine.CheckedIn(NINE, "app"))
    del written["late"]
    assert engine.from_dict(written) == engine.CheckedIn(NINE, "app", late=False)


def test_a_plan_of_the_version_before_is_read_and_one_that_uses_nothing_new_is_written_as_it_wrote_it():
    written = {
        "type": "Plan",
        "id": str(PLAN),
        "version": 1,
        "steps": [
            {
                "targets": [{"staff_id": str(ASHA), "role": None}, {"staff_id": str(WORKER), "role": None}],
                "timeout_s": 120,
            },
            {"targets": [{"staff_id": None, "role": "line_manager"}], "timeout_s": 120},
        ],
        "broadcast": [{"staff_id": None, "role": "operator"}],
        "panic_to_all": True,
        "repeat_s": 120,
        "quick_repeats": 5,
        "slow_repeat_s": 300,
    }

    assert engine.from_dict(written) == PLAN_OF_TWO_STEPS
    assert engine.to_dict(PLAN_OF_TWO_STEPS) == written


def test_an_alarm_that_rings_by_such_a_plan_is_written_as_the_version_before_wrote_it():
    assert {"again", "step_until"} & engine.to_dict(raised_alarm().state).keys() == set()


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"type": "Dreamed"}, "not a state, an event or a plan"),
        ({"colour": "red"}, "has no colour"),
        ({"late": "yes"}, r"CheckedIn: .*late"),
        ({"at": "nine"}, r"CheckedIn: .*at"),
    ],
)
def test_what_the_engine_does_not_know_is_refused_by_name(change, complaint):
    written = engine.to_dict(engine.CheckedIn(NINE)) | change
    with pytest.raises(ValueError, match=complaint):
        engine.from_dict(written)


def test_what_a_later_version_wrote_deep_inside_is_refused_too():
    written = engine.to_dict(started_visit().state)
    written["timing"]["patience_s"] = 5
    with pytest.raises(ValueError, match="VisitTiming has no patience_s"):
        engine.from_dict(written)
    plan = engine.to_dict(PLAN_OF_TWO_STEPS)
    plan["steps"][0]["targets"][0]["mood"] = "calm"
    with pytest.raises(ValueError, match="Target has no mood"):
        engine.from_dict(plan)


def test_what_is_missing_is_named():
    written = engine.to_dict(started_visit().state)
    del written["worker"]
    with pytest.raises(ValueError, match=r"VisitState: .*worker"):
        engine.from_dict(written)


def test_a_visit_and_its_alarm_replay_to_where_they_are():
    visit, alarm = started_visit(), raised_alarm()
    for clock in ("9:55", "10:00", "10:01", "10:10"):
        visit.look(clock)
    alarm.tell(engine.Taken(at("10:12"), WORKER.__class__(int=50)))
    assert engine.replay(visit.history) == visit.state
    assert engine.replay(alarm.history, PLAN_OF_TWO_STEPS) == alarm.state


def test_an_empty_history_replays_to_nothing():
    with pytest.raises(ValueError, match="begins with an event"):
        engine.replay([])
