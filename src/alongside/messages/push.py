"""Notifications in browsers: our key, which push services we speak to, and what a browser may say it is. Pure.

Sources: RFC 8030 (push), RFC 8291 (encryption), RFC 8292 (VAPID: who sends, by a key of ours that the browser was given).
"""

import base64
import binascii
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

LONGEST_ENDPOINT = 2000
LARGEST_SUBSCRIPTION = 8 * 1024
"""What a browser says about itself is a few hundred bytes."""
CONTACT = re.compile(r"mailto:[^@\s<>,]+@[^@\s<>,]+\.[^@\s<>,]+|https://[^\s/]+\.[^\s/]+\S*")
A_HOST = re.compile(r"(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)+(:[0-9]{1,5})?")


class NotASubscription(ValueError):
    """This is not what a browser says, or its push service is not one that we speak to. The text is for people."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """How a browser is reached."""

    endpoint: str
    p256dh: str
    auth: str


def private_key(text: str) -> ec.EllipticCurvePrivateKey:
    """Our key from the setting: 32 bytes as base64url. Raises ValueError where it is none."""
    try:
        raw = _decode(text)
        if len(raw) != 32:
            raise ValueError("it is not 32 bytes long")
        return ec.derive_private_key(int.from_bytes(raw, "big"), ec.SECP256R1())
    except (ValueError, binascii.Error) as error:
        raise ValueError("ALONGSIDE_PUSH_KEY is not a key that `alongside push-key create` makes.") from error


def make_key() -> str:
    """A new key, as the setting has it."""
    number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
    return _encode(number.to_bytes(32, "big"))


def public_key(text: str) -> str:
    """What browsers are given of our key (`applicationServerKey`). Raises ValueError."""
    return _encode(private_key(text).public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))


def complaints(*, key: str, contact: str, hosts: Iterable[str], public_url: str) -> list[str]:
    """What is wrong with how notifications are set up, in sentences; nothing where they are not set up at all."""
    if not key:
        return []
    found = []
    try:
        private_key(key)
    except ValueError as error:
        found.append(str(error))
    if not CONTACT.fullmatch(contact):
        found.append(
            "ALONGSIDE_PUSH_CONTACT is needed for notifications: whom push services write to, as mailto:it@example.org or "
            "https://example.org."
        )
    if not hosts_of(hosts):
        found.append("ALONGSIDE_PUSH_HOSTS names no push service, so no notification can be sent.")
    found += [f"ALONGSIDE_PUSH_HOSTS: {host} is not a host name." for host in hosts_of(hosts) if not _is_host(host)]
    where = urlsplit(public_url)
    if where.scheme != "https" and where.hostname not in ("localhost", "127.0.0.1", "::1"):
        found.append("ALONGSIDE_PUBLIC_URL must begin with https://: browsers show notifications of no other pages.")
    return found


def hosts_of(listed: Iterable[str]) -> list[str]:
    """The hosts of a setting, in small letters."""
    return [host.strip().lower() for host in listed if host.strip()]


def is_allowed(endpoint: str, hosts: Iterable[str]) -> bool:
    """Whether a message may go to this address: by HTTPS, to a push service that is listed, and nothing hidden in it.

    A host stands for port 443; `*.example.org` for every name below it. An address is given by a browser, so nothing else may be
    called: not our own network, least of all.
    """
    try:
        parts = urlsplit(endpoint)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        return False
    if parts.scheme != "https" or not host or parts.username is not None or parts.password is not None:
        return False
    if (
        len(endpoint) > LONGEST_ENDPOINT
        or not endpoint.isascii()
        or any(sign <= " " or sign == "\\" for sign in endpoint)
    ):
        return False
    called = host if port in (None, 443) else f"{host}:{port}"
    return any(
        called.endswith(one[1:]) and called != one[2:] if one.startswith("*.") else called == one
        for one in hosts_of(hosts)
        if _is_host(one)
    )


def read_subscription(text: str, hosts: Iterable[str]) -> Subscription:
    """What a browser says of itself (`PushSubscription.toJSON()`). Raises NotASubscription."""
    if len(text.encode("utf-8", "replace")) > LARGEST_SUBSCRIPTION:
        raise NotASubscription("This browser said more about itself than we can take.")
    try:
        said = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NotASubscription("This browser did not say how it is reached.") from error
    keys = said.get("keys") if isinstance(said, dict) else None
    if not isinstance(keys, Mapping):
        raise NotASubscription("This browser did not say how it is reached.")
    endpoint, p256dh, auth = (_text(one) for one in (said.get("endpoint"), keys.get("p256dh"), keys.get("auth")))
    if not is_allowed(endpoint, hosts):
        raise NotASubscription(
            "Notifications of this browser go through a service that is not used here. Try another browser."
        )
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _decode(p256dh))
        if len(_decode(auth)) != 16:
            raise ValueError("the secret is not 16 bytes long")
    except (ValueError, binascii.Error) as error:
        raise NotASubscription("The keys of this browser cannot be read. Turn notifications on again.") from error
    return Subscription(endpoint, p256dh.rstrip("="), auth.rstrip("="))


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _is_host(host: str) -> bool:
    return A_HOST.fullmatch(host) is not None


def _decode(text: str) -> bytes:
    text = text.rstrip("=")
    if not re.fullmatch(r"[A-Za-z0-9_-]*", text):
        raise ValueError("it is not base64url")
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
