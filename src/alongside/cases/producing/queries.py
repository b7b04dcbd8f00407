"""What was produced about a case, for somebody who sees the case."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from alongside.cases.events import open_compartment
from alongside.cases.models import Case
from alongside.cases.queries import family_of, readable
from alongside.documents.models import Produced
from alongside.documents.queries import produced_about
from alongside.people.actions import actor_for


def documents_for(user: Any, case: Case, words: str = "", kind: str = "") -> QuerySet[Produced]:
    """As far as this person may read it, of those joined with it too; the newest first. Whoever lists it opens what it is of
    (`open_needed`).
    """
    permissions = [f"cases.read_{one}" for one in readable(user, case)]
    return produced_about("case", [one.pk for one in family_of(case)], permissions, words, kind)


def open_needed(user: Any, case: Case, listed: Iterable[Produced]) -> None:
    """Records the look into each compartment that these documents are of."""
    for need in sorted({need for one in listed for need in one.needs}):
        open_compartment(case, need.removeprefix("cases.read_"), by=actor_for(user))
