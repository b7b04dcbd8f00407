"""What is done to an incident as a whole: reporting it, judging it, opening one of its compartments.

What belongs to one part of the work stands in that part: `triage.actions`, `completing.actions`, `duties.actions`, …
Every action is one transaction with its `Change` and its ledger entry.
"""

from alongside.incidents.actions.accounts import give_account
from alongside.incidents.actions.changing import hold, hold_all, hold_all_of, note_change
from alongside.incidents.actions.checking import LISTS, LONGEST_ACCOUNT, MOST_PEOPLE, OLDEST, SINGLE, check_report
from alongside.incidents.actions.involving import (
    add_affected,
    add_responsible,
    affected_of,
    responsible_of,
    write_identity,
)
from alongside.incidents.actions.judging import judge, judge_again
from alongside.incidents.actions.looking import SAME_LOOK, open_compartment
from alongside.incidents.actions.submitting import FOLLOW, Submitted, incident_of, submit_report

__all__ = [
    "FOLLOW",
    "LISTS",
    "LONGEST_ACCOUNT",
    "MOST_PEOPLE",
    "OLDEST",
    "SAME_LOOK",
    "SINGLE",
    "Submitted",
    "add_affected",
    "add_responsible",
    "affected_of",
    "check_report",
    "give_account",
    "hold",
    "hold_all",
    "hold_all_of",
    "incident_of",
    "judge",
    "judge_again",
    "note_change",
    "open_compartment",
    "responsible_of",
    "submit_report",
    "write_identity",
]
