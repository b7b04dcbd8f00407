"""What every part of the API of cases shares: the case that is asked for, words that can be kept, and what was read."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Annotated, Any, Protocol, TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Schema
from pydantic import ConfigDict, Field

from alongside.cases.events import NOTHING, Overtaken, open_compartment
from alongside.cases.models import Case
from alongside.cases.queries import cases_for
from alongside.cases.references import tidy
from alongside.machine import Machine, Move
from alongside.people.access import require
from alongside.people.actions import actor_for
from alongside.people.api import Asked, Text, rfc3339

Pence = Annotated[int, Field(ge=-(2**62), le=2**62)]
Item = TypeVar("Item")
NOTHING_YET = "nothing"
"""What somebody says as `changed_at` who found nothing there."""


class Why(Asked):
    """A reason."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"why": "It was entered twice."}]})
    why: Text = ""


class WhySeen(Why):
    """A reason. `changed_at` is the one that was read: where it is not that any more, nothing is done (409)."""

    changed_at: str | None = None


class MoveOut(Schema):
    """What can be done next, and which fields it needs."""

    act: str
    label: str
    needs: list[str]


class Changing(Protocol):
    """Something that says when it changed."""

    changed_at: datetime


def the_case(user: Any, reference: str) -> Case:
    """One that the caller may see, by reference or id. Raises Http404."""
    try:
        return get_object_or_404(cases_for(user), pk=UUID(reference))
    except ValueError:
        return get_object_or_404(cases_for(user), reference=tidy(reference)[:16])


def find_case(request: HttpRequest, reference: str, *permissions: str, opens: str = "") -> Case:
    """The case that the caller may see and for which they hold every one of `permissions`; else 404, 403. `opens` is the
    compartment of which the answer tells something: it takes the permission to read that, and the look is recorded.
    """
    case = the_case(request.user, reference)
    for permission in (*permissions, *([f"cases.read_{opens}"] if opens else [])):
        require(request.user, permission, case)
    if opens:
        open_compartment(case, opens, by=actor_for(request.user))
    return case


def seen(one: Changing, changed_at: str | None) -> datetime | None:
    """When it changed, where the caller says what they read; None where they do not. Raises `Overtaken`."""
    return seen_at(one.changed_at, changed_at)


def seen_at(stands_since: datetime | None, said: str | None) -> datetime | None:
    """The same of something that may not be there yet (`stands_since` None): whoever found nothing there says “nothing”."""
    if said is None:
        return None
    if said != (rfc3339(stands_since) or NOTHING_YET):
        raise Overtaken(None)
    return stands_since or NOTHING


def chosen(found: QuerySet[Any] | Iterable[Any], key: UUID | None, name: str) -> Any:
    """The one of that key; None where none was asked for. ValidationError at the field `name` where it is not among them."""
    if key is None:
        return None
    if isinstance(found, QuerySet):
        one = found.filter(pk=key).first()
    else:
        one = next((each for each in found if each.pk == key), None)
    if one is None:
        raise ValidationError({name: "Choose one that is there, by its id."})
    return one


def said(body: Schema, *left_out: str) -> dict[str, Any]:
    """What was sent, without what was left out by the caller and the fields named here."""
    return {name: value for name, value in body.dict(exclude_unset=True).items() if name not in left_out}


def moves_out(machine: Machine, state: str, may: Callable[[Move], bool] = lambda move: True) -> list[dict[str, Any]]:
    """What can be done from a state, as far as the caller may."""
    return [
        {"act": move.act, "label": move.label, "needs": list(move.needs)}
        for move in machine.possible(state)
        if may(move)
    ]


def known_state(value: str | None, machine: Machine, name: str = "state") -> str | None:
    """A state to narrow a list by. ValidationError where the machine has none of that name."""
    if value is not None and value not in machine.states:
        raise ValidationError({name: f"Ask for {', '.join(machine.states)}."})
    return value


def from_place(rows: QuerySet[Any], cursor: str | None, limit: int, show: Callable[[Any], Any]) -> dict[str, Any]:
    """A page of rows in an order of their own; its cursor is a place in the list. ValidationError for one that is none."""
    start = int(cursor) if cursor and cursor.isascii() and cursor.isdigit() and len(cursor) < 8 else 0
    if cursor and not start:
        raise ValidationError({"cursor": "This cursor was not given by this list."})
    found = list(rows[start : start + limit + 1])
    return {
        "items": [show(row) for row in found[:limit]],
        "next": str(start + limit) if len(found) > limit else None,
    }
