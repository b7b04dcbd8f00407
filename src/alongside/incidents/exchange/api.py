"""The API of incidents: the same rules as the pages."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from ninja import Router, Status

from alongside.incidents.actions import submit_report
from alongside.incidents.codes import code_list, names
from alongside.incidents.exchange import api_queries
from alongside.incidents.exchange.actions import set_lfpse_reference
from alongside.incidents.exchange.api_queries import the_incident
from alongside.incidents.exchange.schemas import (
    CodeListOut,
    IncidentChange,
    IncidentOut,
    IncidentWithParts,
    NewIncident,
    NewPerson,
    Taken,
)
from alongside.incidents.models import Incident
from alongside.incidents.new_report import NewAffected, NewPropertyItem, NewReport, NewResponsible, Who
from alongside.incidents.reporting.doors import NAMELESS
from alongside.incidents.triage.actions import Classification, Overtaken, reclassify
from alongside.people.access import SIGNED_IN, allow, require
from alongside.people.actions import actor_for
from alongside.people.api import Limit, Page, own_place, page_of, rfc3339
from alongside.people.middleware import problem
from alongside.people.models import Organisation

router = Router(tags=["Incidents"])
UNKNOWABLE = ("lone_working", "child_involved", "safeguarding")
"""What may be set to null: nobody knows."""
FACETS = ("acts", "sexual_acts", "weapons", "hate_strands", "targets", "factors", "responses")


@router.post("", response={201: Taken}, summary="Report an incident")
@allow(SIGNED_IN)
def report_incident(request: HttpRequest, new: NewIncident) -> Any:
    """Takes a report from another system or an app, in the name of the caller's organisation. Anybody who works there
    may report. Codes that are not in the lists are told by field (422); the same `external_reference` again is 409.

    Of an anonymous report nothing is kept that leads to the caller. An Idempotency-Key would: it is refused (422).
    """
    if new.anonymous and "Idempotency-Key" in request.headers:
        raise ValidationError(
            {"anonymous": "Send an anonymous report without an Idempotency-Key: the key is kept with you."}
        )
    place = own_place(request, new.organisation)
    earlier = api_queries.by_external_reference(place.organisation, new.external_reference)
    if earlier is not None:
        return problem(
            409, "Reported before", f"This number is here already: {earlier.reference}.", reference=earlier.reference
        )
    user: Any = request.user
    submitted = submit_report(
        place.organisation,
        _report(place.organisation, new, Who(staff=place)),
        by=NAMELESS if new.anonymous else actor_for(user),
        source=Incident.Source.API,
        user_id=user.pk,
    )
    incident = submitted.incident
    return Status(201, {"id": incident.pk, "reference": incident.reference, "code": submitted.code})


@router.get("/codes", response=list[CodeListOut], summary="The lists of codes")
@allow(SIGNED_IN)
def list_codes(request: HttpRequest) -> Any:
    """Every list of which codes are taken and given, with its version and source."""
    return [
        {
            "name": name,
            "title": (found := code_list(name)).title,
            "version": found.version,
            "source": found.source,
            "codes": [{"code": code.code, "label": code.label} for code in found],
        }
        for name in names()
    ]


@router.get("", response=Page[IncidentOut], summary="Incidents that the caller may see, newest first")
@allow("incidents.see")
def list_incidents(
    request: HttpRequest,
    status: Incident.Status | None = None,
    kind: str | None = None,
    external_reference: str | None = None,
    occurred_from: datetime | None = None,
    occurred_to: datetime | None = None,
    changed_since: datetime | None = None,
    cursor: str | None = None,
    limit: Limit = 50,
) -> Any:
    """Filters may be combined. `kind` is a code of the list `kinds`; the three times need an offset."""
    times = {"occurred_from": occurred_from, "occurred_to": occurred_to, "changed_since": changed_since}
    naive = [name for name, moment in times.items() if moment is not None and moment.tzinfo is None]
    if naive:
        raise ValidationError({naive[0]: "Write the time with its offset, for example 2026-05-03T09:42:00Z."})
    if kind is not None and kind not in code_list("kinds"):
        raise ValidationError({"kind": "Ask for a code of the list kinds."})
    rows = api_queries.filtered(
        request.user,
        status=status,
        kind=kind,
        external_reference=external_reference and external_reference.strip(),
        **times,
    )
    return page_of(rows, cursor, limit, show_incident)


@router.get("/{reference}", response=IncidentWithParts, summary="One incident, by its reference or id")
@allow("incidents.see")
def get_incident(request: HttpRequest, reference: str, include: str = "") -> Any:
    """`include` is a comma-separated list of `narrative`, `people` and `suspect`. Each needs its own permission, and each
    look is recorded.
    """
    incident = the_incident(request.user, reference)
    asked = list(dict.fromkeys(filter(None, include.split(","))))
    for part in asked:
        if part not in api_queries.PARTS:
            raise ValidationError({"include": "Ask for narrative, people or suspect."})
        require(request.user, f"incidents.read_{part}", incident)
    parts = api_queries.open_parts(incident, asked, by=actor_for(request.user))
    return show_incident(incident) | parts


@router.patch("/{reference}", response=IncidentOut, summary="Set what another system knows of an incident")
@allow("incidents.triage")
def change_incident(request: HttpRequest, reference: str, change: IncidentChange) -> Any:
    """Classifies the incident again, with a reason (`why`), and sets the LFPSE reference: all of it or nothing. What is left
    out stays as it is; what stood before stays in the history.
    """
    incident = the_incident(request.user, reference)
    require(request.user, "incidents.triage", incident)
    said, by = change.dict(exclude_unset=True), actor_for(request.user)
    why, seen = said.pop("why", ""), said.pop("changed_at", None)
    number = said.pop("lfpse_reference", None)
    if seen is not None and seen != rfc3339(incident.changed_at):
        return _overtaken(incident)
    empty = [name for name, value in said.items() if value is None and name not in UNKNOWABLE]
    if empty:
        raise ValidationError({empty[0]: "Leave it out, or give it a value."})
    try:
        with transaction.atomic():
            if said:
                wanted = replace(Classification.of(incident), **said)
                incident = reclassify(incident, wanted, why, by=by, seen_at=incident.changed_at)
            if number is not None:
                incident = set_lfpse_reference(incident, number, by=by)
    except Overtaken:
        return _overtaken(incident)
    return show_incident(the_incident(request.user, reference))


def _overtaken(incident: Incident) -> HttpResponse:
    return problem(409, "Changed meanwhile", "Somebody changed this incident since you read it.", code="overtaken")


def show_incident(incident: Incident) -> dict[str, Any]:
    """An `IncidentOut`."""
    lists = ("kinds", *FACETS, "responsible_kinds", "urgent_because")
    plain = (
        "reference", "status", "source", "occurred_estimated", "place_kind", "injury", "harm_physical",
        "harm_psychological", "police", "lone_working", "child_involved", "safeguarding", "definition", "urgency",
        "anonymous",
    )  # fmt: skip
    times = ("occurred_at", "reported_at", "triaged_at", "closed_at", "changed_at")
    return {
        "id": incident.pk,
        "external_reference": incident.external_reference or None,
        "lfpse_reference": incident.lfpse_reference or None,
        "site": incident.site.name if incident.site else None,
        "place": incident.place.name if incident.place else None,
        "team": incident.team.name if incident.team else None,
        **{name: getattr(incident, name) for name in (*plain, *lists)},
        **{name: rfc3339(getattr(incident, name)) for name in times},
    }


def _report(organisation: Organisation, new: NewIncident, caller: Who) -> NewReport:
    site, place = api_queries.site_and_place(organisation, new.site, new.place)
    return NewReport(
        kinds=new.kinds,
        occurred_at=new.occurred_at,
        occurred_estimated=new.occurred_estimated,
        site=site,
        place=place,
        place_name=new.place if new.place and place is None else "",
        place_words=new.place if new.place and place is None else "",
        place_kind=new.place_kind,
        team=caller.staff.team if caller.staff and not new.anonymous else None,
        **{name: getattr(new, name) for name in FACETS},
        police=new.police,
        lone_working=new.lone_working,
        child_involved=new.child_involved,
        safeguarding=new.safeguarding,
        footage_until=new.footage_until,
        affected=[
            NewAffected(
                one.kind,
                who=_who(one),
                injury=one.injury,
                staff_group=one.staff_group,
                employment=one.employment,
                police_wish=one.police_wish,
                harm_physical=one.harm_physical,
                harm_psychological=one.harm_psychological,
            )
            for one in new.affected
        ],
        responsible=[
            NewResponsible(one.kind, how_many=one.how_many, who=_who(one), factors=one.factors)
            for one in new.responsible
        ],
        property_items=[
            NewPropertyItem(
                one.kind, one.loss, description=one.description, owner=one.owner, value_pence=one.value_pence
            )
            for one in new.property
        ],
        witnesses=[_who(one) for one in new.witnesses],
        account=new.account,
        reporter=_who(new.reporter) if new.reporter else caller,
        anonymous=new.anonymous,
        anonymous_because=new.anonymous_because if new.anonymous else "",
        external_reference=new.external_reference,
        lfpse_reference=new.lfpse_reference,
    )


def _who(one: NewPerson) -> Who:
    return Who(
        name=one.name,
        phone=one.phone,
        email=one.email,
        nhs_number=one.nhs_number,
        description=one.description,
    )
