"""What people and devices of the made-up world prove themselves with.

Everything follows from the seed, so that `demo load`, `up --json` and `simulate` tell the same without keeping it
anywhere. That also means that whoever knows the seed knows it all: such a world belongs on no live installation, and
`world.load` refuses to go there.
"""

import base64
import hmac
from collections.abc import Sequence

PIN, DURESS_PIN = "2468", "8642"
"""The PINs of every worker: the one that ends a visit, and the one that only seems to."""


def password_of(seed: int, username: str, words: Sequence[str]) -> str:
    """Three words and two digits: easy to type on a phone, and long enough for the rules of sign-in."""
    chance = _derive(seed, "password", username)
    chosen = [words[int.from_bytes(chance[place : place + 4]) % len(words)] for place in (0, 4, 8)]
    return "-".join([*chosen, f"{chance[12] % 90 + 10}"])


def token_of(seed: int, username: str) -> str:
    """An API token, in the form of those that `alongside token create` makes."""
    return f"als_{_text(_derive(seed, 'token', username))}"


def secret_of(seed: int, protocol: str, username: str) -> str:
    """A device's secret, or the key of a check-in link: 160 bits."""
    return _text(_derive(seed, "device", protocol, username)[:20])


def identifier_of(seed: int, protocol: str, username: str) -> str:
    """What a device calls itself, where that must not be guessed: 90 bits."""
    return _text(_derive(seed, "identifier", protocol, username)[:11])


def _derive(seed: int, *what: str) -> bytes:
    return hmac.digest(f"Alongside's made-up world {seed}".encode(), "\0".join(what).encode(), "sha256")


def _text(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).decode().rstrip("=")
