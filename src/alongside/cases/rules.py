"""Who may do what to cases: one permission for each compartment, reading and writing apart.

Line managers, national case managers, the Legal Protection Unit and other health bodies need no role here: they are shown
what was given to them (an action, a referral), and that opens nothing else.
"""

import rules

from alongside.people.roles import Role
from alongside.people.rules import holds

lsms = holds(Role.LSMS)
director = holds(Role.SECURITY_DIRECTOR)
chief_executive = holds(Role.CHIEF_EXECUTIVE)

rules.add_perm("cases.see", lsms | director)
"""See that a case exists, where it stands and who has it."""
rules.add_perm("cases.work", lsms)
"""Open a case, move it on, note, plan, give tasks, join and split."""
rules.add_perm("cases.supervise", director)
"""See the caseload of everybody, note a supervision, hand a caseload over."""
rules.add_perm("cases.export", lsms | director)
"""Take a list away as a file; each is in the ledger."""
rules.add_perm("cases.read_narrative", lsms | director)
rules.add_perm("cases.read_people", lsms)
rules.add_perm("cases.read_suspect", lsms)
rules.add_perm("cases.read_evidence", lsms)
rules.add_perm("cases.read_legal", lsms | director)
rules.add_perm("cases.write_narrative", lsms)
rules.add_perm("cases.write_people", lsms)
rules.add_perm("cases.write_suspect", lsms)
rules.add_perm("cases.write_evidence", lsms)
rules.add_perm("cases.write_legal", lsms)
rules.add_perm("cases.approve", director | chief_executive)
"""See what waits on one's own approval, and of the case what that needs; the level is asked besides."""
rules.add_perm("cases.approve_as_director", director)
rules.add_perm("cases.approve_as_chief_executive", chief_executive)
rules.add_perm("cases.hear_appeals", director | chief_executive)
rules.add_perm("cases.write_off", director)
"""Give up money that is owed."""
