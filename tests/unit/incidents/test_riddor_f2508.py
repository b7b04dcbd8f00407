"""HSE's form: what it asks in its order, and what it would refuse."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from alongside.incidents.riddor import (
    Country,
    Facts,
    Happening,
    Injury,
    Route,
    Status,
    body_parts,
    f2508,
    injury_kinds,
    injury_question,
    kinds_of_accident,
    most_severe_first,
    problems,
    specified_injuries,
    standing_questions,
)

TODAY = date(2026, 6, 2)
JAW = Injury("fracture", "jaw", diagnosed_by_doctor=True)
FACTS = Facts(
    happened_at=datetime(2026, 6, 1, 13, 5, tzinfo=UTC),
    country=Country.WALES,
    status=Status.EMPLOYEE,
    at_work=True,
    work_related=True,
    happening=Happening.VIOLENCE,
    injuries=(Injury("bruise", "arm"), JAW),
    absences=(),
    kind_of_accident="Physically assaulted by a person",
)


def test_the_form_can_be_copied_in_its_order():
    lines = f2508(FACTS, TODAY, {"organisation_name": "Riverside Community Trust"})
    blocks = list(dict.fromkeys(line.block for line in lines))
    assert blocks == [
        "About you",
        "About your organisation",
        "Where it happened",
        "The incident",
        "The injured person",
        "The injury",
        "Kind of accident",
        "What happened",
    ]
    answers = {line.question: line.answer for line in lines}
    assert answers["Name of the organisation"] == "Riverside Community Trust"
    assert (answers["Date"], answers["Time (24-hour clock)"]) == ("1 June 2026", "14:05")
    assert answers["Country"] == "Wales"
    assert answers["Work status"] == "Employee"
    assert answers["Type of injury (the most severe, if several)"] == "Broken bone"
    assert answers["Part of the body"] == "Jaw"
    assert answers["Severity"] == "Specified injury"
    assert answers["Home address"] == "not known"


def test_the_severity_is_open_while_the_decision_is():
    asked = replace(FACTS, injuries=(Injury("fracture", "jaw"),))
    severity = lambda **more: {line.question: line.answer for line in f2508(asked, TODAY, **more)}["Severity"]  # noqa: E731
    assert severity() == "not known"
    assert severity(filed_as=Route.SPECIFIED) == "Specified injury"


def test_what_is_the_same_in_every_report_is_a_question_of_the_form():
    asked = {line.question for line in f2508(FACTS, TODAY)}
    assert set(standing_questions().values()) <= asked
    assert "main_industry" in standing_questions()
    assert "injured_name" not in standing_questions()


def test_what_was_not_seen_on_the_form_is_marked():
    marked = [line.block for line in f2508(FACTS, TODAY) if not line.confirmed]
    assert marked == ["Kind of accident", "What happened"]
    assert kinds_of_accident() == ("Physically assaulted by a person",)


def test_an_answer_to_no_question_is_refused():
    with pytest.raises(ValueError, match="shoe_size"):
        f2508(FACTS, TODAY, {"shoe_size": "5"})
    with pytest.raises(ValueError, match="country"):
        f2508(FACTS, TODAY, {"country": "France"})


def test_a_form_in_order_has_no_problems():
    assert problems(FACTS, TODAY) == ()


def test_an_eye_has_no_fracture():
    (said,) = problems(replace(FACTS, injuries=(Injury("fracture", "eye"),)), TODAY)
    assert "do not go together" in said


def test_a_specified_injury_is_not_filed_as_more_than_seven_days():
    (said,) = problems(FACTS, TODAY, filed_as=Route.OVER_SEVEN)
    assert "cannot be filed" in said
    assert problems(FACTS, TODAY, filed_as=Route.SPECIFIED) == ()


def test_the_injury_and_its_part_are_wanted():
    assert problems(replace(FACTS, injuries=None), TODAY) == ("Say what the injury was.",)
    assert problems(replace(FACTS, injuries=(Injury("cut"),)), TODAY) == ("Say which part of the body was hurt.",)


def test_the_most_severe_injury_comes_first():
    shock, cut = Injury("shock"), Injury("cut", "arm")
    out = Injury("blow", "head", lost_consciousness=True)
    assert most_severe_first(replace(FACTS, injuries=(shock, cut, out, JAW))) == (JAW, out, cut, shock)


def test_the_lists_agree_with_each_other():
    kinds, parts = injury_kinds(), body_parts()
    for row in specified_injuries():
        assert set(row.kinds) <= set(kinds)
        assert set(row.parts) | set(row.not_parts) <= set(parts)
        assert all(injury_question(fact).endswith("?") for group in row.needs for fact in group)
        assert row.text
        assert row.label[0].isupper()
    for kind in kinds.values():
        assert set(kind.never) <= set(parts)
        assert kind.part is None or (kind.part in parts and kind.part not in kind.never)
    assert [row.rule[-3:] for row in specified_injuries()] == [f"({letter})" for letter in "abcdefgh"]
