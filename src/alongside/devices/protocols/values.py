"""Reading numbers, times, positions and texts that a stranger wrote.

Two kinds of wrong are kept apart. A value of the wrong type or an impossible position or time is refused. A value
that apps are known to send for "I do not know" (a battery of -1, an accuracy below zero, a course of -1) is read as
unknown.
"""

import json
import math
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from alongside.devices.protocols.signal import Refusal, Refused

EARLIEST = datetime(2010, 1, 1, tzinfo=UTC)
"""No frame was made before this: such a time is a device clock that was never set (GPS and phones start at 1970,
1980 or 2000).
"""
LATEST = datetime(2100, 1, 1, tzinfo=UTC)
"""No frame is made after this. Whether a time is ahead of the server's clock is decided where it is stored."""

_EARLIEST_S = EARLIEST.timestamp()
_LATEST_S = LATEST.timestamp()
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
_ISO = re.compile(
    r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})(?:[.,](\d{1,9}))?(Z|[+-]\d{2}:?\d{2})?", re.ASCII | re.IGNORECASE
)

MAX_ATTRIBUTES = 40
MAX_TEXT = 500
MAX_LIST = 20


def read_json(body: bytes) -> Any:
    """The JSON value in `body` (RFC 8259: UTF-8, no NaN or infinity). Raises Refused, whatever the bytes are."""
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused("bad_utf8", "the body is not UTF-8") from None
    try:
        return _DECODER.decode(text)
    except RecursionError:
        raise Refused("bad_json", "the JSON is nested too deeply") from None
    except ValueError:
        raise Refused("bad_json", "the body is not JSON") from None


def number(value: Any, name: str) -> float | None:
    """A finite number, also where it is written as text (older OwnTracks clients); None for null or empty."""
    kind = type(value)
    if kind is float or kind is int:
        try:
            result = float(value)
        except OverflowError:
            result = math.inf
    elif value is None or value == "":
        return None
    elif kind is str and _NUMBER.fullmatch(value.strip()):
        result = float(value)
    else:
        raise Refused("wrong_type", f"{name} must be a number")
    if not math.isfinite(result):
        raise Refused("wrong_type", f"{name} must be a finite number")
    return result


def number_within(value: Any, name: str, lowest: float, highest: float) -> float | None:
    """A number; None where it is outside what the quantity can be, which is how apps say that they do not know."""
    result = number(value, name)
    return result if result is not None and lowest <= result <= highest else None


def position(lat: Any, lon: Any) -> tuple[float, float]:
    """Degrees WGS 84. Raises Refused for anything that is no place on Earth, and for 0, 0, which is a device
    without a fix.
    """
    lat, lon = number(lat, "lat"), number(lon, "lon")
    if lat is None or lon is None:
        raise Refused("bad_position", "lat and lon are needed")
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise Refused("bad_position", "lat must be -90 to 90 and lon -180 to 180")
    if lat == 0 and lon == 0:
        raise Refused("bad_position", "0, 0 is not a position but a device without a fix")
    return lat, lon


def time_from_seconds(value: Any, name: str) -> datetime | None:
    """Seconds since 1970 UTC, as OwnTracks writes them; None where absent."""
    seconds = number(value, name)
    return None if seconds is None else _time(seconds, name)


def time_from_text(value: str, name: str) -> datetime | None:
    """Seconds or milliseconds since 1970, ISO 8601, or `yyyy-MM-dd HH:mm:ss`; UTC where no zone is given
    (traccar.org/osmand).

    A whole number below 2^31 is seconds, above it milliseconds.
    """
    text = value.strip()
    if not text:
        return None
    if _NUMBER.fullmatch(text):
        seconds = number(text, name) or 0.0
        return _time(seconds if abs(seconds) < 2**31 else seconds / 1000, name)
    found = _ISO.fullmatch(text)
    if not found:
        raise Refused("bad_time", f"{name} is no time")
    day, clock, fraction, zone = found.groups()
    zone = "+00:00" if zone is None or zone in "Zz" else zone if ":" in zone else f"{zone[:3]}:{zone[3:]}"
    try:
        moment = datetime.fromisoformat(f"{day}T{clock}.{(fraction or '0')[:6].ljust(6, '0')}{zone}")
        return _within(moment.astimezone(UTC), name)
    except (ValueError, OverflowError):
        raise Refused("bad_time", f"{name} is no time") from None


def strictly(read: Callable[..., Any], *arguments: Any) -> Any:
    """`read(*arguments)`; what is wrong refuses the whole frame."""
    return read(*arguments)


def leaving_out(refusals: list[Refusal]) -> Callable[..., Any]:
    """A reader for urgent frames: what is wrong is None and said in `refusals`; the press itself stands (S7)."""

    def take(read: Callable[..., Any], *arguments: Any) -> Any:
        try:
            return read(*arguments)
        except Refused as refused:
            refusals.append(refused.refusal)
            return None

    return take


def text(value: Any, name: str) -> str:
    """Text of a credential or a code: empty where absent, a number as its digits. Raises Refused for other types."""
    if value is None:
        return ""
    if type(value) is str:
        return storable(value)
    if type(value) is int:
        return storable(_digits(value))
    raise Refused("wrong_type", f"{name} must be text")


def attributes(data: Mapping[str, Any], known: Iterable[str] = ()) -> dict[str, Any]:
    """What else the frame carries: flags, numbers, short texts and lists of them. Other shapes are left out."""
    kept: dict[str, Any] = {}
    for key, value in data.items():
        if key in known or len(kept) >= MAX_ATTRIBUTES:
            continue
        plain = _plain(value)
        if plain is not None:
            kept[storable(key)[:64]] = plain
    return kept


def storable(value: str) -> str:
    """`value` as the database can hold it: no NUL, no half of a surrogate pair, at most 500 characters."""
    if len(value) > MAX_TEXT:
        value = value[:MAX_TEXT]
    if value.isascii():
        return value if "\0" not in value else value.replace("\0", "")
    return value.encode("utf-8", "replace").decode("utf-8").replace("\0", "")


def _plain(value: Any) -> Any:
    kind = type(value)
    if kind is str:
        return storable(value)
    if kind is bool:
        return value
    if kind is float:
        return value if math.isfinite(value) else None
    if kind is int:
        return value if abs(value) < 2**63 else _digits(value)
    if kind is list:
        return [plain for item in value[:MAX_LIST] if type(item) is not list and (plain := _plain(item)) is not None]
    return None


def _digits(value: int) -> str:
    try:
        return str(value)[:MAX_TEXT]
    except ValueError:
        return "out of range"


def _time(seconds: float, name: str) -> datetime:
    if not _EARLIEST_S <= seconds < _LATEST_S:
        raise Refused("bad_time", f"{name} must be a time between 2010 and 2100")
    return datetime.fromtimestamp(seconds, UTC)


def _within(moment: datetime, name: str) -> datetime:
    if not EARLIEST <= moment < LATEST:
        raise Refused("bad_time", f"{name} must be a time between 2010 and 2100")
    return moment


def _refuse_constant(name: str) -> Any:
    raise ValueError(name)


_DECODER = json.JSONDecoder(parse_constant=_refuse_constant)
