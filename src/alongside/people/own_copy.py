"""Of what somebody's copy of their data is made. A room above registers what it holds of them: this room knows none of those."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from alongside.people.models import Staff


@dataclass(frozen=True, slots=True)
class Part:
    """One table of the copy. `rows(staff)` gives its rows, the headings first, in `send`; a cell is text, a number, a moment, yes or
    no, or None. `files(staff)` gives what belongs to it beside: name and bytes.

    While a silent alarm stands about them, it must tell nothing of it (S9).
    """

    code: str
    title: str
    rows: Callable[[Staff], Iterator[Sequence[Any]]]
    files: Callable[[Staff], Iterator[tuple[str, bytes]]] | None = None


_parts: dict[str, Part] = {}


def register(part: Part) -> None:
    """Makes a part known; done when Django starts (`apps.py` of the room)."""
    _parts[part.code] = part


def parts() -> list[Part]:
    """Every part, in the order in which they became known."""
    return list(_parts.values())
