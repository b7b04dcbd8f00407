"""Reading incidents, from what the caller may see."""

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from alongside.incidents.models import Incident
from alongside.incidents.unread import left_to
from alongside.people.models import Organisation
from alongside.people.queries import organisations_where, teams_where
from alongside.people.roles import Role

SECURITY = (Role.LSMS, Role.SECURITY_DIRECTOR)


def incidents_for(user: Any) -> QuerySet[Incident]:
    """The incidents that this person may see: `incidents.see`, as a query."""
    everywhere = organisations_where(user, *SECURITY, Role.LINE_MANAGER)
    teams = teams_where(user, *SECURITY, Role.LINE_MANAGER)
    seen = Q(organisation__in=everywhere)
    if teams:
        seen |= Q(team__in=teams)
    if left := left_to(user):
        seen |= left
    return Incident.objects.filter(seen).select_related("organisation", "site", "place__site", "team", "assigned_to")


def own_reports(user: Any) -> QuerySet[Incident]:
    """What this person reported under their name."""
    return Incident.objects.filter(reporter_user=user.pk)


def report_of_link(subject_id: UUID) -> Incident | None:
    """The report that an access link of purpose `report.follow` is about."""
    return Incident.objects.filter(pk=subject_id).select_related("organisation", "site", "place").first()


def takes_reports() -> QuerySet[Organisation]:
    """Bodies that may be chosen by somebody who reports without an account."""
    return Organisation.objects.filter(kind=Organisation.Kind.PROVIDER).order_by("name")
