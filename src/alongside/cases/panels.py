"""What the pages of other rooms show of cases."""

from typing import Any

from alongside.cases.queries import case_of, cases_for
from alongside.incidents import states
from alongside.incidents.models import Incident
from alongside.incidents.panels import Panel


def case_of_incident_panel(user: Any, incident: Incident) -> Panel | None:
    """On the page of a report: its case, or how to open one."""
    if not user.has_perm("cases.see", incident):
        return None
    case = case_of(incident)
    seen = case is not None and cases_for(user).filter(pk=case.pk).exists()
    may_open = (
        case is None
        and user.has_perm("cases.work", incident)
        and states.Act.OPEN_CASE in states.possible(incident.status)
    )
    if not seen and not may_open:
        return None
    return Panel("case", "Case", "cases/_of_incident.html", {"case": case if seen else None}, aside=True)
