"""The OsmAnd protocol, which Traccar Client speaks (traccar.org/osmand).

Query string or form since ever, JSON since Traccar Client 9. The device names itself by `id` or `deviceid`
(`device_id` in JSON). A device that was registered with a secret gives it as `key` or `secret` in the query string,
or as the password of Basic authentication; for one without, the id itself is the key.

What is read in which unit: `speed` is knots in a query and metres per second in JSON; the battery is 0 to 100 in a
query and 0 to 1 in JSON. Without lat and lon, with both 0, or with `valid=false`, the frame has no position of its
own and the last known one stays.

`alarm` follows Traccar's words: `sos` is a call for help, `fallDown` a fall, every other word is kept as the
signal's alarm. Traccar Client has no check-in of its own: `event=check_in` (or `checkin`) is one, `event=end` asks
for the visit to be ended.

The answer is an empty 200. Traccar Client takes anything else as "try again later".
"""

import base64
import binascii
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl

from alongside.devices.protocols import values
from alongside.devices.protocols.signal import (
    CHECK_IN,
    END,
    FALL,
    POSITION,
    SOS,
    STATUS,
    URGENT,
    Decoded,
    HttpFrame,
    Refusal,
    Refused,
    Signal,
)

KMH_PER_KNOT = 1.852
KMH_PER_MS = 3.6

_ALARM_KINDS = {"sos": SOS, "falldown": FALL, "fall": FALL}
_EVENT_KINDS = {"checkin": CHECK_IN, "end": END, "sos": SOS, "fall": FALL}
_KNOWN = frozenset(
    [
        "id",
        "deviceid",
        "device_id",
        "key",
        "secret",
        "lat",
        "lon",
        "location",
        "timestamp",
        "speed",
        "bearing",
        "heading",
        "altitude",
        "accuracy",
        "batt",
        "valid",
        "alarm",
    ]
)
_WORD_START = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_MANY_VALUES = frozenset(("cell", "wifi"))


def decode(frame: HttpFrame) -> Decoded:
    """Signals of one request. Never raises; what cannot be taken is in `refusals`."""
    refusals: list[Refusal] = []
    try:
        query = _fields(frame.query)
        body = frame.body.strip()
        if body[:1] in (b"{", b"[") or (body and "json" in frame.content_type.lower()):
            message = values.read_json(body)
            if type(message) is not dict:
                raise Refused("wrong_type", "the JSON must be an object")
            device = values.text(message.get("device_id"), "device_id") or _device(query)
            signals = _read_json(message, device, refusals)
        else:
            fields = query if not body else query | _fields(_ascii(body))
            device = _device(fields)
            query = fields
            signals = (_read_fields(fields, device, refusals),)
        if not device:
            raise Refused("no_device", "id or deviceid is needed")
        secret = query.get("key") or query.get("secret") or _password(frame.authorization)
    except Refused as refused:
        return Decoded(refusals=(refused.refusal,))
    return Decoded(signals, b"", device, secret if type(secret) is str else None, tuple(refusals))


def _read_fields(fields: Mapping[str, Any], device: str, refusals: list[Refusal]) -> Signal:
    """One signal from a query string or form. Raises Refused, except for what surrounds a call for help."""
    get = fields.get
    alarm, kind = _meaning(get("alarm"), get("event"))
    take = values.leaving_out(refusals) if kind in URGENT else values.strictly
    lat, lon = get("lat"), get("lon")
    if "location" in fields:
        lat, _, lon = fields["location"].partition(",")
    valid = get("valid", "true").strip().lower() in ("true", "1")
    lat, lon = take(_fix, lat, lon, valid) or (None, None)
    speed = take(values.number_within, get("speed"), "speed", 0, 2_000)
    extra = {name: _typed(value) for name, value in fields.items() if name not in _KNOWN}
    if not valid:
        extra["valid"] = False
    return _signal(
        device,
        kind,
        alarm,
        take(values.time_from_text, get("timestamp", ""), "timestamp"),
        (lat, lon),
        altitude=take(values.number_within, get("altitude"), "altitude", -12_000, 100_000),
        accuracy=take(values.number_within, get("accuracy"), "accuracy", 0, 1_000_000),
        speed_kmh=None if speed is None else speed * KMH_PER_KNOT,
        course=take(values.number_within, get("bearing", get("heading")), "bearing", 0, 360),
        battery=take(values.number_within, get("batt"), "batt", 0, 100),
        extra=extra,
        refusals=refusals,
    )


def _read_json(message: Mapping[str, Any], device: str, refusals: list[Refusal]) -> tuple[Signal, ...]:
    """Signals of one JSON body: `location` is an object, or an array of them where the client sends in batches."""
    locations = message.get("location")
    if type(locations) is not list:
        return (_read_location(locations, device, refusals),)
    signals = []
    for location in locations[:200]:
        try:
            signals.append(_read_location(location, device, refusals))
        except Refused as refused:
            refusals.append(refused.refusal)
    if not signals:
        raise Refused("wrong_type", refusals[0].text if refusals else "location is empty")
    return tuple(signals)


def _read_location(location: Any, device: str, refusals: list[Refusal]) -> Signal:
    if type(location) is not dict:
        raise Refused("wrong_type", "location must be a JSON object")
    extras = _object(location, "extras")
    alarm, kind = _meaning(extras.get("alarm", location.get("alarm")), extras.get("event", location.get("event")))
    take = values.leaving_out(refusals) if kind in URGENT else values.strictly
    coords = take(_object, location, "coords") or {}
    battery = take(_object, location, "battery") or {}
    activity = take(_object, location, "activity") or {}
    lat, lon = take(_fix, coords.get("latitude"), coords.get("longitude"), True) or (None, None)
    speed = take(values.number_within, coords.get("speed"), "speed", 0, 1_000)
    level = take(values.number_within, battery.get("level"), "battery.level", 0, 1)
    extra = {name: value for name, value in location.items() if name not in ("timestamp", "alarm")}
    extra |= {name: value for name, value in extras.items() if name != "alarm"}
    if "type" in activity:
        extra["activity"] = activity["type"]
    if "is_charging" in battery:
        extra["charge"] = battery["is_charging"]
    return _signal(
        device,
        kind,
        alarm,
        take(_json_time, location.get("timestamp")),
        (lat, lon),
        altitude=take(values.number_within, coords.get("altitude"), "altitude", -12_000, 100_000),
        accuracy=take(values.number_within, coords.get("accuracy"), "accuracy", 0, 1_000_000),
        speed_kmh=None if speed is None else speed * KMH_PER_MS,
        course=take(values.number_within, coords.get("heading"), "heading", 0, 360),
        battery=None if level is None else round(level * 100, 4),
        extra=extra,
        refusals=refusals,
    )


def _signal(
    device: str,
    kind: str,
    alarm: str | None,
    at: datetime | None,
    place: tuple[float | None, float | None],
    *,
    altitude: float | None,
    accuracy: float | None,
    speed_kmh: float | None,
    course: float | None,
    battery: float | None,
    extra: Mapping[str, Any],
    refusals: list[Refusal],
) -> Signal:
    lat, lon = place
    details = values.attributes(extra)
    if kind in URGENT and refusals:
        details["left_out"] = [refusal.text for refusal in refusals]
    if lat is None:
        # Altitude, accuracy, speed and course belong to a fix; there is none.
        altitude = accuracy = speed_kmh = course = None
        kind = STATUS if kind == POSITION else kind
    return Signal(device, kind, at, lat, lon, altitude, accuracy, speed_kmh, course, battery, alarm, False, details)


def _meaning(alarm: Any, event: Any) -> tuple[str | None, str]:
    """The alarm's word and the kind of the signal. Several alarms in one frame are joined by commas; the gravest
    decides.
    """
    words = [word.strip() for word in alarm.split(",")] if type(alarm) is str else []
    kinds = {kind for word in words if (kind := _ALARM_KINDS.get(word.lower()))}
    if type(event) is str and (kind := _EVENT_KINDS.get(event.strip().lower().replace("_", "").replace("-", ""))):
        kinds.add(kind)
    kind = next((kind for kind in (SOS, FALL, END, CHECK_IN) if kind in kinds), POSITION)
    if kind in URGENT:
        return kind, kind
    return (_snake(values.storable(words[0])[:40]) if words and words[0] else None), kind


def _snake(word: str) -> str:
    """`lowBattery` as `low_battery`."""
    return _WORD_START.sub("_", word).lower()


def _fix(lat: Any, lon: Any, valid: bool) -> tuple[float, float] | None:
    """The position, None where the device says that it has none. Raises Refused for half a position or an absurd
    one.
    """
    lat, lon = values.number(lat, "lat"), values.number(lon, "lon")
    if (lat is None and lon is None) or (lat == 0 and lon == 0):
        return None
    place = values.position(lat, lon)
    return place if valid else None


def _json_time(value: Any) -> datetime | None:
    if type(value) is str:
        return values.time_from_text(value, "timestamp")
    if type(value) in (int, float):
        return values.time_from_text(repr(values.number(value, "timestamp")), "timestamp")
    if value is None:
        return None
    raise Refused("wrong_type", "timestamp must be a time")


def _object(parent: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = parent.get(name)
    if value is None or value == []:
        return {}
    if type(value) is not dict:
        raise Refused("wrong_type", f"{name} must be a JSON object")
    return value


def _fields(query: str) -> dict[str, str]:
    """Fields of a query string or form. The first of a repeated name counts; cells and networks are joined by `;`."""
    if not query:
        return {}
    try:
        pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=200, errors="strict")
    except UnicodeDecodeError:
        raise Refused("bad_utf8", "the query is not UTF-8") from None
    except ValueError:
        raise Refused("bad_query", "the query has too many fields") from None
    fields: dict[str, str] = {}
    for name, value in pairs:
        if name not in fields:
            fields[name] = value
        elif name in _MANY_VALUES:
            fields[name] += ";" + value
    return fields


def _device(fields: Mapping[str, str]) -> str:
    return values.storable(fields.get("id") or fields.get("deviceid") or fields.get("device_id") or "")


def _ascii(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        raise Refused("bad_utf8", "the body is not UTF-8") from None


def _typed(value: str) -> Any:
    """An extra parameter as the number or flag that it looks like."""
    if value in ("true", "false"):
        return value == "true"
    try:
        return values.number(value, "")
    except Refused:
        return value


def _password(authorization: str) -> str | None:
    scheme, _, encoded = authorization.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        return base64.b64decode(encoded.strip(), validate=True).decode("utf-8").partition(":")[2]
    except (binascii.Error, ValueError):
        return None
