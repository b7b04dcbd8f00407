"""The pure rules of sanctions: who may approve, which days are possible, what a removal needs, what every kind brings."""

import ast
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

import alongside.cases.sanctions as room
from alongside.cases.codes import code_list
from alongside.cases.sanctions import levels
from alongside.cases.sanctions.days import binds, refuse_days, review_day
from alongside.cases.sanctions.elements import ALWAYS, OUTSIDE, UNKNOWN, Removal, outside_power
from alongside.cases.sanctions.kinds import FAMILIES, MACHINES, kinds_on, review_days_on
from alongside.cases.tracks import Refused
from alongside.incidents import deadlines

TODAY = date(2027, 3, 10)
DAYS = st.dates(date(2026, 1, 1), date(2030, 1, 1))
LAWFUL = Removal(
    happened_on=TODAY,
    nuisance="He shouted.",
    asked_by="Sister Rowe",
    refusal="He sat down.",
    there_for_care=False,
    not_for_care="He had been treated.",
    had_excuse=False,
    excuse="He gave none.",
    needs_care=False,
    checked_by="Dr Pell",
    check_ground="He was well.",
    removed_by="officer",
    officer="Ola Reed",
    certificate="B-14",
    authorised_on=date(2027, 1, 5),
    trained_on=TODAY,
    removers="",
    force_used=False,
    force="",
)


@given(DAYS, st.integers(0, 800), st.integers(0, 60))
def test_the_review_lies_between_the_first_and_the_last_day(start: date, length: int, before: int) -> None:
    end = start + timedelta(days=length)
    review = review_day(start, end, before)
    assert start <= review <= end
    assert (end - review).days == min(before, length)


@given(DAYS, DAYS, DAYS)
def test_a_sanction_binds_on_its_days_and_on_no_other(start: date, end: date, day: date) -> None:
    assert binds(start, end, day) == (start <= day <= end)
    assert binds(start, None, day) == (start <= day)
    assert not binds(None, end, day)


@pytest.mark.parametrize(
    ("start", "end", "longest", "sentence"),
    [
        (TODAY, TODAY - timedelta(days=1), None, "before the first"),
        (TODAY - timedelta(days=9), TODAY - timedelta(days=1), None, "has passed"),
        (TODAY, TODAY + timedelta(days=366 * 21), None, "twenty years"),
        (TODAY, date(2028, 3, 11), date(2028, 3, 10), "until 10 March 2028 at the longest. A scheme."),
    ],
)
def test_impossible_days_are_refused_in_words(start: date, end: date, longest: date | None, sentence: str) -> None:
    with pytest.raises(Refused) as refused:
        refuse_days(start, end, TODAY, longest, "A scheme.")
    assert sentence in refused.value.sentence
    assert refused.value.field == "ends_on"


def test_the_longest_day_itself_is_possible() -> None:
    refuse_days(TODAY, date(2028, 3, 10), TODAY, date(2028, 3, 10))
    refuse_days(TODAY, TODAY, TODAY, None)


def test_nobody_approves_their_own_proposal_above_the_specialist() -> None:
    me, other = uuid4(), uuid4()
    for level in (levels.DIRECTOR, levels.CHIEF_EXECUTIVE):
        levels.refuse_approval(levels.Part(level, other), me)
        with pytest.raises(Refused, match="you proposed it"):
            levels.refuse_approval(levels.Part(level, me), me)
    levels.refuse_approval(levels.Part(levels.LSMS, me), me)


def test_nobody_hears_an_appeal_against_themselves() -> None:
    me, other, third = uuid4(), uuid4(), uuid4()
    levels.refuse_hearing(levels.Part(levels.DIRECTOR, other, third), me)
    with pytest.raises(Refused, match="you approved"):
        levels.refuse_hearing(levels.Part(levels.DIRECTOR, other, me), me)
    with pytest.raises(Refused, match="you proposed"):
        levels.refuse_hearing(levels.Part(levels.DIRECTOR, me, other), me)


def test_every_kind_brings_what_its_machine_needs() -> None:
    for kind in kinds_on(TODAY):
        assert kind.family in FAMILIES
        assert MACHINES[kind.machine.name] is kind.machine
        assert bool(kind.level) == (kind.machine.name == "procedural"), kind.code
        assert bool(kind.letters) == bool(kind.level), kind.code
        assert not kind.level or kind.level in levels.PERMISSIONS
        for fact in filter(None, (kind.longest, kind.starts)):
            assert deadlines.rules_for(fact, TODAY), f"{kind.code} speaks of {fact}, which no rule knows"
    assert review_days_on(TODAY) == 30


def test_every_opinion_rules_out_only_kinds_that_there_are() -> None:
    known = {kind.code for kind in kinds_on(TODAY)}
    for one in code_list("clinical_opinions"):
        assert set(one.more.get("rules_out", ())) <= known


def test_a_lawful_removal_is_accepted() -> None:
    by_constable = replace(LAWFUL, removed_by="constable", certificate="", authorised_on=None, trained_on=None)
    by_staff = replace(LAWFUL, removed_by="staff", removers="Two porters", force_used=True, force="By the arm.")
    assert [outside_power(one) for one in (LAWFUL, by_constable, by_staff)] == [[], [], []]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *((name, " - ") for name in ("nuisance", "asked_by", "refusal", "not_for_care", "excuse", "checked_by")),
        *((name, "") for name in ("check_ground", "officer", "certificate", "removed_by")),
        *((name, None) for name in ("there_for_care", "had_excuse", "needs_care", "force_used")),
        *((name, None) for name in ("authorised_on", "trained_on")),
    ],
)
def test_a_removal_of_which_one_element_was_not_answered_is_refused_at_that_element(name: str, value: object) -> None:
    said = replace(LAWFUL, **{name: value})  # type: ignore[arg-type]
    with pytest.raises(Refused) as refused:
        outside_power(said)
    assert refused.value.field == name
    assert refused.value.sentence.endswith(".")
    if name in ALWAYS:
        with pytest.raises(Refused):
            outside_power(said, as_it_happened=True)
    else:
        code = UNKNOWN.get(name, name)
        assert outside_power(said, as_it_happened=True) == [code], "nobody said that it was so, or that it was not"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *((name, True) for name in ("there_for_care", "had_excuse", "needs_care")),
        *((name, TODAY + timedelta(days=1)) for name in ("authorised_on", "trained_on")),
    ],
)
def test_a_removal_that_was_forbidden_is_taken_as_it_happened_and_says_what_forbade_it(
    name: str, value: object
) -> None:
    assert outside_power(replace(LAWFUL, **{name: value})) == [name]  # type: ignore[arg-type]
    assert OUTSIDE[name].endswith(".")


def test_force_is_described_and_removers_are_named() -> None:
    for changes, name in (({"force_used": True}, "force"), ({"removed_by": "staff"}, "removers")):
        with pytest.raises(Refused) as refused:
            outside_power(replace(LAWFUL, **changes))
        assert refused.value.field == name


@pytest.mark.parametrize("name", ["levels", "days", "elements"])
def test_the_rules_read_no_clock_and_no_database(name: str) -> None:
    source = (Path(room.__file__).parent / f"{name}.py").read_text()
    imported = {
        getattr(node, "module", None) or node.names[0].name
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Import | ast.ImportFrom)
    }
    assert imported <= {"dataclasses", "datetime", "uuid", "alongside.machine"}
