"""Where we may call for somebody else: into the public internet, by HTTPS. What stands in our own network is not for others to reach."""

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

import urllib3

NOT_INSIDE = "This address is inside a private network. Choose one that can be reached from the internet."
TRANSLATED = ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("64:ff9b:1::/48")
"""IPv6 addresses behind which an IPv4 address stands (RFC 6052, RFC 8215)."""


class NotAllowed(Exception):
    """The address must not be called. Its text is the sentence."""


@dataclass(frozen=True, slots=True)
class Target:
    """An address in its parts."""

    https: bool
    host: str
    port: int
    path: str

    @property
    def host_header(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == (443 if self.https else 80) else f"{host}:{self.port}"


def read_address(url: str, *, inside: bool) -> Target:
    """An address that was typed. `inside` allows private networks and plain HTTP. Raises NotAllowed."""
    try:
        parts = urlsplit(url.strip())
        port = parts.port
        host = (parts.hostname or "").encode("idna").decode()
    except (ValueError, UnicodeError) as error:
        raise NotAllowed("This is not an address. Write it as https://example.org/hook.") from error
    if parts.scheme not in (("http", "https") if inside else ("https",)):
        raise NotAllowed("The address must begin with https://.")
    if not host or any(character.isspace() or not character.isprintable() for character in url.strip()):
        raise NotAllowed("This is not an address. Write it as https://example.org/hook.")
    if parts.username is not None or parts.password is not None:
        raise NotAllowed("Leave user name and password out of the address.")
    path = parts.path or "/"
    target = Target(parts.scheme == "https", host, port or (443 if parts.scheme == "https" else 80), path)
    if parts.query:
        target = Target(target.https, target.host, target.port, f"{path}?{parts.query}")
    if not inside:
        _check_literal(host)
    return target


def resolve(target: Target, *, inside: bool) -> str:
    """The IP address to connect to: looked up once, checked, and then used, so that no second look-up can differ.

    Raises NotAllowed where any of the addresses behind the name is private, OSError where there is none.
    """
    found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    addresses = [str(entry[4][0]) for entry in found]
    if not inside and not all(is_public(address) for address in addresses):
        raise NotAllowed(NOT_INSIDE)
    return addresses[0]


def connection_to(target: Target, address: str, timeout: urllib3.Timeout) -> urllib3.HTTPConnectionPool:
    """A connection to the IP address that was checked, with the certificate of the host that was asked for."""
    if not target.https:
        return urllib3.HTTPConnectionPool(address, target.port, timeout=timeout, retries=False)
    return urllib3.HTTPSConnectionPool(
        address,
        target.port,
        timeout=timeout,
        retries=False,
        cert_reqs="CERT_REQUIRED",
        server_hostname=target.host,
        assert_hostname=target.host,
    )


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet, whatever it is wrapped in."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped:
            return is_public(str(ip.ipv4_mapped))
        if ip.sixtofour or ip.teredo or any(ip in network for network in TRANSLATED):
            return False
    return ip.is_global and not ip.is_multicast


def _check_literal(host: str) -> None:
    if host in ("localhost", "localhost.localdomain") or host.endswith((".localhost", ".local", ".internal")):
        raise NotAllowed(NOT_INSIDE)
    try:
        public = is_public(host)
    except ValueError:
        return
    if not public:
        raise NotAllowed(NOT_INSIDE)
