"""What a case owes: a recording that is asked for is secured, or it is said why not."""

from collections.abc import Iterator

from alongside.cases.closing import Owed
from alongside.cases.exhibits.queries import footage_of
from alongside.cases.models import Case
from alongside.cases.tracks.footage import ASKED


def promises_of_footage(case: Case) -> Iterator[Owed]:
    """Each recording that is still awaited."""
    for asked in footage_of(case).filter(state=ASKED):
        href = f"/cases/{case.reference}/exhibits#f{asked.pk}"
        yield Owed(f"footage:{asked.pk}", "A recording was asked for and is neither secured nor given up.", href)
