"""Who may do what to incidents: one permission for each compartment, reading and writing apart.

Whoever reports follows their own report by its reference and code, or signed in; whoever was asked for a part of a report
reads and writes that part. Neither needs a role, and neither opens anything here.
"""

import rules

from alongside.people.roles import Role
from alongside.people.rules import holds

lsms = holds(Role.LSMS)
director = holds(Role.SECURITY_DIRECTOR)
manages = holds(Role.LINE_MANAGER)
administers = holds(Role.ADMINISTRATOR)

rules.add_perm("incidents.see", lsms | director | manages)
"""See that an incident happened, and its codes: whoever answers for security, a line manager those of the team."""
rules.add_perm("incidents.read_narrative", lsms | director | manages)
rules.add_perm("incidents.read_people", lsms | manages)
rules.add_perm("incidents.read_suspect", lsms)
rules.add_perm("incidents.read_evidence", lsms)
rules.add_perm("incidents.write_narrative", lsms)
rules.add_perm("incidents.write_people", lsms)
rules.add_perm("incidents.write_suspect", lsms)
rules.add_perm("incidents.write_evidence", lsms)
rules.add_perm("incidents.triage", lsms)
"""Classify, join, assign, ask for parts, answer the reporter, end a clock."""
rules.add_perm("incidents.duties", lsms | director | manages)
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
rules.add_perm("incidents.export", lsms | director | manages)
"""Take a list away as a file; each is in the ledger."""
rules.add_perm("incidents.duty_settings", lsms)
"""Say how long the organisation gives itself for what is due, and what RIDDOR has to know of it."""
