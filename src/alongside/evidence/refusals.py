"""What is said where a file is not taken in."""

from collections.abc import Iterable

from alongside.evidence.media_types import Kind

WANTED: dict[Kind, str] = {
    "picture": "a picture (JPEG, PNG, HEIC or WebP)",
    "voice": "a sound recording",
    "video": "a film",
    "document": "a PDF",
    "office": "an editable document",
}


def wanted_types(kinds: Iterable[Kind]) -> str:
    """What may be chosen instead: "a picture (…), a film or a PDF"."""
    *others, last = [WANTED[kind] for kind in kinds]
    return f"{', '.join(others)} or {last}" if others else last
