"""`/fhir/r4`: violence markers for other systems, read only and need-to-know.

Nobody lists markers: a Flag is read by its id, or found of one subject at a time. Every request says why, in the header
`Access-Reason` or, where a system can set none, as `_reason`; it is kept with who asked, also where nothing was found.
"""

import json
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Annotated, Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from ninja import Header, Query, Router

from alongside.people.access import allow
from alongside.people.actions import actor_for
from alongside.people.api import Line
from alongside.people.nhs_number import nhs_number_of
from alongside.risk.markers import fhir, queries
from alongside.risk.markers.looking import LONGEST_WORDS, note_asked
from alongside.risk.models import Marker

router = Router(tags=["Violence markers (FHIR R4)"])
HERE = "/api/v1/fhir/r4"
SEARCH = "markers.search"
KNOWN = {
    "patient",
    "subject",
    "identifier",
    "patient:identifier",
    "subject:identifier",
    "patient.identifier",
    "subject.identifier",
    "_revinclude",
    "_reason",
    "_format",
}
PROVENANCE = "Provenance:target"
AS_FHIR = {
    "responses": {
        200: {
            "description": "A FHIR R4 resource.",
            "content": {fhir.MEDIA_TYPE: {"schema": {"type": "object", "required": ["resourceType"]}}},
        },
        400: {
            "description": "The search is not understood, or does not say of whom, or not why: an `OperationOutcome`.",
            "content": {fhir.MEDIA_TYPE: {"schema": {"type": "object", "required": ["resourceType"]}}},
        },
        404: {"description": "There is none that the caller may see: an `OperationOutcome`."},
    }
}
Reason = Annotated[
    str,
    Header(
        alias="Access-Reason",
        max_length=LONGEST_WORDS,
        description="Why it is read, in words. It is kept with who asked, and shown to those who keep markers.",
    ),
]
InAddress = Annotated[
    str, Query(alias="_reason", max_length=LONGEST_WORDS, description="The same, for a system that can set no header.")
]
TOKEN = f"`system|value`; for a patient the NHS number, with the system {fhir.NHS_NUMBER}"


def in_fhir(view: Callable[..., Any]) -> Callable[..., Any]:
    """Answers in FHIR, problems too."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return _answer(view(request, *args, **kwargs), 200)
        except Http404:
            return _answer(fhir.outcome("not-found", "There is none that you may see."), 404)
        except (ValidationError, ValueError) as error:
            words = error.messages[0] if isinstance(error, ValidationError) else str(error)
            return _answer(fhir.outcome("invalid", words), 400)

    return answered


@router.get("/Flag", summary="Violence markers of one patient or address, as a Bundle", openapi_extra=AS_FHIR)
@allow(SEARCH)
@in_fhir
def search_flags(
    request: HttpRequest,
    reason: Reason = "",
    in_address: InAddress = "",
    patient: Line = "",
    subject: Line = "",
    identifier: Line = "",
    patient_identifier: Annotated[str, Query(alias="patient:identifier", max_length=200, description=TOKEN)] = "",
    subject_identifier: Annotated[str, Query(alias="subject:identifier", max_length=200, description=TOKEN)] = "",
    patient_identifier_chained: Annotated[
        str, Query(alias="patient.identifier", max_length=200, description=TOKEN)
    ] = "",
    subject_identifier_chained: Annotated[
        str, Query(alias="subject.identifier", max_length=200, description=TOKEN)
    ] = "",
    revinclude: Annotated[str, Query(alias="_revinclude", max_length=200)] = "",
) -> Any:
    """What is shown now of one subject: by `patient` or `subject` (`Patient/ID`, `Location/ID`), by their NHS number (`patient:identifier`,
    or chained), or one Flag by its own `identifier`. `_revinclude=Provenance:target` brings who changed it, and when.
    """
    if unknown := sorted(set(request.GET) - KNOWN):
        raise ValidationError(f"This server does not know the parameter {unknown[0]}.")
    if revinclude not in ("", PROVENANCE):
        raise ValidationError(f"_revinclude can be {PROVENANCE}.")
    everything = queries.ever_shown(queries.places_searched(request.user))
    tokens = [patient_identifier, subject_identifier, patient_identifier_chained, subject_identifier_chained]
    found = [one for one in _found(everything, patient, subject, identifier, tokens) if fhir.subject_of(one)]
    note_asked(
        request.user,
        found,
        sorted(set(request.GET) & KNOWN - {"_reason"}),
        reason or in_address,
        by=actor_for(request.user),
    )
    beside = queries.steps_since_shown(found) if revinclude else []
    return fhir.bundle(
        [_flag(one) for one in found],
        [fhir.provenance(step) for step in beside],
        settings.PUBLIC_URL + HERE,
        settings.PUBLIC_URL + request.get_full_path(),
    )


@router.get("/Flag/{uuid:id}", summary="One violence marker", openapi_extra=AS_FHIR)
@allow(SEARCH)
@in_fhir
def get_flag(request: HttpRequest, id: UUID, reason: Reason = "", in_address: InAddress = "") -> Any:
    """Also one that has ended or was entered in error, so that a system that holds a copy learns it. Then it says nothing else."""
    return _flag(_one(request, id, "_id", reason or in_address))


@router.get("/Provenance", summary="Who changed a violence marker, and when", openapi_extra=AS_FHIR)
@allow(SEARCH)
@in_fhir
def search_provenance(request: HttpRequest, target: Line = "", reason: Reason = "", in_address: InAddress = "") -> Any:
    """`target=Flag/ID`. The agent is the organisation: who decided is in its own file."""
    if not target:
        raise ValidationError("Say of which Flag: target=Flag/ID.")
    one = _one(request, fhir.key_in(target, "Flag"), "target", reason or in_address)
    found = [fhir.provenance(step) for step in queries.steps_since_shown([one])]
    return fhir.bundle(found, [], settings.PUBLIC_URL + HERE, settings.PUBLIC_URL + request.get_full_path())


def _one(request: HttpRequest, id: UUID, asked: str, reason: str) -> Marker:
    """One that was shown at some time. That somebody asked is kept, also where there is none."""
    found = [
        one
        for one in queries.ever_shown(queries.places_searched(request.user)).filter(pk=id)
        if fhir.subject_of(one) is not None
    ]
    note_asked(request.user, found, [asked], reason, by=actor_for(request.user))
    if not found:
        raise Http404
    return found[0]


def _found(
    markers: QuerySet[Marker], patient: str, subject: str, identifier: str, tokens: Sequence[str]
) -> list[Marker]:
    said = [one for one in tokens if one]
    if len(said) + bool(patient) + bool(subject) + bool(identifier) != 1:
        raise ValidationError(
            "Ask of one patient or address: patient, subject, or their identifier; or by the Flag's own."
        )
    if identifier:
        system, _, value = identifier.rpartition("|")
        if system not in ("", fhir.URI):
            raise ValidationError(f"Identifiers of a Flag have the system {fhir.URI}.")
        return list(markers.filter(pk=UUID(value.removeprefix("urn:uuid:"))))
    if said:
        system, _, value = said[0].rpartition("|")
        if system not in ("", fhir.NHS_NUMBER):
            raise ValidationError(f"Patients are known by the system {fhir.NHS_NUMBER}.")
        number = nhs_number_of(value)
        if not number:
            raise ValidationError("Write the NHS number.")
        return list(queries.about_subject(markers, Q(nhs_number=number)))
    key = fhir.key_in(patient, "Patient") if patient else fhir.key_in(subject, "Patient", "Location")
    return list(queries.about_subject(markers, Q(pk=key)))


def _flag(marker: Marker) -> dict[str, Any]:
    return fhir.flag(marker, since=getattr(marker, "since"), changed=getattr(marker, "changed"))  # noqa: B009


def _answer(resource: Any, status: int) -> HttpResponse:
    answer = HttpResponse(json.dumps(resource, ensure_ascii=False), status=status, content_type=fhir.MEDIA_TYPE)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
