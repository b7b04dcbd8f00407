"""Who keeps the templates. Who may read what was produced, the room whose thing it is about says (`Produced.needs`)."""

from typing import Any

import rules

from alongside.people.queries import organisations_where
from alongside.people.roles import Role

KEEPERS = (Role.ADMINISTRATOR, Role.LSMS)


@rules.predicate
def keeps_for_the_whole(user: Any, obj: Any = None) -> bool:
    """Holds such a role for an organisation as a whole: an appointment to one team is not enough."""
    found = organisations_where(user, *KEEPERS)
    return bool(found) if obj is None else obj.organisation_id in found


rules.add_perm("documents.templates", keeps_for_the_whole)
"""Write templates and letterhead, try them, put them in force."""
