"""What the lone worker's page is given: words and times ready to be shown.

The page decides nothing. A view fills these in from `queries`; the templates `watch/my_safety.html` and `_now.html`
lay them out. All times are aware UTC.

Under duress everything here is filled in as if the visit had ended in the ordinary way (promise S9): no field, no
address and no size of a page may differ.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from alongside.risk.markers.queries import Shown


@dataclass(frozen=True)
class RunningVisit:
    """The visit that is being watched now."""

    id: UUID
    place: str
    started_at: datetime
    due_at: datetime | None
    """By when a check-in is expected; None where the visit has no check-ins."""
    ends_at: datetime | None
    """When it is planned to end."""
    state: Literal["active", "due_soon", "overdue", "in_alarm"]
    needs_pin: bool
    """Whether ending it asks for the PIN."""
    extend_by: list[int]
    """Minutes that may be added: usually 15, 30, 60; fewer, or none, where there is a limit."""
    times_left: int | None
    """How often it may be extended, where there is a limit."""
    minutes_left: int | None
    """How many may be added in all, where there is a limit."""
    drive_by: list[int]
    """Minutes of a drive for which a check-in may be put off; none where the team does not."""
    driving_until: datetime | None
    """The end of the drive that the worker told."""
    note: str
    """The amber note that stands, or "". A new one takes its place."""
    note_is_spoken: bool
    """Whether the note that stands has a recording."""
    note_left_at: datetime | None
    markers: list[Shown] = field(default_factory=list)
    """Violence markers of whom and where it is."""


@dataclass(frozen=True)
class PlannedVisit:
    """A line of today's list."""

    id: UUID
    place: str
    reason: str
    starts_at: datetime | None
    """None where it was planned with an end only."""
    suggested_end: datetime
    can_start: bool
    why_not: str = ""
    """When it cannot be started: what is missing, and what to do."""
    markers: list[Shown] = field(default_factory=list)
    """Violence markers of whom and where it is."""
    gate: dict[str, Any] = field(default_factory=dict)
    """What is asked before it: `reasons` in words, `opened` how, `level`."""


@dataclass(frozen=True)
class OpenHelp:
    """This worker's own alarm, when they may see it: never one raised under duress."""

    raised_at: datetime
    arrived_at: datetime
    what: str
    """What is being done, in one sentence: "Dev Patel and the response centre are being told", "Sam Okafor has seen
    it and is acting"."""
    phone: str
    """Number the worker can ring, or ""."""
    kind: str
    """What raised it, as far as the worker may know: "sos", "missed_check_in"…"""
    by_a_clock: bool
    """Nobody pressed: nothing was heard in time."""


@dataclass(frozen=True)
class AwaitedHome:
    """After the end of a visit the worker is asked whether they got home."""

    visit_id: UUID
    place: str
    by: datetime
    needs_pin: bool


@dataclass(frozen=True)
class MySafety:
    """The whole page. In the templates: `safety`."""

    first_name: str
    worker_id: UUID
    """Whose unsent presses a shared phone may send: only this person's."""
    visit: RunningVisit | None
    help: OpenHelp | None
    planned: list[PlannedVisit]
    last_saved_at: datetime | None
    """When the last thing this worker sent was safely stored."""
    last_saved_what: str
    """What it was: "Your check-in", "The start of your visit"."""
    who_can_see: str
    """One plain paragraph: who sees what, now."""
    plan_ready: bool
    """Whether lone work may be started at all: two reachable people, or the response centre (promise S8)."""
    plan_problem: str
    """What is missing, when not."""
    suggested_minutes: int
    """Length offered for a new visit."""
    emergency_phone: str
    """Whom to ring when nothing gets through: the response centre, or "" for 999 alone."""
    longest_spoken_note: int
    """Seconds after which a recording stops by itself."""
    longest_note: int
    """Characters that a note may have."""
    home: AwaitedHome | None
    """Whether the worker is asked to say that they are home."""
    hold_seconds: int
    """How long the help button is held (team setting; 3)."""
    needs_pin: bool = False
    """Whether this worker has a PIN, for a visit that only the phone knows of yet."""
    pin_lock: str = ""
    """The public key with which a PIN is sealed that must wait for a signal (`people.sealing`)."""
    text_number: str = ""
    """The number to which text commands go, or ""."""
    to_report: UUID | None = None
    """The last alarm that was closed as genuine, for a week, so that what happened is reported too."""
    along: list[Any] = field(default_factory=list)
    """Visits to which they are asked to come along."""
    not_felt: list[Any] = field(default_factory=list)
    """Visits that are over, of which they have not said how they felt."""
    told: str = ""
    """What the last action did, or "": "You ended the visit at 10:42"."""
    told_kind: Literal["success", "warning", "error"] = "success"
    errors: dict[str, str] = field(default_factory=dict)
    """What was wrong with the last form, by field: "pin", "place", "minutes", "text", "audio"."""
    entered: dict[str, str] = field(default_factory=dict)
