"""Which ports the processes listen on, settled before any of them starts."""

import os
import socket

from alongside.config.data_dir import Refused

WEB = 8000
DEVICE_HTTP = 5055


def host() -> str:
    """The address that web and gateway listen on: ``ALONGSIDE_HOST``, this machine alone by default."""
    return os.environ.get("ALONGSIDE_HOST", "127.0.0.1")


def choose_ports(port: int | None) -> tuple[int, int]:
    """The ports for web and for device HTTP, given ``--port`` (0: free ones). Raises :class:`Refused` for a taken one."""
    web = int(os.environ.get("ALONGSIDE_WEB_PORT", WEB)) if port is None else port
    devices = 0 if port == 0 else int(os.environ.get("ALONGSIDE_DEVICE_HTTP_PORT", DEVICE_HTTP))
    held: list[socket.socket] = []
    try:
        return _hold(web, "web pages", "--port", held), _hold(devices, "devices", "ALONGSIDE_DEVICE_HTTP_PORT", held)
    finally:
        for listener in held:
            listener.close()


def _hold(port: int, purpose: str, setting: str, held: list[socket.socket]) -> int:
    family = socket.AF_INET6 if ":" in host() else socket.AF_INET
    listener = socket.socket(family)
    held.append(listener)
    # As the servers do: a port whose last connections are still closing is not taken.
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host(), port))
        listener.listen()
    except OSError as error:
        raise Refused(
            f"Port {port}, for {purpose}, cannot be used ({error.strerror}): stop the program that has it, or choose"
            f" another with {setting}."
        ) from error
    return int(listener.getsockname()[1])
