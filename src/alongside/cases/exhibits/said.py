"""What the file says of exhibits and recordings, in words."""

from alongside.cases.models import Event
from alongside.cases.tracks.footage import FOOTAGE

WHAT = {
    "footage_asked": "A recording was asked for",
    "footage_moved": "A recording that was asked for",
    "exhibit_added": "An exhibit was taken in",
    "exhibit_corrected": "What is written of an exhibit was corrected",
    "exhibit_struck": "An exhibit was struck out",
    "exhibit_handed": "An exhibit went into other hands",
}
"""The lines of the file that this part writes."""


def said_of(event: Event) -> tuple[str, list[str]]:
    """A heading of its own for what became of a recording."""
    if event.what == "footage_moved" and event.after.get("act") in FOOTAGE.moves:
        return f"A recording: {FOOTAGE.state(event.after['state']).label.lower()}", []
    return "", []
