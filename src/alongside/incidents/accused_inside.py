"""Whether somebody who works here may have done it, who then does not read the report, and who does. Pure.

A design decision: no published rule says who reads such a report. It is on the side of whoever reported.

* No line manager reads it.
* Whoever is named does not read it, whatever their role (`ClosedTo`).
* Somebody always remains who acts on it: docs/decisions/0018.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from alongside.people.roles import Role

INSIDE = frozenset({"colleague", "manager"})
"""Codes of `responsible_kinds`: people who work here."""
OUTSIDE = frozenset({"patient", "relative", "public"})
DELICATE = frozenset({"sexual_safety", "harassment_stalking"})
"""Codes of `kinds` of which nobody is taken to be from outside unless the report says so."""
ACTING = (Role.LSMS, Role.SECURITY_DIRECTOR, Role.ADMINISTRATOR, Role.LINE_MANAGER)
"""Who acts on a report. Where it is closed to everybody who holds a role, those who hold the next one stand in for them."""


@dataclass(frozen=True, slots=True)
class Held:
    """An appointment: `team` is None where it is for the whole organisation."""

    staff: UUID
    role: str
    team: UUID | None


def may_be_inside(kinds: Collection[str], responsible_kinds: Collection[str]) -> bool:
    """True where a colleague or a manager is said to have done it, or where it is delicate and not said who did."""
    responsible = set(responsible_kinds)
    if responsible & INSIDE:
        return True
    return bool(DELICATE & set(kinds)) and not (responsible and responsible <= OUTSIDE)


def who_remains(held: Iterable[Held], closed: Collection[UUID], team: UUID | None) -> frozenset[UUID]:
    """Those who act on a report of this team that is closed to `closed`: the first role of ACTING of which somebody is left.

    A security specialist of the team counts as one of the whole organisation does; where nobody is appointed for this report, those
    of other teams read it (`unread`). Of the line managers any, since it is better read by one of another team than by
    nobody. Empty where `closed` are all who hold any of these roles.
    """
    appointments = list(held)
    for role in ACTING:
        holding = [one for one in appointments if one.role == role]
        if role == Role.LSMS:
            holding = [one for one in holding if one.team in (None, team)] or holding
        elif role != Role.LINE_MANAGER:
            holding = [one for one in holding if one.team is None]
        if left := [one for one in holding if one.staff not in closed]:
            return frozenset(one.staff for one in left)
    return frozenset()
