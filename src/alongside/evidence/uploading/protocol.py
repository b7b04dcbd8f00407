"""What the headers of the tus resumable upload protocol 1.0.0 (25 March 2016) say. Pure: no database, no clock.

Extensions: creation, expiration, termination, checksum (sha1, sha256).
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from typing import Any

VERSION = "1.0.0"
EXTENSIONS = "creation,expiration,termination,checksum"
PART = "application/offset+octet-stream"
ALGORITHMS: dict[str, Callable[[], Any]] = {
    "sha256": hashlib.sha256,
    "sha1": lambda: hashlib.sha1(usedforsecurity=False),
}
LONGEST_METADATA = 8192


class Malformed(Exception):
    """A header cannot be read. The sentence says which."""


@dataclass(frozen=True, slots=True)
class Checksum:
    """What the sender says a part hashes to."""

    algorithm: str
    digest: bytes


def read_length(header: str | None, name: str) -> int:
    """A count of bytes. Raises Malformed."""
    if header is None or not re.fullmatch(r"[0-9]{1,18}", header):
        raise Malformed(f"{name} must be a whole number of bytes.")
    return int(header)


def read_metadata(header: str) -> dict[str, str]:
    """`Upload-Metadata`: pairs of a key and a value in Base64, here always text. Raises Malformed."""
    if len(header) > LONGEST_METADATA:
        raise Malformed(f"Upload-Metadata has at most {LONGEST_METADATA} characters.")
    said: dict[str, str] = {}
    for pair in filter(None, (part.strip() for part in header.split(","))):
        key, _, value = pair.partition(" ")
        if key in said:
            raise Malformed(f"Upload-Metadata says {key} twice.")
        try:
            said[key] = base64.b64decode(value, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError) as error:
            raise Malformed(f"Upload-Metadata: {key} is no text in Base64.") from error
        if "\x00" in said[key]:
            raise Malformed(f"Upload-Metadata: {key} holds a character that is no text.")
    return said


def write_metadata(said: dict[str, str]) -> str:
    """The same, as it is answered."""
    return ",".join(f"{key} {base64.b64encode(value.encode()).decode()}".strip() for key, value in said.items())


def read_checksum(header: str | None) -> Checksum | None:
    """`Upload-Checksum`, or None where there is none. Raises Malformed, also for an algorithm that is not known."""
    if header is None:
        return None
    algorithm, _, value = header.partition(" ")
    if algorithm not in ALGORITHMS:
        raise Malformed(f"Upload-Checksum: the algorithms are {', '.join(ALGORITHMS)}.")
    try:
        return Checksum(algorithm, base64.b64decode(value, validate=True))
    except binascii.Error as error:
        raise Malformed("Upload-Checksum is no Base64.") from error


def write_time(at: datetime) -> str:
    """A time as HTTP writes it (RFC 9110 section 5.6.7)."""
    return format_datetime(at.replace(microsecond=0), usegmt=True)
