"""Every route that the web process serves, found by walking the resolver."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.urls import URLPattern, URLResolver
from ninja.operation import Operation

from alongside.config.api import api


@dataclass(frozen=True)
class Route:
    """`path` as people write it: `/response/alarms/<id>/take`. `access` is None where the view states none.

    `methods` is what the API's operation answers to; None for a page, whose view decides by itself.
    """

    path: str
    access: str | None
    methods: tuple[str, ...] | None = field(default=None)

    @property
    def names(self) -> list[str]:
        """`POST /response/alarms/<id>/take`; for a page, whose methods are not known, the path alone."""
        return [f"{method} {self.path}" for method in self.methods] if self.methods else [self.path]


def walk(patterns: Any) -> list[Route]:
    """Routes of a URLconf; each operation of the API is one of its own."""
    operations = {f"/{prefix}{path}".replace("//", "/"): found for prefix, path, found in _operations()}
    served = {"/api/v1" + path for path in operations}
    pages = [page for page in _pages(patterns) if page.path not in served]
    return pages + [
        Route("/api/v1" + path, getattr(one.view_func, "access", None), tuple(one.methods))
        for path, found in operations.items()
        for one in found
    ]


def _pages(patterns: Any, before: str = "") -> Iterator[Route]:
    for pattern in patterns:
        path = before + _written(str(pattern.pattern))
        if isinstance(pattern, URLResolver):
            yield from _pages(pattern.url_patterns, path)
        elif isinstance(pattern, URLPattern):
            yield Route("/" + path, getattr(pattern.callback, "access", None))


def _operations() -> Iterator[tuple[str, str, list[Operation]]]:
    for router in api._get_bound_routers():
        for path, view in router.path_operations.items():
            yield router.prefix, _written(re.sub(r"\{(?:\w+:)?(\w+)\}", r"<\1>", path)), view.operations


def _written(pattern: str) -> str:
    """`<uuid:id>` and `(?P<id>…)` both as `<id>`."""
    pattern = re.sub(r"\(\?P(<\w+>)[^)]*\)", r"\1", pattern.removeprefix("^").removesuffix("$"))
    return re.sub(r"<\w+:(\w+)>", r"<\1>", pattern)
