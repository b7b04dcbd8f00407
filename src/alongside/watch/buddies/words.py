"""Agreements in words."""

from datetime import datetime
from zoneinfo import ZoneInfo

from alongside.watch.models import BuddyAgreement
from alongside.watch.planning.words import span_in_words


def when_of(agreement: BuddyAgreement, zone: ZoneInfo) -> str:
    """ "Tuesday 3 March 09:00 to 17:00"; "from Tuesday 3 March on" where it lasts until somebody ends it."""
    if agreement.ends is None:
        return f"from {agreement.begins.astimezone(zone):%A %-d %B} on, until one of you ends it"
    return span_in_words(agreement.begins, agreement.ends, zone)


def state_of(agreement: BuddyAgreement, at: datetime) -> tuple[str, str]:
    """How it stands, in words, and how it is coloured."""
    match agreement.status:
        case BuddyAgreement.Status.ASKED if agreement.ends is not None and agreement.ends <= at:
            return "Not answered in time", "quiet"
        case BuddyAgreement.Status.ASKED:
            return "Asked, no answer yet", "warning"
        case BuddyAgreement.Status.DECLINED:
            return "Declined", "quiet"
        case BuddyAgreement.Status.ENDED:
            return "Ended", "quiet"
    if agreement.ends is not None and agreement.ends <= at:
        return "Over", "quiet"
    return ("Agreed, not begun", "calm") if agreement.begins > at else ("Buddy now", "good")
