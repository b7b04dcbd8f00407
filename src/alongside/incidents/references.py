"""References that people read out, and codes with which they come back."""

import hashlib
import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O or U, so that nothing is misread or rude."""
MISREAD = str.maketrans({"I": "1", "L": "1", "O": "0", "U": "V"})


def new_reference() -> str:
    """`7KQ2-9F3M`: 40 random bits. It opens nothing by itself."""
    return _grouped(8)


def new_code() -> str:
    """`3FJ8-Q2VX-7M1N`: 60 random bits. With the reference it opens the reporter's page."""
    return _grouped(12)


def code_from(secret: str) -> str:
    """The code that belongs to a secret of at least 60 random bits: always the same, and it tells nothing of the secret."""
    digest = int.from_bytes(hashlib.sha256(f"code:{secret}".encode()).digest())
    return tidy("".join(ALPHABET[digest >> (5 * place) & 31] for place in range(12)))


def tidy(written: str) -> str:
    """A reference or code as it was meant: capitals in groups of four, whatever spaces, dashes or look-alikes were typed."""
    return _in_fours([letter for letter in written.upper().translate(MISREAD) if letter in ALPHABET])


def follow_secret(reference: str, code: str) -> str:
    """The secret of the access link that belongs to a report."""
    return f"follow:{tidy(reference)}:{tidy(code)}"


def _grouped(letters: int) -> str:
    drawn = secrets.randbits(5 * letters)
    return _in_fours([ALPHABET[drawn >> (5 * place) & 31] for place in range(letters)])


def _in_fours(letters: list[str]) -> str:
    return "-".join("".join(letters[start : start + 4]) for start in range(0, len(letters), 4))
