"""What the API asks of incidents, from what the caller may see."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from alongside.incidents.actions import hold_all_of, open_compartment
from alongside.incidents.models import Compartment, Identity, Incident
from alongside.incidents.queries import incidents_for, visible_to
from alongside.incidents.references import tidy
from alongside.ledger.actions import Actor
from alongside.people.api import rfc3339
from alongside.people.models import Organisation, Place, Site

PARTS = ("narrative", "people", "suspect")


def filtered(
    user: Any,
    *,
    status: str | None,
    kind: str | None,
    external_reference: str | None,
    occurred_from: datetime | None,
    occurred_to: datetime | None,
    changed_since: datetime | None,
) -> QuerySet[Incident]:
    """The incidents that the caller may see and that fit."""
    wanted = {
        "status": status,
        "kinds__contains": [kind] if kind else None,
        "external_reference": external_reference,
        "occurred_at__gte": occurred_from,
        "occurred_at__lt": occurred_to,
        "changed_at__gte": changed_since,
    }
    return incidents_for(user).filter(**{name: value for name, value in wanted.items() if value})


def the_incident(user: Any, reference: str) -> Incident:
    """One that the caller may see, by reference or id. Raises Http404."""
    key = _key(reference)
    name = "pk" if isinstance(key, UUID) else "reference"
    return get_object_or_404(incidents_for(user), **{name: key})


def hold_incidents(user: Any, references: Sequence[str]) -> list[Incident]:
    """Several that the caller may see, by reference or id, locked until the transaction ends. Raises Http404 where one is missing."""
    wanted = {_key(reference) for reference in references}
    keys = [key for key in wanted if isinstance(key, UUID)]
    found = hold_all_of(
        Incident.objects.filter(
            visible_to(user), Q(pk__in=keys) | Q(reference__in=[key for key in wanted if isinstance(key, str)])
        )
    )
    if wanted - {one.pk for one in found} - {one.reference for one in found}:
        raise Http404
    return found


def _key(reference: str) -> UUID | str:
    try:
        return UUID(reference)
    except ValueError:
        return tidy(reference)


def by_external_reference(organisation: Organisation, number: str) -> Incident | None:
    """The incident that another system sent under this number, if any."""
    if not number:
        return None
    return Incident.objects.filter(organisation=organisation, external_reference=number).first()


def site_and_place(organisation: Organisation, site_name: str, place_name: str) -> tuple[Site | None, Place | None]:
    """A site and place by their names. Raises ValidationError for a site that is unknown; a place may be."""
    if not site_name:
        return None, None
    site = Site.objects.filter(organisation=organisation, name__iexact=site_name).first()
    if site is None:
        raise ValidationError({"site": "The organisation has no site of this name."})
    place = Place.objects.filter(site=site, name__iexact=place_name, active=True).first() if place_name else None
    return site, place


def open_parts(incident: Incident, asked: Sequence[str], *, by: Actor) -> dict[str, Any]:
    """The compartments that were asked for, each look recorded. Who may, the caller has checked."""
    shown: dict[str, Any] = {}
    for part in asked:
        open_compartment(incident, Compartment(part), by=by)
        shown[part] = _accounts(incident, part) if part == "narrative" else _identities(incident, part)
    return shown


def _accounts(incident: Incident, part: str) -> list[dict[str, Any]]:
    rows = incident.accounts.filter(compartment=part, replaced_by=None)
    return [{"author": row.author, "text": row.text, "given_at": rfc3339(row.given_at)} for row in rows]


def _identities(incident: Incident, part: str) -> list[dict[str, Any]]:
    rows = Identity.objects.filter(incident=incident, compartment=part).order_by("pk")
    names = ("part", "name", "phone", "email", "address", "nhs_number", "description")
    return [
        {name: getattr(row, name) for name in names} | {"born_on": row.born_on.isoformat() if row.born_on else None}
        for row in rows
    ]
