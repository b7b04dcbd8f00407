"""Who may do what to incidents: one permission for each compartment, reading and writing apart.

Whoever reports follows their own report by its reference and code, or signed in; whoever was asked for a part of a report
reads and writes that part. Neither needs a role, and neither opens anything here.

Nobody opens what is closed to them (`ClosedTo`), whatever their role; where it is closed to everybody who would act on it, those
who stand in may what a security specialist may.
"""

from typing import Any

import rules

from alongside.incidents.models import Incident
from alongside.incidents.queries import closed_to, standing_in
from alongside.incidents.unread import is_left_to
from alongside.people.roles import Role
from alongside.people.rules import holds


@rules.predicate
def is_closed(user: Any, obj: Any = None) -> bool:
    """The report is closed to this person: they may have done it."""
    return isinstance(obj, Incident) and obj.pk in closed_to(user)


@rules.predicate
def stands_in(user: Any, obj: Any = None) -> bool:
    """This person acts on the report because it is closed to those who would; without an object, on any."""
    if obj is None:
        return bool(standing_in(user))
    return isinstance(obj, Incident) and obj.pk in standing_in(user)


@rules.predicate
def is_inside(user: Any, obj: Any = None) -> bool:
    """Somebody who works here may have done it: closed to line managers."""
    return bool(getattr(obj, "accused_inside", False))


@rules.predicate
def reads_instead(user: Any, obj: Any = None) -> bool:
    """A security specialist of a team, where nobody is appointed to read this incident (`unread`)."""
    return isinstance(obj, Incident) and is_left_to(user, obj)


lsms = holds(Role.LSMS) | reads_instead
director = holds(Role.SECURITY_DIRECTOR)
administers = holds(Role.ADMINISTRATOR)
acts = (lsms | stands_in) & ~is_closed
answers = (lsms | stands_in | director) & ~is_closed
reads = (lsms | stands_in | director | (holds(Role.LINE_MANAGER) & ~is_inside)) & ~is_closed
reads_people = (lsms | stands_in | (holds(Role.LINE_MANAGER) & ~is_inside)) & ~is_closed

rules.add_perm("incidents.see", reads)
"""See that an incident happened, and its codes: whoever answers for security, a line manager those of the team."""
rules.add_perm("incidents.read_narrative", reads)
rules.add_perm("incidents.read_people", reads_people)
rules.add_perm("incidents.read_suspect", acts)
rules.add_perm("incidents.read_evidence", acts)
rules.add_perm("incidents.read_reasons", answers)
"""Why something was decided, in the words of the history."""
rules.add_perm("incidents.write_narrative", acts)
rules.add_perm("incidents.write_people", acts)
rules.add_perm("incidents.write_suspect", acts)
rules.add_perm("incidents.write_evidence", acts)
rules.add_perm("incidents.triage", acts)
"""Classify, join, assign, ask for parts, answer the reporter, end a clock."""
rules.add_perm("incidents.duties", reads)
"""See what is due and late."""
rules.add_perm("incidents.assure", lsms | director)
"""End a deadline of the organisation as a whole: the board had its assurance."""
rules.add_perm("incidents.measures", lsms | director)
"""See how well reporters are told, and how soon."""
rules.add_perm("incidents.import", lsms)
rules.add_perm("incidents.local_codes", lsms)
"""Keep what other systems call our codes."""
rules.add_perm("incidents.links", lsms | administers)
"""Make posters and links by which people report."""
rules.add_perm("staff.import", administers)
rules.add_perm("incidents.exchange", lsms | administers)
"""See the page of imports; what may be imported, `incidents.import` and `staff.import` say."""
rules.add_perm("incidents.webhooks", administers)
"""Have other systems told when something happens to an incident."""
rules.add_perm("incidents.export", lsms | director | holds(Role.LINE_MANAGER))
"""Take a list away as a file; each is in the ledger."""
rules.add_perm("incidents.duty_settings", lsms)
"""Say how long the organisation gives itself for what is due, and what RIDDOR has to know of it."""
