"""Feedback on the incident's page."""

from typing import Any

from alongside.incidents.following.forms import Tell
from alongside.incidents.following.queries import answer_waits, reporter_of, reporter_reached, wants_notices
from alongside.incidents.following.taking_back import take_back_asked
from alongside.incidents.models import Incident
from alongside.incidents.panels import Panel


def feedback_panel(user: Any, incident: Incident) -> Panel | None:
    """What the reporter was told and answered, and the form to tell them more; for those who may triage."""
    if not user.has_perm("incidents.triage", incident):
        return None
    reporter = reporter_of(incident) or reporter_reached(incident)
    shown = {
        "told": list(incident.told.all()),
        "waits": answer_waits(incident),
        "form": Tell(initial={"kind": "message"}),
        "notices": wants_notices(incident) if reporter else None,
        "take_back": take_back_asked(incident),
    }
    return Panel("feedback", "Feedback to the reporter", "incidents/following/_panel.html", shown)
