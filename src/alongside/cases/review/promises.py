"""What a case owes of its review, and of what is to change because of it."""

from collections.abc import Iterator

from alongside.cases.closing import Owed
from alongside.cases.models import Case
from alongside.cases.remedial.queries import undone_of
from alongside.cases.review.queries import reviews_of
from alongside.cases.tracks.actions import WITH_SETTER
from alongside.cases.tracks.reviews import REVIEW


def promises_of_review(case: Case) -> Iterator[Owed]:
    """A review that was begun; every action that is not done, unless somebody said by name that it goes on after the case is
    closed and it is with somebody who works here. Whether an action helps is looked at after the case, and not owed.
    """
    here = f"/cases/{case.reference}/review"
    for review in reviews_of(case):
        if not REVIEW.state(review.state).is_end:
            of = "" if review.case_id == case.pk else f" of {review.case.reference}"
            yield Owed(f"review:{review.pk}", f"The review{of} was begun and is not finished.", here)
    for action in undone_of(case):
        if not action.owner.active:
            sentence = (
                f"Action “{action.what}”: {action.owner.name} does not work here any more. Give it to somebody else."
            )
        elif action.carried_on_at is None and action.state in WITH_SETTER:
            sentence = f"Action “{action.what}” was answered, and nobody has decided about the answer yet."
        elif action.carried_on_at is None:
            sentence = (
                f"Action “{action.what}” is not done. Say that it is carried on after the case is closed, or end it."
            )
        else:
            continue
        yield Owed(f"action:{action.pk}", sentence, f"{here}#a{action.pk}")
