"""The decision: is it to be reported, recorded, watched, asked about, or left to a person?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from alongside.incidents.riddor import codes, occurrences, routes
from alongside.incidents.riddor.assessment import (
    ONE_INJURY,
    REPORTED_INJURY,
    Assessment,
    Decision,
    Due,
    Finding,
    Route,
    Watch,
)
from alongside.incidents.riddor.conditions import crossing
from alongside.incidents.riddor.exclusions import exclusions
from alongside.incidents.riddor.facts import Facts, Status
from alongside.incidents.riddor.responsible import responsible
from alongside.incidents.riddor.weighing import Answer

NAME = "SI 2013/1471"
WORKERS = (Status.EMPLOYEE, Status.EMPLOYED_BY_ANOTHER, Status.AGENCY_WORKER, Status.SELF_EMPLOYED)
STUDENTS = (Status.TRAINING_SCHEME, Status.WORK_EXPERIENCE)
HSE_VOLUNTEERS = "HSE, When to report incidents involving volunteers (hse.gov.uk/voluntary)"
# A reading as somebody not at work that comes to nothing does not contradict one that has only begun to count.
NOTHING_YET = {Decision.WATCH, Decision.NOT_REPORTABLE}
NOTHING_HAPPENED = ("Nobody died.", "There was no dangerous occurrence.", "No disease was diagnosed.")


def assess(facts: Facts, today: date) -> Assessment:
    """Decide on the facts as they stand on `today` (a local calendar day). Call it each day and for each new fact.

    Great Britain only; elsewhere the decision is `NOT_COVERED`. ValueError when the incident is after `today`.
    """
    if facts.day > today:
        raise ValueError("the incident is after the day of the assessment")
    if facts.country is None:
        question = "In which country did it happen?"
        return Assessment(Decision.NEEDS_FACTS, today, f"It depends on this: {question}", NAME, questions=(question,))
    if facts.country not in codes.countries_covered():
        reason = (
            "This decision covers England, Scotland and Wales. Northern Ireland has its own regulations, and other "
            "countries theirs: ask your health and safety team."
        )
        return Assessment(Decision.NOT_COVERED, today, reason, NAME)
    if facts.status is Status.VOLUNTEER:
        return _volunteer(facts, today)
    if facts.status in (Status.PATIENT, Status.VISITOR) or (facts.status is not None and facts.at_work is False):
        return _read_as(facts, today, worker=False)
    if facts.status in WORKERS and facts.at_work:
        return _read_as(facts, today, worker=True)
    return _either(facts, today)


def _read_as(facts: Facts, today: date, *, worker: bool) -> Assessment:
    """The decision, the person being at work or not."""
    found = [routes.death(facts, worker=worker, today=today)]
    if worker:
        found.append(routes.specified_injury(facts))
    else:
        found.append(routes.non_worker(facts))
    found += [occurrences.dangerous_occurrence(facts), occurrences.disease(facts, worker=worker)]
    if worker:
        found += [routes.over_seven(facts, today=today), routes.over_three(facts, today=today)]
    findings = tuple(_without_excluded(facts, finding) for finding in found)
    return _decide(facts, today, findings, worker=worker)


def _without_excluded(facts: Facts, finding: Finding) -> Finding:
    if finding.applies is Answer.NO:
        return finding
    doubts: tuple[str, ...] = ()
    for exclusion in exclusions(facts):
        if finding.route not in exclusion.routes:
            continue
        if exclusion.answer is Answer.YES:
            return Finding(finding.route, Answer.NO, exclusion.rule, exclusion.reason, excluded=True)
        if exclusion.answer is Answer.UNKNOWN:
            doubts += (exclusion.question,)
        elif finding.applies is Answer.YES:
            finding = replace(finding, applies=Answer.JUDGEMENT, rule=exclusion.rule, reason=exclusion.reason)
    return replace(finding, doubts=doubts)


def _decide(facts: Facts, today: date, findings: tuple[Finding, ...], *, worker: bool) -> Assessment:
    standing = _standing(findings)
    stands = [finding for finding in standing if finding.applies is Answer.YES]
    open_ = [finding for finding in standing if finding.applies in (Answer.UNKNOWN, Answer.JUDGEMENT)]
    asked = [finding for finding in open_ if finding.applies is Answer.UNKNOWN]
    judged = [finding for finding in open_ if finding.applies is Answer.JUDGEMENT]
    reported = [finding for finding in stands if finding.route is not Route.OVER_THREE]
    coming = _coming(facts, today, findings) if worker else {}
    watch = _watch(coming)
    asking = [*standing, *(found for _, found in coming.values())]
    if reported:
        decision, main = Decision.REPORTABLE, reported[0]
    elif asked:
        decision, main = Decision.NEEDS_FACTS, asked[0]
    elif judged:
        decision, main = Decision.NEEDS_A_PERSON, judged[0]
    elif stands:
        decision, main = Decision.RECORD, stands[0]
        main = replace(main, reason=f"{main.reason} {watch.words}".strip())
    elif watch:
        decision, main = Decision.WATCH, replace(_why_watched(findings), reason=watch.words)
    else:
        decision, main = Decision.NOT_REPORTABLE, _why_not(findings)
    return Assessment(
        decision=decision,
        assessed_on=today,
        reason=main.reason,
        rule=main.rule,
        route=main.route if decision is not Decision.NOT_REPORTABLE else None,
        routes=tuple(finding.route for finding in stands),
        dues=_distinct(due for finding in stands for due in finding.dues),
        dues_if=_distinct(due for finding in open_ for due in finding.dues),
        questions=tuple(
            dict.fromkeys(question for finding in asking for question in (*finding.questions, *finding.doubts))
        ),
        for_a_person=tuple(dict.fromkeys(finding.reason for finding in judged)),
        responsible=None if decision is Decision.NOT_REPORTABLE else responsible(facts, main.route),
        watch=watch,
        findings=findings,
    )


def _standing(findings: tuple[Finding, ...]) -> list[Finding]:
    """Those that count: of the routes of one injury none below the gravest that applies (reg 15: one report)."""
    standing: list[Finding] = []
    settled = False
    for finding in findings:
        if finding.applies is Answer.NO or (settled and finding.route in ONE_INJURY):
            continue
        standing.append(finding)
        settled = settled or (finding.applies is Answer.YES and finding.route in ONE_INJURY)
    return standing


def _coming(facts: Facts, today: date, findings: tuple[Finding, ...]) -> dict[Route, tuple[date, Finding]]:
    """The coming days on which an absence that counts becomes recordable and reportable, with what will be found then.

    Not watched: an injury that is reported already, or that is outside for another reason than its days.
    """
    coming: dict[Route, tuple[date, Finding]] = {}
    if any(finding.applies is Answer.YES and finding.route in REPORTED_INJURY for finding in findings):
        return coming
    for count, route in (("over_three", routes.over_three), ("over_seven", routes.over_seven)):
        day = crossing(facts, count)
        if day is not None and day > today:
            found = _without_excluded(facts, route(facts, today=day))
            if found.applies is not Answer.NO:
                coming[found.route] = (day, found)
    return coming


def _watch(coming: dict[Route, tuple[date, Finding]]) -> Watch:
    three, seven = (coming.get(route, (None, None))[0] for route in (Route.OVER_THREE, Route.OVER_SEVEN))
    return Watch(three, seven, settled=all(found.applies is Answer.YES for _, found in coming.values()))


def _why_watched(findings: tuple[Finding, ...]) -> Finding:
    return next(finding for finding in findings if finding.route is Route.OVER_THREE)


def _why_not(findings: tuple[Finding, ...]) -> Finding:
    """What says most: a route that an exclusion ended, else what became of the injury."""
    for finding in findings:
        if finding.applies is Answer.NO and finding.excluded:
            return finding
    injury = [finding for finding in findings if finding.route in (Route.SPECIFIED, Route.NON_WORKER, Route.OVER_THREE)]
    others = [finding for finding in findings if finding not in injury]
    told = [finding.reason for finding in others if finding.reason not in NOTHING_HAPPENED]
    reasons = dict.fromkeys([*(finding.reason for finding in injury), *told])
    return replace(injury[-1], reason=" ".join(reasons), rule="; ".join(finding.rule for finding in injury))


def _volunteer(facts: Facts, today: date) -> Assessment:
    """HSE: of volunteers a death, or being taken from the scene to hospital for treatment, is reported; absence is not.

    A specified injury at a hospital falls under the words of reg 5(b), which HSE's page on volunteers does not name.
    """
    read = _read_as(facts, today, worker=False)
    if read.route is Route.NON_WORKER and facts.at_hospital and read.decision is Decision.REPORTABLE:
        reason = (
            "A volunteer had a specified injury at a hospital. Regulation 5(b) covers it by its words, but HSE's page "
            "on volunteers does not name it. Decide, and give a reason."
        )
        return replace(
            read,
            decision=Decision.NEEDS_A_PERSON,
            reason=reason,
            for_a_person=(reason,),
            rule=f"{read.rule}; {HSE_VOLUNTEERS}",
            dues=(),
            dues_if=read.dues,
        )
    return read


def _either(facts: Facts, today: date) -> Assessment:
    """It is not known, or not settled, whether the person counts as at work: read it both ways."""
    both = (_read_as(facts, today, worker=True), _read_as(facts, today, worker=False))
    decisions = {read.decision for read in both}
    asked = (
        ()
        if facts.status in STUDENTS and facts.at_work
        else ("Was the person at work when it happened, and for whom?",)
    )
    if len(decisions) == 1 and len({(read.route, read.dues) for read in both}) == 1:
        return replace(both[0], questions=_questions(both))
    if len(decisions) == 1 or decisions <= NOTHING_YET:
        return replace(both[0], questions=tuple(dict.fromkeys((*asked, *_questions(both)))))
    decision = Decision.NEEDS_FACTS
    if asked:
        reason = f"It depends on this: {asked[0]}"
    elif Decision.NEEDS_FACTS in decisions:
        reason = next(read.reason for read in both if read.decision is Decision.NEEDS_FACTS)
    else:
        decision = Decision.NEEDS_A_PERSON
        reason = (
            "What is due depends on whether a student or trainee counts as a person at work. Ask the college or "
            "university how the placement is arranged, decide, and give a reason."
        )
    return replace(
        both[0],
        decision=decision,
        reason=reason,
        for_a_person=(reason,) if decision is Decision.NEEDS_A_PERSON else both[0].for_a_person,
        routes=(),
        dues=(),
        dues_if=_distinct(due for read in both for due in (*read.dues, *read.dues_if)),
        questions=tuple(dict.fromkeys((*asked, *_questions(both)))),
        responsible=responsible(facts, both[0].route),
    )


def _questions(reads: Iterable[Assessment]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(question for read in reads for question in read.questions))


def _distinct(dues: Iterable[Due]) -> tuple[Due, ...]:
    return tuple(dict.fromkeys(dues))
