"""What the response centre's page is given: words and times ready to be shown, and nothing that may not be seen.

The page decides nothing. `queries` reads, a view fills these in (recording in the ledger that a position was shown),
and the templates `response/console.html`, `_live.html`, `_alarms.html` and `_alarm.html` lay them out.
All times are aware UTC.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID

from alongside.risk.markers.queries import Shown
from alongside.watch.buddies.steps import Step


@dataclass(frozen=True)
class AlarmInList:
    """A line of the list on the left. The list comes in the order to be shown: those nobody has taken first, the
    newest on top; then the taken ones, the newest on top."""

    id: UUID
    kind: str
    """As an operator says it: "Asked for help", "No check-in", "Fall", "Duress", "Test"."""
    worker: str
    team: str
    raised_at: datetime
    owner: str
    """Name of the person who has it, or ""."""
    is_mine: bool
    is_urgent: bool
    """Nobody has it, or its owner's clock ran out: it rings."""
    owner_is_silent: bool = False
    """It has an owner, whose clock ran out."""


@dataclass(frozen=True)
class Contact:
    """Someone who can be rung."""

    name: str
    role: str
    """Why this person: "Line manager", "Buddy", "Team leader on call"."""
    phone: str
    """E.164, or ""."""


@dataclass(frozen=True)
class CalledContact:
    """A line of "whom to call", in the order of the plan."""

    contact: Contact
    step: int
    result: str
    """What came of it: "Text sent 10:43, delivered", "Not yet", "Sam Okafor took it", "Could not be reached"."""
    result_kind: Literal["waiting", "trying", "reached", "failed"]


@dataclass(frozen=True)
class Position:
    """Where the worker last was. Showing it is recorded."""

    lat: float
    lon: float
    at: datetime
    accuracy_m: float | None
    map_url: str
    """The map provider of the settings with the place filled in, or ""."""
    is_old: bool
    """Older than the alarm by more than the team's check-in interval: said in words beside it."""


@dataclass(frozen=True)
class Device:
    label: str
    battery_pct: int | None
    last_heard_at: datetime | None


@dataclass(frozen=True)
class VisitKnown:
    """The visit during which the alarm was raised."""

    place: str
    """Name or address as the worker planned it."""
    reason: str
    started_at: datetime
    due_at: datetime | None
    """When the worker should have checked in."""
    ends_at: datetime | None


@dataclass(frozen=True)
class SpokenNote:
    """The worker's spoken amber note. Hearing it is recorded."""

    id: UUID
    left_at: datetime
    url: str
    erased_at: datetime | None
    """When the recording was erased, if it was."""


@dataclass(frozen=True)
class TimelineEntry:
    at: datetime
    what: str
    who: str = ""
    text: str = ""
    kind: Literal["", "alarm", "good", "person"] = ""


@dataclass(frozen=True)
class Choice:
    value: str
    text: str


@dataclass(frozen=True)
class SelectedAlarm:
    """The alarm on the right: who, where, what is known, what to do next, whom to call."""

    id: UUID
    kind: str
    state: str
    """In words: "Ringing, step 2 of 3", "Sam Okafor has it", "Nobody took it: everyone is being told again and
    again", "Closed"."""
    state_kind: Literal["danger", "warning", "good", "calm", "quiet"]
    raised_at: datetime
    pressed_at: datetime | None
    """When a buffered press was made, if it reached us late."""
    presses: int
    owner: str
    is_mine: bool
    next_ring_at: datetime | None
    """When the plan goes on by itself: the next step, or the owner's clock."""
    worker: str
    job_title: str
    team: str
    phone: str
    manager: Contact | None
    site: str
    position: Position | None
    visit: VisitKnown | None
    amber_note: str
    """Shown because this is an open alarm; "" when there is none. Showing it is recorded."""
    amber_note_id: UUID | None
    spoken_note: SpokenNote | None
    device: Device | None
    next_step: str
    """One sentence: what to do now."""
    contacts: list[CalledContact]
    timeline: list[TimelineEntry]
    """Newest first."""
    can_take: bool
    can_note: bool
    can_hand_over: bool
    can_close: bool
    colleagues: list[Choice] = field(default_factory=list)
    """To whom it may be handed over."""
    outcomes: list[Choice] = field(default_factory=list)
    """What it may be closed with."""
    closed_as: str = ""
    """Outcome in words, when closed."""
    errors: dict[str, str] = field(default_factory=dict)
    """What was wrong with the last form, by field: "note", "to", "outcome", "text", "why"."""
    entered: dict[str, str] = field(default_factory=dict)
    """What was typed into it, so that nothing is lost."""
    can_reopen: bool = False
    """It was closed less than a day ago."""
    can_check: bool = False
    """It was genuine, and this person may check its closing."""
    check_note: str = ""
    """How it stands with the second person's check of a genuine closing, where this person cannot make it."""
    owner_is_silent: bool = False
    """It has an owner, whose clock ran out: others are rung, and may take it over."""
    caller: bool = False
    """They called from a report, without an account: nobody knows who they are, nor where unless a poster told it."""
    called_from: str = ""
    """The place of that poster."""
    markers: list[Shown] = field(default_factory=list)
    """Violence markers of whom and where the visit is, while the alarm is open. Showing them is recorded."""
    buddy_steps: Sequence[Step] = ()
    """What this person does now as the worker's buddy; nothing where they are not."""
    said: list[str] = field(default_factory=list)
    """What they themselves passed on last, newest first."""


@dataclass(frozen=True)
class Console:
    """The whole page. In the templates: `console`."""

    alarms: list[AlarmInList]
    selected: SelectedAlarm | None
    told: str
    """What the last action did: "You have taken this alarm", "Sam Okafor took it first, at 10:43". "" for nothing."""
    told_kind: Literal["success", "warning", "error"]
    not_found: str = ""
    """What the address asked for, where that is no alarm that this person answers for: then none is chosen."""
    stream_url: str = "/api/v1/alarms/stream"
    live_url: str = "/response/live"
    down: list[str] = field(default_factory=list)
    """Which ways of telling people do not work now, a sentence each."""
    to_check: list[AlarmInList] = field(default_factory=list)
    """Genuine alarms whose closing waits for a second person, the oldest first; never one that this person closed."""

    @property
    def waiting(self) -> int:
        """How many alarms ring."""
        return sum(alarm.is_urgent for alarm in self.alarms)
