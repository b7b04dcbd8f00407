"""What a case knows that leads to somebody: names, numbers, addresses. Read for clearing a lesson, and shown to nobody."""

from collections.abc import Iterable, Iterator
from uuid import UUID

from django.db.models import Q

from alongside.cases.lessons.clearing import POSTCODE, Known, Sort, known_telephones
from alongside.cases.models import (
    Attendance,
    Case,
    Claim,
    Event,
    HospitalRemoval,
    Interview,
    PoliceTrack,
    PracticeRemoval,
    Referral,
    RemedialAction,
    Sanction,
    StatementVersion,
)
from alongside.cases.queries import family_of
from alongside.incidents.models import Account, Identity, Incident
from alongside.people.models import ContactPoint, Staff


def known_of(case: Case) -> list[Known]:
    """Of a case and those joined with it, and of every report that belongs or belonged to one of them."""
    family = family_of(case)
    reports = list(
        Incident.objects.filter(case_links__case__in=family)
        .distinct()
        .select_related("organisation", "site", "assigned_to", "place")
    )
    identities = list(Identity.objects.filter(incident__in=reports).defer("search").select_related("staff"))
    people = [one.staff for one in identities if one.staff]
    people += [one.assigned_to for one in reports if one.assigned_to] + [one.owner for one in family if one.owner]
    people += Staff.objects.filter(pk__in=_keys_of_actions(family))
    found = [
        *_of_identities(identities),
        *_of_staff(people),
        *(Known(name, Sort.NAME) for name in _further_names(family, reports)),
        *(Known(number, Sort.REFERENCE) for number in _references(family, reports)),
        *(Known(name, Sort.BODY) for name in _bodies(family, reports)),
    ]
    return list(dict.fromkeys(one for one in found if one.value.strip()))


def _of_identities(identities: Iterable[Identity]) -> Iterator[Known]:
    for one in identities:
        yield Known(one.name, Sort.NAME)
        yield Known(one.email, Sort.EMAIL)
        yield Known(one.nhs_number, Sort.NHS_NUMBER)
        yield from known_telephones(one.phone)
        yield from (Known(hit.group(), Sort.POSTCODE) for hit in POSTCODE.finditer(one.address))


def _of_staff(people: Iterable[Staff]) -> Iterator[Known]:
    keys = {one.pk for one in people}
    for one in Staff.objects.filter(pk__in=keys):
        yield Known(one.name, Sort.NAME)
        yield Known(one.email, Sort.EMAIL)
    for channel, address in ContactPoint.objects.filter(staff__in=keys).values_list("channel", "address"):
        if channel in ContactPoint.TELEPHONES:
            yield from known_telephones(address)
        elif channel == ContactPoint.Channel.EMAIL:
            yield Known(address, Sort.EMAIL)


def _keys_of_actions(family: list[Case]) -> Iterator[UUID]:
    for one in RemedialAction.objects.filter(case__in=family):
        yield from filter(None, (one.owner_id, one.checker_id, one.set_by_id))


def _further_names(family: list[Case], reports: list[Incident]) -> Iterator[str]:
    """Of those who told, were asked, were to come to court, or wrote in the file."""
    yield from Account.objects.filter(incident__in=reports).values_list("author_name", flat=True)
    yield from Interview.objects.filter(case__in=family).values_list("person", flat=True)
    yield from StatementVersion.objects.filter(statement__case__in=family).values_list("witness", flat=True)
    yield from PoliceTrack.objects.filter(incident__in=reports).values_list("officer", flat=True)
    yield from Attendance.objects.filter(hearing__track__incident__in=reports).values_list("other", flat=True)
    wrote = Event.objects.filter(case__in=family, actor_kind="user").order_by()
    yield from wrote.values_list("actor_name", flat=True).distinct()


def _references(family: list[Case], reports: list[Incident]) -> Iterator[str]:
    for report in reports:
        yield from (report.reference, report.external_reference, report.lfpse_reference)
    yield from (one.reference for one in family)
    of_case = Q(case__in=family)
    yield from Referral.objects.filter(of_case).values_list("reference", flat=True)
    yield from Claim.objects.filter(of_case).values_list("reference", flat=True)
    yield from Sanction.objects.filter(of_case).values_list("reference", flat=True)
    yield from PracticeRemoval.objects.filter(of_case).values_list("police_reference", flat=True)
    yield from HospitalRemoval.objects.filter(of_case).values_list("certificate", flat=True)
    yield from StatementVersion.objects.filter(statement__case__in=family).values_list("occurrence_number", flat=True)
    for numbers in PoliceTrack.objects.filter(incident__in=reports).values_list("incident_number", "crime_number"):
        yield from numbers


def _bodies(family: list[Case], reports: list[Incident]) -> Iterator[str]:
    """A body and its sites. How a ward or a team is called ("Reception", "District nursing") leads to nobody by itself."""
    everything: list[Case | Incident] = [*family, *reports]
    for one in everything:
        yield one.organisation.name
        yield one.organisation.code
        if one.site is not None:
            yield one.site.name
