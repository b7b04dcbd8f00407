"""Whether an incident at work is reported to HSE under RIDDOR 2013 (SI 2013/1471), by when, and why.

Pure: no clock, database or network; everything comes as arguments. Great Britain only: elsewhere, Northern Ireland
too, the decision is `Decision.NOT_COVERED`. None in `Facts` means: not known; the assessment then says which fact
would change the decision. What the law does not settle is `Decision.NEEDS_A_PERSON`, never decided silently.

    assessment = assess(facts, today)          # each day, and for each new fact
    assessment.decision, assessment.reason     # "reportable", "A specified injury. A broken bone, ..."
    assessment.dues                            # what is due, by which day, by which rule
    assessment.watch.over_seven_on             # "On 9 June this becomes reportable"
    after_assessment(state, assessment, ...)   # the state of the track
    forgotten(facts, state, today)             # what the owner must be reminded of
    f2508(facts, today, others)                # HSE's form, ready to copy
"""

from __future__ import annotations

from alongside.incidents.riddor.assess import assess
from alongside.incidents.riddor.assessment import (
    Assessment,
    Decision,
    Due,
    Duty,
    Finding,
    Responsible,
    Route,
    Watch,
)
from alongside.incidents.riddor.codes import body_parts, diseases, injury_kinds, injury_question, specified_injuries
from alongside.incidents.riddor.days import Absence, AbsenceKind, crosses_on, local_day, longest_by, runs
from alongside.incidents.riddor.dues import record_kept_until
from alongside.incidents.riddor.f2508 import (
    NOT_KNOWN,
    Line,
    f2508,
    kinds_of_accident,
    most_severe_first,
    problems,
    standing_questions,
)
from alongside.incidents.riddor.facts import (
    Attacker,
    Country,
    Diagnosis,
    Exposure,
    ExposureBy,
    Facts,
    Happening,
    Injury,
    RoadException,
    Source,
    Status,
)
from alongside.incidents.riddor.track import (
    Move,
    NotAllowed,
    TrackState,
    after_assessment,
    move,
    not_settled,
    state_for,
    state_words,
)
from alongside.incidents.riddor.watchdog import NO_REFERENCE, Forgotten, Reminder, forgotten
from alongside.incidents.riddor.weighing import Answer

__all__ = [
    "NOT_KNOWN",
    "NO_REFERENCE",
    "Absence",
    "AbsenceKind",
    "Answer",
    "Assessment",
    "Attacker",
    "Country",
    "Decision",
    "Diagnosis",
    "Due",
    "Duty",
    "Exposure",
    "ExposureBy",
    "Facts",
    "Finding",
    "Forgotten",
    "Happening",
    "Injury",
    "Line",
    "Move",
    "NotAllowed",
    "Reminder",
    "Responsible",
    "RoadException",
    "Route",
    "Source",
    "Status",
    "TrackState",
    "Watch",
    "after_assessment",
    "assess",
    "body_parts",
    "crosses_on",
    "diseases",
    "f2508",
    "forgotten",
    "injury_kinds",
    "injury_question",
    "kinds_of_accident",
    "local_day",
    "longest_by",
    "most_severe_first",
    "move",
    "not_settled",
    "problems",
    "record_kept_until",
    "runs",
    "specified_injuries",
    "standing_questions",
    "state_for",
    "state_words",
]
