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
    ValueError for an unknown type, an unknown field, or a missing one without a default."""
    kind = _NAMED.get(data.get("type", ""))
    if kind is None:
        raise ValueError(f"not a state, an event or a plan of the engine: {data.get('type')!r}")
    return _decode(kind, {name: value for name, value in data.items() if name != "type"})


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


def _decode(kind: type[Any], data: dict[str, Any]) -> Any:
    names, readers = _readers(kind)  # type: ignore[arg-type]
    if data.keys() != names:
        _check_fields(kind, data)
    read = {name: reader(value) for name, reader in readers if (value := data.get(name)) is not None}
    return kind(**data | read)


def _check_fields(kind: type[Any], data: dict[str, Any]) -> None:
    known = fields(kind)
    unknown = data.keys() - {field.name for field in known}
    if unknown:
        raise ValueError(f"{kind.__name__} has no {', '.join(sorted(unknown))}")
    missing = [
        field.name
        for field in known
        if field.name not in data and field.default is MISSING and field.default_factory is MISSING
    ]
    if missing:
        raise ValueError(f"{kind.__name__} lacks {', '.join(missing)}")


@cache
def _readers(kind: type[Any]) -> tuple[frozenset[str], tuple[tuple[str, Callable[[Any], Any]], ...]]:
    """The names of a record's fields, and how those are read that are something else than JSON."""
    hints = typing.get_type_hints(kind)
    names = [field.name for field in fields(kind)]
    return frozenset(names), tuple((name, read) for name in names if (read := _reader(hints[name])) is not None)


def _reader(hint: Any) -> Callable[[Any], Any] | None:
    if isinstance(hint, types.UnionType):
        return _reader(next(one for one in typing.get_args(hint) if one is not type(None)))
    if typing.get_origin(hint) is tuple:
        item = _reader(typing.get_args(hint)[0])
        return tuple if item is None else lambda values: tuple(item(one) for one in values)
    if hint is datetime:
        return datetime.fromisoformat
    if hint is UUID or issubclass(hint, StrEnum):
        return typing.cast(Callable[[Any], Any], hint)
    if is_dataclass(hint):
        return lambda value: _decode(typing.cast(type[Any], hint), value)
    return None
