"""What is suggested as the same, and why; names are the same in whatever order they are written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.incidents.triage.likeness import Kind, Pair, apart, compare, name_likeness


def test_why_is_said_so_that_somebody_can_check_it() -> None:
    found = compare(Pair(minutes_apart=20, same_place=True, words=0.4))
    assert found.reason == "Same place, 20 minutes apart, similar words"
    assert found.kind is Kind.SAME_EVENT


@pytest.mark.parametrize(
    ("pair", "kind"),
    [
        (Pair(10, same_place=True, words=0.9), Kind.DUPLICATE),
        (Pair(600, words=0.7), Kind.DUPLICATE),
        (Pair(5, same_reporter=True, same_place=True), Kind.DUPLICATE),
        (Pair(5, same_reporter=True, same_affected=True), Kind.DUPLICATE),
        (Pair(45, same_place=True), Kind.SAME_EVENT),
        (Pair(45, same_responsible=True), Kind.SAME_EVENT),
        (Pair(45, same_site=True, words=0.35), Kind.SAME_EVENT),
        (Pair(300, same_place=True, same_responsible=True, same_kinds=True), Kind.SAME_EVENT),
        (Pair(45, same_site=True, same_kinds=True), Kind.NOTHING),
        (Pair(300, same_place=True, same_kinds=True), Kind.NOTHING),
        (Pair(5000, same_place=True, words=1.0), Kind.NOTHING),
        (Pair(0), Kind.NOTHING),
    ],
)
def test_a_duplicate_the_same_event_or_nothing(pair: Pair, kind: Kind) -> None:
    assert compare(pair).kind is kind


@given(st.builds(Pair, minutes_apart=st.floats(0, 10_000), words=st.floats(0, 1), names=st.floats(0, 1)))
def test_a_score_is_between_0_and_100_and_more_in_common_never_lowers_it(pair: Pair) -> None:
    score = compare(pair).score
    assert 0 <= score <= 100
    richer = Pair(**{name: getattr(pair, name) for name in Pair.__slots__} | {"same_place": True, "same_kinds": True})
    assert compare(richer).score >= score


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "at the same time"),
        (1.4, "at the same time"),
        (20, "20 minutes apart"),
        (119, "119 minutes apart"),
        (185, "3 hours apart"),
    ],
)
def test_how_far_apart(minutes: float, words: str) -> None:
    assert apart(minutes) == words


def test_a_name_is_alike_in_any_order_and_with_any_accents() -> None:
    assert name_likeness("Velt, Arno", "arno vélt") == 1.0
    assert name_likeness("Arno Velt", "Arno Veldt") > 0.9
    assert name_likeness("Arno Velt", "Pim Osei") < 0.5
    assert name_likeness("", "Arno") == 0.0


@given(st.text(max_size=40), st.text(max_size=40))
def test_names_compare_without_failing(one: str, other: str) -> None:
    assert 0.0 <= name_likeness(one, other) <= 1.0
