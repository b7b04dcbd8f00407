"""What the page of an incident shows of RIDDOR and of its deadlines: states and days, and nothing that names anybody."""

from __future__ import annotations

from typing import Any

from alongside.incidents.duties import queries
from alongside.incidents.duties.presenters import duty_row, state_shown
from alongside.incidents.models import Duty, Incident
from alongside.incidents.panels import Panel
from alongside.ledger.clock import now


def riddor_panel(user: Any, incident: Incident) -> Panel | None:
    """Where RIDDOR stands for each person affected, and for a dangerous occurrence."""
    if not user.has_perm("incidents.read_people", incident):
        return None
    latest = queries.latest_decisions(incident)
    matters = [
        {"number": one.number, "name": f"Person {one.number}, {one.kind}", **state_shown(latest.get(one.pk))}
        for one in incident.affected.all()
    ]
    occurrence = latest.get(None)
    if occurrence is not None or not matters:
        matters.append({"number": 0, "name": "Dangerous occurrence", **state_shown(occurrence)})
    shown = {"matters": matters, "occurrence": occurrence is not None or not matters}
    shown["may_write"] = user.has_perm("incidents.write_people", incident)
    return Panel("riddor", "RIDDOR", "incidents/duties/_riddor.html", shown)


def clocks_panel(user: Any, incident: Incident) -> Panel | None:
    """What is due because of this incident, and what ended."""
    if not user.has_perm("incidents.duties", incident):
        return None
    moment, lengths = now(), queries.lengths_of(incident.organisation_id)
    found = Duty.objects.filter(incident=incident).select_related("organisation", "incident", "affected", "falls_to")
    rows = [duty_row(duty, moment, lengths) for duty in found.order_by("due_at", "pk")]
    shown = {
        "open": [row for row in rows if row["duty"].ended_at is None],
        "ended": [row for row in rows if row["duty"].ended_at is not None],
        "may_end": user.has_perm("incidents.triage", incident),
    }
    return Panel("clocks", "Deadlines", "incidents/duties/_clocks.html", shown, aside=True)
