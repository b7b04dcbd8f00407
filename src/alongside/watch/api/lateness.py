"""Whether what reaches the API now was made so long ago that it is history."""

from datetime import datetime

from django.http import HttpRequest

from alongside.ledger.clock import now

LATE_AFTER_S = 300
WAITED = "Alongside-Waited"
"""Header: for how many seconds the phone kept it, measured by the phone alone. A phone whose clock is wrong cannot make an
old word a fresh one by it: the longer of both ages counts (S2)."""


def is_late(made_at: datetime | None, request: HttpRequest | None = None) -> bool:
    """Whether what arrives now was made more than five minutes ago, as the gateway counts for devices (S10)."""
    waited = request.headers.get(WAITED, "") if request is not None else ""
    if waited.isascii() and waited.isdigit() and int(waited[:9]) > LATE_AFTER_S:
        return True
    if made_at is None:
        return False
    return (now() - made_at).total_seconds() > LATE_AFTER_S
