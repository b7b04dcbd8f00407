"""The close of an alarm, the second person's check, and opening it again."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from alongside.watch.engine import events as ev
from alongside.watch.engine.changes import changed, seconds
from alongside.watch.engine.effects import (
    Announce,
    Effect,
    RingPurpose,
    StopRinging,
    TellVisitAlarmClosed,
    TellVisitAlarmReopened,
)
from alongside.watch.engine.owning import refuse_if_closed, refuse_worker, tell
from alongside.watch.engine.plan import Plan
from alongside.watch.engine.refusals import Refused
from alongside.watch.engine.ringing import begin_ringing
from alongside.watch.engine.states import AlarmState, AlarmStatus, Outcome

Decision = tuple[AlarmState, tuple[Effect, ...]]

REOPENED_WITHIN_S = 24 * 3600
"""So long after the close somebody who responds can open an alarm again."""


def close(state: AlarmState, event: ev.Closed, plan: Plan, now: datetime) -> Decision:
    """Ends only by a named person other than the worker, with an outcome, and words when genuine (S4)."""
    refuse_if_closed(state)
    refuse_worker(state, event.by)
    text = event.text.strip()
    if event.outcome is Outcome.GENUINE and not text:
        raise Refused("text_needed", "Say what happened and what was done.", state.owner)
    at = min(event.at, now)
    after = changed(
        state,
        status=AlarmStatus.CLOSED,
        clock_at=None,
        rings_on_at=None,
        step_until=None,
        closed_at=at,
        closed_by=event.by,
        outcome=event.outcome,
        closing_text=text,
    )
    after, effects = tell(after, plan, "closed", event.by, also=state.owner)
    effects += tuple(TellVisitAlarmClosed(visit, event.outcome, at) for visit in state.visits)
    return after, (StopRinging(), *effects)


def reopen(state: AlarmState, event: ev.Reopened, plan: Plan, now: datetime) -> Decision:
    """It rings from the start, without an owner: who was told that it is over is told otherwise by being rung. The kind, and
    what the worker's screen may show, stay as they were."""
    if state.is_open or state.closed_at is None:
        raise Refused("open", "This alarm is open already.", state.owner)
    refuse_worker(state, event.by)
    if not event.text.strip():
        raise Refused("text_needed", "Say why help may be needed after all.", state.closed_by)
    if min(event.at, now) > state.closed_at + seconds(REOPENED_WITHIN_S):
        raise Refused(
            "closed_long_ago",
            "This alarm was closed more than a day ago. If somebody may need help now, ring them, and 999 if they do not answer.",
            state.closed_by,
        )
    anew = changed(open_again(state), round=state.round + 1, repeat=0, visits=with_visit(state.visits, event.visit))
    after, effects = begin_ringing(anew, plan, now, RingPurpose.REOPENED)
    if event.visit is not None:
        effects += (TellVisitAlarmReopened(event.visit, state.shown_kind is not None, min(event.at, now)),)
    return after, effects


def check(state: AlarmState, event: ev.Checked, plan: Plan, now: datetime) -> Decision:
    if state.status is not AlarmStatus.CLOSED or state.outcome is not Outcome.GENUINE:
        raise Refused("no_check_needed", "Only a closed, genuine alarm needs a second person's check.")
    refuse_worker(state, event.by)
    if event.by == state.closed_by:
        raise Refused("same_person", "A second person must check this, not the one who closed it.")
    if state.checked_by is not None:
        raise Refused("already_checked", "This has already been checked.", state.checked_by)
    return changed(state, checked_by=event.by), (Announce("checked"),)


def open_again(state: AlarmState) -> AlarmState:
    """A closed alarm as it begins once more: from the first step, nobody's, with nothing left of the close."""
    return changed(
        state,
        status=AlarmStatus.RAISED,
        step=0,
        owner=None,
        taken_at=None,
        closed_at=None,
        closed_by=None,
        outcome=None,
        closing_text="",
        checked_by=None,
        reopened=state.reopened + 1,
    )


def with_visit(visits: tuple[UUID, ...], visit: UUID | None) -> tuple[UUID, ...]:
    """The visits, and this one, that are told when the alarm closes."""
    return visits if visit is None or visit in visits else (*visits, visit)
