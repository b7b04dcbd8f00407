"""Reading who works which cases, for those who supervise."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from alongside.cases.models import Case, CaseIncident, Task
from alongside.cases.queries import cases_for
from alongside.cases.tracks.case import RUNNING
from alongside.incidents.queries import closed_to_staff
from alongside.people.models import Staff
from alongside.people.queries import organisations_where
from alongside.people.roles import Role


def givers_for(user: Any) -> QuerySet[Staff]:
    """Whoever works running cases in the bodies that this person supervises; also those who left."""
    supervised = organisations_where(user, Role.SECURITY_DIRECTOR)
    working = cases_for(user).filter(status__in=RUNNING, organisation__in=supervised).exclude(owner=None)
    found = Staff.objects.filter(pk__in=working.order_by().values("owner")).select_related("organisation")
    return found.order_by("name")


def staff_supervised_by(user: Any) -> QuerySet[Staff]:
    """Whoever works, or worked, in the bodies that this person supervises: also those whose last case was just given away."""
    return Staff.objects.filter(organisation__in=organisations_where(user, Role.SECURITY_DIRECTOR)).select_related(
        "organisation"
    )


def takers_for(giver: Staff) -> QuerySet[Staff]:
    """The other security specialists of the same body."""
    found = Staff.objects.active().filter(organisation=giver.organisation_id, appointments__role=Role.LSMS)
    return found.exclude(pk=giver.pk).select_related("organisation").distinct().order_by("name")


def caseload_of(user: Any, giver: Staff) -> QuerySet[Case]:
    """The running cases that somebody works, as far as the caller may see them, the first due first."""
    return cases_for(user).filter(owner=giver, status__in=RUNNING).order_by("next_due_on", "pk")


def tasks_left_by(user: Any, giver: Staff) -> int:
    """How many open tasks somebody has in the running cases that they work, as far as the caller may see them."""
    return Task.objects.filter(
        case__in=caseload_of(user, giver).order_by().values("pk"), owner=giver, ended_at=None
    ).count()


def are_closed_to(staff: Staff, cases: Iterable[Case]) -> list[Case]:
    """Those of these cases of which a report is closed to somebody."""
    listed = list(cases)
    links = CaseIncident.objects.filter(case__in=listed, incident__in=closed_to_staff([staff.pk]))
    closed = set(links.values_list("case", flat=True))
    return [one for one in listed if one.pk in closed]
