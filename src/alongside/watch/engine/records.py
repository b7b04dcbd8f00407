"""States and events as plain JSON values, and back."""

from __future__ import annotations

import types
import typing
from collections.abc import Callable
from dataclasses import MISSING, fields, is_dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any
from uuid import UUID

import msgspec

from alongside.watch.engine import events
from alongside.watch.engine.plan import Plan
from alongside.watch.engine.states import AlarmState, VisitState

_NAMED: dict[str, type[Any]] = {
    one.__name__: one for one in (*typing.get_args(events.Event), VisitState, AlarmState, Plan)
}


def to_dict(record: Any) -> dict[str, Any]:
    """A state, an event or a plan as a dict of JSON values, with its type's name under `type`."""
    return {"type": type(record).__name__, **_encode(record)}


def from_dict(data: dict[str, Any]) -> Any:
    """What `to_dict` was given. Fields that are missing take their defaults, so that old rows stay readable.
    ValueError for an unknown type, an unknown field, a missing one without a default, or one that holds something else than it may.
    """
    kind = _NAMED.get(data.get("type", ""))
    if kind is None:
        raise ValueError(f"not a state, an event or a plan of the engine: {data.get('type')!r}")
    _refuse_unknown(kind, data)
    try:
        return msgspec.convert(data, kind)
    except msgspec.ValidationError as wrong:
        raise ValueError(f"{kind.__name__}: {wrong}") from wrong


def _encode(record: Any) -> dict[str, Any]:
    """Fields that were added later are left out while they hold their default (`plan.LATER`)."""
    return {
        name: value if value is None or write is None else write(value)
        for name, write, left_out in _writers(type(record))  # type: ignore[arg-type]
        if (value := getattr(record, name)) != left_out
    }


@cache
def _writers(kind: type[Any]) -> tuple[tuple[str, Callable[[Any], Any] | None, Any], ...]:
    """The fields of a record with how each is written (None where it is JSON already), and the value with which it is left out."""
    hints = typing.get_type_hints(kind)
    return tuple(
        (field.name, _writer(hints[field.name]), field.default if field.metadata.get("later") else MISSING)
        for field in fields(kind)
    )


def _writer(hint: Any) -> Callable[[Any], Any] | None:
    if isinstance(hint, types.UnionType):
        return _writer(next(one for one in typing.get_args(hint) if one is not type(None)))
    if typing.get_origin(hint) is tuple:
        item = _writer(typing.get_args(hint)[0])
        return list if item is None else lambda values: [item(one) for one in values]
    if hint is datetime:
        return datetime.isoformat
    if hint is UUID or issubclass(hint, StrEnum):
        return str
    return _encode if is_dataclass(hint) else None


def _refuse_unknown(kind: type[Any], data: dict[str, Any]) -> None:
    """A field of a later version is never dropped in silence: what it said would be gone when the state is written again."""
    names, within = _known(kind)  # type: ignore[arg-type]
    if not data.keys() <= names:
        raise ValueError(f"{kind.__name__} has no {', '.join(sorted(data.keys() - names))}")
    for name, inner in within:
        value = data.get(name)
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, dict):
                _refuse_unknown(inner, one)


@cache
def _known(kind: type[Any]) -> tuple[frozenset[str], tuple[tuple[str, type[Any]], ...]]:
    """The names that a record may hold, and which of its fields hold records, one or a list of them."""
    hints = typing.get_type_hints(kind)
    within = ((field.name, _record_in(hints[field.name])) for field in fields(kind))
    names = frozenset({"type", *(field.name for field in fields(kind))})
    return names, tuple((name, inner) for name, inner in within if inner is not None)


def _record_in(hint: Any) -> type[Any] | None:
    if is_dataclass(hint):
        return typing.cast(type[Any], hint)
    return next((found for one in typing.get_args(hint) if (found := _record_in(one)) is not None), None)
