"""What has been forgotten: an absence that nobody decided about, a report that HSE never acknowledged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from alongside.incidents.riddor import codes
from alongside.incidents.riddor.days import runs
from alongside.incidents.riddor.facts import Facts
from alongside.incidents.riddor.track import TrackState

NO_REFERENCE = "The report to HSE has no reference number. Look for HSE's e-mail and enter the number."


class Forgotten(StrEnum):
    """What an owner is told of."""

    NO_DECISION = "no_decision"
    NO_REFERENCE = "no_reference"


@dataclass(frozen=True, slots=True)
class Reminder:
    """One thing forgotten, in `words` for its owner."""

    what: Forgotten
    words: str


def forgotten(facts: Facts, state: TrackState, today: date, *, reference: str = "") -> tuple[Reminder, ...]:
    """What the owner of this matter must be reminded of on `today`.

    A work-related injury with lost time, more than 6 days old, with no return date and no decision; and a report with
    no reference from HSE. Practice of incident systems, not law: see RID-WATCHDOG in rules.toml.
    """
    reminders = []
    after = codes.clock("RID-WATCHDOG").days
    undecided = state in (TrackState.NOT_ASSESSED, TrackState.TO_DECIDE, TrackState.WATCH_OVER_3)
    if (
        undecided
        and facts.work_related is not False
        and today - facts.day > timedelta(days=after)
        and any(run.last is None and run.first <= today for run in runs(facts.absences or (), facts.day))
    ):
        words = (
            f"Somebody has been off since an incident more than {after} days ago. Ask when they will be back, and "
            "decide whether it is reported to HSE."
        )
        reminders.append(Reminder(Forgotten.NO_DECISION, words))
    if state in (TrackState.REPORTED, TrackState.UPDATED) and not reference.strip():
        reminders.append(Reminder(Forgotten.NO_REFERENCE, NO_REFERENCE))
    return tuple(reminders)
