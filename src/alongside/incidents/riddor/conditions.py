"""The conditions that the routes share: an accident, from the work, with an injury that counts."""

from __future__ import annotations

from datetime import date

from alongside.incidents.riddor import codes
from alongside.incidents.riddor.codes import SpecifiedInjury
from alongside.incidents.riddor.days import Absence, crosses_on, longest_by
from alongside.incidents.riddor.facts import Facts, Happening, Injury
from alongside.incidents.riddor.weighing import Answer, Check, all_of, any_of, known

NO_INJURY = Check(Answer.NO, "Nobody was hurt.")
FROM_HOSPITAL_TO_HOSPITAL = Check(
    Answer.JUDGEMENT,
    "It happened at a hospital, there was no specified injury, and the person was taken to another hospital for "
    "treatment. HSE's guidance and the words of regulation 5 differ here. Decide, and give a reason.",
)
WHAT_INJURY = Check(Answer.UNKNOWN, questions=("What was the injury, and which part of the body?",))


def work_related(facts: Facts) -> Check:
    """Reg 2(1): arising out of or in connection with work."""
    return known(
        facts.work_related,
        "Did it come from the work: how it was done, what was used, the place, or who the work brought them to?",
        otherwise="It did not arise out of or in connection with work.",
    )


def accident(facts: Facts, *, worker: bool) -> Check:
    """A work-related accident. Reg 2(1) names non-consensual physical violence to a person at work as one."""
    return all_of([work_related(facts), _happening(facts, worker=worker)])


def _happening(facts: Facts, *, worker: bool) -> Check:
    match facts.happening:
        case None:
            return Check(Answer.UNKNOWN, questions=("What happened: physical violence, or another accident?",))
        case Happening.VIOLENCE if not worker:
            return Check(
                Answer.JUDGEMENT,
                "The Regulations name violence to a person at work as an accident, and are silent on violence to "
                "somebody who is not. Decide whether to report it, and give a reason.",
            )
        case Happening.THREATS:
            return Check(
                Answer.JUDGEMENT,
                "There were threats or abuse and no physical violence. HSE reads an accident as something that hurts "
                "the body. Decide whether to report it, and give a reason.",
            )
        case Happening.SELF_HARM | Happening.NATURAL_CAUSES:
            return Check(
                Answer.JUDGEMENT,
                "HSE reads an accident as something unintended from outside the person, so self-harm and natural "
                "causes are mostly not. Decide whether the work played a part, and give a reason.",
            )
    return Check(Answer.YES)


def hurt_body(facts: Facts) -> Check:
    """An injury. HSE reads the word as an injury to the body; the Regulations do not define it."""
    if facts.injuries is None:
        return WHAT_INJURY
    if not facts.injuries:
        return NO_INJURY
    if facts.only_shock:
        return Check(
            Answer.JUDGEMENT,
            "The person was shocked and not hurt in the body. HSE reads injury as physical, and the Regulations do "
            "not say. Decide whether to report it, and give a reason.",
        )
    return Check(Answer.YES)


def specified(facts: Facts) -> Check:
    """Whether an injury is one of reg 4(1)(a) to (h). `why` of a YES is the rule of the first that is."""
    if facts.injuries is None:
        return WHAT_INJURY
    checks = [
        _one_specified(injury, row)
        for row in codes.specified_injuries()
        for injury in facts.injuries
        if injury.kind in row.kinds
    ]
    return any_of(checks) if checks else Check(Answer.NO, "The injury is not one of the specified injuries.")


def _one_specified(injury: Injury, row: SpecifiedInjury) -> Check:
    checks = [_part_counts(injury, row)]
    checks += [any_of([_fact(injury, fact) for fact in group]) for group in row.needs]
    check = all_of(checks)
    return Check(Answer.YES, row.rule) if check.answer is Answer.YES else check


def _part_counts(injury: Injury, row: SpecifiedInjury) -> Check:
    if not row.parts and not row.not_parts:
        return Check(Answer.YES)
    part = injury.where
    counts = None if part is None else part not in row.not_parts and (not row.parts or part in row.parts)
    return known(counts, row.part_question, otherwise=row.part_reason)


def _fact(injury: Injury, fact: str) -> Check:
    return known(
        injury.knows(fact), codes.injury_question(fact), otherwise="The injury is not one of the specified injuries."
    )


def enough_days(facts: Facts, today: date, count: str) -> Check:
    """Whether incapacity has passed the days of `count` ("over_seven", "over_three") by `today`."""
    limit = codes.more_than_days(count)
    if facts.absences is None:
        return Check(
            Answer.UNKNOWN, questions=("Since when, and until when, could the person not do their normal work?",)
        )
    if _passed(_physical(facts), facts.day, today, limit):
        return Check(Answer.YES)
    if _passed(_perhaps_physical(facts), facts.day, today, limit):
        return Check(
            Answer.UNKNOWN, questions=("Is the absence because of the physical injury, or of shock or stress alone?",)
        )
    if _passed(facts.absences, facts.day, today, limit):
        return Check(
            Answer.JUDGEMENT,
            "Only shock or stress kept the person away for so long. HSE reads injury as physical. Decide whether to "
            "report it, and give a reason.",
        )
    days = longest_by(facts.absences, facts.day, today)
    if not days:
        return Check(Answer.NO, "No day of being unable to do normal work is recorded.")
    said = f"{days} day{'' if days == 1 else 's'} in a row"
    return Check(Answer.NO, f"The person could not do their normal work for {said}; it must be more than {limit}.")


def crossing(facts: Facts, count: str) -> date | None:
    """The day on which incapacity passes the days of `count`, by the first of these that ever does: the absences for
    the physical injury, those that may be, all of them.
    """
    limit = codes.more_than_days(count)
    for rows in (_physical(facts), _perhaps_physical(facts), facts.absences or ()):
        day = crosses_on(rows, facts.day, more_than=limit)
        if day is not None:
            return day
    return None


def _physical(facts: Facts) -> tuple[Absence, ...]:
    """Absences for the physical injury. Where there was only shock, all: that injury is judged elsewhere."""
    rows = facts.absences or ()
    return rows if facts.only_shock else tuple(row for row in rows if row.from_physical_injury)


def _perhaps_physical(facts: Facts) -> tuple[Absence, ...]:
    return tuple(row for row in facts.absences or () if row.from_physical_injury is not False)


def _passed(rows: tuple[Absence, ...], accident_on: date, today: date, limit: int) -> bool:
    day = crosses_on(rows, accident_on, more_than=limit)
    return day is not None and day <= today


def reg_5(facts: Facts) -> Check:
    """Reg 5: (a) taken from the scene to a hospital for treatment, or (b) a specified injury at a hospital.

    HSE reads (a) as for accidents away from a hospital; the words do not say so, so somebody hurt at one hospital and
    taken to another is left to a person.
    """
    treatment = known(
        facts.for_treatment,
        "Were they taken for treatment, and not only to be checked as a precaution?",
        otherwise="The person was taken to hospital only as a precaution.",
    )
    taken = all_of(
        [
            known(
                facts.taken_to_hospital,
                "Was the person taken from the scene to a hospital?",
                otherwise="The person was not taken from the scene to a hospital.",
            ),
            treatment,
        ]
    )
    if facts.at_hospital is False:
        return taken
    if facts.at_hospital is None:
        where = Check(Answer.UNKNOWN, questions=("Did it happen at a hospital?",))
        return any_of([all_of([where, specified(facts)]), all_of([where, taken])])
    if facts.taken_to_hospital:
        return any_of([specified(facts), all_of([treatment, FROM_HOSPITAL_TO_HOSPITAL])])
    return specified(facts)
