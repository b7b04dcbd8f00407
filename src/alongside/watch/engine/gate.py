"""The gate before a visit: it is closed where going like this is not safe enough, and opened by people.

It never touches a visit that has begun, and never stands between a worker who is out already and their clock: a start that says
which of its questions are unanswered is let through, and keeps them.
"""

from __future__ import annotations

from datetime import datetime

from alongside.watch.engine import events as ev
from alongside.watch.engine.changes import changed
from alongside.watch.engine.effects import Effect
from alongside.watch.engine.refusals import Refused
from alongside.watch.engine.states import Opening, VisitState, VisitStatus

WAITS = (VisitStatus.PLANNED, VisitStatus.GATED)
"""A visit that has not begun."""

Decision = tuple[VisitState, tuple[Effect, ...]]


def close_gate(state: VisitState, event: ev.Gated, now: datetime) -> Decision:
    """Gates a visit that has not begun; one that has goes on as it was."""
    if state.status not in WAITS or (state.status is VisitStatus.GATED and state.gate == event.reasons):
        return state, ()
    return changed(state, status=VisitStatus.GATED, gate=event.reasons, opened=None, opened_by=None), ()


def open_gate(state: VisitState, event: ev.GateOpened, now: datetime) -> Decision:
    """Opens it. An override is never the worker's own, and never without words."""
    if state.status is not VisitStatus.GATED:
        raise Refused("not_gated", "This visit does not wait for anything any more.")
    if event.how is Opening.OVERRIDE and event.by == state.worker:
        raise Refused("own_override", "Nobody overrides for themselves. Ask your line manager, or somebody on call.")
    if event.how is Opening.OVERRIDE and not event.reason.strip():
        raise Refused("reason_needed", "Say why the visit may begin all the same.")
    return changed(state, status=VisitStatus.PLANNED, opened=event.how, opened_by=event.by), ()


def refuse_at_gate(state: VisitState, event: ev.Started) -> None:
    """Raises Refused where a gated visit is started as if nothing were the matter."""
    if state.status is VisitStatus.GATED and not event.unanswered:
        raise Refused("gated", "This visit is not to begin like this yet. Look at what it waits for.")
