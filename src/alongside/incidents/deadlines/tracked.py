"""A clock as it goes out of the system: with the number of its case and the way back to it, and nothing of its story."""

from __future__ import annotations

import re
from dataclasses import dataclass
from uuid import UUID

from alongside.incidents.deadlines.clocks import Clock

# A number such as "INC-2026-00042", in whatever letters an organisation has chosen: one word, so that no name of a
# person and no sentence can go out in its place.
REFERENCE = re.compile(r"[^\W_][\w./-]{0,39}")
LINK = re.compile(r"https?://[\x21-\x7e]{1,1980}")


@dataclass(frozen=True, slots=True)
class TrackedClock:
    """`id`: of the clock, stable as long as it lives. `reference`: the number people know. `link`: to its page.

    ValueError for a reference that is no single word of at most 40 characters, or a link that is no web address.
    """

    id: UUID
    reference: str
    link: str
    clock: Clock

    def __post_init__(self) -> None:
        if not REFERENCE.fullmatch(self.reference):
            raise ValueError("a reference is one word of at most 40 letters, digits and - . /")
        if not LINK.fullmatch(self.link):
            raise ValueError("a link is a web address")
