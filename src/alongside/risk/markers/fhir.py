"""Violence markers as FHIR R4 (`Flag`, `Provenance`), in the shape of UKCore-Flag 1.0.0. Pure: who may read them, others ask.

- `status` is active while it is shown, entered-in-error where it was, inactive otherwise. What was never shown is no Flag.
- `period.end` is the day of its review, or of the end of an interim warning; once it has ended, the day on which it did.
- A relative or an animal is no subject of a Flag (R4): it is one of the patient or the address where they are met, and says so.
- Who decided stays with us: the author and the agent is the organisation.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from alongside.people.models import Organisation
from alongside.risk.markers.queries import shown
from alongside.risk.markers.states import ENTERED_IN_ERROR, INTERIM, SHOWN
from alongside.risk.models import Marker, MarkerStep, Subject

MEDIA_TYPE = "application/fhir+json"
PROFILE = "https://fhir.hl7.org.uk/StructureDefinition/UKCore-Flag"
NHS_NUMBER = "https://fhir.nhs.uk/Id/nhs-number"
ODS = "https://fhir.nhs.uk/Id/ods-organization-code"
URI = "urn:ietf:rfc:3986"
CATEGORY = {"system": "http://terminology.hl7.org/CodeSystem/flag-category", "code": "safety", "display": "Safety"}
AT_RISK = {"system": "http://snomed.info/sct", "code": "129707006", "display": "At risk for other-directed violence"}
"""Said of a patient alone: of somebody else, an animal or an address it would be wrong."""
ENDED_TEXT = "This marker has ended."
IN_ERROR_TEXT = "This marker was entered in error. Do not act on it."
SAID = frozenset(
    {"warn", "decide", "change_advice", "renew", "remove", "lapse", "appeal", "uphold", "vary", "dismiss"}
) | {"enter_in_error", "interim_ends", "review_comes_due"}
"""Steps of which other systems learn: those since it was first shown."""


def subject_of(marker: Marker) -> Subject | None:
    """Of whom or what the Flag is; None where FHIR cannot say it."""
    subject = marker.subject
    if subject.kind in (Subject.Kind.PATIENT, Subject.Kind.PREMISES):
        return subject
    return subject.about


def flag(marker: Marker, *, since: datetime, changed: datetime) -> dict[str, Any]:
    """The Flag of a marker that was first shown at `since` and last changed at `changed`. ValueError where it has no subject
    (`subject_of`).
    """
    subject = subject_of(marker)
    if subject is None:
        raise ValueError("FHIR has no subject for this marker")
    code: dict[str, Any] = {"text": _text(marker)}
    if marker.subject.kind == Subject.Kind.PATIENT:
        code["coding"] = [AT_RISK]
    return {
        "resourceType": "Flag",
        "id": str(marker.pk),
        "meta": {"lastUpdated": changed.isoformat(), "profile": [PROFILE]},
        "identifier": [{"system": URI, "value": f"urn:uuid:{marker.pk}"}],
        "status": _status(marker),
        "category": [{"coding": [CATEGORY]}],
        "code": code,
        "subject": _reference(subject),
        "period": _period(marker, since),
        "author": _organisation(marker.organisation),
    }


def provenance(step: MarkerStep) -> dict[str, Any]:
    """Who changed the Flag, and when. That it comes to be shown is its creation."""
    is_new = step.from_state not in SHOWN and step.to_state in SHOWN
    operation = {
        "system": "http://terminology.hl7.org/CodeSystem/v3-DataOperation",
        "code": "CREATE" if is_new else "UPDATE",
    }
    author = {"system": "http://terminology.hl7.org/CodeSystem/provenance-participant-type", "code": "author"}
    return {
        "resourceType": "Provenance",
        "id": str(step.pk),
        "target": [{"reference": f"Flag/{step.marker_id}", "type": "Flag"}],
        "occurredDateTime": step.at.isoformat(),
        "recorded": step.at.isoformat(),
        "activity": {"coding": [operation], "text": step.act.replace("_", " ")},
        "agent": [{"type": {"coding": [author]}, "who": _organisation(step.marker.organisation)}],
    }


def bundle(matches: Iterable[dict[str, Any]], included: Iterable[dict[str, Any]], address: str, link: str) -> Any:
    """A searchset; `address` is where resources are read by type and id, `link` what was asked."""
    found, beside = list(matches), list(included)
    entries = [(one, "match") for one in found] + [(one, "include") for one in beside]
    return {
        "resourceType": "Bundle",
        "type": "searchset",
        "total": len(found),
        "link": [{"relation": "self", "url": link}],
        **(
            {
                "entry": [
                    {
                        "fullUrl": f"{address}/{one['resourceType']}/{one['id']}",
                        "resource": one,
                        "search": {"mode": mode},
                    }
                    for one, mode in entries
                ]
            }
            if entries
            else {}
        ),
    }


def outcome(code: str, words: str) -> dict[str, Any]:
    """What was wrong (`OperationOutcome`); `code` of issue-type."""
    return {
        "resourceType": "OperationOutcome",
        "issue": [{"severity": "error", "code": code, "diagnostics": words}],
    }


def key_in(reference: str, *types: str) -> UUID:
    """The id of a reference such as `Patient/ID`, or of the id alone. Raises ValueError."""
    kind, _, key = reference.rpartition("/")
    if kind and kind.rpartition("/")[2] not in types:
        raise ValueError(f"{reference} is none of {', '.join(types)}")
    return UUID(key)


def _status(marker: Marker) -> str:
    if marker.state == ENTERED_IN_ERROR:
        return "entered-in-error"
    return "active" if marker.state in SHOWN else "inactive"


def _text(marker: Marker) -> str:
    """What to do, and of whom it is said; nothing of that once it has ended."""
    if marker.state == ENTERED_IN_ERROR:
        return IN_ERROR_TEXT
    if marker.state not in SHOWN:
        return ENDED_TEXT
    said = shown(marker)
    about = "" if marker.subject.kind == Subject.Kind.PATIENT else f"{said.about}: "
    return f"{about}{said.advice}{f' ({said.said})' if said.said else ''}"


def _period(marker: Marker, since: datetime) -> dict[str, str]:
    zone = ZoneInfo(marker.organisation.time_zone)
    start, ended = since.astimezone(zone).date(), marker.state_since.astimezone(zone).date()
    end = ended
    if marker.state == INTERIM and marker.interim_until is not None:
        end = marker.interim_until.astimezone(zone).date()
    elif marker.state in SHOWN and marker.review_on is not None:
        end = marker.review_on
    return {"start": start.isoformat(), "end": end.isoformat()}


def _reference(subject: Subject) -> dict[str, Any]:
    kind = "Location" if subject.kind == Subject.Kind.PREMISES else "Patient"
    found: dict[str, Any] = {"reference": f"{kind}/{subject.pk}", "type": kind}
    if subject.nhs_number:
        found["identifier"] = {"system": NHS_NUMBER, "value": subject.nhs_number}
    return {**found, "display": subject.address if kind == "Location" else str(subject)}


def _organisation(organisation: Organisation) -> dict[str, Any]:
    identifier = {"system": ODS, "value": organisation.code}
    return {"type": "Organization", "identifier": identifier, "display": organisation.name}
