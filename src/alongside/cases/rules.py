"""Who may do what to cases: one permission for each compartment, reading and writing apart.

Line managers, national case managers, the Legal Protection Unit and other health bodies need no role here: they are shown
what was given to them (an action, a referral), and that opens nothing else.
"""

from typing import Any

import rules

from alongside.cases.models import Case, Supervision
from alongside.cases.queries import closed_cases
from alongside.incidents.models import Incident
from alongside.incidents.queries import closed_to
from alongside.people.queries import places_of
from alongside.people.roles import Role
from alongside.people.rules import holds


@rules.predicate
def is_closed(user: Any, obj: Any = None) -> bool:
    """A report of the case, or the report itself, is closed to this person: they may have done it."""
    if isinstance(obj, Case):
        return obj.pk in closed_cases(user)
    return isinstance(obj, Incident) and obj.pk in closed_to(user)


@rules.predicate
def is_told(user: Any, obj: Any = None) -> bool:
    """Of a supervision: one of the two who held it; another security director where the rule of the organisation said so when
    it was held. Nobody else, whatever their role.
    """
    if not isinstance(obj, Supervision):
        return obj is None
    if {obj.supervised_id, obj.supervisor_id} & {place.pk for place in places_of(user)}:
        return True
    return obj.directors_read and any(
        place.organisation_id == obj.organisation_id
        and any(one.role == Role.SECURITY_DIRECTOR for one in place.appointments.all())
        for place in places_of(user)
    )


lsms = holds(Role.LSMS) & ~is_closed
director = holds(Role.SECURITY_DIRECTOR) & ~is_closed
chief_executive = holds(Role.CHIEF_EXECUTIVE) & ~is_closed

rules.add_perm("cases.see", lsms | director)
"""See that a case exists, where it stands and who has it."""
rules.add_perm("cases.work", lsms)
"""Open a case, move it on, note, plan, give tasks, join and split."""
rules.add_perm("cases.supervise", director)
"""See the caseload of everybody, hold and note supervision, say when the next one is, hand a caseload over."""
rules.add_perm("cases.see_supervision", holds(Role.LSMS, Role.SECURITY_DIRECTOR))
"""See the list of one's own supervision, whichever side of it one is on."""
rules.add_perm("cases.read_supervision", is_told)
"""Read the notes of a supervision, and add to them. Whoever reported what a case is about never does, unless they work it; of a
case that is closed to somebody nothing is left. Nothing of it goes into a referral or a pack; the schedule of disclosure says that there is a note, and nothing of what it says.
"""
rules.add_perm("cases.rule_supervision", chief_executive)
"""Say who reads supervision besides the two, for what is held from then on."""
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

rules.add_perm("cases.receive", holds(Role.LSMS, Role.LEGAL_ADVISER, Role.CASE_MANAGER))
"""See what other bodies sent to one's role; which, `referrals.queries.received_by` says. It opens nothing else of a case."""
rules.add_perm("cases.advise", holds(Role.LEGAL_ADVISER))
"""Advise on what was sent for legal advice, and read what was learned."""
rules.add_perm("cases.national", holds(Role.CASE_MANAGER))
"""See the physical assaults that were returned to the national case managers, chase them, and note that one stepped in."""
