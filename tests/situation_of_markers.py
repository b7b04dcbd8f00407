"""The situation `marker` of the access table."""

from datetime import timedelta

from alongside.people.actions import actor_for
from alongside.people.days import today_in
from alongside.risk.markers.documents import begun, produce_letter
from alongside.risk.models import Marker
from tests.markers import active, report_of
from tests.world import World


def a_marker(world: World) -> dict[str, str]:
    """An active marker, with a letter about it."""
    incident = report_of(world)
    marker = active(world, incidents=[incident.pk])
    today = today_in(world.organisation)
    later = today + timedelta(days=30)
    return {
        "id": str(marker.pk),
        "subject_id": str(marker.subject_id),
        "incident_id": str(incident.pk),
        "origin": "report",
        "key": incident.reference,
        "act": "remove",
        "form": "pdf",
        "document_id": letter_of(marker, world),
        "day": str(today.day),
        "month": str(today.month),
        "year": str(today.year),
        "later_day": str(later.day),
        "later_month": str(later.month),
        "later_year": str(later.year),
    }


def letter_of(marker: Marker, world: World) -> str:
    """The key of a letter that the LSMS made."""
    said = begun(marker) | {"words": "You threw a chair. Staff come in twos now.", "reach": "01632 960 417"}
    return str(produce_letter(marker, said, by=actor_for(world.lsms.user)).pk)
