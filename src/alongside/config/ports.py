"""Which addresses the processes listen on, settled before any of them starts."""

import errno
import socket
from dataclasses import dataclass

from alongside.config.data_dir import Refused
from alongside.config.environment import read


@dataclass(frozen=True)
class Address:
    """Where a process listens."""

    host: str
    port: int

    @property
    def url(self) -> str:
        """The address as someone on this machine opens it."""
        return f"http://[{self.near_host}]:{self.port}" if ":" in self.host else f"http://{self.near_host}:{self.port}"

    @property
    def near_host(self) -> str:
        """The host under which this machine itself reaches it."""
        return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104


def web_address() -> Address:
    """Where the pages are, by the settings."""
    return Address(read("ALONGSIDE_WEB_HOST"), int(read("ALONGSIDE_WEB_PORT")))


def device_address() -> Address:
    """Where devices speak HTTP, by the settings."""
    return Address(read("ALONGSIDE_DEVICE_HTTP_HOST"), int(read("ALONGSIDE_DEVICE_HTTP_PORT")))


@dataclass(frozen=True)
class Addresses:
    """Where the pages and the devices are. `listener` stays open: every web process takes its connections from it, so that those
    which come while one is started again wait instead of being refused.
    """

    web: Address
    devices: Address
    listener: socket.socket


def choose_addresses(port: int | None) -> Addresses:
    """The addresses of web and of device HTTP, given ``--port``: None for what the settings say, 0 for free ports.

    Raises :class:`Refused` for a port that cannot be had.
    """
    web, devices = web_address(), device_address()
    if port is not None:
        web = Address(web.host, port)
    if port == 0:
        devices = Address(devices.host, 0)
    listener = _listen(web, "the pages", "--port")
    try:
        with _listen(devices, "devices", "ALONGSIDE_DEVICE_HTTP_PORT") as other:
            devices = Address(devices.host, other.getsockname()[1])
    except Refused:
        listener.close()
        raise
    return Addresses(Address(web.host, listener.getsockname()[1]), devices, listener)


def _listen(address: Address, purpose: str, setting: str) -> socket.socket:
    listener = socket.socket(socket.AF_INET6 if ":" in address.host else socket.AF_INET)
    try:
        # As the servers do: a port whose last connections are still closing is not taken.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((address.host, address.port))
        listener.listen()
    except OSError as error:
        listener.close()
        reason = "is taken" if error.errno == errno.EADDRINUSE else f"cannot be used ({error.strerror})"
        raise Refused(
            f"Port {address.port} on {address.host}, for {purpose}, {reason}: stop the program that has it, or choose"
            f" another with {setting}."
        ) from error
    return listener
