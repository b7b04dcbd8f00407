"""Who keeps files. What is in one, the room that owns it shows to whom it lets."""

import rules

from alongside.people.roles import Role
from alongside.people.rules import holds

lsms = holds(Role.LSMS)
director = holds(Role.SECURITY_DIRECTOR)
administers = holds(Role.ADMINISTRATOR)

rules.add_perm("evidence.keep", lsms | director)
"""See what is kept, place and lift holds, propose and confirm destruction, write down what was shared."""
rules.add_perm("evidence.checks", lsms | director | administers)
"""See whether what is stored is sound and was scanned."""
