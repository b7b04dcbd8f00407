"""The check-in link: `/c/KEY`, `/c/KEY/sos`, `/c/KEY/end`, for badges, buttons, NFC tags and scripts.

The key is identifier and secret in one. Only its SHA-256 digest is kept, and the first half of that finds the
device. `POST`, or `GET` with `?now=1`, is the press. A plain `GET` shows a page with a button, so that the preview
of a link in a chat checks nobody in. A `HEAD`, with which previews and proxies look, is never a press.

`lat`, `lon`, `acc` and `batt` may be given in the query string, a form or a JSON body; scripts use them.
"""

import hashlib
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from alongside.devices.protocols import values
from alongside.devices.protocols.signal import CHECK_IN, END, SOS, URGENT, Decoded, HttpFrame, Refusal, Refused, Signal

KINDS = {"": CHECK_IN, "sos": SOS, "end": END}


def decode(frame: HttpFrame) -> Decoded:
    """The signal of one press. Never raises.

    No signals and no refusals: somebody looks at the page (a plain GET, any HEAD), and nothing is said to be so.
    """
    key, kind = read_path(frame.path)
    if not key or kind is None:
        return Decoded(refusals=(Refusal("not_found", "there is nothing here"),))
    identifier = identify(key)
    refusals: list[Refusal] = []
    try:
        fields = _fields(frame, urgent=kind in URGENT, refusals=refusals)
        asked_now = frame.method == "GET" and fields.get("now") in ("1", 1, True)
        if frame.method != "POST" and not asked_now:
            return Decoded((), None, identifier, key)
        signal = _read(fields, identifier, kind, refusals)
    except Refused as refused:
        return Decoded(refusals=(refused.refusal,))
    return Decoded((signal,), b"", identifier, key, tuple(refusals))


def read_path(path: str) -> tuple[str, str | None]:
    """Key and kind of `/c/KEY[/sos|/end]`; kind None where the path is none of these."""
    parts = path.split("/")
    if len(parts) == 4 and parts[3] == "":
        parts.pop()
    if len(parts) not in (3, 4) or parts[1] != "c" or not parts[2] or len(parts[2]) > 200:
        return "", None
    return parts[2], KINDS.get(parts[3] if len(parts) == 4 else "")


def identify(key: str) -> str:
    """The register's identifier for a key: the first 128 bits of its SHA-256, in hexadecimal. It opens nothing."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _read(fields: Mapping[str, Any], identifier: str, kind: str, refusals: list[Refusal]) -> Signal:
    take = values.leaving_out(refusals) if kind in URGENT else values.strictly
    get = fields.get
    place = None
    if get("lat") not in (None, "") or get("lon") not in (None, ""):
        place = take(values.position, get("lat"), get("lon"))
    lat, lon = place or (None, None)
    details = {"left_out": [refusal.text for refusal in refusals]} if refusals else {}
    return Signal(
        identifier,
        kind,
        None,
        lat,
        lon,
        accuracy_m=take(values.number_within, get("acc"), "acc", 0, 1_000_000) if place else None,
        battery_pct=take(values.number_within, get("batt"), "batt", 0, 100),
        alarm="sos" if kind == SOS else None,
        attributes=details,
    )


def _fields(frame: HttpFrame, *, urgent: bool, refusals: list[Refusal]) -> dict[str, Any]:
    try:
        fields: dict[str, Any] = dict(parse_qsl(frame.query, max_num_fields=50)) if frame.query else {}
        if frame.body:
            fields |= _body(frame)
        return fields
    except (Refused, ValueError) as error:
        refusal = error.refusal if isinstance(error, Refused) else Refusal("bad_query", "the fields cannot be read")
        if not urgent:
            raise Refused(refusal.reason, refusal.text) from None
        refusals.append(refusal)
        return {}


def _body(frame: HttpFrame) -> dict[str, Any]:
    body = frame.body.strip()
    if body[:1] != b"{":
        return dict(parse_qsl(body.decode("utf-8"), max_num_fields=50)) if body else {}
    message = values.read_json(body)
    return message if type(message) is dict else {}
