"""What takes an injury out of the Regulations: reg 14, and what HSE says of personal disputes.

An exclusion counts only when it is known. Until then the duty stands and the question is asked: something due at
once must not wait for an answer that is seldom yes.
"""

from __future__ import annotations

from dataclasses import dataclass

from alongside.incidents.riddor.assessment import Route
from alongside.incidents.riddor.facts import Attacker, Facts, Happening, RoadException, Status
from alongside.incidents.riddor.weighing import Answer

HSE_VIOLENCE = "HSE, Reporting and learning from incidents of violence (hse.gov.uk/violence/employer)"


@dataclass(frozen=True, slots=True)
class Exclusion:
    """One reason why an injury may be outside. `routes`: what it takes out."""

    answer: Answer
    rule: str
    reason: str
    question: str
    routes: frozenset[Route]


def exclusions(facts: Facts) -> tuple[Exclusion, ...]:
    """Those that hold, may hold or need a person's judgement."""
    found = (_treatment(facts), _road(facts), _personal(facts), _own_premises(facts))
    return tuple(exclusion for exclusion in found if exclusion.answer is not Answer.NO)


def _treatment(facts: Facts) -> Exclusion:
    answer = Answer.YES if facts.medical_treatment else Answer.NO
    if facts.medical_treatment is None and facts.status is Status.PATIENT:
        answer = Answer.UNKNOWN
    return Exclusion(
        answer,
        "SI 2013/1471 reg 14(1)",
        "The injury came from medical or dental treatment or examination of the person, by or under a doctor or "
        "dentist. These are not reported.",
        "Did the injury come from treating or examining the person, by or under a doctor or dentist?",
        frozenset({Route.SPECIFIED, Route.OVER_SEVEN, Route.NON_WORKER, Route.DEATH, Route.DEATH_WITHIN_A_YEAR}),
    )


def _road(facts: Facts) -> Exclusion:
    answer = Answer.NO
    if facts.road_movement:
        answer = {None: Answer.UNKNOWN, RoadException.NONE: Answer.YES}.get(facts.road_exception, Answer.NO)
    return Exclusion(
        answer,
        "SI 2013/1471 reg 14(3)",
        "The injury came from a vehicle moving on a road, and none of the four exceptions applies.",
        "Was a train involved, or a substance carried by the vehicle, or loading or unloading, or road works?",
        frozenset({Route.SPECIFIED, Route.OVER_SEVEN, Route.NON_WORKER, Route.DEATH, Route.DEATH_WITHIN_A_YEAR}),
    )


def _personal(facts: Facts) -> Exclusion:
    near = facts.attacker in (Attacker.COLLEAGUE, Attacker.RELATIVE_OR_FRIEND)
    answer = Answer.NO
    if facts.happening is Happening.VIOLENCE:
        if facts.personal_matter is None:
            answer = Answer.UNKNOWN if near else Answer.NO
        elif facts.personal_matter:
            answer = Answer.YES if near else Answer.JUDGEMENT
    reason = "The violence was over a personal or domestic matter and did not come from the work."
    if answer is Answer.JUDGEMENT:
        reason = (
            "The violence is said to be over a personal matter, but HSE speaks only of colleagues, relatives and "
            "friends. Decide whether it came from the work, and give a reason."
        )
    return Exclusion(
        answer,
        HSE_VIOLENCE,
        reason,
        "Was it over a personal or domestic matter that had nothing to do with the work?",
        frozenset(set(Route) - {Route.DISEASE, Route.DANGEROUS_OCCURRENCE}),
    )


def _own_premises(facts: Facts) -> Exclusion:
    answer = Answer.NO
    if facts.status is Status.SELF_EMPLOYED:
        answer = {None: Answer.UNKNOWN, True: Answer.YES, False: Answer.NO}[facts.on_own_premises]
    return Exclusion(
        answer,
        "SI 2013/1471 reg 6(4)",
        "The death of a self-employed person at premises that they controlled is not reported.",
        "Was it at premises that the self-employed person controlled?",
        frozenset({Route.DEATH}),
    )
