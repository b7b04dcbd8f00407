"""Violence markers of our own, as the room of reports knows them: how one is begun from a report, and what its page says of them."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied

from alongside.incidents.actions import hold, judge_again, open_compartment
from alongside.incidents.models import Compartment, Identity, Incident, Responsible
from alongside.incidents.panels import Panel
from alongside.incidents.queries import incidents_for
from alongside.incidents.references import tidy
from alongside.incidents.triage.markers import markers_of
from alongside.incidents.triage.panels import words
from alongside.people.actions import actor_for
from alongside.risk.markers.origins import Beginning, Origin, Report, Reports
from alongside.risk.markers.queries import resting_on
from alongside.risk.markers.states import MARKER
from alongside.risk.models import Subject
from alongside.risk.subjects import Who

PATIENTS = ("patient",)
PROPOSE = "markers.propose"


def who_of(person: Responsible | None) -> Who:
    """Whom a marker would be about: as the report names them. A colleague is none of those whom a marker is about."""
    if person is None:
        return Who(Subject.Kind.PATIENT)
    kind = Subject.Kind.PATIENT if person.kind in PATIENTS else Subject.Kind.ASSOCIATE
    identity: Identity | None = getattr(person, "identity", None)
    if identity is None or identity.staff_id is not None:
        return Who(kind)
    number = identity.nhs_number if kind == Subject.Kind.PATIENT else ""
    return Who(kind, name=identity.name, nhs_number=number, born_on=identity.born_on, address=identity.address)


def report_words(incident: Incident, address: str) -> Report:
    """A report as a marker rests on it."""
    at = incident.occurred_at
    return Report(incident.pk, incident.reference, f"{words('kinds', incident.kinds)}, {at.day} {at:%B %Y}", address)


def _begin(user: Any, reference: str) -> Beginning:
    incident = _read(user, reference)
    if not user.has_perm(PROPOSE, incident):
        raise PermissionDenied
    person = None
    if user.has_perm("incidents.read_suspect", incident):
        open_compartment(incident, Compartment.SUSPECT, by=actor_for(user))
        person = incident.responsible.select_related("identity").order_by("number").first()
    here = f"/incidents/{incident.reference}"
    return Beginning(
        incident.organisation,
        [report_words(incident, here)],
        who_of(person),
        incident.reference,
        here,
        ("report", incident.pk),
    )


def _show(user: Any, incident_id: UUID) -> tuple[str, str] | None:
    incident = incidents_for(user).filter(pk=incident_id).first()
    return (f"report {incident.reference}", f"/incidents/{incident.reference}") if incident else None


def _shown(user: Any, ids: Collection[UUID]) -> list[Report]:
    found = incidents_for(user).filter(pk__in=list(ids)).order_by("occurred_at", "pk")
    return [report_words(one, f"/incidents/{one.reference}") for one in found]


def _find(user: Any, reference: str) -> Report:
    incident = _read(user, reference)
    return report_words(incident, f"/incidents/{incident.reference}")


def _elsewhere(user: Any, ids: Collection[UUID]) -> list[str]:
    """Markers of other systems with which these reports are connected, for whoever may read who did it."""
    found = [
        one for one in incidents_for(user).filter(pk__in=list(ids)) if user.has_perm("incidents.read_suspect", one)
    ]
    by = actor_for(user)
    said = []
    for connection, marker in markers_of(found):
        open_compartment(connection.incident, Compartment.SUSPECT, by=by)
        day = f"{marker.since.day} {marker.since:%B %Y}"
        said.append(f"In another system: {marker.system}, reference {marker.reference}, since {day}.")
    return said


def _added(incident_id: UUID) -> None:
    """That somebody known did it weighs on how urgent a report is."""
    judge_again(hold(Incident.objects.get(pk=incident_id)))


def marker_panel(user: Any, incident: Incident) -> Panel | None:
    """On the page of a report: the markers that rest on it, for the panel; and how one is proposed."""
    may_propose = user.has_perm(PROPOSE, incident) and user.has_perm("incidents.read_narrative", incident)
    rest = [(one, MARKER.state(one.state)) for one in resting_on(user, [incident.pk])]
    if not may_propose and not rest:
        return None
    shown = {"markers": rest, "may_propose": may_propose}
    return Panel("marker", "Violence marker", "incidents/triage/_marker.html", shown, aside=True)


def _read(user: Any, reference: str) -> Incident:
    """A report whose words this person may read. Raises LookupError."""
    incident = incidents_for(user).filter(reference=tidy(reference)).first()
    if incident is None or not user.has_perm("incidents.read_narrative", incident):
        raise LookupError(reference)
    return incident


ORIGIN = Origin("report", _begin, _show)
REPORTS = Reports(_shown, _find, _elsewhere, _added)
