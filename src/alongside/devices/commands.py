"""What `alongside device add` and `alongside device decode` do."""

import json
from typing import Any, TextIO
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db.models import Q

from alongside.devices.actions import Credentials, register_device
from alongside.devices.models import Protocol
from alongside.devices.protocols import link, osmand, owntracks
from alongside.devices.protocols.signal import Decoded, HttpFrame
from alongside.devices.setup_links import draw_qr_code, setup_link
from alongside.people.models import Staff

_DECODERS = {"owntracks": owntracks.decode, "osmand": osmand.decode, "link": link.decode}


def add_device(
    protocol: str,
    identifier: str,
    worker: str,
    stdout: TextIO,
    *,
    device_url: str,
    with_secret: bool | None = None,
) -> Credentials:
    """Registers a device for the worker of that name (or user name) and prints its credentials with a set-up link and
    QR code.

    `device_url` is where devices reach the gateway. Raises ValidationError with a sentence for the person at the
    terminal.
    """
    made = register_device(find_worker(worker), protocol, identifier, with_secret=with_secret)
    link_to_scan = setup_link(protocol, made.identifier, made.secret, device_url)
    write = stdout.write
    write(f"Registered for {made.device.worker.name}.\n")
    write(f"protocol: {protocol}\n")
    if protocol == Protocol.LINK:
        write(f"key: {made.secret}\n")
    else:
        write(f"id: {made.identifier}\n")
        write(f"secret: {made.secret or '(none: whoever knows the id can speak as this device)'}\n")
    write(f"set-up link: {link_to_scan}\n\n{draw_qr_code(link_to_scan)}\n\n")
    write("The secret is shown this once and kept nowhere.\n")
    if made.secret is None and len(made.identifier) < 16:
        write("This id can be guessed. Give it more than 16 random characters, or register the device with a secret.\n")
    return made


def find_worker(name: str) -> Staff:
    """The one active person of that name or user name. Raises ValidationError where there is none, or more than
    one.
    """
    found = list(Staff.objects.active().filter(Q(name__iexact=name) | Q(user__username__iexact=name)).distinct()[:2])
    if not found:
        raise ValidationError(f"Nobody is called {name}.")
    if len(found) > 1:
        raise ValidationError(f"More than one person is called {name}: give the user name.")
    return found[0]


def decode_stream(protocol: str, stdin: TextIO, stdout: TextIO) -> None:
    """Says what frames mean: one JSON line in, one out, as `design/contracts.md` writes it.

    Besides `frame`, `encoding`, `method` and `url`, a line may give `headers` as an object. Raises KeyError for an
    unknown protocol.
    """
    decoder = _DECODERS[protocol]
    for line in stdin:
        if not line.strip():
            continue
        try:
            decoded = decoder(_read_line(line, protocol))
            answer = decoded.answer.hex() if decoded.answer is not None and not _refused(decoded) else None
            said: dict[str, Any] = {
                "signals": [signal.as_json() for signal in decoded.signals],
                "answer": answer,
                "error": decoded.error,
            }
        except ValueError as error:
            said = {"signals": [], "answer": None, "error": str(error)}
        stdout.write(json.dumps(said) + "\n")
        stdout.flush()


def _refused(decoded: Decoded) -> bool:
    return bool(decoded.refusals) and not decoded.signals


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
