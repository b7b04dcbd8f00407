"""Occasions on which rooms above act, within the transaction of what happened. They connect when Django starts (`apps.py`)."""

from django.dispatch import Signal

moved_on = Signal()
"""A violence marker moved on (`marker`, `step`, `by`)."""
known_again = Signal()
"""An assessment of a subject was made by `author`, or something about it changed (None). `subject`, `by`."""
