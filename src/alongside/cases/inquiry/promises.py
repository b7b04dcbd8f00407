"""What a case owes of its investigation."""

from collections.abc import Iterator

from alongside.cases.closing import Owed
from alongside.cases.inquiry.holding import zone_of
from alongside.cases.inquiry.queries import planned_interviews
from alongside.cases.models import Case
from alongside.incidents.duties.presenters import long_day


def promises_of_inquiry(case: Case) -> Iterator[Owed]:
    """Every interview that is neither held nor called off. Lines of enquiry are owed as tasks are."""
    for one in planned_interviews(case):
        day = long_day(one.starts_at.astimezone(zone_of(case)).date())
        sentence = f"The interview of {day} was neither held nor called off."
        yield Owed(f"interview:{one.pk}", sentence, f"/cases/{case.reference}/inquiry#i{one.pk}")
