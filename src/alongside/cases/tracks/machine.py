"""The state machine of every room, by the name under which this room has always known it."""

from alongside.machine import Machine, Missing, Move, Refused, State

__all__ = ["Machine", "Missing", "Move", "Refused", "State"]
