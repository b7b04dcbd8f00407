"""What other systems can be told. Pure."""

from collections.abc import Mapping
from typing import Any

EVENTS = {
    "incident.submitted": "An incident was reported",
    "incident.triaged": "An incident was looked at and classified",
    "incident.case_opened": "A case was opened",
    "incident.closed": "An incident was closed",
    "incident.merged": "Two reports were joined",
    "incident.withdrawn": "A reporter took a report back",
}
TEST = "test"


def event_of(what: str, after: Mapping[str, Any]) -> str | None:
    """The event that a `Change` is: by what was done, or by the status that it led to; None where nobody is told."""
    for name in (what, after.get("status")):
        if f"incident.{name}" in EVENTS:
            return f"incident.{name}"
    return None
