"""What the API takes is described under a name of its own, and takes nothing that it does not know."""

import inspect
from collections.abc import Iterator
from typing import Any

import pytest
from ninja import Schema

from alongside.config.api import api
from alongside.people.api import Asked

IN_AN_EMERGENCY = ("/visits", "/alarms")
"""Nothing that is too much keeps an alarm from ringing."""


@pytest.fixture(scope="module")
def described() -> dict[str, Any]:
    return dict(api.get_openapi_schema())


def _named_in(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        for name, inside in part.items():
            yield from [inside.rpartition("/")[2]] if name == "$ref" else _named_in(inside)
    elif isinstance(part, list):
        for inside in part:
            yield from _named_in(inside)


def _sent(described: dict[str, Any], *, emergency: bool) -> set[str]:
    """The names of everything that is sent to these operations, with what it holds."""
    found: set[str] = set()
    for path, operations in described["paths"].items():
        if path.removeprefix("/api/v1").startswith(IN_AN_EMERGENCY) == emergency:
            waiting = [name for one in operations.values() for name in _named_in(one.get("requestBody"))]
            while waiting:
                name = waiting.pop()
                if name not in found:
                    found.add(name)
                    waiting += _named_in(described["components"]["schemas"][name])
    return found


def test_what_is_sent_with_a_field_that_there_is_not_is_refused(described: dict[str, Any]) -> None:
    schemas = described["components"]["schemas"]
    objects = [name for name in _sent(described, emergency=False) if schemas[name].get("type") == "object"]

    assert len(objects) > 40
    assert [name for name in objects if schemas[name].get("additionalProperties") is not False] == []


def test_what_a_worker_sends_in_an_emergency_is_taken_whatever_else_stands_in_it(described: dict[str, Any]) -> None:
    schemas = described["components"]["schemas"]
    sent = _sent(described, emergency=True)

    assert sent
    assert [name for name in sent if schemas[name].get("additionalProperties") is False] == []


def test_no_two_things_that_are_sent_have_one_name(described: dict[str, Any]) -> None:
    names: dict[str, set[type]] = {}
    waiting: list[type[Schema]] = [Asked]
    while waiting:
        for kind in waiting.pop().__subclasses__():
            if inspect.getmodule(kind) is not None:
                names.setdefault(kind.__name__, set()).add(kind)
                waiting.append(kind)
    assert {name for name, kinds in names.items() if len(kinds) > 1} == set()
