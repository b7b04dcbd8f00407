"""Whether what reaches the API now was made so long ago that it is history."""

from datetime import datetime

from alongside.ledger.clock import now

LATE_AFTER_S = 300


def is_late(made_at: datetime | None) -> bool:
    """Whether what arrives now was made more than five minutes ago, as the gateway counts for devices (S10)."""
    if made_at is None:
        return False
    return (now() - made_at).total_seconds() > LATE_AFTER_S
