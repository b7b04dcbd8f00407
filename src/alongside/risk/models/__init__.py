"""Tables of this room."""

from alongside.risk.models.subjects import Subject

__all__ = ["Subject"]
