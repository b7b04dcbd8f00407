"""Support on the incident's page."""

from typing import Any

from alongside.incidents.models import Incident
from alongside.incidents.panels import Panel
from alongside.incidents.wellbeing.queries import care_of, support_text


def support_panel(user: Any, incident: Incident) -> Panel | None:
    """Who was offered support and asked how they are; without names, and without what they keep to themselves."""
    if not user.has_perm("incidents.triage", incident):
        return None
    care = care_of(incident)
    if not care:
        return None
    written = bool(support_text(incident.organisation_id))
    return Panel(
        "support", "Support for who was hurt", "incidents/wellbeing/_panel.html", {"care": care, "written": written}
    )
