"""What a case owes, gathered from every part of the room: each part registers what it knows of (`apps.py`)."""

from collections.abc import Callable, Iterable

from alongside.cases.closing import Owed
from alongside.cases.models import Case

OwedBy = Callable[[Case], Iterable[Owed]]
_parts: list[OwedBy] = []


def register(part: OwedBy) -> OwedBy:
    """Makes a part's promises count when a case is closed."""
    if part not in _parts:
        _parts.append(part)
    return part


def owed_by(case: Case) -> list[Owed]:
    """Everything that is owed, in the order of the parts."""
    return [one for part in _parts for one in part(case)]
