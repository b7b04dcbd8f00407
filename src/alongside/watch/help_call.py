"""Reading a call for help. Whatever else is wrong with it, the call itself is kept (S7)."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from alongside.devices.protocols import values
from alongside.devices.protocols.signal import Refused
from alongside.watch.engine import AlarmKind

LONGEST_TEXT = 2000
KINDS = {"sos": AlarmKind.SOS, "fall": AlarmKind.FALL, "test": AlarmKind.TEST}


@dataclass(frozen=True, slots=True)
class HelpCall:
    """What could be read: `pressed_at` is the phone's own time (a label, never a clock), `position` degrees WGS 84."""

    kind: AlarmKind = AlarmKind.SOS
    pressed_at: datetime | None = None
    position: tuple[float, float] | None = None
    accuracy_m: float | None = None
    text: str = ""
    organisation: UUID | None = None


def read_help_call(body: bytes) -> HelpCall:
    """Reads the body of `POST /alarms`; never raises. What cannot be read is left out, an unknown kind is an SOS."""
    try:
        said: Any = json.loads(body or b"{}")
    except (ValueError, RecursionError):
        said = {}
    if not isinstance(said, dict):
        said = {}
    kind = said.get("kind")
    return HelpCall(
        kind=KINDS.get(kind, AlarmKind.SOS) if isinstance(kind, str) else AlarmKind.SOS,
        pressed_at=_time(said.get("at")),
        position=_position(said.get("lat"), said.get("lon")),
        accuracy_m=_accuracy(said.get("accuracy_m")),
        text=_text(said.get("text")),
        organisation=_key(said.get("organisation")),
    )


def _time(value: Any) -> datetime | None:
    try:
        moment = datetime.fromisoformat(value)
        return moment if moment.tzinfo and values.EARLIEST < moment < values.LATEST else None
    except (TypeError, ValueError, OverflowError):
        return None


def _position(lat: Any, lon: Any) -> tuple[float, float] | None:
    try:
        return values.position(lat, lon)
    except Refused:
        return None


def _accuracy(value: Any) -> float | None:
    try:
        return values.number_within(value, "accuracy_m", 0, 1_000_000)
    except Refused:
        return None


def _text(value: Any) -> str:
    if not isinstance(value, str):
        return ""
    return value.replace("\x00", "").encode("utf-8", "replace").decode()[:LONGEST_TEXT]


def _key(value: Any) -> UUID | None:
    try:
        return UUID(value)
    except (TypeError, ValueError, AttributeError):
        return None
