"""The parts of an incident's page. Each part of the work gives one, or nothing where the caller may not see it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from alongside.incidents.models import Incident


@dataclass(frozen=True, slots=True)
class Panel:
    """A section of the page: its id in the address (`#riddor`), its heading, its template and what that is given.

    The template finds `panel.shown`, `incident` and what every page knows. `aside` puts it into the narrow column on
    the right, where what is to be done stands.
    """

    id: str
    heading: str
    template: str
    shown: Mapping[str, Any] = field(default_factory=dict)
    aside: bool = False


PanelOf = Callable[[Any, Incident], Panel | None]
"""From the signed-in user and an incident that they may see to what they are shown of it."""
_registered: list[PanelOf] = []


def register(panel_of: PanelOf) -> None:
    """A room above this one shows something of its own on every incident's page (`apps.py` of that room)."""
    if panel_of not in _registered:
        _registered.append(panel_of)


def registered() -> list[PanelOf]:
    """The panels of the rooms above, in the order in which they came."""
    return list(_registered)
