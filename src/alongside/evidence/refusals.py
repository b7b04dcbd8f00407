"""What is said where a file is not taken in."""

from collections.abc import Iterable

from alongside.evidence.media_types import Kind

WANTED: dict[Kind, str] = {
    "picture": "a picture (JPEG, PNG, HEIC or WebP)",
    "voice": "a sound recording",
    "document": "a PDF",
}


def wanted_types(kinds: Iterable[Kind]) -> str:
    """What may be chosen instead: "a picture (…) or a PDF"."""
    return " or ".join(WANTED.get(kind, f"a {kind}") for kind in kinds)
