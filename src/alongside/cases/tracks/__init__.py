"""The states of a case and of what runs within it, as data. Pure: no clock, no database, no network.

Every machine is a `Machine`: its states, and the moves between them with the words for both. `docs/states.md` shows what
`page` makes of each, and a test compares the two.
"""

from alongside.cases.tracks.pages import page
from alongside.machine import Machine, Move, Refused, State

__all__ = ["Machine", "Move", "Refused", "State", "page"]
