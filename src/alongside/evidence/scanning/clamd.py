"""Asking clamd whether bytes hold malware: its INSTREAM command, over TCP or a unix socket. Touches no database.

Protocol: clamd(8), "COMMANDS". A command that begins with `z` ends with a NUL, as does its answer. INSTREAM takes chunks, each
after its length in four bytes (network order), and a length of zero at the end.
"""

import socket
import struct
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

TIMEOUT_S = 120.0
LONGEST_ANSWER = 4096
CHUNK = 256 * 1024


class Unavailable(Exception):
    """The scanner does not answer, or not what is expected. What was asked is asked again later."""


class TooLarge(Exception):
    """The scanner takes no files of this size (its `StreamMaxLength`)."""


@dataclass(frozen=True, slots=True)
class Clamd:
    """A scanner at `url`: `tcp://host:port`, or `unix:///path/of/its/socket`."""

    url: str

    def scan(self, content: Iterable[bytes]) -> str:
        """The name of the malware that was found, or "" where there is none. Raises Unavailable or TooLarge."""
        try:
            with self._connected() as line:
                line.sendall(b"zINSTREAM\0")
                with suppress(BrokenPipeError, ConnectionResetError):  # it has said why, before it hung up
                    for piece in content:
                        for begin in range(0, len(piece), CHUNK):
                            chunk = piece[begin : begin + CHUNK]
                            line.sendall(struct.pack("!L", len(chunk)) + chunk)
                    line.sendall(struct.pack("!L", 0))
                return _read(_answer(line))
        except OSError as error:
            raise Unavailable(f"The scanner does not answer: {error}") from error

    def _connected(self) -> socket.socket:
        parts = urlsplit(self.url)
        if parts.scheme == "unix":
            line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            line.settimeout(TIMEOUT_S)
            try:
                line.connect(parts.path)
            except OSError:
                line.close()
                raise
            return line
        if parts.scheme == "tcp" and parts.hostname and parts.port:
            return socket.create_connection((parts.hostname, parts.port), timeout=TIMEOUT_S)
        raise Unavailable(f"{self.url} is no address of a scanner: tcp://host:port or unix:///path")


def _answer(line: socket.socket) -> str:
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < LONGEST_ANSWER:
        got = line.recv(LONGEST_ANSWER)
        if not got:
            break
        answer += got
    return answer.rstrip(b"\0\n").decode(errors="replace")


def _read(answer: str) -> str:
    if answer == "stream: OK":
        return ""
    if answer.startswith("stream: ") and answer.endswith(" FOUND"):
        return answer.removeprefix("stream: ").removesuffix(" FOUND")
    if "size limit exceeded" in answer:
        raise TooLarge
    raise Unavailable(f"The scanner said: {answer or 'nothing'}")
