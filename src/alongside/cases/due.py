"""The days that a case has before it, gathered from every part of the room: each part registers what it knows of
(`apps.py`), with the section on which it stands. The earliest stands on the case (`next_due_on`), so that lists need no other
table.
"""

from collections.abc import Callable, Iterable
from datetime import date

from alongside.cases.events import held, touch
from alongside.cases.models import Case
from alongside.cases.tracks.case import CLOSED

DaysOf = Callable[[Case], Iterable[date]]
_parts: dict[DaysOf, str] = {}
_outliving: set[DaysOf] = set()


def register(part: DaysOf, section: str, *, outlives: bool = False) -> DaysOf:
    """Makes a part's days count, and shows them at a section (`sections.py`). `outlives`: they count after the case was closed,
    too: what is owed or stands goes on.
    """
    _parts.setdefault(part, section)
    if outlives:
        _outliving.add(part)
    return part


def count_next_due(case: Case) -> None:
    """Sets the earliest day of a held case anew, within the caller's action; of a joined one, that of the other too."""
    parts = _outliving if case.status == CLOSED else _parts
    case.next_due_on = min((day for part in parts for day in part(case)), default=None)
    touch(case, "next_due_on")
    if case.merged_into_id:
        count_next_due(held(Case(pk=case.merged_into_id)))


def days_in(case: Case) -> dict[str, list[date]]:
    """Every day by section, the earliest first."""
    found: dict[str, list[date]] = {}
    for part, section in _parts.items():
        found[section] = sorted([*found.get(section, []), *part(case)])
    return found
