"""Everybody hurt in a case, with what is kept of them, as far as somebody may read it: for the page and the API."""

from typing import Any

from alongside.cases.models import Case
from alongside.cases.queries import incidents_of, people_hurt_in
from alongside.cases.victims import queries
from alongside.cases.victims.holding import today_of
from alongside.cases.victims.presenters import Known, Shown, person_shown
from alongside.incidents.actions import open_compartment
from alongside.incidents.models import Compartment
from alongside.incidents.wellbeing.queries import care_of
from alongside.ledger.clock import now
from alongside.people.actions import actor_for


def people_shown(user: Any, case: Case) -> list[Shown]:
    """In the order of the reports. Names are opened where this person may, and the look is recorded with each report."""
    reports = list(incidents_of(case))
    for report in reports:
        if user.has_perm("incidents.read_people", report):
            open_compartment(report, Compartment.PEOPLE, by=actor_for(user))
    known = Known(
        victims=queries.victims_of(case),
        identities=queries.identities_of(user, reports),
        wishes=queries.wishes_of(case),
        offers=queries.offers_by_person(case),
        feedback=queries.feedback_by_person(case),
        care={care.affected.pk: care for report in reports for care in care_of(report)},
    )
    since, moment = queries.outcome_known_since(case), now()
    return [person_shown(one, known, since, moment, today_of(one)) for one in people_hurt_in(case)]
