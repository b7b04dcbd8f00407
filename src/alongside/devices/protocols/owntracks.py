"""OwnTracks over HTTP (owntracks.org/booklet/tech/http and .../tech/json).

The app posts a JSON object, or an array of them, with Basic authentication. It reads the answer as an array of
commands; `[]` means none. It takes **any** answer, even 500, as delivered, so the gateway answers only what is
stored.

How its messages are read:

* `location` with trigger `t` = `u`: the worker pressed "publish". This is a check-in. Any other `location` is a
  position.
* `location` whose `poi` or `tag` (iOS) begins with one of `sos_words`: a call for help. A `tag` stays on every
  later message until the worker clears it, so each of them rings again; `poi` is sent once.
* `transition`: entered or left a region: a position. It ends nothing by itself.
* everything else (`lwt`, `status`, `waypoint`, `card`, `steps`, `beacon`, …) is no more than a sign of life. The
  position in a `waypoint` is where a region is, not where the worker is, so it is left out.
* `encrypted`: refused, because the key is not known here.
"""

import base64
import binascii
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs

from alongside.devices.protocols import values
from alongside.devices.protocols.signal import (
    CHECK_IN,
    POSITION,
    SOS,
    STATUS,
    Decoded,
    HttpFrame,
    Refusal,
    Refused,
    Signal,
)

SOS_WORDS = ("sos",)
MAX_MESSAGES = 200
"""Most messages in one array; the app itself sends one."""

_DECODED = frozenset(
    ("_type", "lat", "lon", "tst", "acc", "alt", "batt", "cog", "vel", "image", "imagename", "face", "_http")
)
_STATUS_DECODED = _DECODED | {"waypoints", "configuration", "data", "action", "password", "username"}


def decode(frame: HttpFrame, sos_words: tuple[str, ...] = SOS_WORDS) -> Decoded:
    """Signals of one request. Never raises; what cannot be taken is in `refusals`."""
    try:
        identifier, secret = read_credentials(frame)
        if not frame.body.strip():
            # A friend was removed in the app: "it is best to ignore zero-length payloads".
            return Decoded((), b"[]", identifier, secret)
        messages = values.read_json(frame.body)
    except Refused as refused:
        return Decoded(refusals=(refused.refusal,))
    messages = messages if type(messages) is list else [messages]
    signals: list[Signal] = []
    refusals: list[Refusal] = []
    if len(messages) > MAX_MESSAGES:
        refusals.append(Refusal("too_many", f"at most {MAX_MESSAGES} messages in one array"))
    for message in messages[:MAX_MESSAGES]:
        try:
            signal, left_out = _read_message(message, identifier, frame, sos_words)
            signals.append(signal)
            refusals += left_out
        except Refused as refused:
            refusals.append(refused.refusal)
    answer = b"[]" if signals or not messages else None
    return Decoded(tuple(signals), answer, identifier, secret, tuple(refusals))


def read_credentials(frame: HttpFrame) -> tuple[str, str | None]:
    """Device identifier and secret: user and password of Basic authentication (RFC 7617).

    Without it, `?u=…&d=…` or the headers X-Limit-U and X-Limit-D name the device (its `d`, else its `u`), with no
    secret. Raises Refused where the header is malformed.
    """
    scheme, _, encoded = frame.authorization.partition(" ")
    if scheme.lower() == "basic":
        try:
            user, colon, password = base64.b64decode(encoded.strip(), validate=True).decode("utf-8").partition(":")
        except (binascii.Error, ValueError):
            raise Refused("bad_credentials", "the Authorization header is malformed") from None
        if not colon:
            raise Refused("bad_credentials", "the Authorization header is malformed")
        return values.storable(user), password
    device, user = frame.limit_device, frame.limit_user
    if frame.query:
        try:
            query = parse_qs(frame.query, max_num_fields=50)
        except ValueError:
            raise Refused("bad_query", "the query string has too many fields") from None
        device, user = query.get("d", [device])[0], query.get("u", [user])[0]
    return values.storable(device or user), None


def _read_message(
    message: Any, identifier: str, frame: HttpFrame, sos_words: tuple[str, ...]
) -> tuple[Signal, list[Refusal]]:
    if type(message) is not dict:
        raise Refused("wrong_type", "each message must be a JSON object")
    kind = message.get("_type")
    if type(kind) is not str:
        raise Refused("wrong_type", "_type is missing")
    device = identifier or values.text(message.get("topic"), "topic") or values.text(message.get("tid"), "tid")
    if kind == "location":
        return _read_location(message, device, sos_words)
    if kind == "transition":
        return _read_transition(message, device)
    if kind == "encrypted":
        raise Refused("encrypted", "encrypted messages cannot be read: switch the app's encryption key off and use TLS")
    details = values.attributes(message, _STATUS_DECODED)
    details["type"] = values.storable(kind)[:64]
    # The tst of an lwt is when the app connected, not when contact was lost: no time of its own.
    at = None if kind == "lwt" else _lenient_time(message)
    battery = values.number_within(message.get("batt"), "batt", 0, 100)
    return Signal(device, STATUS, at, battery_pct=battery, attributes=details), []


def _read_location(message: Mapping[str, Any], device: str, sos_words: tuple[str, ...]) -> tuple[Signal, list[Refusal]]:
    get = message.get
    urgent = _asks_for_help(message, sos_words)
    left_out: list[Refusal] = []
    take = values.leaving_out(left_out) if urgent else values.strictly
    at = take(values.time_from_seconds, get("tst"), "tst")
    if at is None and not urgent:
        raise Refused("bad_time", "tst is needed")
    lat, lon = take(values.position, get("lat"), get("lon")) or (None, None)
    details = values.attributes(message, _DECODED)
    signal = Signal(
        device,
        SOS if urgent else CHECK_IN if get("t") == "u" else POSITION,
        at,
        lat,
        lon,
        take(values.number_within, get("alt"), "alt", -12_000, 100_000),
        take(values.number_within, get("acc"), "acc", 0, 1_000_000),
        take(values.number_within, get("vel"), "vel", 0, 4_000),
        take(values.number_within, get("cog"), "cog", 0, 360),
        take(values.number_within, get("batt"), "batt", 0, 100),
        "sos" if urgent else None,
        False,
        details,
        take(values.time_from_seconds, get("created_at"), "created_at"),
    )
    if left_out:
        details["left_out"] = [refusal.text for refusal in left_out]
    return signal, left_out


def _read_transition(message: Mapping[str, Any], device: str) -> tuple[Signal, list[Refusal]]:
    get = message.get
    details = values.attributes(message, _DECODED)
    details["type"] = "transition"
    at = values.time_from_seconds(get("tst"), "tst")
    accuracy = values.number_within(get("acc"), "acc", 0, 1_000_000)
    if get("lat") is None and get("lon") is None:
        return Signal(device, STATUS, at, attributes=details), []
    lat, lon = values.position(get("lat"), get("lon"))
    return Signal(device, POSITION, at, lat, lon, accuracy_m=accuracy, attributes=details), []


def _asks_for_help(message: Mapping[str, Any], sos_words: tuple[str, ...]) -> bool:
    for name in ("poi", "tag"):
        words = message.get(name)
        if type(words) is str and words.strip().lower().startswith(sos_words):
            return True
    return False


def _lenient_time(message: Mapping[str, Any]) -> Any:
    try:
        return values.time_from_seconds(message.get("tst"), "tst")
    except Refused:
        return None
