"""What an assessment says: the decision, its reasons, what is due and what would change it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from alongside.incidents.riddor.weighing import Answer


class Decision(StrEnum):
    """What is to be done. `NEEDS_A_PERSON`: the rule does not settle it; somebody decides and gives a reason."""

    NOT_COVERED = "not_covered"
    REPORTABLE = "reportable"
    RECORD = "record"
    WATCH = "watch"
    NEEDS_FACTS = "needs_facts"
    NEEDS_A_PERSON = "needs_a_person"
    NOT_REPORTABLE = "not_reportable"


class Route(StrEnum):
    """The ways in which something becomes reportable or recordable, the gravest first."""

    DEATH = "death"
    DEATH_WITHIN_A_YEAR = "death_within_a_year"
    SPECIFIED = "specified"
    NON_WORKER = "non_worker"
    DANGEROUS_OCCURRENCE = "dangerous_occurrence"
    DISEASE = "disease"
    OVER_SEVEN = "over_seven"
    OVER_THREE = "over_three"


# Routes that tell of one and the same injury: the gravest is reported, and only once (reg 15).
REPORTED_INJURY = (Route.DEATH, Route.DEATH_WITHIN_A_YEAR, Route.SPECIFIED, Route.NON_WORKER, Route.OVER_SEVEN)
ONE_INJURY = (*REPORTED_INJURY, Route.OVER_THREE)


class Duty(StrEnum):
    """What is due: tell at once by the quickest means, send the report, keep the record."""

    NOTIFY = "notify"
    REPORT = "report"
    RECORD = "record"


@dataclass(frozen=True, slots=True)
class Due:
    """One thing that is due. `by`: the last day, None where there is only "at once". `aim`: the earlier day to aim
    for. `words`: for a person.
    """

    duty: Duty
    rule: str
    words: str
    by: date | None = None
    aim: date | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """What one route comes to. `questions`: facts that would settle it, where it is not known. `dues`: what is due if
    it applies. `doubts`: questions that could still end a duty that stands. `excluded`: it would have applied, but an
    exclusion ends it.
    """

    route: Route
    applies: Answer
    rule: str
    reason: str
    dues: tuple[Due, ...] = ()
    questions: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    excluded: bool = False


@dataclass(frozen=True, slots=True)
class Responsible:
    """Who must report. `ours`: our organisation (None: not known)."""

    ours: bool | None
    words: str
    rule: str


@dataclass(frozen=True, slots=True)
class Watch:
    """The days on which the absence, if it goes on as recorded, becomes recordable and reportable; None: never, or
    already so. `settled`: False when a question is open, or a person must judge, by then.
    """

    over_three_on: date | None = None
    over_seven_on: date | None = None
    settled: bool = True

    def __bool__(self) -> bool:
        return self.over_three_on is not None or self.over_seven_on is not None

    @property
    def words(self) -> str:
        """The coming days for a person; empty when there are none."""
        told = []
        if self.over_three_on:
            told.append(f"on {_long(self.over_three_on)} a record {'becomes' if self.settled else 'may become'} due")
        if self.over_seven_on:
            told.append(f"on {_long(self.over_seven_on)} it {'becomes' if self.settled else 'may become'} reportable")
        return f"If the absence goes on, {', and '.join(told)}." if told else ""


@dataclass(frozen=True, slots=True)
class Assessment:
    """The decision on `assessed_on`.

    `route`, `rule`, `reason`: the gravest that decides it. `routes`: all under which something is due.
    `dues`: what is due now. `dues_if`: what is due if the open questions, or a person's judgement, go that way; shown
    early, because some of it is due at once. `questions`: the facts that could change the decision. `for_a_person`:
    what a person has to judge, whatever the decision. `findings`: every route looked at, gravest first.
    """

    decision: Decision
    assessed_on: date
    reason: str
    rule: str
    route: Route | None = None
    routes: tuple[Route, ...] = ()
    dues: tuple[Due, ...] = ()
    dues_if: tuple[Due, ...] = ()
    questions: tuple[str, ...] = ()
    for_a_person: tuple[str, ...] = ()
    responsible: Responsible | None = None
    watch: Watch = Watch()
    findings: tuple[Finding, ...] = ()


def _long(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
