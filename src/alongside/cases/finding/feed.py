"""What cases bring into the calendar that somebody subscribes to: numbers and plain names, no words of anybody."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.conf import settings

from alongside.cases.finding.queries import due_between, today_of
from alongside.incidents.deadlines.feed import Dated

BACK, AHEAD = timedelta(days=90), timedelta(days=366 * 2)


def days_for(user: Any) -> Iterator[Dated]:
    """What is due of the cases that this person sees; deadlines are in the calendar by themselves. Supervision
    is not: the database shows it to one of the two who is signed in, and a key is nobody.
    """
    if not user.has_perm("cases.see"):
        return
    today = today_of(user)
    first, last = today - BACK, today + AHEAD
    for one in due_between(user, first, last):
        if not one.is_deadline:
            link = f"{settings.PUBLIC_URL}{one.href}"
            yield Dated(f"{one.key}-{one.due_on}", one.reference, one.plain, one.due_on, link)
