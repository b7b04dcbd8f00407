"""What does this frame say: the decoders at the terminal."""

import json
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlsplit

from alongside.devices.protocols import link, osmand, owntracks
from alongside.devices.protocols.signal import HttpFrame

DECODERS = {"owntracks": owntracks.decode, "osmand": osmand.decode, "link": link.decode}


def decode_lines(protocol: str, lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    """For each JSON line `{"frame", "encoding"}` what it says: `signals`, `answer` (the body in hexadecimal) and `error`.

    Besides those a line may give `method`, `url` and `headers` of the HTTP request. Blank lines are passed over.
    Raises ValueError for an unknown protocol.
    """
    if protocol not in DECODERS:
        raise ValueError(f"Alongside speaks {', '.join(DECODERS)}.")
    return (_decode_line(protocol, line) for line in lines if line.strip())


def _decode_line(protocol: str, line: str) -> dict[str, Any]:
    try:
        decoded = DECODERS[protocol](_read_line(line, protocol))
    except ValueError as error:
        return {"signals": [], "answer": None, "error": str(error)}
    return {
        "signals": [signal.as_json() for signal in decoded.signals],
        "answer": decoded.answer.hex() if decoded.answer is not None else None,
        "error": decoded.error,
    }


def _read_line(line: str, protocol: str) -> HttpFrame:
    """Raises ValueError, in words, for a line that is no frame."""
    try:
        given = json.loads(line)
    except (ValueError, RecursionError):
        raise ValueError("the line is not JSON") from None
    if not isinstance(given, dict) or not isinstance(given.get("frame", ""), str):
        raise ValueError('the line must be an object with a text "frame"')
    frame = given.get("frame", "")
    try:
        body = bytes.fromhex(frame) if given.get("encoding") == "hex" else frame.encode("utf-8", "surrogatepass")
    except ValueError:
        raise ValueError("the frame is not hexadecimal") from None
    url = urlsplit(str(given.get("url") or "/"))
    headers = given.get("headers")
    by_name = {str(k).lower(): str(v) for k, v in headers.items()} if isinstance(headers, dict) else {}
    method = str(given.get("method") or ("POST" if body or protocol != "osmand" else "GET")).upper()
    return HttpFrame(
        method,
        url.path or "/",
        url.query,
        by_name.get("content-type", ""),
        by_name.get("authorization", ""),
        by_name.get("x-limit-u", ""),
        by_name.get("x-limit-d", ""),
        body,
    )
