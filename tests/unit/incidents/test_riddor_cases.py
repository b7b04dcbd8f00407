"""Every story of riddor_cases.toml is decided as the law has it, with its rule and its days."""

from __future__ import annotations

from datetime import date

import pytest
from tests.unit.incidents.riddor_stories import Case, read_cases

from alongside.incidents.riddor import Assessment, Decision, Due, Duty, assess

CASES = read_cases()


def test_there_are_stories_enough():
    assert len(CASES) >= 80
    assert {case.expect["decision"] for case in CASES} == set(Decision)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.story)
def test_story(case: Case):
    assessment = assess(case.facts, case.today)
    expect = dict(case.expect)
    told = f"{assessment.decision} {assessment.route} {assessment.rule}: {assessment.reason}"
    assert assessment.decision == expect.pop("decision"), told
    for name, seen in _seen(assessment).items():
        if name in expect:
            assert seen == expect.pop(name), f"{name}; {told}"
    for name, texts in (("asks", assessment.questions), ("judge", assessment.for_a_person)):
        if name in expect:
            wanted = expect.pop(name)
            assert any(wanted in text for text in texts), f"{name} {texts}; {told}"
    assert not expect, f"not looked at: {expect}"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.story)
def test_every_decision_says_why_and_by_which_rule(case: Case):
    assessment = assess(case.facts, case.today)
    assert assessment.reason.endswith((".", "?"))
    assert "2013/1471" in assessment.rule or assessment.rule.startswith("HSE")
    if assessment.decision is Decision.NEEDS_FACTS:
        assert assessment.questions
    if assessment.decision is Decision.NEEDS_A_PERSON:
        assert assessment.for_a_person
        assert "give a reason" in assessment.reason
    if assessment.decision in (Decision.REPORTABLE, Decision.RECORD):
        assert any(due.duty is Duty.RECORD for due in assessment.dues)
        assert assessment.responsible is not None
    if assessment.decision in (Decision.NOT_REPORTABLE, Decision.NOT_COVERED, Decision.WATCH):
        assert not assessment.dues


def _seen(assessment: Assessment) -> dict[str, object]:
    report = _of(assessment.dues, Duty.REPORT)
    responsible = assessment.responsible
    return {
        "route": assessment.route,
        "rule": assessment.rule,
        "notify": _of(assessment.dues, Duty.NOTIFY) is not None,
        "report": _day(report),
        "aim": report.aim if report else None,
        "record": _of(assessment.dues, Duty.RECORD) is not None,
        "if_notify": _of(assessment.dues_if, Duty.NOTIFY) is not None,
        "if_report": _day(_of(assessment.dues_if, Duty.REPORT)),
        "if_record": _of(assessment.dues_if, Duty.RECORD) is not None,
        "ours": "not known" if responsible is None or responsible.ours is None else responsible.ours,
        "watch_three": assessment.watch.over_three_on,
        "watch_seven": assessment.watch.over_seven_on,
    }


def _of(dues: tuple[Due, ...], duty: Duty) -> Due | None:
    return next((due for due in dues if due.duty is duty), None)


def _day(due: Due | None) -> date | str:
    if due is None:
        return "none"
    return due.by or "at once"
