"""What the engine remembers of a visit and of an alarm. Everything here is immutable."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from alongside.watch.engine.changes import seconds
from alongside.watch.engine.plan import LATER

MINUTE = 60
INTERVAL_BOUNDS_S = (5 * MINUTE, 24 * 60 * MINUTE)
OWNER_CLOCK_BOUNDS_S = (2 * MINUTE, 30 * MINUTE)
DRIVING_BOUNDS_S = (5 * MINUTE, 4 * 60 * MINUTE)
HOME_SAFE_BOUNDS_S = (15 * MINUTE, 12 * 60 * MINUTE)
DEVICE_SILENCE_BOUNDS_S = (5 * MINUTE, 24 * 60 * MINUTE)
GRACE_BY_RISK_S = {"low": 10 * MINUTE, "medium": 5 * MINUTE, "high": 0}


class VisitStatus(StrEnum):
    """Where a visit is. `docs/states.md` says what makes and what leaves each."""

    PLANNED = "planned"
    GATED = "gated"
    ACTIVE = "active"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    IN_ALARM = "in_alarm"
    ENDED = "ended"
    CANCELLED = "cancelled"
    LAPSED = "lapsed"


class AlarmStatus(StrEnum):
    """Where an alarm is. `docs/states.md` says what makes and what leaves each."""

    RAISED = "raised"
    RINGING = "ringing"
    TAKEN = "taken"
    EXHAUSTED = "exhausted"
    CLOSED = "closed"


class AlarmKind(StrEnum):
    """Why help may be needed. Listed from the least to the most grave: see `graver`."""

    TEST = "test"
    DEVICE_LOST = "device_lost"
    NOT_HOME_SAFE = "not_home_safe"
    OVERRUN = "overrun"
    MISSED_CHECK_IN = "missed_check_in"
    FALL = "fall"
    SOS = "sos"
    DURESS = "duress"


class Outcome(StrEnum):
    """How an alarm turned out. A genuine one needs words and a second person's check."""

    GENUINE = "genuine"
    FALSE_ACCIDENTAL = "false_accidental"
    FALSE_DEVICE = "false_device"
    TEST = "test"
    FOUND_SAFE = "found_safe"
    DUPLICATE = "duplicate"


class Opening(StrEnum):
    """How the gate before a visit is opened; `not_asked`: what it asked for is no longer asked."""

    ASSESSED = "assessed"
    OVERRIDE = "override"
    TWO_WORKERS = "two_workers"
    MOVED_TO_BASE = "moved_to_base"
    NOT_ASKED = "not_asked"


_GRAVITY = {kind: rank for rank, kind in enumerate(AlarmKind)}


def graver(one: AlarmKind, other: AlarmKind) -> AlarmKind:
    """The graver of two kinds: an alarm that is added to keeps the gravest kind that it was given."""
    return one if _GRAVITY[one] >= _GRAVITY[other] else other


def shown_kind(kind: AlarmKind, before: AlarmKind | None = None) -> AlarmKind | None:
    """The kind that the worker's screen may show of an alarm which is raised, or added to, as `kind`."""
    if kind is AlarmKind.DURESS:
        return before
    return kind if before is None else graver(kind, before)


@dataclass(frozen=True, slots=True)
class VisitTiming:
    """The timing settings that a visit was started with, in seconds. Later changes of a team's settings
    do not touch a visit that has begun. ValueError when out of bounds.

    What follows `worker_ring_s` holds only where it is asked for (`decisions/0036`): `extensions` and `extended_s` are how
    often, and by how long in all, a visit of this risk may be extended (None: there is no limit); `driving_s` is the longest that
    driving puts a check-in off (0: it does not); `home_safe_s` how long after the end of the shift the worker must have said
    that they are home (0: they are not asked); `device_silence_s` after how long without any sign of the worker's device they
    are asked, and then an alarm is raised (0: never).
    """

    check_in_interval_s: int = 60 * MINUTE
    reminder_s: int = 5 * MINUTE
    grace_s: int = 10 * MINUTE
    worker_ring_s: int = MINUTE
    extensions: int | None = field(default=None, metadata=LATER)
    extended_s: int | None = field(default=None, metadata=LATER)
    driving_s: int = field(default=0, metadata=LATER)
    home_safe_s: int = field(default=0, metadata=LATER)
    device_silence_s: int = field(default=0, metadata=LATER)

    def __post_init__(self) -> None:
        low, high = INTERVAL_BOUNDS_S
        if not low <= self.check_in_interval_s <= high:
            raise ValueError("the check-in interval must be between 5 minutes and 24 hours")
        if self.reminder_s < 0 or self.grace_s < 0:
            raise ValueError("the reminder and the grace cannot be negative")
        if self.worker_ring_s < 1:
            raise ValueError("the worker can be rung once a second at most")
        if (self.extensions or 0) < 0 or (self.extended_s or 0) < 0:
            raise ValueError("a limit of extensions cannot be negative")
        _within("the longest drive", self.driving_s, DRIVING_BOUNDS_S)
        _within("the time to get home", self.home_safe_s, HOME_SAFE_BOUNDS_S)
        _within("the silence of a device", self.device_silence_s, DEVICE_SILENCE_BOUNDS_S)

    @property
    def limits_extensions(self) -> bool:
        """There is a limit, so extensions are counted."""
        return self.extensions is not None or self.extended_s is not None


def _within(what: str, number: int, bounds: tuple[int, int]) -> None:
    low, high = bounds
    if number and not low <= number <= high:
        raise ValueError(f"{what} must be between {low // MINUTE} and {high // MINUTE} minutes, or 0")


@dataclass(frozen=True, slots=True)
class VisitState:
    """A visit, as the engine knows it.

    `heard_at`: when the server last heard that the worker is well (start, check-in, extension, or the
    closing of an alarm); the check-in clock counts from here.
    `end_by`: the agreed end, moved by extensions.
    `due_at`: when the worker must next be heard: the next check-in or the agreed end, whichever is sooner.
    `cycle`: goes up by one each time the clock is set anew; with `rung` it makes the keys of messages.
    `clock_at`: the one clock: when the watch must look next; None when there is nothing to wait for.
    `ended_at`: when the visit was ended, also while an alarm keeps it open.
    `alarm_known`: the worker may be shown that an alarm is open; never made true by duress.
    `extensions`, `extended_s`: how often and by how much it was extended, counted where there is a limit.
    `driving_since`, `driving_until`: the drive that the worker told, which puts off what would be due before its end.
    `home_by`: after the end, when the worker must have said that they are home, if they are asked; then it is `due_at` as well.
    `device_heard_at`: when the worker or their device was last heard in any way, where its silence is asked about;
    `device_asked`: the worker was rung about it.
    `gate`: why it was not to begin like this, by codes, once it was gated; `opened`, `opened_by`: how, and by whom, the gate was
    opened. Reasons that stay without `opened` on a visit that runs were never answered.
    """

    id: UUID
    worker: UUID
    status: VisitStatus
    timing: VisitTiming
    end_by: datetime | None = None
    started_at: datetime | None = None
    heard_at: datetime | None = None
    due_at: datetime | None = None
    cycle: int = 0
    rung: int = -1
    clock_at: datetime | None = None
    ended_at: datetime | None = None
    ended_by: UUID | None = None
    under_duress: bool = False
    alarm_known: bool = False
    extensions: int = field(default=0, metadata=LATER)
    extended_s: int = field(default=0, metadata=LATER)
    driving_since: datetime | None = field(default=None, metadata=LATER)
    driving_until: datetime | None = field(default=None, metadata=LATER)
    home_by: datetime | None = field(default=None, metadata=LATER)
    device_heard_at: datetime | None = field(default=None, metadata=LATER)
    device_asked: bool = field(default=False, metadata=LATER)
    gate: tuple[str, ...] = field(default=(), metadata=LATER)
    opened: Opening | None = field(default=None, metadata=LATER)
    opened_by: UUID | None = field(default=None, metadata=LATER)

    @property
    def due_kind(self) -> AlarmKind:
        """The kind of alarm that follows when nothing is heard by `due_at` and the grace has run out."""
        if self.home_by is not None:
            return AlarmKind.NOT_HOME_SAFE
        if self.due_at is None or self.heard_at is None or self.due_at != self.end_by:
            return AlarmKind.MISSED_CHECK_IN
        check_in = self.heard_at + seconds(self.timing.check_in_interval_s)
        return AlarmKind.OVERRUN if self.due_at < check_in else AlarmKind.MISSED_CHECK_IN

    @property
    def alarm_at(self) -> datetime | None:
        """When the grace runs out and an alarm is raised."""
        return None if self.due_at is None else self.due_at + seconds(self.timing.grace_s)


@dataclass(frozen=True, slots=True)
class AlarmState:
    """An alarm, as the engine knows it.

    `round`: goes up by one each time ringing begins anew (a press, a lapsed owner, a hand-over, a
    reopening); `step` counts from 1 within the plan; `repeat` counts broadcasts within the round. Round
    with step or repeat makes the keys of messages, so none is ever made twice.
    `owner_asked_s`: so long before the owner's clock runs out they are asked whether they still deal with it; 0: they are not.
    `again`: how often the people of the step were rung again; `step_until`: when the step's time is over, where that is
    not what the clock waits for. `rings_on_at`: when the owner's clock runs out, while what comes next is that they are asked.
    `visits`: the visits that it was raised from; each is told when it closes.
    `owner`: the one person who answers for it. When the owner's clock runs out the alarm rings again and
    the owner stays named until somebody else takes it.
    `clock_at`: when the watch must look next; an open alarm always has one.
    `pressed_at`, `late`: the latest press by the device's own clock, and whether it reached the server late.
    `shown_kind`, `shown_since`: the gravest kind besides duress, and when it was first given; None while there is
    nothing else, and then the worker's own screen shows no alarm (S9): see `alarm_shown_to_worker`.
    """

    id: UUID
    worker: UUID
    kind: AlarmKind
    status: AlarmStatus
    plan_id: UUID
    plan_version: int
    raised_at: datetime
    visits: tuple[UUID, ...] = ()
    owner_clock_s: int = 10 * MINUTE
    pressed_at: datetime | None = None
    late: bool = False
    shown_kind: AlarmKind | None = None
    shown_since: datetime | None = None
    presses: int = 1
    round: int = 1
    step: int = 0
    repeat: int = 0
    told: int = 0
    clock_at: datetime | None = None
    owner: UUID | None = None
    taken_at: datetime | None = None
    closed_at: datetime | None = None
    closed_by: UUID | None = None
    outcome: Outcome | None = None
    closing_text: str = ""
    checked_by: UUID | None = None
    reopened: int = 0
    again: int = field(default=0, metadata=LATER)
    step_until: datetime | None = field(default=None, metadata=LATER)
    owner_asked_s: int = field(default=0, metadata=LATER)
    rings_on_at: datetime | None = field(default=None, metadata=LATER)

    @property
    def visit(self) -> UUID | None:
        """The visit that it was raised from last, if any."""
        return self.visits[-1] if self.visits else None

    @property
    def hidden_from_worker(self) -> bool:
        """Nothing but duress has raised it, so the worker's own screen must not show it (S9)."""
        return self.shown_kind is None

    @property
    def is_open(self) -> bool:
        """Somebody may still need help."""
        return self.status is not AlarmStatus.CLOSED

    @property
    def needs_check(self) -> bool:
        """Closed as genuine, and the second person has not checked it yet."""
        return self.outcome is Outcome.GENUINE and self.checked_by is None


@dataclass(frozen=True, slots=True)
class ShownAlarm:
    """All that the worker's own screen may show of an open alarm."""

    kind: AlarmKind
    since: datetime
    owner: UUID | None


def alarm_shown_to_worker(state: AlarmState) -> ShownAlarm | None:
    """What the worker's own screen may show of their alarm; None when it may show no alarm.

    Neither the status nor the kind, the time or the presses of the alarm itself: a duress press changes those, and must
    look like nothing (S9). The owner is shown as long as one is named.
    """
    if not state.is_open or state.shown_kind is None or state.shown_since is None:
        return None
    return ShownAlarm(state.shown_kind, state.shown_since, state.owner)
