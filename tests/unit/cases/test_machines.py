"""Every machine of casework and of violence markers: what can be done is done, what cannot is refused with words, and the page says the same."""

import re
from pathlib import Path

import pytest

from alongside.cases.models import Case
from alongside.cases.tracks import Machine, Move, Refused, State, page
from alongside.cases.tracks.all import MACHINES as MACHINES_OF_CASES
from alongside.cases.tracks.case import CASE
from alongside.risk.markers.states import MARKER

MACHINES = (*MACHINES_OF_CASES, MARKER)
PAGE = Path(__file__).parents[3] / "docs" / "states.md"


def name(machine: Machine) -> str:
    return machine.name


def given_for(move: Move) -> dict[str, object]:
    return dict.fromkeys(move.needs, "said")


@pytest.mark.parametrize("machine", MACHINES, ids=name)
def test_every_move_leads_where_it_says(machine: Machine) -> None:
    for move in machine.moves.values():
        for start in move.out_of:
            reached = machine.after(start, move.act, given_for(move), earlier=machine.begins)
            stands = start if move.stays else move.to or machine.begins
            assert reached.code == stands, (move.act, start)


@pytest.mark.parametrize("machine", MACHINES, ids=name)
def test_what_cannot_be_done_now_is_refused_in_words(machine: Machine) -> None:
    for move in machine.moves.values():
        for start in machine.states:
            if start in move.out_of:
                continue
            with pytest.raises(Refused, match="This cannot be done now") as refused:
                machine.after(start, move.act, given_for(move), earlier=machine.begins)
            assert machine.state(start).label.lower() in refused.value.sentence.lower()
    with pytest.raises(Refused, match="Choose what happened"):
        machine.after(machine.begins, "fly")


@pytest.mark.parametrize("machine", MACHINES, ids=name)
def test_a_move_asks_for_what_it_needs(machine: Machine) -> None:
    for move in machine.moves.values():
        for missing, sentence in move.needs.items():
            for empty in (None, "", "  ", []):
                with pytest.raises(Refused) as refused:
                    machine.after(move.out_of[0], move.act, {**given_for(move), missing: empty}, earlier=machine.begins)
                assert (refused.value.field, refused.value.sentence) == (missing, sentence)


@pytest.mark.parametrize("machine", MACHINES, ids=name)
def test_the_page_of_states_says_what_the_machine_does(machine: Machine) -> None:
    assert page(machine) in PAGE.read_text(), "make the page anew: .venv/bin/python -m tools.states_page"


@pytest.mark.parametrize("machine", MACHINES, ids=name)
def test_people_are_spoken_to_in_words(machine: Machine) -> None:
    for move in machine.moves.values():
        assert re.match(r"[A-Z]", move.label)
        assert "_" not in move.label
        assert all(sentence.endswith(".") for sentence in move.needs.values())


@pytest.mark.parametrize("machine", MACHINES, ids=name)
def test_only_an_end_has_nothing_that_must_follow(machine: Machine) -> None:
    for state in machine.states.values():
        assert state.is_end or machine.possible(state.code), f"{state.code} is a dead end"


def test_a_machine_with_a_lost_state_cannot_be_made() -> None:
    states = (State("a", "A", "Begins"), State("b", "B", "Never reached"))
    with pytest.raises(ValueError, match="nothing leads to b"):
        Machine("lost", "Lost", states, (Move("stay", "Stay", ("a",), "a"),), about="")


def test_a_machine_that_speaks_of_no_state_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="which is no state"):
        Machine("wrong", "Wrong", (State("a", "A", "Begins"),), (Move("go", "Go", ("a",), "c"),), about="")


def test_the_states_of_a_case_are_those_that_are_stored() -> None:
    assert list(CASE.states) == Case.Status.values
    assert [state.label for state in CASE.states.values()] == Case.Status.labels
