"""The days that a case has before it, gathered from every part of the room: each part registers what it knows of
(`apps.py`). The earliest stands on the case (`next_due_on`), so that lists need no other table.
"""

from collections.abc import Callable, Iterable
from datetime import date

from alongside.cases.events import held, touch
from alongside.cases.models import Case

DaysOf = Callable[[Case], Iterable[date]]
_parts: list[DaysOf] = []


def register(part: DaysOf) -> DaysOf:
    """Makes a part's days count."""
    if part not in _parts:
        _parts.append(part)
    return part


def count_next_due(case: Case) -> None:
    """Sets the earliest day of a held case anew, within the caller's action; of a joined one, that of the other too."""
    case.next_due_on = min((day for part in _parts for day in part(case)), default=None)
    touch(case, "next_due_on")
    if case.merged_into_id:
        count_next_due(held(Case(pk=case.merged_into_id)))
