"""The list of actions as a table to take away."""

from collections.abc import Iterable, Iterator
from typing import Any

from alongside.cases.models import RemedialAction
from alongside.cases.remedial.presenters import due_of
from alongside.cases.tracks.actions import ACTION

COLUMNS = (
    "Case",
    "Action",
    "State",
    "Who does it",
    "Due",
    "Set by",
    "Accepted",
    "Looked at again by",
    "Looked at again on",
)


def rows(actions: Iterable[RemedialAction], counted: dict[Any, int]) -> Iterator[list[Any]]:
    """The heading and a row for each; `counted` becomes how many were of which organisation."""
    yield list(COLUMNS)
    for one in actions:
        counted[one.organisation_id] = counted.get(one.organisation_id, 0) + 1
        yield [
            one.case.reference,
            one.what,
            ACTION.state(one.state).label,
            one.owner.name,
            due_of(one),
            one.set_by_name,
            one.accepted_on,
            one.checker.name if one.checker else "",
            one.check_on,
        ]
