"""How a matter of RIDDOR stands: what is known of one person today, what the law makes of it, what decisions cover."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from alongside.incidents import riddor
from alongside.incidents.duties import matters, queries
from alongside.incidents.models import Affected, Incident, Injury, RiddorDecision
from alongside.incidents.riddor import Route, TrackState
from alongside.incidents.riddor.track import DUE_FOR, TOLD
from alongside.ledger.clock import now


@dataclass(frozen=True, slots=True)
class Covered:
    """What decisions cover; see `riddor.after_assessment`."""

    settled: frozenset[Route] = frozenset()
    refused: frozenset[Route] = frozenset()
    left_open: frozenset[Route] = frozenset()


@dataclass(frozen=True, slots=True)
class Standing:
    """How one matter stands: what is known, what RIDDOR makes of it today, and its latest row, if there is one."""

    known: matters.Known
    assessment: riddor.Assessment
    state: TrackState
    latest: RiddorDecision | None
    today: date


def standing_of(incident: Incident, affected: Affected, today: date | None = None) -> Standing:
    """Reads one person's rows and assesses them on `today`, by default the local day."""
    zone = incident.organisation.time_zone
    known = matters.known_of(
        incident,
        affected,
        Injury.objects.filter(affected=affected).order_by("pk"),
        queries.absences_of(affected),
        queries.settings_of(incident.organisation_id),
        zone,
    )
    on = max(today or now().astimezone(ZoneInfo(zone)).date(), known.facts.day)
    latest = queries.latest_decision(incident, affected)
    return Standing(known, riddor.assess(known.facts, on), state_of(latest), latest, on)


def state_of(latest: RiddorDecision | None) -> TrackState:
    """The state of the track."""
    return TrackState(latest.state) if latest else TrackState.NOT_ASSESSED


def covered_by(latest: RiddorDecision | None) -> Covered:
    """What the decisions so far cover."""
    if latest is None:
        return Covered()
    return Covered(
        frozenset(Route(route) for route in latest.settled),
        frozenset(Route(route) for route in latest.refused if not route.endswith("?")),
        frozenset(Route(route[:-1]) for route in latest.refused if route.endswith("?")),
    )


def covered_after(state: TrackState, assessment: riddor.Assessment | None, latest: RiddorDecision | None) -> Covered:
    """What decisions cover after a person's step, who saw everything that stands and everything that is open."""
    before = covered_by(latest)
    was_due = {route for route, due in DUE_FOR.items() if due is state_of(latest)} - {Route.DEATH_WITHIN_A_YEAR}
    stands = set(assessment.routes) if assessment else set()
    if state in TOLD:
        return Covered(before.settled | stands | was_due, before.refused, before.left_open)
    if state is TrackState.NOT_REPORTABLE:
        findings = assessment.findings if assessment else ()
        judged = {finding.route for finding in findings if finding.applies is riddor.Answer.JUDGEMENT}
        asked = {finding.route for finding in findings if finding.applies is riddor.Answer.UNKNOWN}
        return Covered(before.settled, before.refused | stands | judged | was_due, before.left_open | asked)
    anew = {route for route, due in DUE_FOR.items() if due is state}
    return Covered(before.settled - anew, before.refused - anew, before.left_open - anew)


def local_day_of(incident: Incident, moment: datetime) -> date:
    return moment.astimezone(ZoneInfo(incident.organisation.time_zone)).date()
