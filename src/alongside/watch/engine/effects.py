"""What the system must do because of a decision. The engine does none of it.

`due_at` on an effect is when it ought to have happened: now minus `due_at` is the lag of S3. `key` is the
part of a message's key that tells one ring from another; it is made from the state alone, so a replay makes
the same keys and nothing can ring twice for the same step, person and channel (S6).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from alongside.watch.engine.plan import Target
from alongside.watch.engine.states import AlarmKind, Outcome


class WorkerPurpose(StrEnum):
    """Why the worker is rung."""

    REMINDER = "reminder"
    OVERDUE = "overdue"
    HOME_REMINDER = "home_reminder"
    NOT_HOME = "not_home"
    DEVICE_SILENT = "device_silent"


class RingPurpose(StrEnum):
    """Why people are rung."""

    ALARM = "alarm"
    PRESSED_AGAIN = "pressed_again"
    OWNER_SILENT = "owner_silent"
    HANDED_OVER = "handed_over"
    OWNER_ASKED = "owner_asked"
    REOPENED = "reopened"


@dataclass(frozen=True, slots=True)
class RingWorker:
    """Ring the visit's worker."""

    purpose: WorkerPurpose
    cycle: int
    round: int
    due_at: datetime

    @property
    def key(self) -> str:
        """Unique within the visit."""
        return f"{self.cycle}.{self.purpose}.{self.round}"


@dataclass(frozen=True, slots=True)
class SetWake:
    """From now on a check-in of this worker must (or need no longer) wake the watch."""

    on: bool


@dataclass(frozen=True, slots=True)
class RaiseAlarm:
    """Raise an alarm for the worker, or add to the one that is open: see `alarm_event_for`. A press of
    somebody who is on no visit begins with one of these, too."""

    kind: AlarmKind
    worker: UUID
    visit: UUID | None
    at: datetime
    due_at: datetime
    pressed_at: datetime | None = None
    late: bool = False


@dataclass(frozen=True, slots=True)
class TellAlarm:
    """Give the worker's open alarm the event `WorkerHeard(at, what)`."""

    what: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ShowRefused:
    """Commit, then show the worker this refusal: a plain end would have been refused with just these words,
    and duress must look the same (S9)."""

    code: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Ring:
    """Ring these people on all their channels. `step` 0 means persons outside the steps; `again` counts how often the
    step's people were rung again within its time. Whoever a role or a rota expands to, the worker whom the alarm is about is left out. When nobody can be reached, give the alarm
    `NobodyReachable(at, round, step)` in the same transaction."""

    round: int
    step: int
    targets: tuple[Target, ...]
    purpose: RingPurpose
    kind: AlarmKind
    due_at: datetime
    again: int = 0

    @property
    def key(self) -> str:
        """Unique within the alarm."""
        return f"{self.round}.{self.step}.again.{self.again}" if self.again else f"{self.round}.{self.step}"


@dataclass(frozen=True, slots=True)
class Broadcast:
    """Ring everybody, and go on until somebody takes the alarm. No setting switches this off (S4)."""

    round: int
    repeat: int
    targets: tuple[Target, ...]
    kind: AlarmKind
    due_at: datetime

    @property
    def key(self) -> str:
        """Unique within the alarm."""
        return f"{self.round}.broadcast.{self.repeat}"


@dataclass(frozen=True, slots=True)
class StopRinging:
    """Cancel what is queued and not yet sent about this visit (to the worker) or this alarm."""


@dataclass(frozen=True, slots=True)
class Tell:
    """Tell people something that needs no answer. `what`: taken, closed, handed_over, or what `WorkerHeard` says; `by`: who did it."""

    what: str
    targets: tuple[Target, ...]
    round: int
    number: int
    by: UUID | None = None

    @property
    def key(self) -> str:
        """Unique within the alarm."""
        return f"{self.round}.tell.{self.number}"


@dataclass(frozen=True, slots=True)
class TellVisitAlarmClosed:
    """Give the visit the event `AlarmClosed(at, outcome)`."""

    visit: UUID
    outcome: Outcome
    at: datetime


@dataclass(frozen=True, slots=True)
class TellVisitAlarmReopened:
    """Give the visit the event `AlarmReopened(at, known)`."""

    visit: UUID
    known: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Announce:
    """Show the desks what changed: `what` is the new status, or the name of what happened."""

    what: str


VisitEffect = RingWorker | SetWake | RaiseAlarm | TellAlarm | ShowRefused | StopRinging | Announce
AlarmEffect = Ring | Broadcast | StopRinging | Tell | TellVisitAlarmClosed | TellVisitAlarmReopened | Announce
Effect = VisitEffect | AlarmEffect
