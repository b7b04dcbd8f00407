"""The states that an incident goes through with HSE, and who may move it on."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from alongside.incidents.riddor.assessment import ONE_INJURY, Assessment, Decision, Route
from alongside.incidents.riddor.weighing import Answer


class TrackState(StrEnum):
    """Where the matter stands. `TO_DECIDE`: facts or a person's decision are wanting."""

    NOT_ASSESSED = "not_assessed"
    TO_DECIDE = "to_decide"
    NOT_REPORTABLE = "not_reportable"
    WATCH_OVER_3 = "watch_over_3"
    RECORD_OVER_3 = "record_over_3"
    OVER_7_DUE = "over_7_due"
    SPECIFIED_DUE = "specified_due"
    DEATH_DUE = "death_due"
    DANGEROUS_OCCURRENCE_DUE = "dangerous_occurrence_due"
    NON_WORKER_DUE = "non_worker_due"
    DISEASE_DUE = "disease_due"
    NOTIFIED = "notified"
    REPORTED = "reported"
    UPDATED = "updated"


# The state in which each route is due.
DUE_FOR = {
    Route.DEATH: TrackState.DEATH_DUE,
    Route.DEATH_WITHIN_A_YEAR: TrackState.DEATH_DUE,
    Route.SPECIFIED: TrackState.SPECIFIED_DUE,
    Route.NON_WORKER: TrackState.NON_WORKER_DUE,
    Route.DANGEROUS_OCCURRENCE: TrackState.DANGEROUS_OCCURRENCE_DUE,
    Route.DISEASE: TrackState.DISEASE_DUE,
    Route.OVER_SEVEN: TrackState.OVER_7_DUE,
}
DUE = frozenset(DUE_FOR.values())
TOLD = frozenset({TrackState.NOTIFIED, TrackState.REPORTED, TrackState.UPDATED})
BEFORE_DUE = frozenset(
    {
        TrackState.NOT_ASSESSED,
        TrackState.TO_DECIDE,
        TrackState.NOT_REPORTABLE,
        TrackState.WATCH_OVER_3,
        TrackState.RECORD_OVER_3,
    }
)
# Where each state may go by what a person does. What a new assessment makes of it: `after_assessment`.
BY_A_PERSON = {
    **dict.fromkeys(BEFORE_DUE, frozenset({TrackState.NOT_REPORTABLE}) | DUE),
    **dict.fromkeys(
        DUE, frozenset({TrackState.NOTIFIED, TrackState.REPORTED, TrackState.UPDATED, TrackState.NOT_REPORTABLE})
    ),
    TrackState.NOTIFIED: frozenset({TrackState.REPORTED}),
    TrackState.REPORTED: frozenset({TrackState.UPDATED}) | DUE,
    TrackState.UPDATED: frozenset({TrackState.UPDATED}) | DUE,
}


class NotAllowed(Exception):
    """The move is not allowed; the message says why, for a person."""


@dataclass(frozen=True, slots=True)
class Move:
    """One step that a person takes. `by`: who. `reason`: why, wanted for "not reportable" and for any due state.

    `at`, `channel`: when and how HSE was told. `reference`: the number that HSE gave; may be empty and follow later.
    """

    to: TrackState
    by: str
    reason: str = ""
    at: datetime | None = None
    channel: str = ""
    reference: str = ""


def move(state: TrackState, step: Move) -> TrackState:
    """The state after `step`. `NotAllowed` when it may not be taken from here, or lacks its name or reason."""
    if step.to not in BY_A_PERSON[state]:
        raise NotAllowed(f"“{state_words(state)}” cannot become “{state_words(step.to)}”.")
    if not step.by.strip():
        raise NotAllowed("Say who decided this.")
    if step.to in DUE | {TrackState.NOT_REPORTABLE} and not step.reason.strip():
        raise NotAllowed("Give the reason for this decision.")
    if step.to is TrackState.NOTIFIED and (step.at is None or not step.channel.strip()):
        raise NotAllowed("Say when and how HSE was told.")
    if step.to is TrackState.REPORTED and step.at is None:
        raise NotAllowed("Say when the report was sent.")
    return step.to


def state_for(assessment: Assessment) -> TrackState:
    """The state that an assessment alone comes to."""
    match assessment.decision:
        case Decision.REPORTABLE if assessment.route is not None:
            return DUE_FOR[assessment.route]
        case Decision.RECORD:
            return TrackState.RECORD_OVER_3
        case Decision.WATCH:
            return TrackState.WATCH_OVER_3
        case Decision.NOT_REPORTABLE | Decision.NOT_COVERED:
            return TrackState.NOT_REPORTABLE
    return TrackState.TO_DECIDE


def after_assessment(
    state: TrackState,
    assessment: Assessment,
    *,
    settled: Collection[Route] = (),
    refused: Collection[Route] = (),
    left_open: Collection[Route] = (),
) -> TrackState:
    """What a new assessment makes of `state`, recomputed each day.

    `settled`: the routes for which HSE was told, or about which a person decided "not reportable" (the assessment's
    `routes`, or its `route`, at the time). That stands, unless something else has come up since: a death after a
    specified injury, or a dangerous occurrence beside it, is due anew.

    Where it is known which of both it was, `settled` holds what HSE was told of, and it covers what is less grave of the
    same injury. `refused` holds what a person decided not to report, and covers only itself: eight days off are due, though
    somebody said that nothing was broken. `left_open` holds what was still a question then: it is due once it is settled.
    """
    new = state_for(assessment)
    if state in TOLD or state is TrackState.NOT_REPORTABLE:
        left = not_settled(assessment, settled, refused, left_open)
        if not left:
            return state
        if assessment.decision is Decision.REPORTABLE and left[0] in DUE_FOR:
            return DUE_FOR[left[0]]
        return new if state is TrackState.NOT_REPORTABLE else state
    if state in DUE and new in (TrackState.NOT_REPORTABLE, TrackState.WATCH_OVER_3):
        return TrackState.TO_DECIDE
    return new


def state_words(state: TrackState) -> str:
    """The state in plain words."""
    return WORDS[state]


WORDS = {
    TrackState.NOT_ASSESSED: "Not looked at yet",
    TrackState.TO_DECIDE: "A decision is wanted",
    TrackState.NOT_REPORTABLE: "Not to be reported to HSE",
    TrackState.WATCH_OVER_3: "Absence being watched",
    TrackState.RECORD_OVER_3: "Off more than 3 days: keep a record",
    TrackState.OVER_7_DUE: "Off more than 7 days: report to HSE",
    TrackState.SPECIFIED_DUE: "Specified injury: tell HSE now",
    TrackState.DEATH_DUE: "Death: tell HSE now",
    TrackState.DANGEROUS_OCCURRENCE_DUE: "Dangerous occurrence: tell HSE now",
    TrackState.NON_WORKER_DUE: "Patient or visitor hurt: tell HSE now",
    TrackState.DISEASE_DUE: "Disease diagnosed: report to HSE now",
    TrackState.NOTIFIED: "HSE has been told; the report is to follow",
    TrackState.REPORTED: "Reported to HSE",
    TrackState.UPDATED: "Reported to HSE, and updated",
}


def not_settled(
    assessment: Assessment,
    settled: Collection[Route],
    refused: Collection[Route] = (),
    left_open: Collection[Route] = (),
) -> list[Route]:
    """The routes that are due, else those that are open, that no decision covers; see `after_assessment`."""
    due = [route for route in assessment.routes if route not in refused and not _covered(route, settled)]
    if due or (assessment.routes and not refused and not left_open):
        return due
    asked = [finding.route for finding in assessment.findings if finding.applies in (Answer.UNKNOWN, Answer.JUDGEMENT)]
    open_ = [assessment.route] if assessment.route and assessment.route not in assessment.routes else []
    if refused or left_open:
        open_ += [route for route in asked if route not in open_]
    return [
        route for route in open_ if route not in refused and route not in left_open and not _covered(route, settled)
    ]


def _covered(route: Route, settled: Collection[Route]) -> bool:
    """Of one injury the graver covers the lesser: it is reported once (reg 15)."""
    return any(_covers(done, route) for done in settled)


def _covers(done: Route, route: Route) -> bool:
    if done in ONE_INJURY and route in ONE_INJURY:
        return ONE_INJURY.index(done) <= ONE_INJURY.index(route)
    return done is route
