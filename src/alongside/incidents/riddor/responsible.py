"""Who must report: SI 2013/1471 reg 3(1)."""

from __future__ import annotations

from alongside.incidents.riddor.assessment import Responsible, Route
from alongside.incidents.riddor.facts import Facts, Status

EMPLOYER = "SI 2013/1471 reg 3(1)(a)(i)"
CONTROL = "SI 2013/1471 reg 3(1)(a)(ii)"
DISEASE_SELF = "SI 2013/1471 reg 3(1)(b)(ii)"
HSE_WHO = "HSE, Who should report under RIDDOR (hse.gov.uk/riddor/reporting/who-should-report.htm)"


def responsible(facts: Facts, route: Route | None) -> Responsible:
    """Who has the duty, for what came of `route`."""
    status = facts.status
    worker = facts.at_work is not False
    if status is Status.EMPLOYEE and worker:
        return Responsible(True, "Your organisation must report: it employs the person.", EMPLOYER)
    if status is Status.EMPLOYED_BY_ANOTHER and worker:
        return Responsible(False, "The person's own employer must report. Tell them today, and keep a note.", EMPLOYER)
    if status is Status.AGENCY_WORKER and worker:
        return Responsible(
            None,
            "The agency must report if it employs the person; if the person is self-employed, whoever is in control "
            "of the place must. Settle it with the agency today.",
            HSE_WHO,
        )
    if status is Status.SELF_EMPLOYED and worker:
        return _self_employed(facts, route)
    if status in (Status.TRAINING_SCHEME, Status.WORK_EXPERIENCE):
        return Responsible(
            None,
            "Whoever employs the person must report; if nobody does, whoever was in control of the place must. Ask "
            "the school, college or university today.",
            HSE_WHO,
        )
    return _in_control(facts)


def _self_employed(facts: Facts, route: Route | None) -> Responsible:
    if route is Route.DISEASE:
        return Responsible(False, "The self-employed person must report their own diagnosis.", DISEASE_SELF)
    if facts.on_own_premises:
        return Responsible(False, "The self-employed person must report: it was at their own premises.", HSE_WHO)
    return _in_control(facts)


def _in_control(facts: Facts) -> Responsible:
    if facts.in_control is None:
        return Responsible(None, "Whoever was in control of the place must report. Find out who that was.", CONTROL)
    if facts.in_control:
        return Responsible(True, "Your organisation must report: it was in control of the place.", CONTROL)
    return Responsible(False, "Whoever was in control of the place must report. Tell them today.", CONTROL)
