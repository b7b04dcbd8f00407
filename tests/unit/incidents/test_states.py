"""How a report moves from state to state, and that `docs/states.md` says the same."""

import re
from pathlib import Path

import pytest

from alongside.incidents.models import Incident
from alongside.incidents.states import MOVES, Act, Refused, State, after, possible

PAGE = Path(__file__).parents[3] / "docs" / "states.md"
SECTION = PAGE.read_text().split("\n## Reports of incidents\n")[1].split("\n## ")[0]


def test_the_states_are_those_that_are_stored() -> None:
    assert [state.value for state in State] == Incident.Status.values


def test_the_page_lists_every_state() -> None:
    assert re.findall(r"^\| `(\w+)` \|", SECTION, flags=re.M) == [state.value for state in State]


def test_the_arrows_of_the_page_are_exactly_what_can_be_done() -> None:
    drawn = set(re.findall(r"^    (\w+) --> (\w+)", SECTION, flags=re.M))
    back = {(State.MERGED, state) for state in MOVES[Act.MERGE].out_of}
    moves = {(state, move.to) for move in MOVES.values() if move.to for state in move.out_of if state != move.to}
    assert drawn == {(str(before), str(then)) for before, then in moves | back}


def test_what_nobody_classified_cannot_be_put_away() -> None:
    with pytest.raises(Refused, match="classify"):
        after("submitted", Act.TRIAGE)
    assert after("submitted", Act.TRIAGE, facets=["theft"]) is State.TRIAGED


@pytest.mark.parametrize("earlier", ["submitted", "triaged", "closed"])
def test_a_parted_report_is_what_it_was_before(earlier: str) -> None:
    assert after("merged", Act.PART, earlier=earlier) == earlier


def test_nothing_is_final() -> None:
    assert all(possible(state) for state in State)


@pytest.mark.parametrize(
    ("status", "act"),
    [("merged", Act.MERGE), ("withdrawn", Act.CLOSE), ("triaged", Act.REOPEN), ("merged", Act.WITHDRAW)],
)
def test_what_cannot_be_done_is_said_in_words(status: str, act: Act) -> None:
    with pytest.raises(Refused, match="This cannot be done now"):
        after(status, act, facets=["theft"])
