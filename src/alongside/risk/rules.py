"""Who may do what about risk."""

import rules

from alongside.people.roles import Role
from alongside.people.rules import holds

knows = holds(Role.LSMS, Role.SECURITY_DIRECTOR, Role.LINE_MANAGER)

rules.add_perm("risk.see", knows | holds(Role.WORKER, Role.OPERATOR, Role.OPERATOR_SUPERVISOR))
"""Read assessments: whoever may go there, and whoever answers for them."""
rules.add_perm("risk.assess", knows | holds(Role.WORKER))
"""Make one: a worker too, since whoever goes knows most; a high one is made less by `knows` alone."""
rules.add_perm("risk.answers_for", knows)
"""See the board, override a gate, set what is asked."""
rules.add_perm("risk.checklists", holds(Role.LSMS, Role.SECURITY_DIRECTOR))
"""Publish checklists, which count for the whole organisation."""
