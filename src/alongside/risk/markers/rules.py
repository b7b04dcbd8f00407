"""Who may do what about violence markers. A proposal, and everything that is not shown to whoever goes there, is the panel's."""

import rules

from alongside.people.roles import Role
from alongside.people.rules import holds

PANEL = (Role.LSMS, Role.MARKER_PANEL)
SEES = (*PANEL, Role.SECURITY_DIRECTOR)
GOES_THERE = (Role.WORKER, Role.LINE_MANAGER, Role.OPERATOR, Role.OPERATOR_SUPERVISOR, *SEES)

rules.add_perm("markers.propose", holds(*PANEL, Role.LINE_MANAGER))
"""Propose a marker on a report that one may read."""
rules.add_perm("markers.see", holds(*SEES))
"""See every marker of the organisation with its file, proposals too, and take the list away."""
rules.add_perm("markers.decide", holds(*PANEL))
"""Decide, warn, tell the person, review, remove, enter in error."""
rules.add_perm("markers.hear_appeals", holds(*SEES))
"""Decide on an appeal; never who decided before, which the action asks."""
rules.add_perm("markers.search", holds(*GOES_THERE))
"""Look for a marker with a reason. Each look is recorded."""
rules.add_perm("markers.settings", holds(Role.LSMS))
"""Say how long markers last."""
