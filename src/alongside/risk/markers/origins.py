"""From where markers are begun, and on which reports they rest. The rooms above say here how: this room knows none of them, and keeps
their things by key alone (decision 39).
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from alongside.people.models import Organisation
from alongside.risk.subjects import Who


@dataclass(frozen=True, slots=True)
class Report:
    """A report on which a marker rests, as somebody may see it. `address` is "" where they may not open it."""

    id: UUID
    label: str
    what: str
    address: str


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a proposal begins with. `who` is filled in as far as the person may know who it was."""

    organisation: Organisation
    reports: Sequence[Report]
    who: Who
    label: str
    back: str
    origin: tuple[str, UUID]


@dataclass(frozen=True, slots=True)
class Origin:
    """A kind of thing from which a marker is begun: a report, a case, a sanction.

    `begin(user, key)` raises LookupError where this person sees no such thing, PermissionDenied where they may not propose on it,
    and ValidationError with a sentence where it rests on no report. `show(user, id)` is what it is called and its page; None where
    they may not see it.
    """

    code: str
    begin: Callable[[Any, str], Beginning]
    show: Callable[[Any, UUID], tuple[str, str] | None]


@dataclass(frozen=True, slots=True)
class Reports:
    """What the room of reports says of them.

    `shown(user, ids)`: those that this person may see. `find(user, reference)`: one that they may read; raises LookupError.
    `elsewhere(user, ids)`: markers of other systems with which these are connected, in a sentence each. `added(id)`: a marker rests on this one too now; in the transaction in which that is written.
    """

    shown: Callable[[Any, Collection[UUID]], list[Report]]
    find: Callable[[Any, str], Report]
    elsewhere: Callable[[Any, Collection[UUID]], list[str]]
    added: Callable[[UUID], None]


_origins: dict[str, Origin] = {}
_reports: list[Reports] = []


def register(origin: Origin) -> None:
    """Makes known from where markers are begun; done when Django starts."""
    _origins[origin.code] = origin


def register_reports(reports: Reports) -> None:
    """Makes known on what markers rest; done when Django starts."""
    _reports[:] = [reports]


def origin_of(code: str) -> Origin:
    """The kind with that code. Raises LookupError."""
    if code not in _origins:
        raise LookupError(f"no marker is begun from a {code}")
    return _origins[code]


def reports() -> Reports:
    """What is said of reports. Raises LookupError where no room keeps them."""
    if not _reports:
        raise LookupError("no room keeps reports")
    return _reports[0]
