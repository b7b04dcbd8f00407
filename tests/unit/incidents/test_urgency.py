"""What is looked at first."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.incidents.codes import code_list
from alongside.incidents.urgency import Facts, judge

NOW = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("facts", "because"),
    [
        (Facts(), ()),
        (Facts(danger_now=True), ("danger_now",)),
        (Facts(kinds=["weapon"]), ("weapon",)),
        (Facts(weapons=["sharp"]), ("weapon",)),
        (Facts(injury="hospital"), ("serious_harm",)),
        (Facts(harm_physical="moderate"), ("serious_harm",)),
        (Facts(harm_physical="low"), ()),
        (Facts(kinds=["sexual_safety"]), ("sexual",)),
        (Facts(kinds=["hate"]), ("hate",)),
        (Facts(child_involved=True), ("child",)),
        (Facts(child_involved=None, safeguarding=False), ()),
        (Facts(repeat_person=True, repeat_victim=True), ("repeat_person", "repeat_victim")),
        (Facts(property_kinds=["controlled_drugs"]), ("controlled_drugs",)),
        (Facts(police="wanted"), ("police_wanted",)),
    ],
)
def test_each_reason(facts: Facts, because: tuple[str, ...]) -> None:
    assert judge(facts, NOW).because == because


@pytest.mark.parametrize(
    ("left", "soon"),
    [
        (timedelta(hours=1), True),
        (timedelta(days=7), True),
        (timedelta(days=7, seconds=1), False),
        (timedelta(0), False),
    ],
)
def test_footage_is_urgent_while_it_can_still_be_saved(left: timedelta, soon: bool) -> None:
    assert ("footage" in judge(Facts(footage_until=NOW + left), NOW).because) == soon


@given(st.booleans(), st.booleans(), st.booleans(), st.sampled_from(["none", "low", "severe", "unknown", "new code"]))
def test_the_weight_is_the_sum_of_its_reasons_the_weightiest_first(
    danger: bool, child: bool, again: bool, harm: str
) -> None:
    facts = Facts(danger_now=danger, child_involved=child, repeat_person=again, harm_physical=harm)
    judged = judge(facts, NOW)
    weights = [code_list("urgencies")[code].more["weight"] for code in judged.because]
    assert judged.weight == sum(weights)
    assert weights == sorted(weights, reverse=True)
