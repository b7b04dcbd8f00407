"""Dangerous occurrences (reg 7) and diagnoses (reg 8 and 9), which stand beside what became of an injury."""

from __future__ import annotations

from alongside.incidents.riddor import codes, dues
from alongside.incidents.riddor.assessment import Finding, Route
from alongside.incidents.riddor.conditions import work_related
from alongside.incidents.riddor.facts import Diagnosis, Exposure, ExposureBy, Facts, Source
from alongside.incidents.riddor.weighing import Answer, Check, all_of, any_of, known

OCCURRENCE = "SI 2013/1471 reg 7"
HSE_BLOOD = "HSE, Incident reporting, blood-borne viruses (hse.gov.uk/biosafety/blood-borne-viruses)"


def dangerous_occurrence(facts: Facts) -> Finding:
    """Reg 7, as HSE reads it for health care: a sharps injury with blood known to carry a blood-borne virus, or a
    release of a biological agent likely to cause severe illness.
    """
    released = known(
        facts.dangerous_agent_released,
        "Was a germ likely to cause severe illness released, or could it have been?",
        otherwise="There was no dangerous occurrence.",
    )
    check = all_of([work_related(facts), any_of([*(_exposed(exposure) for exposure in facts.exposures), released])])
    reason = "A sharps injury with blood known to carry a blood-borne virus."
    if facts.dangerous_agent_released:
        reason = "A germ likely to cause severe illness was released, or could have been."
    return Finding(
        Route.DANGEROUS_OCCURRENCE,
        check.answer,
        OCCURRENCE,
        reason if check.answer is Answer.YES else check.why or f"It depends on this: {check.questions[0]}",
        dues.notify_and_report(facts.day),
        check.questions,
    )


def _exposed(exposure: Exposure) -> Check:
    if exposure.source is Source.NOT_KNOWN_YET:
        return Check(
            Answer.UNKNOWN,
            questions=("Is the blood known to carry hepatitis B, hepatitis C or HIV? Ask for the result.",),
        )
    if exposure.source is Source.UNTRACEABLE:
        return Check(Answer.NO, "Nobody knows whose blood it was, so it is not known to carry a virus.")
    if exposure.source is Source.KNOWN_CLEAR:
        return Check(Answer.NO, "The blood is known not to carry a virus.")
    if exposure.by is ExposureBy.SHARPS:
        return Check(Answer.YES)
    return Check(
        Answer.JUDGEMENT,
        "The blood is known to carry a virus, but it came by a bite or a splash, and HSE names sharps injuries. "
        "Decide whether to report it, and give a reason.",
    )


def disease(facts: Facts, *, worker: bool) -> Finding:
    """Reg 8 and 9: a listed disease, diagnosed by a doctor in a person at work, that goes with the work."""
    looked = [(diagnosis, _diagnosed(diagnosis, worker=worker)) for diagnosis in facts.diagnoses]
    for answer in (Answer.YES, Answer.UNKNOWN, Answer.NO):
        for diagnosis, check in looked:
            if check.answer is answer:
                return _finding(diagnosis, check)
    return Finding(Route.DISEASE, Answer.NO, "SI 2013/1471 reg 8", "No disease was diagnosed.")


def _diagnosed(diagnosis: Diagnosis, *, worker: bool) -> Check:
    row = codes.diseases().get(diagnosis.code)
    if row is None:
        return Check(Answer.NO, "The disease is not one of those that are reported.")
    return all_of(
        [
            Check(Answer.YES) if worker else Check(Answer.NO, "The person was not at work."),
            known(
                diagnosis.by_doctor, "Has a doctor made the diagnosis?", otherwise="No doctor has made the diagnosis."
            ),
            known(diagnosis.linked_to_work, row.linked, otherwise="The disease does not go with the work."),
        ]
    )


def _finding(diagnosis: Diagnosis, check: Check) -> Finding:
    row = codes.diseases().get(diagnosis.code)
    rule = row.rule if row else "SI 2013/1471 reg 8"
    reason = f"A doctor has diagnosed {row.label[0].lower() + row.label[1:]}, which goes with the work." if row else ""
    if check.answer is not Answer.YES:
        reason = check.why or f"It depends on this: {check.questions[0]}"
    return Finding(Route.DISEASE, check.answer, rule, reason, dues.report_diagnosis(rule), check.questions)
