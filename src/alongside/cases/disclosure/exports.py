"""The schedule as a table to take away. Reasons for which something is kept back stand only where sensitive rows do."""

from collections.abc import Iterator
from typing import Any

from alongside.cases.disclosure.material import LABELS
from alongside.cases.disclosure.queries import number_words, schedule_of
from alongside.cases.models import Case, Disclosed
from alongside.incidents.duties.presenters import long_day

COLUMNS = ("Number", "What it is", "Kind", "Where it is kept", "Relevant", "Used", "Disclosed", "On the schedule since")
MORE = ("Sensitive", "Why it is sensitive", "Remark", "Struck out")
WHOLE = ("all", "sensitive")


def rows(user: Any, case: Case, show: str, zone: Any) -> Iterator[list[Any]]:
    """The heading, and a row for each that somebody may read."""
    whole = show in WHOLE
    yield [*COLUMNS, *(MORE if whole else ())]
    number = number_words(case)
    for item in schedule_of(user, case, show):
        row = [
            number(item),
            item.description,
            LABELS[item.source],
            item.kept_at,
            item.relevance == "relevant",
            item.use == "used",
            "; ".join(given_words(one) for one in item.disclosed.all()),
            item.made_at.astimezone(zone),
        ]
        more = [item.sensitive, item.why_sensitive, item.remark, item.struck_at is not None]
        yield [*row, *(more if whole else ())]


def given_words(given: Disclosed) -> str:
    """ "3 November 2026 to PC Odell, by secure e-mail"."""
    how = f", {given.how}" if given.how else ""
    return f"{long_day(given.on)} to {given.to_whom}{how}"
