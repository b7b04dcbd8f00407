"""The national case managers, to whom a case was returned, are told when it moves on: by a message beside what was returned, and by a
notice that says only that there is one (`announcing`). Of the police and the court they read what is new where they were sent that part.
"""

from typing import Any

from alongside.cases.events import open_compartment
from alongside.cases.models import Case, Compartment, Referral, ReferralMessage, Snapshot
from alongside.cases.moving_on import News
from alongside.cases.queries import family_of, may_read
from alongside.cases.referrals.queries import messages_of
from alongside.cases.referrals.sending import Kind, change, held_referral, note_in_file, say
from alongside.cases.tracks.referral import SHOWN
from alongside.ledger.actions import Actor
from alongside.people.actions import actor_for

NATIONAL, POLICE = "national", "police"
NO_MORE_IS_SAID = "The police or a court decided something about this case. What it is was not part of what was sent."
NOT_READ_HERE = "What the police or a court decided was told."


def tell_national(case: Case, news: News, by: Actor) -> None:
    """Writes to the national case managers wherever this case, or one that is joined with it, was returned to them."""
    found = Referral.objects.filter(case__in=family_of(case), purpose=NATIONAL, status__in=SHOWN)
    for key in found.order_by("pk").values_list("pk", flat=True):
        referral = held_referral(Referral(pk=key))
        if referral.status not in SHOWN:
            continue
        is_said = news.case_status or _was_sent(referral, POLICE)
        text = news.sentence if is_said else NO_MORE_IS_SAID
        say(referral, Kind.MOVED_ON, text, by=by, by_receiver=False, case_status=news.case_status)
        change(referral)
        note_in_file(case, referral, "referral_moved_on", by=by)


def messages_for(user: Any, case: Case, referral: Referral) -> list[ReferralMessage]:
    """What both wrote, in order, as somebody of the sender may read it: what was told of the police stands in the part of the case
    that says who did it. That this opens it is in the ledger.
    """
    found = messages_of(referral)
    of_police = [one for one in found if one.kind == Kind.MOVED_ON and not one.case_status]
    if of_police and may_read(user, case, Compartment.SUSPECT):
        open_compartment(case, Compartment.SUSPECT, by=actor_for(user))
    else:
        for one in of_police:
            one.text = NOT_READ_HERE
    return found


def _was_sent(referral: Referral, part: str) -> bool:
    """Whether a part was sent, and not taken back since."""
    return Snapshot.objects.filter(referral=referral, taken_back=None, parts__contains=[part]).exists()
