"""Parts on the incident's page."""

from typing import Any

from alongside.incidents.completing.presenters import row_of
from alongside.incidents.completing.queries import links_of, parts_of_incident
from alongside.incidents.models import Incident
from alongside.incidents.panels import Panel
from alongside.ledger.clock import now


def parts_panel(user: Any, incident: Incident) -> Panel | None:
    """Who was asked for what, and what came of it; for those who may ask."""
    if not user.has_perm("incidents.triage", incident):
        return None
    parts = list(parts_of_incident(incident))
    links, moment = links_of(parts), now()
    rows = [row_of(part, links.get(part.pk), moment) for part in parts]
    shown = {"rows": rows, "taken_back": incident.status == Incident.Status.WITHDRAWN}
    return Panel("parts", "Asked of others", "incidents/completing/_panel.html", shown)
