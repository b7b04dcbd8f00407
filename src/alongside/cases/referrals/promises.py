"""What a case owes to bodies that it was shared with: answers, while they still read it."""

from collections.abc import Iterator

from alongside.cases.closing import Owed
from alongside.cases.models import Case
from alongside.cases.referrals.presenters import unanswered
from alongside.cases.referrals.queries import messages_of, shared_of
from alongside.cases.tracks.referral import SHOWN


def promises_of_referrals(case: Case) -> Iterator[Owed]:
    """Each referral of which a question, a reminder or an offer of help was not answered. Ending the sharing ends it."""
    for referral in shared_of(case).filter(status__in=SHOWN):
        if unanswered(messages_of(referral), by_receiver=True):
            sentence = f"{referral.to_organisation.name} was not answered about {referral.reference}."
            yield Owed(f"referral:{referral.pk}", sentence, f"/cases/{referral.case.reference}/shared/{referral.pk}")
