"""The routes of SI 2013/1471 by which an injury or a death becomes reportable or recordable."""

from __future__ import annotations

from datetime import date, timedelta

from alongside.incidents.riddor import codes, dues
from alongside.incidents.riddor.assessment import Due, Finding, Route
from alongside.incidents.riddor.conditions import (
    accident,
    crossing,
    enough_days,
    hurt_body,
    reg_5,
    specified,
    work_related,
)
from alongside.incidents.riddor.days import years_after
from alongside.incidents.riddor.facts import Facts, Status
from alongside.incidents.riddor.weighing import Answer, Check, all_of, any_of, known

REG = "SI 2013/1471 reg "


def death(facts: Facts, *, worker: bool, today: date) -> Finding:
    """Reg 6: any death from a work-related accident; and an employee's within a year of an injury under reg 4.

    A death within the 10 days of the report is reported under reg 6(1); a later one of an employee who had a reg 4
    injury is notified under reg 6(3). Reg 6(1) names no last day; beyond a year a person decides.
    """
    day, died = facts.day, facts.died_on
    if died is None:
        return Finding(Route.DEATH, Answer.NO, REG + "6(1)", "Nobody died.")
    late = died > day + timedelta(days=codes.clock("RID-10").days)
    due = dues.notify_and_report_now() if late else dues.notify_and_report(day)
    if facts.death_from_biological_agent:
        reason = "The person died from contact at work with a biological agent."
        return _finding(Route.DEATH, REG + "6(2)", work_related(facts), reason, due)
    cause = known(
        facts.death_from_injury,
        "Was the injury a cause of the death?",
        otherwise="The injury was not a cause of the death.",
    )
    if late and worker and facts.status is Status.EMPLOYEE:
        injury = any_of([specified(facts), enough_days(facts, today, "over_seven")])
        if injury.answer is not Answer.NO:
            return _death_within_a_year(facts, died, cause, injury)
    checks = [accident(facts, worker=worker), cause]
    if died > years_after(day, codes.clock("RID-1Y").years):
        checks.append(_after_a_year())
    reason = "The person died as a result of a work-related accident."
    return _finding(Route.DEATH, REG + "6(1)", all_of(checks), reason, due)


def _death_within_a_year(facts: Facts, died: date, cause: Check, injury: Check) -> Finding:
    checks = [accident(facts, worker=True), cause, injury]
    if died > years_after(facts.day, codes.clock("RID-1Y").years):
        checks.append(_after_a_year())
    rule = REG + "6(3)"
    reason = (
        "An employee died within a year from an injury reportable under regulation 4. Tell HSE of the death, even if "
        "the injury was reported."
    )
    due = (dues.notify_at_once(rule), dues.keep_record(REG + "12(1)(a)"))
    return _finding(Route.DEATH_WITHIN_A_YEAR, rule, all_of(checks), reason, due)


def _after_a_year() -> Check:
    return Check(
        Answer.JUDGEMENT,
        "The death came more than a year after the accident: regulation 6(3) ends at a year, while 6(1) names no last "
        "day. Decide whether to tell HSE, and give a reason.",
    )


def specified_injury(facts: Facts) -> Finding:
    """Reg 4(1): a specified injury to a person at work."""
    found = specified(facts)
    check = all_of([accident(facts, worker=True), found])
    at_own_place = facts.status is Status.SELF_EMPLOYED and bool(facts.on_own_premises)
    due = dues.notify_and_report(facts.day, notify=not at_own_place)
    rule = found.why if found.answer is Answer.YES else REG + "4(1)"
    label = next((row.label for row in codes.specified_injuries() if row.rule == rule), "")
    return _finding(Route.SPECIFIED, rule, check, f"A specified injury. {label}.", due)


def over_seven(facts: Facts, *, today: date) -> Finding:
    """Reg 4(2): unable to do routine work for more than 7 consecutive days."""
    check = all_of([accident(facts, worker=True), hurt_body(facts), enough_days(facts, today, "over_seven")])
    crossed = crossing(facts, "over_seven")
    due: tuple[Due, ...] = dues.report_over_seven(facts.day, crossed) if crossed else ()
    reason = "The injury has kept the person from routine work for more than 7 days, not counting the day it happened."
    return _finding(Route.OVER_SEVEN, REG + "4(2)", check, reason, due)


def over_three(facts: Facts, *, today: date) -> Finding:
    """Reg 12(1)(c): more than 3 consecutive days are recorded, and not reported."""
    check = all_of([accident(facts, worker=True), hurt_body(facts), enough_days(facts, today, "over_three")])
    reason = "The injury has kept the person from routine work for more than 3 days. Record it; it is not reported."
    rule = REG + "12(1)(c)"
    return _finding(Route.OVER_THREE, rule, check, reason, (dues.keep_record(rule),))


def non_worker(facts: Facts) -> Finding:
    """Reg 5: a person not at work, taken from the scene to hospital for treatment, or with a specified injury at a
    hospital.
    """
    by = reg_5(facts)
    check = all_of([accident(facts, worker=False), hurt_body(facts), by])
    at_hospital = facts.at_hospital is True
    rule = REG + ("5(b)" if at_hospital else "5(a)")
    reason = (
        "A person who was not at work had a specified injury from an accident at a hospital."
        if at_hospital
        else "A person who was not at work was taken from the scene to hospital for treatment of the injury."
    )
    return _finding(Route.NON_WORKER, rule, check, reason, dues.notify_and_report(facts.day))


def _finding(route: Route, rule: str, check: Check, reason: str, due: tuple[Due, ...]) -> Finding:
    """`reason` when it applies; else the check's own words, or the first question that is open."""
    said = reason if check.answer is Answer.YES else check.why
    if check.answer is Answer.UNKNOWN:
        said = f"It depends on this: {check.questions[0]}"
    return Finding(route, check.answer, rule, said, due, check.questions)
