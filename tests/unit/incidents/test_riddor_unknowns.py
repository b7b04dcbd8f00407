"""Not knowing is never a decision: what is open is asked, and what is not asked changes nothing."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.incidents.riddor_stories import read_cases

from alongside.incidents.riddor import (
    Absence,
    Attacker,
    Country,
    Decision,
    Facts,
    Happening,
    Injury,
    RoadException,
    Status,
    TrackState,
    assess,
    body_parts,
    injury_kinds,
    state_for,
)

MONDAY = date(2026, 6, 1)
MAYBE = st.sampled_from([True, False, None])
ANSWERS = [field.name for field in fields(Injury) if field.name not in ("kind", "part")]
ASKED = ["at_work", "work_related", "at_hospital", "taken_to_hospital", "for_treatment", "death_from_injury"]


@st.composite
def injuries(draw: st.DrawFn) -> Injury:
    part = draw(st.sampled_from([None, *body_parts()]))
    return Injury(draw(st.sampled_from(list(injury_kinds()))), part, **{name: draw(MAYBE) for name in ANSWERS})


@st.composite
def absences(draw: st.DrawFn) -> Absence:
    first = MONDAY + timedelta(days=draw(st.integers(0, 10)))
    back = draw(st.one_of(st.none(), st.integers(0, 12)))
    return Absence(first, None if back is None else first + timedelta(days=back), from_physical_injury=draw(MAYBE))


@st.composite
def some_facts(draw: st.DrawFn) -> Facts:
    died_after = draw(st.one_of(st.none(), st.integers(0, 400)))
    return Facts(
        happened_at=MONDAY,
        country=draw(st.sampled_from([Country.ENGLAND, Country.WALES])),
        status=draw(st.sampled_from(Status)),
        happening=draw(st.one_of(st.none(), st.sampled_from(Happening))),
        attacker=draw(st.one_of(st.none(), st.sampled_from(Attacker))),
        personal_matter=draw(MAYBE),
        injuries=draw(st.one_of(st.none(), st.lists(injuries(), max_size=2).map(tuple))),
        absences=draw(st.one_of(st.none(), st.lists(absences(), max_size=2).map(tuple))),
        died_on=None if died_after is None else MONDAY + timedelta(days=died_after),
        medical_treatment=draw(MAYBE),
        road_movement=draw(st.booleans()),
        road_exception=draw(st.one_of(st.none(), st.sampled_from(RoadException))),
        on_own_premises=draw(MAYBE),
        in_control=draw(MAYBE),
        **{name: draw(MAYBE) for name in ASKED},
    )


def completed(draw: st.DataObject, facts: Facts) -> Facts:
    """The same, with every fact filled in that the assessment would have asked for."""
    known: dict[str, object] = {
        name: draw.draw(st.booleans()) for name in ASKED if getattr(facts, name) is None and name != "taken_to_hospital"
    }
    if facts.taken_to_hospital is None and facts.at_hospital is False:
        known["taken_to_hospital"] = draw.draw(st.booleans())
    if facts.happening is None:
        known["happening"] = draw.draw(st.sampled_from(Happening))
    if facts.injuries is None:
        known["injuries"] = tuple(draw.draw(st.lists(injuries(), max_size=1)))
    else:
        known["injuries"] = tuple(
            replace(row, **{name: draw.draw(st.booleans()) for name in ANSWERS if row.knows(name) is None})
            for row in facts.injuries
        )
    if facts.absences is None:
        known["absences"] = tuple(draw.draw(st.lists(absences(), max_size=1)))
    else:
        known["absences"] = tuple(
            replace(row, from_physical_injury=draw.draw(st.booleans())) if row.from_physical_injury is None else row
            for row in facts.absences
        )
    return replace(facts, **known)


@given(data=st.data(), facts=some_facts(), later=st.integers(0, 30))
@settings(max_examples=400)
def test_where_nothing_is_asked_no_further_fact_changes_the_decision(data, facts, later):
    today = max(MONDAY + timedelta(days=later), facts.died_on or MONDAY)
    before = assess(facts, today)
    if before.questions:
        return
    after = assess(completed(data, facts), today)
    assert (after.decision, after.route, after.dues) == (before.decision, before.route, before.dues)


@given(facts=some_facts(), later=st.integers(0, 30))
@settings(max_examples=400)
def test_every_assessment_holds_together(facts, later):
    today = max(MONDAY + timedelta(days=later), facts.died_on or MONDAY)
    assessment = assess(facts, today)
    assert assessment.reason
    assert assessment.rule
    assert (assessment.decision is Decision.NEEDS_FACTS) <= bool(assessment.questions)
    assert (assessment.decision is Decision.NEEDS_A_PERSON) <= bool(assessment.for_a_person)
    assert (assessment.decision in (Decision.REPORTABLE, Decision.RECORD)) <= bool(assessment.dues)
    assert (assessment.decision is Decision.NOT_REPORTABLE) <= (not assessment.dues and not assessment.dues_if)
    assert state_for(assessment) in TrackState
    for day in (assessment.watch.over_three_on, assessment.watch.over_seven_on):
        assert day is None or day > today


@pytest.mark.parametrize("case", [case for case in read_cases() if case.expect.get("watch_seven")])
def test_the_day_foretold_is_the_day_on_which_it_becomes_reportable(case):
    day = assess(case.facts, case.today).watch.over_seven_on
    assert day is not None
    assert assess(case.facts, day - timedelta(days=1)).decision is not Decision.REPORTABLE
    assert assess(case.facts, day).decision is Decision.REPORTABLE


def test_the_screen_can_say_on_which_day_it_becomes_reportable():
    case = next(case for case in read_cases() if case.expect["decision"] == "watch")
    assert assess(case.facts, case.today).reason == (
        "If the absence goes on, on 5 June 2026 a record becomes due, and on 9 June 2026 it becomes reportable."
    )


def test_an_incident_in_the_future_is_refused():
    case = read_cases()[0]
    with pytest.raises(ValueError, match="after the day"):
        assess(case.facts, MONDAY - timedelta(days=1))


def test_impossible_facts_are_refused():
    facts = read_cases()[0].facts
    with pytest.raises(ValueError, match="before the incident"):
        replace(facts, died_on=MONDAY - timedelta(days=1))
    with pytest.raises(ValueError, match="no such kind"):
        Injury("broken")
    with pytest.raises(ValueError, match="no such part"):
        Injury("fracture", "tail")
