"""A violence marker that can follow a sanction, or come from a case: begun from its page, and what became of it."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError

from alongside.cases.events import open_compartment
from alongside.cases.models import Case, Sanction
from alongside.cases.queries import cases_for, incidents_of
from alongside.cases.references import tidy
from alongside.cases.sanctions.queries import people_of, sanctions_of
from alongside.incidents.models import Responsible
from alongside.incidents.triage.marking import PROPOSE, report_words, who_of
from alongside.machine import State
from alongside.people.actions import actor_for
from alongside.risk.markers.origins import Beginning, Origin
from alongside.risk.markers.queries import begun_from, resting_on
from alongside.risk.markers.states import MARKER
from alongside.risk.models import Marker

WORKS_HERE = "A marker is about somebody who is visited or treated. Whoever works here is not."


def markers_of_sanction(user: Any, sanction: Sanction) -> list[tuple[Marker, State]]:
    """The markers that were begun from this sanction, with where they stand now, as far as this person may see them."""
    return [(one, MARKER.state(one.state)) for one in begun_from(user, "sanction", sanction.pk)]


def markers_of_case(user: Any, case: Case) -> list[tuple[Marker, State]]:
    """The markers that rest on a report of this case."""
    reports = [one.pk for one in incidents_of(case)]
    return [(one, MARKER.state(one.state)) for one in resting_on(user, reports)]


def _begin_from_sanction(user: Any, key: str) -> Beginning:
    try:
        sanction = Sanction.objects.select_related("case").filter(case__in=cases_for(user), pk=UUID(key)).first()
    except ValueError as error:
        raise LookupError(key) from error
    if sanction is None:
        raise LookupError(key)
    case = cases_for(user).get(pk=sanction.case_id)
    one = sanctions_of(case).get(pk=sanction.pk)
    label = f"the sanction in {case.reference}"
    return _begin(
        user, case, one.responsible, label, f"/cases/{case.reference}/sanctions/{one.pk}", ("sanction", one.pk)
    )


def _begin_from_case(user: Any, key: str) -> Beginning:
    case = cases_for(user).filter(reference=tidy(key)).first()
    if case is None:
        raise LookupError(key)
    people = people_of(case)
    here = f"/cases/{case.reference}/sanctions"
    return _begin(user, case, people[0] if people else None, case.reference, here, ("case", case.pk))


def _begin(
    user: Any, case: Case, person: Responsible | None, label: str, back: str, origin: tuple[str, UUID]
) -> Beginning:
    if not user.has_perm("cases.read_suspect", case) or not user.has_perm(PROPOSE, case):
        raise PermissionDenied
    open_compartment(case, "suspect", by=actor_for(user))
    reports = [report_words(one, f"/incidents/{one.reference}") for one in incidents_of(case)]
    if not reports:
        raise ValidationError("This case has no report of its own.")
    if person is not None and getattr(person, "identity", None) is not None and person.identity.staff_id is not None:
        raise ValidationError(WORKS_HERE)
    return Beginning(case.organisation, reports, who_of(person), label, back, origin)


def _show_sanction(user: Any, sanction_id: UUID) -> tuple[str, str] | None:
    one = Sanction.objects.select_related("case").filter(case__in=cases_for(user), pk=sanction_id).first()
    if one is None or not user.has_perm("cases.read_suspect", one.case):
        return None
    return f"a sanction in {one.case.reference}", f"/cases/{one.case.reference}/sanctions/{one.pk}"


def _show_case(user: Any, case_id: UUID) -> tuple[str, str] | None:
    case = cases_for(user).filter(pk=case_id).first()
    return (f"case {case.reference}", f"/cases/{case.reference}") if case else None


ORIGINS = (Origin("sanction", _begin_from_sanction, _show_sanction), Origin("case", _begin_from_case, _show_case))
