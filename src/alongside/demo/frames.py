"""What the phones and badges of simulated workers send: requests as the real apps make them.

Pure. A test decodes every one with `devices.protocols` and finds what was meant.
"""

import base64
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode

from alongside.demo.cast import Device
from alongside.demo.walking import Place

KNOTS_PER_MS = 1.943844


class Meaning(StrEnum):
    """What the worker means by it."""

    HERE = "here"
    WELL = "well"
    HELP = "help"
    FALLEN = "fallen"


@dataclass(frozen=True, slots=True)
class Sample:
    """What a phone knows when it makes a message. `at` is the phone's own clock, UTC; the battery is 0 to 100."""

    at: datetime
    place: Place
    battery_pct: int


@dataclass(frozen=True, slots=True)
class Frame:
    """One HTTP request to the gateway. `path` holds the query string too."""

    method: str
    path: str
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


def frame_of(device: Device, sample: Sample, meaning: Meaning, *, as_json: bool = False) -> Frame | None:
    """The request by which `device` says it; None where that kind of device cannot.

    `as_json`: as Traccar Client writes since version 9, for the OsmAnd protocol.
    """
    if device.protocol == "owntracks":
        return _owntracks(device, sample, meaning)
    if device.protocol == "osmand":
        return _osmand_json(device, sample, meaning) if as_json else _osmand_query(device, sample, meaning)
    return _link(device, sample, meaning)


def _owntracks(device: Device, sample: Sample, meaning: Meaning) -> Frame:
    """A location message (owntracks.org/booklet/tech/json): trigger `u` is "publish" pressed, `t` the timer of move
    mode. Help is a point of interest whose name begins with SOS. OwnTracks knows no falls: the worker asks for help.
    """
    place = sample.place
    message: dict[str, Any] = {
        "_type": "location",
        "lat": place.lat,
        "lon": place.lon,
        "tst": int(sample.at.timestamp()),
        "created_at": int(sample.at.timestamp()),
        "acc": round(place.accuracy_m),
        "alt": round(place.altitude_m),
        "vac": 4,
        "vel": round(place.speed_ms * 3.6),
        "batt": sample.battery_pct,
        "bs": 1,
        "conn": "m",
        "m": 2,
        "t": "t" if meaning is Meaning.HERE else "u",
        "tid": device.identifier.split(".")[0][:1] + device.identifier.split(".")[1][:1],
        "topic": f"owntracks/{device.identifier}/phone",
    }
    if place.course is not None:
        message["cog"] = round(place.course) % 360
    if meaning in (Meaning.HELP, Meaning.FALLEN):
        message["poi"] = "SOS"
    credentials = base64.b64encode(f"{device.identifier}:{device.secret}".encode()).decode()
    headers = {"Authorization": f"Basic {credentials}", "Content-Type": "application/json"}
    return Frame("POST", "/owntracks", headers, json.dumps(message).encode())


_EVENTS = {Meaning.WELL: {"event": "check_in"}, Meaning.HELP: {"alarm": "sos"}, Meaning.FALLEN: {"alarm": "fallDown"}}


def _osmand_query(device: Device, sample: Sample, meaning: Meaning) -> Frame:
    """The query form (traccar.org/osmand): speed in knots, battery in per cent."""
    place = sample.place
    fields: dict[str, Any] = {
        "id": device.identifier,
        "timestamp": int(sample.at.timestamp()),
        "lat": place.lat,
        "lon": place.lon,
        "speed": round(place.speed_ms * KNOTS_PER_MS, 2),
        "altitude": place.altitude_m,
        "accuracy": place.accuracy_m,
        "batt": sample.battery_pct,
    }
    if place.course is not None:
        fields["bearing"] = place.course
    if device.secret:
        fields["key"] = device.secret
    return Frame("POST", f"/?{urlencode(fields | _EVENTS.get(meaning, {}))}")


def _osmand_json(device: Device, sample: Sample, meaning: Meaning) -> Frame:
    """The JSON form of Traccar Client 9: speed in metres per second, battery from 0 to 1."""
    place = sample.place
    location = {
        "timestamp": sample.at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "coords": {
            "latitude": place.lat,
            "longitude": place.lon,
            "accuracy": place.accuracy_m,
            "altitude": place.altitude_m,
            "speed": place.speed_ms,
            "heading": -1 if place.course is None else place.course,
        },
        "is_moving": place.course is not None,
        "odometer": 0,
        "activity": {"type": "walking" if place.course is not None else "still"},
        "battery": {"level": sample.battery_pct / 100, "is_charging": False},
        "extras": _EVENTS.get(meaning, {}),
    }
    query = f"?{urlencode({'key': device.secret})}" if device.secret else ""
    body = json.dumps({"location": location, "device_id": device.identifier}).encode()
    return Frame("POST", f"/{query}", {"Content-Type": "application/json"}, body)


def _link(device: Device, sample: Sample, meaning: Meaning) -> Frame | None:
    """A press on a badge: it can say that all is well, or ask for help, and nothing between."""
    if meaning is Meaning.HERE:
        return None
    path = f"/c/{device.identifier}" if meaning is Meaning.WELL else f"/c/{device.identifier}/sos"
    return Frame("POST", f"{path}?{urlencode({'batt': sample.battery_pct})}")
