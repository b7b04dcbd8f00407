"""The ways to a report: who comes in where, and as whom the ledger names them."""

from alongside.ledger.actions import Actor
from alongside.people.models import Organisation

PLACE = "report.place"
"""Purpose of a poster's link: its subject is the place."""
ANYWHERE = "report.anywhere"
"""Purpose of the door of an organisation that takes reports from everybody."""
DRAFT = "report.draft"
"""Purpose of the link that is the secret of a report while it is written. It goes on to work when a poster is closed:
what somebody has begun to write is not lost.
"""

WRITER = Actor("link", None, "Whoever writes a report")
"""Who does anything to a report before it is sent, signed in or not: nothing may tie an account to it until its owner
has chosen to be named.
"""
NAMELESS = Actor("anonymous", None, "Somebody without a name")
"""Who sent a report anonymously."""


def anywhere_secret(organisation: Organisation) -> str:
    """The secret of the open door of an organisation. Everybody may know it: it lets in everybody."""
    return f"{ANYWHERE}:{organisation.code}"
