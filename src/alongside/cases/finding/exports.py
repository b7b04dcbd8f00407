"""The list of cases as a table to take away: codes in words, no names of people hurt or of suspects."""

from collections.abc import Iterable, Iterator
from typing import Any
from zoneinfo import ZoneInfo

from alongside.cases.codes import code_list
from alongside.cases.models import Case
from alongside.incidents.codes import code_list as incident_codes

COLUMNS = (
    "Case",
    "About",
    "Status",
    "Priority",
    "Kinds",
    "Definition",
    "Site",
    "Team",
    "Works it",
    "Waits on",
    "Outcome",
    "Happened",
    "Opened",
    "Next due",
    "Closed",
)


def rows(cases: Iterable[Case], counted: dict[Any, int]) -> Iterator[list[Any]]:
    """The heading and a row for each case; `counted` becomes how many were of which organisation."""
    yield list(COLUMNS)
    for case in cases:
        counted[case.organisation_id] = counted.get(case.organisation_id, 0) + 1
        zone = ZoneInfo(case.organisation.time_zone)
        yield [
            case.reference,
            case.title,
            case.get_status_display(),
            case.get_priority_display(),
            "; ".join(incident_codes("kinds").label(kind) for kind in case.kinds),
            case.get_definition_display(),
            case.site.name if case.site else "",
            case.team.name if case.team else "",
            case.owner.name if case.owner else "",
            code_list("waits_on").label(case.waits_on) if case.waits_on else "",
            code_list("case_outcomes").label(case.outcome) if case.outcome else "",
            case.occurred_at.astimezone(zone),
            case.opened_at.astimezone(zone),
            case.next_due_on.isoformat() if case.next_due_on else "",
            case.closed_at.astimezone(zone) if case.closed_at else "",
        ]
