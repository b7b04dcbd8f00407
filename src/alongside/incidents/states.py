"""The states of a report, and what leads from one to another. Pure. Shown in `docs/states.md`; domain research, section 8.1.

A report is never lost on the way: what is joined can be parted again, what is closed can be opened again, and one that
its reporter took back is kept.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """As `Incident.Status` stores it."""

    SUBMITTED = "submitted"
    TRIAGED = "triaged"
    CASE_OPENED = "case_opened"
    CLOSED = "closed"
    MERGED = "merged"
    WITHDRAWN = "withdrawn"


class Act(StrEnum):
    """What somebody does that moves a report on."""

    TRIAGE = "triage"
    OPEN_CASE = "open_case"
    CLOSE = "close"
    MERGE = "merge"
    PART = "part"
    REOPEN = "reopen"
    WITHDRAW = "withdraw"


@dataclass(frozen=True, slots=True)
class Move:
    """From which states an act is possible, and where it leads; `to` is None where it leads back to where it was."""

    out_of: frozenset[State]
    to: State | None


OPEN = frozenset({State.SUBMITTED, State.TRIAGED})
MOVES: Mapping[Act, Move] = {
    Act.TRIAGE: Move(OPEN, State.TRIAGED),
    Act.OPEN_CASE: Move(OPEN | {State.CLOSED}, State.CASE_OPENED),
    Act.CLOSE: Move(OPEN, State.CLOSED),
    Act.MERGE: Move(OPEN | {State.CLOSED}, State.MERGED),
    Act.PART: Move(frozenset({State.MERGED}), None),
    Act.REOPEN: Move(frozenset({State.CLOSED, State.WITHDRAWN}), State.TRIAGED),
    Act.WITHDRAW: Move(OPEN | {State.CASE_OPENED, State.CLOSED}, State.WITHDRAWN),
}
"""A joined report is parted first: then its reporter can take it back like any other."""
TAKEN_BACK_ALONE = MOVES[Act.WITHDRAW].out_of - {State.CASE_OPENED}
"""Where the reporter takes it back by their own word. What is worked on as a case, or together with what others reported, is
taken back with the word of a security specialist, whom the reporter asks.
"""
TAKEN_BACK_BY_ASKING = frozenset({State.CASE_OPENED, State.MERGED})

SAID = {
    State.SUBMITTED: "is new",
    State.TRIAGED: "was looked at already",
    State.CASE_OPENED: "has a case",
    State.CLOSED: "is closed",
    State.MERGED: "is joined with another report",
    State.WITHDRAWN: "was taken back by its reporter",
}
GUARDED = frozenset({Act.TRIAGE, Act.OPEN_CASE, Act.CLOSE})
"""Acts that need at least one facet: what nobody has classified cannot be put away."""


class Refused(Exception):
    """The act is not possible; `sentence` says why, for a person."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def after(status: str, act: Act, *, facets: Collection[str] = (), earlier: str = "") -> State:
    """The state to which `act` leads from `status`.

    `facets`: the codes of what happened; `earlier`: for parting, the state before the report was joined. Raises `Refused`.
    """
    state, move = State(status), MOVES[act]
    if state not in move.out_of:
        raise Refused(f"This cannot be done now: the report {SAID[state]}.")
    if act in GUARDED and not facets:
        raise Refused("Say first what happened: classify the report.")
    return State(earlier) if move.to is None else move.to


def possible(status: str) -> set[Act]:
    """What can be done with a report in this state."""
    return {act for act, move in MOVES.items() if State(status) in move.out_of}
