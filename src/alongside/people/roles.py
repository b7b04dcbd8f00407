"""The roles that people hold in a health body."""

from django.db.models import TextChoices


class Role(TextChoices):
    """What somebody is appointed to do. One person may hold several, in one organisation or in more."""

    WORKER = "worker", "Lone worker"
    BUDDY = "buddy", "Buddy"
    LINE_MANAGER = "line_manager", "Line manager"
    OPERATOR = "operator", "Response centre operator"
    OPERATOR_SUPERVISOR = "operator_supervisor", "Response centre supervisor"
    LSMS = "lsms", "Local Security Management Specialist"
    SECURITY_DIRECTOR = "security_director", "Security director"
    CHIEF_EXECUTIVE = "chief_executive", "Chief executive"
    CASE_MANAGER = "case_manager", "National case manager"
    LEGAL_ADVISER = "legal_adviser", "Legal Protection Unit"
    NATIONAL_ANALYST = "national_analyst", "National analyst"
    ADMINISTRATOR = "administrator", "Administrator"
    MARKER_PANEL = "marker_panel", "Panel for violence markers"


NATIONAL = frozenset({Role.CASE_MANAGER, Role.LEGAL_ADVISER, Role.NATIONAL_ANALYST})
"""What people are appointed to by a national body alone."""
