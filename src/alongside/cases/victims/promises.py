"""What a case owes the people hurt and its reporters: to be told what came of it, or that they do not want to be."""

from collections.abc import Iterator

from alongside.cases.closing import Owed
from alongside.cases.models import Case
from alongside.cases.victims.queries import untold_in, untold_reporters_in


def promises_to_people(case: Case) -> Iterator[Owed]:
    """Everybody who was not told. What was promised to them besides is a task of the case."""
    for affected in untold_in(case):
        sentence = f"Person {affected.number} of {affected.incident.reference} was not told what came of it."
        yield Owed(
            f"victim_told:{affected.pk}", sentence, f"/cases/{case.reference}/people#p{affected.pk}", to_the_hurt=True
        )


def promises_to_reporters(case: Case) -> Iterator[Owed]:
    """Every reporter who was not told."""
    for report in untold_reporters_in(case):
        sentence = f"The reporter of {report.reference} was not told what came of it."
        yield Owed(f"reporter_told:{report.pk}", sentence, f"/cases/{case.reference}/people#reporters")
