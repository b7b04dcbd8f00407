"""What a worker said where there was no signal, and what has happened before it reached the server (S10)."""

from __future__ import annotations

from datetime import datetime

from alongside.watch.engine.refusals import Refused
from alongside.watch.engine.states import VisitState, VisitStatus


def refuse_if_overtaken(state: VisitState, said_at: datetime | None) -> None:
    """Refuses to end anything by a word that is history: an alarm was raised meanwhile, or the worker has been heard since.

    A silent alarm alone refuses nothing (S9). The start itself is no later word: it may have waited with this one.
    """
    if said_at is None:
        return
    if state.status is VisitStatus.IN_ALARM and state.alarm_known:
        raise Refused(
            "raised_meanwhile",
            "People were told that you may need help before this arrived, so it ended nothing. If you are safe, say it again now.",
        )
    heard = state.heard_at
    if state.ended_at is None and heard is not None and heard > said_at and heard != state.started_at:
        raise Refused(
            "heard_since", "You have been heard since, so this ended nothing. End the visit again when it is over."
        )
