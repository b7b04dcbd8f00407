"""Reading cases, from what the caller may see."""

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from alongside.cases.models import Case, CaseIncident, Compartment, Event
from alongside.incidents.models import Affected, Incident
from alongside.incidents.queries import closed_to
from alongside.people.models import Staff
from alongside.people.queries import organisations_where, teams_where
from alongside.people.roles import Role

SECURITY = (Role.LSMS, Role.SECURITY_DIRECTOR)


def cases_for(user: Any) -> QuerySet[Case]:
    """The cases that this person may see: `cases.see`, as a query. None of which a report is closed to them."""
    seen = Q(organisation__in=organisations_where(user, *SECURITY))
    teams = teams_where(user, *SECURITY)
    if teams:
        seen |= Q(team__in=teams)
    if closed := closed_cases(user):
        seen &= ~Q(pk__in=list(closed))
    return Case.objects.filter(seen).select_related("organisation", "site", "team", "owner", "merged_into")


def closed_cases(user: Any) -> frozenset[UUID]:
    """Cases of reports that are closed to this person, because they may have done it; kept on the user for the request.
    The database keeps the same rows from them (migration `0004_closed_to`).
    """
    if not hasattr(user, "_closed_cases"):
        closed = closed_to(user)
        links = CaseIncident.objects.filter(incident__in=list(closed)).values_list("case", flat=True) if closed else []
        user._closed_cases = frozenset(links)
    return user._closed_cases


def may_read(user: Any, case: Case, compartment: str) -> bool:
    """Whether somebody may open this compartment of this case."""
    return user.has_perm(f"cases.read_{compartment}", case)


def readable(user: Any, case: Case) -> list[str]:
    """The compartments of a case that this person may open."""
    return [one for one in Compartment.values if may_read(user, case, one)]


def incidents_of(case: Case) -> QuerySet[Incident]:
    """The reports of a case, the oldest first. Of a joined case: none, they are with the other."""
    found = Incident.objects.filter(case_links__case=case, case_links__unlinked_at=None)
    return found.select_related("organisation", "site", "place", "team").order_by("occurred_at", "pk")


def case_of(incident: Incident) -> Case | None:
    """The case of a report, if it has one."""
    return case_with(incident.pk)


def case_with(incident_id: UUID) -> Case | None:
    """The case of the report of that key, if it has one."""
    return Case.objects.filter(links__incident=incident_id, links__unlinked_at=None).first()


def people_hurt_in(case: Case) -> QuerySet[Affected]:
    """Everybody affected in the reports of a case, without names."""
    found = Affected.objects.filter(incident__in=incidents_of(case)).select_related("incident__organisation")
    return found.order_by("incident__occurred_at", "incident_id", "number")


def family_of(case: Case) -> list[Case]:
    """A case and those joined with it, and those joined with these before."""
    if case.family_read is not None:
        return list(case.family_read)
    found, level = [case], [case]
    while level:
        level = list(Case.objects.filter(merged_into__in=level).select_related("merged_into").order_by("pk"))
        found += level
    return found


def read_with_family(case: Case) -> Case:
    """The case, with those joined with it read once: for a page that asks for them in each of its parts. No action works on it,
    since each holds the case anew.
    """
    case.family_read = family_of(case)
    return case


def standing_for(case: Case) -> Case:
    """The case that stands for it: itself, or the one that it was joined with in the end."""
    while case.merged_into is not None:
        case = case.merged_into
    return case


def file_of(case: Case, compartments: list[str]) -> QuerySet[Event]:
    """The file of a case and of those joined with it, as far as these compartments go, the newest first."""
    return (
        Event.objects.filter(case__in=family_of(case), compartment__in=compartments)
        .select_related("case")
        .defer("search")
        .order_by("-at", "-pk")
    )


def specialists_of(organisation_id: UUID) -> QuerySet[Staff]:
    """Those to whom a case can be given."""
    found = Staff.objects.active().filter(organisation_id=organisation_id, appointments__role=Role.LSMS)
    return found.distinct().order_by("name")


def colleagues_in(organisation_id: UUID) -> QuerySet[Staff]:
    """Those to whom a task can be given: everybody who works there and can sign in."""
    return Staff.objects.active().filter(organisation_id=organisation_id).exclude(user=None).order_by("name")
