"""Occasions on which other parts of this room act, within the transaction of what happened.

The parts build on `incidents.actions`, which therefore cannot call them: they connect here when Django starts
(`apps.py`). A receiver writes in a savepoint of its own, and an occasion is sent robustly: a report is kept even where
what should follow from it fails, and the failure is in the log (`django.dispatch`).
"""

from django.dispatch import Signal

submitted = Signal()
"""A report arrived. `incident`, `by`."""
changed = Signal()
"""A `Change` was written. `incident`, `change`, `by`."""
