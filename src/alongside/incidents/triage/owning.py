"""What the evidence room asks about files of a report: who may add one, and what becomes of it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError

from alongside.evidence.models import StoredFile
from alongside.evidence.owners import Owner, Subject
from alongside.incidents.models import Incident
from alongside.incidents.queries import incidents_for, who_is_told
from alongside.incidents.reaching import send_notice
from alongside.incidents.triage.adding import ATTACHMENT, LONGEST_CAPTION, hold_exhibit
from alongside.ledger.actions import Actor
from alongside.ledger.clock import now
from alongside.people.access import require


def find_report(user: Any, reference: str, said: Mapping[str, str]) -> Subject:
    """The report that somebody wants to add a file to."""
    incident = incidents_for(user).filter(reference=reference.upper()).first()
    if incident is None:
        raise LookupError(reference)
    require(user, "incidents.write_evidence", incident)
    if len(said.get("caption", "")) > LONGEST_CAPTION:
        raise ValidationError(f"Write at most {LONGEST_CAPTION} characters.", code="caption")
    return Subject(incident.organisation_id, incident.pk, incident.reference)


def keep_exhibit(file: StoredFile, incident_id: UUID, said: Mapping[str, str], by: Actor) -> None:
    """Makes a file that has arrived whole an exhibit of the report that it was sent to."""
    incident = Incident.objects.get(pk=incident_id)
    hold_exhibit(incident, file, caption=said.get("caption", ""), privileged=said.get("privileged") == "on", by=by)


def page_of(incident_id: UUID) -> str:
    """Where people see the files of a report."""
    reference = Incident.objects.values_list("reference", flat=True).get(pk=incident_id)
    return f"/incidents/{reference}?open=evidence#evidence"


def reference_of(incident_id: UUID) -> str:
    """What people call the report."""
    return str(Incident.objects.values_list("reference", flat=True).get(pk=incident_id))


def tell_damage(file: StoredFile, incident_id: UUID) -> None:
    """Tells those who act on a report that one of its files is damaged."""
    incident = Incident.objects.select_related("assigned_to__organisation", "organisation").get(pk=incident_id)
    for staff in who_is_told(incident):
        send_notice(
            staff,
            "damaged",
            key=f"evidence:damaged:{file.pk}:{now():%Y-%m-%d}",
            about=("evidence", file.pk),
            path=page_of(incident_id),
        )


OWNER = Owner("incident", (ATTACHMENT,), find_report, keep_exhibit, page_of, reference_of, tell_damage)
