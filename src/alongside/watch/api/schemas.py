"""What the API of visits and alarms takes and gives."""

from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Schema
from pydantic import AfterValidator, AwareDatetime, model_validator

from alongside.people.api import Person, read_by_hand, storable
from alongside.watch import actions

Lat = Annotated[float, Field(ge=-90, le=90)]
Lon = Annotated[float, Field(ge=-180, le=180)]
Text = Annotated[str, Field(max_length=actions.LONGEST_TEXT), AfterValidator(storable)]
Sealed = Annotated[str, Field(max_length=300, pattern="^[A-Za-z0-9_-]*$")]
AT = {"type": "string", "format": "date-time", "description": "When it was said, where it had to wait for a signal"}
HELP_CALL = {
    "type": "object",
    "properties": {
        "kind": {"enum": ["sos", "fall", "test"], "default": "sos"},
        "at": {"type": "string", "format": "date-time", "description": "When it was pressed, by the phone's clock"},
        "lat": {"type": "number", "minimum": -90, "maximum": 90},
        "lon": {"type": "number", "minimum": -180, "maximum": 180},
        "accuracy_m": {"type": "number", "minimum": 0},
        "text": {"type": "string", "maxLength": actions.LONGEST_TEXT},
        "organisation": {"type": "string", "format": "uuid", "description": "Only for people with several places"},
    },
}


NOTE = {
    "application/json": {
        "schema": {
            "type": "object",
            "properties": {"text": {"type": "string", "maxLength": actions.LONGEST_TEXT}, "at": AT},
            "required": ["text"],
        }
    },
    "multipart/form-data": {
        "schema": {
            "type": "object",
            "properties": {
                "audio": {"type": "string", "format": "binary", "description": "WebM, Ogg, MP4, MP3, AAC, WAV or 3GP"},
                "text": {"type": "string", "maxLength": actions.LONGEST_TEXT},
                "at": AT,
            },
        }
    },
}


class NewVisit(Schema):
    """A visit to be put on the caller's list. `start` starts it at once.

    From a phone that had no signal: `id` is one that the phone has made (the same visit is made once), `minutes` says how long it
    was to take, in place of `planned_end`, and `at` when the start was said.
    """

    place: Text
    planned_end: AwareDatetime | None = None
    planned_start: AwareDatetime | None = None
    purpose: Text = ""
    risk: Literal["low", "medium", "high"] = "low"
    lat: Lat | None = None
    lon: Lon | None = None
    start: bool = False
    organisation: UUID | None = None
    subject: Annotated[str, Field(max_length=200), AfterValidator(storable)] = ""
    """Whom it concerns: a reference, an NHS number or a name."""
    out_already: bool = False
    """With `start`: the worker is there, and has their clock whatever the gate says."""
    id: UUID | None = None
    minutes: Annotated[int, Field(ge=5, le=1440)] | None = None
    at: AwareDatetime | None = None

    @model_validator(mode="after")
    def _has_an_end(self) -> "NewVisit":
        if self.planned_end is None and (self.minutes is None or not self.start):
            raise ValueError("give planned_end; or minutes, where it starts at once")
        return self


class VisitOut(Schema):
    """A visit. `due_at`: when the worker must next be heard; nothing is before `driving_until`. `extensions_left`, `minutes_left`: how
    often and by how much it may still be extended, null where there is no limit. `home_by`: after the end, by when the worker must
    have said that they are home, where they are asked.
    """

    id: UUID
    worker: Person
    team: str | None
    place: str
    purpose: str
    risk: str
    lat: float | None
    lon: float | None
    status: str
    planned_start: str | None
    planned_end: str | None
    started_at: str | None
    due_at: str | None
    driving_until: str | None
    extensions_left: int | None
    minutes_left: int | None
    ended_at: str | None
    home_by: str | None
    subject: UUID | None
    gate: "GateOut | None"


class GateOut(Schema):
    """What the gate found: `asked` is off, warn or block; `reasons` are codes (missing, out_of_date, changed, base, high), which stay
    where somebody has `opened` it; `changed` and `known` are the words behind them."""

    asked: str
    level: str
    reasons: list[str]
    changed: list[str]
    known: list[str]
    opened: str


class CheckIn(Schema):
    """When the phone made it, where it had to wait for a signal; and where the caller was, if the phone knows."""

    at: AwareDatetime | None = None


class Extension(Schema):
    """How many minutes more; and when the phone made it, where it had to wait for a signal."""

    minutes: Annotated[int, Field(ge=5, le=1440)]
    at: AwareDatetime | None = None


class Beginning(Schema):
    """When the phone made it, where it had to wait for a signal. `out_already`: the worker is there, and has their clock whatever the gate
    says.
    """

    at: AwareDatetime | None = None
    out_already: bool = False


class Ending(Schema):
    """The worker's PIN; from somebody else the evidence that the worker is safe. From a phone that had no signal: `at`, when it was
    said, and `sealed`, the PIN as only the server can read it, in place of `pin`.
    """

    at: AwareDatetime | None = None
    sealed: Sealed = ""
    pin: Annotated[str, Field(max_length=8), AfterValidator(storable)] = ""
    evidence: Text = ""


class HomeSafe(Schema):
    """The worker's PIN, where they have one. `at` and `sealed`: as with the end of a visit."""

    at: AwareDatetime | None = None
    sealed: Sealed = ""
    pin: Annotated[str, Field(max_length=8), AfterValidator(storable)] = ""


class Words(Schema):
    """What somebody has to say."""

    text: Text


class HelpCalled(Schema):
    """The call is stored and people are being rung."""

    id: UUID
    received_at: str


class AlarmOut(Schema):
    """An alarm."""

    id: UUID
    kind: str
    status: str
    worker: Person
    team: str | None
    visit: UUID | None
    place: str | None
    raised_at: str
    pressed_at: str | None
    late: bool
    owner: Person | None
    taken_at: str | None
    next_step_at: str | None
    closed_at: str | None
    outcome: str | None


class HandOver(Schema):
    """Who gets the alarm."""

    to: UUID


class Closing(Schema):
    """How it turned out; a genuine alarm needs words."""

    outcome: Literal["genuine", "false_accidental", "false_device", "test", "found_safe", "duplicate"]
    text: Text = ""


class TimelineEntry(Schema):
    """One thing that happened. `lag_s`: seconds between due and done, where it was due."""

    at: str
    what: str
    words: str
    by: str
    lag_s: float | None


class Timeline(Schema):
    """Everything that happened to an alarm, in order."""

    items: list[TimelineEntry]
    next: None = None


class NoteSaid(Words):
    """An amber note; and when the phone made it, where it had to wait for a signal."""

    at: AwareDatetime | None = None


def read_note(request: HttpRequest) -> NoteSaid:
    """The note of a JSON body, for an operation that takes a form as well. Raises as django-ninja does by itself."""
    with read_by_hand():
        return NoteSaid.model_validate_json(request.body)


def read_note_form(request: HttpRequest) -> NoteSaid:
    """The same of a form."""
    with read_by_hand():
        return NoteSaid(text=request.POST.get("text", ""), at=request.POST.get("at") or None)  # type: ignore[arg-type]
