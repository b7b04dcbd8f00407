"""The way of an incident with HSE: what may follow what, what is never lost, what the owner is reminded of."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.incidents.riddor import (
    Absence,
    Country,
    Exposure,
    ExposureBy,
    Facts,
    Forgotten,
    Happening,
    Injury,
    Move,
    NotAllowed,
    Route,
    Source,
    Status,
    TrackState,
    after_assessment,
    assess,
    forgotten,
    move,
    state_for,
    state_words,
)

MONDAY = date(2026, 6, 1)
NOON = datetime(2026, 6, 9, 12, tzinfo=UTC)
OFF = Facts(
    happened_at=MONDAY,
    country=Country.ENGLAND,
    status=Status.EMPLOYEE,
    at_work=True,
    work_related=True,
    happening=Happening.VIOLENCE,
    injuries=(Injury("bruise", "arm"),),
    absences=(Absence(MONDAY + timedelta(days=1)),),
)
BROKEN = replace(OFF, injuries=(Injury("fracture", "arm", diagnosed_by_doctor=True),), absences=())


def on(facts: Facts, day: int):
    return assess(facts, date(2026, 6, day))


def test_an_absence_goes_from_watched_to_recorded_to_reportable_by_itself():
    seen = [after_assessment(TrackState.NOT_ASSESSED, on(OFF, day)) for day in (4, 5, 8, 9)]
    assert seen == [
        TrackState.WATCH_OVER_3,
        TrackState.RECORD_OVER_3,
        TrackState.RECORD_OVER_3,
        TrackState.OVER_7_DUE,
    ]


def test_a_report_is_notified_reported_and_updated():
    state = state_for(on(BROKEN, 1))
    assert state is TrackState.SPECIFIED_DUE
    state = move(state, Move(TrackState.NOTIFIED, by="Asha Rahman", at=NOON, channel="phone"))
    state = move(state, Move(TrackState.REPORTED, by="Asha Rahman", at=NOON, reference="ABC123"))
    state = move(state, Move(TrackState.UPDATED, by="Asha Rahman"))
    assert state is TrackState.UPDATED


@pytest.mark.parametrize(
    ("state", "step", "said"),
    [
        (TrackState.SPECIFIED_DUE, Move(TrackState.NOT_REPORTABLE, by="Asha Rahman"), "Give the reason"),
        (TrackState.SPECIFIED_DUE, Move(TrackState.NOT_REPORTABLE, by=" ", reason="It healed"), "Say who"),
        (TrackState.TO_DECIDE, Move(TrackState.OVER_7_DUE, by="Asha Rahman"), "Give the reason"),
        (TrackState.SPECIFIED_DUE, Move(TrackState.NOTIFIED, by="Asha Rahman", at=NOON), "when and how"),
        (TrackState.OVER_7_DUE, Move(TrackState.REPORTED, by="Asha Rahman"), "when the report was sent"),
        (TrackState.REPORTED, Move(TrackState.NOT_REPORTABLE, by="Asha Rahman", reason="x"), "cannot become"),
        (TrackState.NOT_ASSESSED, Move(TrackState.REPORTED, by="Asha Rahman", at=NOON), "cannot become"),
        (TrackState.NOTIFIED, Move(TrackState.NOT_REPORTABLE, by="Asha Rahman", reason="x"), "cannot become"),
    ],
)
def test_a_step_without_its_name_reason_or_time_is_refused(state, step, said):
    with pytest.raises(NotAllowed, match=said):
        move(state, step)


def test_a_decision_not_to_report_stands_from_day_to_day():
    state = move(TrackState.OVER_7_DUE, Move(TrackState.NOT_REPORTABLE, by="Asha Rahman", reason="Off for flu"))
    assert after_assessment(state, on(OFF, 12), settled={Route.OVER_SEVEN}) is TrackState.NOT_REPORTABLE


def test_a_decision_about_four_days_does_not_cover_eight():
    state = after_assessment(TrackState.NOT_REPORTABLE, on(OFF, 9), settled={Route.OVER_THREE})
    assert state is TrackState.OVER_7_DUE


def test_a_death_after_a_reported_injury_is_due_anew():
    died = replace(BROKEN, died_on=date(2026, 9, 1), death_from_injury=True)
    state = after_assessment(TrackState.REPORTED, assess(died, date(2026, 9, 1)), settled={Route.SPECIFIED})
    assert state is TrackState.DEATH_DUE


def test_a_reported_sharps_injury_does_not_cover_an_absence_beside_it():
    pricked = replace(OFF, exposures=(Exposure(ExposureBy.SHARPS, Source.KNOWN_VIRUS),))
    state = after_assessment(TrackState.REPORTED, on(pricked, 9), settled={Route.DANGEROUS_OCCURRENCE})
    assert state is TrackState.OVER_7_DUE
    both = {Route.DANGEROUS_OCCURRENCE, Route.OVER_SEVEN}
    assert after_assessment(TrackState.REPORTED, on(pricked, 9), settled=both) is TrackState.REPORTED


def test_a_duty_never_goes_away_without_a_person():
    healed = replace(BROKEN, injuries=(Injury("fracture", "arm", diagnosed_by_doctor=False),))
    assert after_assessment(TrackState.SPECIFIED_DUE, on(healed, 3)) is TrackState.TO_DECIDE


@given(state=st.sampled_from(TrackState), to=st.sampled_from(TrackState))
def test_no_step_leads_back_to_not_looked_at(state, to):
    step = Move(to, by="Asha Rahman", reason="Because", at=NOON, channel="phone")
    try:
        assert move(state, step) is to
        assert to not in (TrackState.NOT_ASSESSED, TrackState.TO_DECIDE, TrackState.WATCH_OVER_3)
    except NotAllowed as refusal:
        assert str(refusal).endswith(".")  # noqa: PT017


def test_every_state_has_words():
    assert all(state_words(state) for state in TrackState)


def test_the_owner_is_reminded_of_an_open_absence_after_more_than_six_days():
    days = [forgotten(OFF, TrackState.NOT_ASSESSED, date(2026, 6, day)) for day in (7, 8)]
    assert [[reminder.what for reminder in found] for found in days] == [[], [Forgotten.NO_DECISION]]


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        (OFF, TrackState.NOT_REPORTABLE),
        (OFF, TrackState.OVER_7_DUE),
        (replace(OFF, work_related=False), TrackState.NOT_ASSESSED),
        (replace(OFF, absences=()), TrackState.NOT_ASSESSED),
        (replace(OFF, absences=(Absence(date(2026, 6, 2), date(2026, 6, 20)),)), TrackState.NOT_ASSESSED),
    ],
)
def test_nobody_is_reminded_of_what_is_decided_or_over(facts, state):
    assert forgotten(facts, state, date(2026, 6, 12)) == ()


def test_the_owner_is_reminded_of_a_report_without_a_reference():
    assert [found.what for found in forgotten(BROKEN, TrackState.REPORTED, MONDAY)] == [Forgotten.NO_REFERENCE]
    assert forgotten(BROKEN, TrackState.REPORTED, MONDAY, reference="ABC123") == ()
