"""A PIN that waits on a phone for a signal: the page seals it so that this server alone can open it, and the phone itself cannot.

The page makes a key pair for one PIN, agrees a key with the server's public one (ECDH, P-256; HKDF with SHA-256) and closes the PIN with
AES-GCM for the one address it is sent to; the private half is thrown away. Sealed are always `LENGTH` bytes, so that no PIN can be told from
another by its size, and the same PIN is never sealed the same way twice.
"""

import base64
import binascii
import hashlib
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

LENGTH = 16
"""Bytes that are sealed: the PIN, and spaces after it."""
POINT, NONCE = 65, 12
INFO = b"alongside pin 1"
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""Of P-256 (FIPS 186-5): a private key is a number from 1 to one less."""


class Unsealable(ValueError):
    """This was not sealed for this server, or not for this address."""


def public_key() -> str:
    """The server's public point, uncompressed, as base64url."""
    return _write(_key().public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))


def open_sealed(sealed: str, address: str) -> str:
    """The PIN that was sealed for a request to `address`. Raises Unsealable."""
    try:
        data = base64.urlsafe_b64decode(sealed + "=" * (-len(sealed) % 4))
        theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), data[:POINT])
        key = _agree(_key().exchange(ec.ECDH(), theirs), data[:POINT])
        pin = AESGCM(key).decrypt(data[POINT : POINT + NONCE], data[POINT + NONCE :], address.encode())
        return pin.decode().rstrip(" ")
    except (binascii.Error, ValueError, InvalidTag) as error:
        raise Unsealable("it was not sealed for this server and this address") from error


def seal(pin: str, address: str) -> str:
    """The same as a page makes of a PIN, for one that came otherwise and must wait."""
    nonce = os.urandom(NONCE)
    mine = ec.generate_private_key(ec.SECP256R1())
    point = mine.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    key = _agree(mine.exchange(ec.ECDH(), _key().public_key()), point)
    return _write(point + nonce + AESGCM(key).encrypt(nonce, pin.ljust(LENGTH).encode(), address.encode()))


def _agree(shared: bytes, point: bytes) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=point, info=INFO).derive(shared)


def _key() -> ec.EllipticCurvePrivateKey:
    """Follows from the server's secret key, so that every process has the same and nothing more is to be kept."""
    seed = hashlib.sha512(b"alongside.people.sealing " + settings.SECRET_KEY.encode()).digest()
    return ec.derive_private_key(int.from_bytes(seed) % (ORDER - 1) + 1, ec.SECP256R1())


def _write(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
