"""What every protocol is turned into, and what it is turned from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

POSITION = "position"
"""Where the worker is. Moves no clock."""
CHECK_IN = "check_in"
"""The worker says: I am well."""
SOS = "sos"
FALL = "fall"
END = "end"
"""The worker asks for the visit to be ended."""
STATUS = "status"
"""The device lives: heartbeat, battery, lost contact, or a message that says nothing about the worker."""

URGENT = frozenset({SOS, FALL})
"""A press or a fall always gets through (S7): what else the frame says wrongly is left out, the press is kept."""


@dataclass(frozen=True, slots=True)
class Signal:
    """One thing a device said, in the same words for every protocol.

    `at` is the time that the device gives to it (UTC), None where it gives none: recorded, never trusted. `sent_at`
    is when the device made the message, where that differs from the time of the position fix. Degrees are WGS 84,
    `course` is degrees clockwise from north, `battery_pct` 0 to 100. `lat` and `lon` are both there or both None.
    `alarm` is `sos`, `fall`, `low_battery`, or another word of the device's own. `buffered` means that the device
    says it stored this earlier.
    """

    device: str
    kind: str
    at: datetime | None = None
    lat: float | None = None
    lon: float | None = None
    altitude_m: float | None = None
    accuracy_m: float | None = None
    speed_kmh: float | None = None
    course: float | None = None
    battery_pct: float | None = None
    alarm: str | None = None
    buffered: bool = False
    attributes: Mapping[str, Any] = field(default_factory=dict)
    sent_at: datetime | None = None

    def as_json(self) -> dict[str, Any]:
        """As `alongside device decode` prints it: plain JSON values, `at` as RFC 3339."""
        return {
            "device": self.device,
            "kind": self.kind,
            "at": format_time(self.at) if self.at else None,
            "lat": self.lat,
            "lon": self.lon,
            "altitude_m": self.altitude_m,
            "accuracy_m": self.accuracy_m,
            "speed_kmh": self.speed_kmh,
            "course": self.course,
            "battery_pct": self.battery_pct,
            "alarm": self.alarm,
            "buffered": self.buffered,
            "attributes": dict(self.attributes),
        }


@dataclass(frozen=True, slots=True)
class HttpFrame:
    """One HTTP request, as far as decoders need it. `query` is what follows `?`, still percent-encoded."""

    method: str = "POST"
    path: str = "/"
    query: str = ""
    content_type: str = ""
    authorization: str = ""
    limit_user: str = ""
    limit_device: str = ""
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a frame, or a part of one, is not taken. `reason` is one of a few words, for counting; `text` is for
    people.
    """

    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class Decoded:
    """What a frame turned out to be.

    `identifier` and `secret` are what the device proves itself with; `secret` is None where it gave none. `answer`
    is the body of the answer once the signals are stored, None where nothing of the frame is taken. `refusals` has
    one entry for each part that was not taken: with signals beside it, the rest of the frame stands.
    """

    signals: tuple[Signal, ...] = ()
    answer: bytes | None = None
    identifier: str = ""
    secret: str | None = None
    refusals: tuple[Refusal, ...] = ()

    @property
    def error(self) -> str | None:
        """The first refusal in words, None where all of the frame is taken."""
        return self.refusals[0].text if self.refusals else None


class Refused(Exception):
    """Raised inside decoders; the decoder's public function turns it into a `Refusal`."""

    def __init__(self, reason: str, text: str) -> None:
        super().__init__(text)
        self.refusal = Refusal(reason, text)


def format_time(moment: datetime) -> str:
    """RFC 3339 in UTC: `2025-01-06T10:59:29Z`, with milliseconds or microseconds only where there are any."""
    moment = moment.astimezone(UTC)
    precision = "seconds" if not moment.microsecond else "microseconds" if moment.microsecond % 1000 else "milliseconds"
    return moment.isoformat(timespec=precision).replace("+00:00", "Z")
