"""Check-ins and calls for help as devices send them, encoded beforehand as far as they can be."""

import base64
import itertools
import time
from collections.abc import Iterator
from typing import Any

LOCATION = (
    b'{"_type":"location","lat":53.38890,"lon":-2.59540,"tst":%.6f,"acc":12,"batt":46,"t":"u","tid":"ab","vel":0}'
)


def owntracks(worker: dict[str, Any]) -> Iterator[bytes]:
    """Presses of "publish" on a phone, each with a device time of its own."""
    user, secret = worker["owntracks"]
    credentials = base64.b64encode(f"{user}:{secret}".encode())
    head = (
        b"POST /owntracks HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        b"Authorization: Basic " + credentials + b"\r\nContent-Length: %d\r\n\r\n" % len(LOCATION % time.time())
    )
    request = head + LOCATION
    latest = 0.0
    while True:
        latest = max(time.time(), latest + 0.000_002)
        yield request % latest


def link(worker: dict[str, Any]) -> Iterator[bytes]:
    """Presses of a badge; each is a press of its own, since a badge tells no time."""
    request = f"POST /c/{worker['link']} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\n\r\n".encode()
    return itertools.repeat(request)


def osmand_sos(worker: dict[str, Any]) -> bytes:
    """A call for help by Traccar Client."""
    url = f"/?id={worker['osmand']}&lat=53.3889&lon=-2.5954&timestamp={time.time():.3f}&alarm=sos"
    return f"GET {url} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()
