"""The Jinja environment of every page."""

from typing import Any

from jinja2 import Environment


def environment(**options: Any) -> Environment:
    """Django calls this once with its template options."""
    return Environment(**options)  # noqa: S701 (Django passes autoescape=True)
