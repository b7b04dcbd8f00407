"""What a case owes, gathered from every part of the room: each part registers what it knows of (`apps.py`), with the section of
the case's page on which it stands.
"""

from collections.abc import Callable, Iterable

from alongside.cases.closing import Owed
from alongside.cases.models import Case

OwedBy = Callable[[Case], Iterable[Owed]]
_parts: dict[OwedBy, str] = {}


def register(part: OwedBy, section: str) -> OwedBy:
    """Makes a part's promises count when a case is closed, and shows them at a section (`sections.py`)."""
    _parts.setdefault(part, section)
    return part


def owed_by(case: Case) -> list[Owed]:
    """Everything that is owed, in the order of the parts."""
    return [one for part in _parts for one in part(case)]


def owed_in(case: Case) -> dict[str, list[Owed]]:
    """The same by section."""
    found: dict[str, list[Owed]] = {}
    for part, section in _parts.items():
        found.setdefault(section, []).extend(part(case))
    return found
