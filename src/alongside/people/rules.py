"""Predicates on which every room builds its permissions."""

from typing import Any

import rules

from alongside.people.queries import places_of
from alongside.people.roles import Role


def holds(*roles: Role) -> rules.Predicate:
    """True where the user holds one of `roles` in the organisation of the object.

    An appointment to one team counts for objects of that team only (`obj.team_id`). Without an object the question is
    whether the user holds such a role anywhere: enough to see a page, never enough to touch a row.
    """

    @rules.predicate(f"holds {' or '.join(roles)}")
    def predicate(user: Any, obj: Any = None) -> bool:
        return any(
            appointment.role in roles
            and (obj is None or appointment.team_id is None or appointment.team_id == getattr(obj, "team_id", None))
            for place in places_of(user)
            if obj is None or place.organisation_id == obj.organisation_id
            for appointment in place.appointments.all()
        )

    return predicate


@rules.predicate
def works_here(user: Any, obj: Any = None) -> bool:
    """The user has a place in some organisation."""
    return bool(places_of(user))


rules.add_perm("people.work_here", works_here)
"""Keep one's own numbers and addresses."""
rules.add_perm("people.administer", holds(Role.ADMINISTRATOR))
"""See who works here with their roles, API tokens and devices; give roles to others, end them, revoke tokens, sign devices out."""
