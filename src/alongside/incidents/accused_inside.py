"""Whether somebody who works here may have done it, so that their own team must not read the report. Pure.

A design decision: no published rule says who reads such a report. It is on the side of whoever reported.
"""

from collections.abc import Collection

INSIDE = frozenset({"colleague", "manager"})
"""Codes of `responsible_kinds`: people who work here."""
OUTSIDE = frozenset({"patient", "relative", "public"})
DELICATE = frozenset({"sexual_safety", "harassment_stalking"})
"""Codes of `kinds` of which nobody is taken to be from outside unless the report says so."""


def may_be_inside(kinds: Collection[str], responsible_kinds: Collection[str]) -> bool:
    """True where a colleague or a manager is said to have done it, or where it is delicate and not said who did."""
    responsible = set(responsible_kinds)
    if responsible & INSIDE:
        return True
    return bool(DELICATE & set(kinds)) and not (responsible and responsible <= OUTSIDE)
