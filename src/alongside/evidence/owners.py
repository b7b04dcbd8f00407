"""To what a file belongs. A room that owns files says here how: this room knows none of the others."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist

from alongside.evidence.models import StoredFile
from alongside.ledger.actions import Actor


@dataclass(frozen=True, slots=True)
class Subject:
    """One thing that files belong to: an incident, a case. `label` is what people call it."""

    organisation_id: UUID
    id: UUID
    label: str


@dataclass(frozen=True, slots=True)
class Owner:
    """A kind of thing that files belong to, under a code.

    `find(user, key, said)` is the thing that somebody wants to send a file to. `key` is what the page calls it, `said` what
    the sender said besides (text by name). Raises LookupError where this person sees no such thing, PermissionDenied
    where they may not add to it, ValidationError with a sentence where what they said is wrong.

    `keep(file, subject_id, said, by)` makes the file part of it, in the transaction that stores the file. It runs in `send`,
    perhaps long after `find`. Raises ValidationError with a sentence where the thing takes no more files.

    `address(subject_id)` is the page where people see it, `key(subject_id)` what that page calls it.

    `damaged(file, subject_id)` tells the people whose thing it is that a file is no longer what was received; in `send`.
    """

    code: str
    purposes: tuple[str, ...]
    find: Callable[[Any, str, Mapping[str, str]], Subject]
    keep: Callable[[StoredFile, UUID, Mapping[str, str], Actor], None]
    address: Callable[[UUID], str]
    key: Callable[[UUID], str]
    damaged: Callable[[StoredFile, UUID], None]


@dataclass(frozen=True, slots=True)
class Stake:
    """What a room has at stake when a file is to be destroyed: one of its own, or of another room's that it works with.

    `against(subject_id)` is what stands against it now, in sentences. `about(user, subject_id)` says what it is, by label, as far as
    that person may know, and records the look where that opens more to them than they read otherwise. `knows(user, subject_id)`: whether
    they may know what it is. `note(file, subject_id, what, text, by)` writes down where people of that room look that its destruction was
    `proposed`, `confirmed`, `declined` or `done`, in the transaction in which that happens. All raise ObjectDoesNotExist where whoever
    asks sees no such thing.
    """

    against: Callable[[UUID], list[str]]
    about: Callable[[Any, UUID], list[tuple[str, str]]]
    note: Callable[[StoredFile, UUID, str, str, Actor], None]
    knows: Callable[[Any, UUID], bool]


_owners: dict[str, Owner] = {}
_stakes: dict[str, list[Stake]] = {}


def register_stake(code: str, stake: Stake) -> None:
    """Makes known that a room has something at stake in the files of an owner; done when Django starts."""
    _stakes.setdefault(code, []).append(stake)


def stakes_of(code: str) -> list[Stake]:
    """Who has something at stake in the files of that owner."""
    return _stakes.get(code, [])


def register(owner: Owner) -> None:
    """Makes a kind known; done when Django starts (`apps.py` of the room)."""
    _owners[owner.code] = owner


def owner_of(code: str) -> Owner:
    """The kind with that code. Raises LookupError."""
    if code not in _owners:
        raise LookupError(f"nothing is called {code}")
    return _owners[code]


def address_of(code: str, subject_id: UUID | None) -> str:
    """The page of the thing that a file belongs to; "" where there is none, or it is gone."""
    try:
        return owner_of(code).address(subject_id) if subject_id else ""
    except (LookupError, ObjectDoesNotExist):
        return ""
