"""What a reporter is told of what was done, and what not."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from alongside.incidents.following.steps import TOLD, Deed, Step, stages_of, step_of

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def told(*deeds: Deed, written: tuple[Step, ...] = ()) -> dict[str, list[str]]:
    return {stage.code: [step.text for step in stage.steps] for stage in stages_of(deeds, written)}


def test_a_report_that_arrived_is_received_and_nothing_more() -> None:
    assert told(Deed(NOON, "submitted", {})) == {
        "received": ["Your report arrived and is stored."],
        "read": [],
        "doing": [],
        "outcome": [],
        "changed": [],
    }


@pytest.mark.parametrize(
    ("what", "after", "stage"),
    [
        ("read", {"role": "lsms"}, "read"),
        ("assigned", {"assigned_to": "x"}, "doing"),
        ("status", {"status": "triaged"}, "doing"),
        ("status", {"status": "case_opened"}, "doing"),
        ("status", {"status": "closed"}, "outcome"),
        ("withdrawn", {}, "outcome"),
        ("merged", {"into": "ABCD-EFGH"}, "doing"),
    ],
)
def test_a_step_is_told_at_its_stage(what: str, after: dict[str, str], stage: str) -> None:
    step = step_of(Deed(NOON, what, after))
    assert step is not None
    assert step.stage == stage


@pytest.mark.parametrize(
    "what",
    [
        "opinion_given",
        "connected",
        "police_told",
        "marker_requested",
        "contribution_given",
        "contribution_declined",
        "account_given",
        "exhibit_added",
        "wellbeing_answered",
        "classified",
        "joined",
        "duty_ended",
    ],
)
def test_what_would_betray_others_is_not_told(what: str) -> None:
    assert step_of(Deed(NOON, what, {"name": "Arno Velt"})) is None


@given(some.text(max_size=30), some.dictionaries(some.text(max_size=10), some.text(max_size=10), max_size=4))
def test_an_unknown_change_tells_nothing(what: str, after: dict[str, str]) -> None:
    if what not in TOLD:
        assert step_of(Deed(NOON, what, after)) is None


@given(some.sampled_from(sorted(TOLD)), some.text(alphabet="abcdefgh", min_size=8, max_size=20))
def test_no_sentence_repeats_what_a_change_holds(what: str, secret: str) -> None:
    step = step_of(Deed(NOON, what, {"status": "triaged", "role": "lsms", "name": secret, "into": secret}))
    assert step is None or secret not in step.text


def test_a_role_that_reads_no_reports_is_not_told() -> None:
    assert step_of(Deed(NOON, "read", {"role": "operator"})) is None


def test_the_same_step_is_told_once() -> None:
    asked = [Deed(NOON + timedelta(hours=hour), "contribution_asked", {"part": "witness"}) for hour in range(3)]
    assert len(told(*asked)["doing"]) == 1


def test_own_corrections_are_told_to_the_reporter_only_where_they_are_theirs() -> None:
    assert step_of(Deed(NOON, "account_corrected", {}, own=True)) is not None
    assert step_of(Deed(NOON, "account_corrected", {}, own=False)) is None


def test_what_somebody_wrote_stands_with_the_steps_in_order() -> None:
    written = Step(NOON - timedelta(hours=1), "outcome", "He was fined.", by_hand=True)
    stages = told(Deed(NOON, "status", {"status": "closed"}), written=(written,))
    assert stages["outcome"] == ["He was fined.", "The security specialist has finished with this report."]


def test_nobody_is_told_that_nobody_read_it_above_an_outcome() -> None:
    written = Step(NOON, "outcome", "He was fined.", by_hand=True)
    assert list(told(Deed(NOON, "submitted", {}), written=(written,))) == ["received", "outcome", "changed"]
