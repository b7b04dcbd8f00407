"""Reading what is done on a case."""

from datetime import date
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db.models import QuerySet

from alongside.cases.models import Case, Event, Task
from alongside.cases.queries import file_of
from alongside.incidents.models import Incident
from alongside.incidents.triage.queries import Earlier, earlier_of


def open_tasks(case: Case) -> QuerySet[Task]:
    """What is to be done, the earliest day first, what has no day last."""
    return case.tasks.filter(ended_at=None).select_related("owner").order_by("due_on", "pk")


def days_of_tasks(case: Case) -> list[date]:
    """The days of what is to be done."""
    return [day for day in case.tasks.filter(ended_at=None).values_list("due_on", flat=True) if day]


def ended_tasks(case: Case) -> QuerySet[Task]:
    """What was done, the latest first."""
    return case.tasks.exclude(ended_at=None).select_related("owner").order_by("-ended_at", "-pk")


def plan_of(case: Case) -> Event | None:
    """The plan as it stands."""
    return case.events.filter(what="plan", replaced_by=None).order_by("-pk").first()


def notes_of(case: Case, compartments: list[str]) -> QuerySet[Event]:
    """Notes that can be corrected: the caller reads them, and nobody corrected them yet."""
    return case.events.filter(what__in=["note", "plan"], compartment__in=compartments, replaced_by=None)


def page_of_file(case: Case, compartments: list[str], words: str, number: int, size: int) -> tuple[list[Event], bool]:
    """Page `number` (from 1) of the file, the newest first, narrowed by words; and whether there is more."""
    found = file_of(case, compartments)
    if words:
        found = found.filter(search=SearchQuery(words, config="english", search_type="websearch"))
    rows = list(found[(number - 1) * size : number * size + 1])
    return rows[:size], len(rows) > size


def repeats_of(user: Any, reports: list[Incident]) -> list[Earlier]:
    """Earlier incidents with the same people, as far as the caller may know of them; each once, none of the case itself."""
    own = {one.pk for one in reports}
    found: dict[Any, Earlier] = {}
    for report in reports[:10]:
        for earlier in earlier_of(user, report, besides=own):
            found.setdefault(earlier.incident.pk, earlier)
    return [one for key, one in found.items() if key not in own]
