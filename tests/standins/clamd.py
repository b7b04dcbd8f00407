"""A stand-in for clamd that speaks its true wire format (clamd(8), "COMMANDS"): INSTREAM, PING, VERSION, over TCP or a unix socket.

It finds what the industry agreed on for trying scanners (the EICAR test file), and knows a limit of size.
"""

import socket
import socketserver
import struct
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class _Tcp(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    scanner: "ClamdStandIn"


class _Unix(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True
    scanner: "ClamdStandIn"


class ClamdStandIn:
    """Runs while the `with` block lasts. `url` is what `ALONGSIDE_CLAMD_URL` wants; `scanned` what it was given."""

    def __init__(self, *, socket_at: Path | None = None, longest: int = 100 * 1024 * 1024) -> None:
        self.longest = longest
        self.scanned: list[bytes] = []
        self.answers_with = b""
        """Said instead of a verdict, where it is set: a scanner that is out of order."""
        self._server: Any = _Unix(str(socket_at), _Line) if socket_at else _Tcp(("127.0.0.1", 0), _Line)
        self._server.scanner = self
        self.url = f"unix://{socket_at}" if socket_at else f"tcp://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> "ClamdStandIn":
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *args: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Line(socketserver.StreamRequestHandler):
    """One connection: one command, which begins with `z` and ends with a NUL."""

    def handle(self) -> None:
        command = b""
        while not command.endswith(b"\0"):
            byte = self.rfile.read(1)
            if not byte:
                return
            command += byte
        if command == b"zPING\0":
            self.wfile.write(b"PONG\0")
        elif command == b"zVERSION\0":
            self.wfile.write(b"ClamAV 1.4.2/27500/Thu Jan  1 00:00:00 2026\0")
        elif command == b"zINSTREAM\0":
            with suppress(ConnectionError):  # who asked has hung up
                self.wfile.write(self._scan())
        else:
            self.wfile.write(b"UNKNOWN COMMAND\0")

    def _scan(self) -> bytes:
        scanner, content = self.server.scanner, b""  # type: ignore[attr-defined]
        while True:
            head = self.rfile.read(4)
            if len(head) < 4:
                return b""
            (length,) = struct.unpack("!L", head)
            if length == 0:
                break
            if len(content) + length > scanner.longest:
                self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
                self.connection.shutdown(socket.SHUT_WR)
                return b""
            content += self.rfile.read(length)
        scanner.scanned.append(content)
        if scanner.answers_with:
            return bytes(scanner.answers_with)
        return b"stream: Eicar-Test-Signature FOUND\0" if EICAR in content else b"stream: OK\0"
