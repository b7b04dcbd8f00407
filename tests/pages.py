"""Reading the pages that a client was answered with."""

from typing import Any


def shown(answer: Any, status: int = 200) -> str:
    """The page as text, where it was answered with this status."""
    assert answer.status_code == status, answer.content.decode()[:500]
    return str(answer.content.decode())
