"""Everything that can happen to a visit or an alarm.

`at` is always the server's time: when the server received what happened. A device's own time appears only
as `pressed_at`, which labels and never sets a clock (S2, S10).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from alongside.watch.engine.plan import LATER
from alongside.watch.engine.states import (
    OWNER_CLOCK_BOUNDS_S,
    AlarmKind,
    Opening,
    Outcome,
    VisitTiming,
)

SHORTEST_ASK_S = 30


@dataclass(frozen=True, slots=True)
class ClockDue:
    """The clock of a visit or an alarm has come. For a visit, `last_check_in_at` is when the gateway last
    received a check-in of the worker: a newer one than the visit knows sets the clock on. `device_heard_at` is when it last
    received anything of theirs, where the visit asks (`look_at`)."""

    last_check_in_at: datetime | None = None
    device_heard_at: datetime | None = field(default=None, metadata=LATER)


# --- visits ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Planned:
    """A visit was put on the worker's list. Makes the visit."""

    at: datetime
    visit: UUID
    worker: UUID
    planned_end: datetime | None = None


@dataclass(frozen=True, slots=True)
class Gated:
    """A planned visit is not to begin like this: `reasons` are codes of what is missing or known. ValueError without any."""

    at: datetime
    reasons: tuple[str, ...]

    def __post_init__(self) -> None:
        if not self.reasons:
            raise ValueError("a gate is closed for a reason")


@dataclass(frozen=True, slots=True)
class GateOpened:
    """The gate was opened. An override says why."""

    at: datetime
    by: UUID
    how: Opening
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Started:
    """The worker starts a visit, planned or not. Pins the timing settings; makes the visit if it was not
    planned. `planned_end` replaces the one planned, when given. `said_at`: when the phone says that it was said, where that
    had waited in the phone; a label, the clock runs from `at`. `unanswered`: what the gate asks and nobody has answered; a gated
    visit begins only with it, so that whoever is out already is protected all the same."""

    at: datetime
    visit: UUID
    worker: UUID
    timing: VisitTiming
    planned_end: datetime | None = None
    said_at: datetime | None = field(default=None, metadata=LATER)
    unanswered: tuple[str, ...] = field(default=(), metadata=LATER)


@dataclass(frozen=True, slots=True)
class CheckedIn:
    """The worker says: I am well. `via` is how (app, link, owntracks, sms…). `late`: it had waited in the
    device; history, which moves no clock. `said_at`: when the phone says that it was said, where it is known."""

    at: datetime
    via: str = ""
    late: bool = False
    said_at: datetime | None = field(default=None, metadata=LATER)


@dataclass(frozen=True, slots=True)
class Extended:
    """The worker is well and needs `minutes` (5 to 1440) more than agreed."""

    at: datetime
    minutes: int


@dataclass(frozen=True, slots=True)
class DrivingBegun:
    """The worker is well and drives for `minutes` (5 to the longest drive): nothing is due of them before its end."""

    at: datetime
    minutes: int


@dataclass(frozen=True, slots=True)
class Ended:
    """The visit is over, says the worker (with the PIN) or somebody else, with evidence of contact. `shift_ends`: when the
    last of what the worker still has on their list ends, where they are asked whether they got home. `said_at`: the worker
    said so then, and it reaches the server late."""

    at: datetime
    by: UUID
    evidence: str = ""
    shift_ends: datetime | None = field(default=None, metadata=LATER)
    said_at: datetime | None = field(default=None, metadata=LATER)


@dataclass(frozen=True, slots=True)
class EndedUnderDuress:
    """The worker ended the visit with the duress PIN. `said_at`: as with `Ended`."""

    at: datetime
    shift_ends: datetime | None = field(default=None, metadata=LATER)
    said_at: datetime | None = field(default=None, metadata=LATER)


@dataclass(frozen=True, slots=True)
class HomeSafe:
    """After the end the worker says that they are home, or safe. `under_duress`: with the duress PIN. `said_at`: the worker said
    so then, and it reaches the server late."""

    at: datetime
    via: str = ""
    under_duress: bool = False
    said_at: datetime | None = field(default=None, metadata=LATER)


@dataclass(frozen=True, slots=True)
class WentOn:
    """The worker has begun another visit: whether they get home is asked after that one."""

    at: datetime


@dataclass(frozen=True, slots=True)
class NoteLeft:
    """The worker left an amber note. Kept; decides nothing."""

    at: datetime


@dataclass(frozen=True, slots=True)
class HelpAsked:
    """A press, a detected fall, a lost device, or somebody raising the alarm for the worker."""

    at: datetime
    kind: AlarmKind = AlarmKind.SOS
    pressed_at: datetime | None = None
    late: bool = False


@dataclass(frozen=True, slots=True)
class AlarmClosed:
    """The alarm that kept this visit open was closed."""

    at: datetime
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class AlarmReopened:
    """An alarm of this visit's worker was opened again by somebody who responds. `known`: the worker may be shown it."""

    at: datetime
    known: bool


@dataclass(frozen=True, slots=True)
class Cancelled:
    """A planned visit will not take place."""

    at: datetime
    by: UUID


# --- alarms ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Raised:
    """An alarm begins. Makes the alarm. `due_at`: when it ought to have been raised, if not at `at`.
    `owner_clock_s` (120 to 1800, else ValueError) is pinned on it, and so is `owner_asked_s` (0, or 30 to half of the clock)."""

    at: datetime
    alarm: UUID
    worker: UUID
    kind: AlarmKind
    visit: UUID | None = None
    pressed_at: datetime | None = None
    late: bool = False
    due_at: datetime | None = None
    owner_clock_s: int = 600
    owner_asked_s: int = field(default=0, metadata=LATER)

    def __post_init__(self) -> None:
        low, high = OWNER_CLOCK_BOUNDS_S
        if not low <= self.owner_clock_s <= high:
            raise ValueError("the owner's clock must be between 2 and 30 minutes")
        if self.owner_asked_s and not SHORTEST_ASK_S <= self.owner_asked_s <= self.owner_clock_s // 2:
            raise ValueError("the owner must be asked between 30 seconds before and half way to the end of their clock")


@dataclass(frozen=True, slots=True)
class Pressed:
    """Another call for help while the alarm is open, or after it was closed (S7)."""

    at: datetime
    kind: AlarmKind = AlarmKind.SOS
    visit: UUID | None = None
    pressed_at: datetime | None = None
    late: bool = False


@dataclass(frozen=True, slots=True)
class WorkerHeard:
    """The worker was heard while the alarm is open: `what` is checked_in, extended, driving, ended, home_safe or started. Told to the
    alarm's people; closes nothing (S4)."""

    at: datetime
    what: str


@dataclass(frozen=True, slots=True)
class Taken:
    """A person took the alarm: a key press, a reply or a sign-in, never a voicemail (S6)."""

    at: datetime
    by: UUID


@dataclass(frozen=True, slots=True)
class Progressed:
    """Somebody says what is being done. From the owner it winds the owner's clock."""

    at: datetime
    by: UUID
    text: str = ""


@dataclass(frozen=True, slots=True)
class HandedOver:
    """The owner gives the alarm to another person."""

    at: datetime
    by: UUID
    to: UUID


@dataclass(frozen=True, slots=True)
class NobodyReachable:
    """Ringing `step` of `round` found nobody with a channel that works, so the next step is due at once."""

    at: datetime
    round: int
    step: int


@dataclass(frozen=True, slots=True)
class Closed:
    """A named person other than the worker ends the alarm, with an outcome (S4)."""

    at: datetime
    by: UUID
    outcome: Outcome
    text: str = ""


@dataclass(frozen=True, slots=True)
class Reopened:
    """Somebody who responds opens a closed alarm again, and says why: help may be needed after all. `visit`: the one that the
    worker is on, if any."""

    at: datetime
    by: UUID
    text: str = ""
    visit: UUID | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """A second person has checked the closing of a genuine alarm."""

    at: datetime
    by: UUID
    text: str = ""


VisitEvent = (
    Planned
    | Gated
    | GateOpened
    | Started
    | CheckedIn
    | Extended
    | DrivingBegun
    | Ended
    | EndedUnderDuress
    | HomeSafe
    | WentOn
    | NoteLeft
    | HelpAsked
    | AlarmClosed
    | AlarmReopened
    | Cancelled
    | ClockDue
)
AlarmEvent = (
    Raised
    | Pressed
    | WorkerHeard
    | Taken
    | Progressed
    | HandedOver
    | NobodyReachable
    | Closed
    | Reopened
    | Checked
    | ClockDue
)
Event = VisitEvent | AlarmEvent
