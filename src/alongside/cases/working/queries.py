"""Reading what is done on a case."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet

from alongside.cases.models import Case, Compartment, Event, Exhibit, StatementVersion, Task
from alongside.cases.queries import family_of, file_of
from alongside.documents.models import Produced
from alongside.evidence.keeping.classes import grounds
from alongside.incidents.finding.accents import said
from alongside.incidents.models import Incident
from alongside.incidents.queries import incidents_for
from alongside.incidents.triage.queries import Earlier, earlier_of
from alongside.ledger.clock import now
from alongside.ledger.models import Entry

LOOKED_BACK = timedelta(days=365)
"""How far back a place is asked for what else happened there."""


@dataclass(frozen=True, slots=True)
class SamePlace:
    """A place of the case at which more happened: how many other reports in the last 365 days, when last, and where they are listed."""

    name: str
    number: int
    last_at: datetime
    href: str


def tasks_of(case: Case) -> QuerySet[Task]:
    """Everything that was to be done on a case and on those joined with it."""
    return Task.objects.filter(case__in=family_of(case)).select_related("owner", "case__merged_into")


def open_tasks(case: Case) -> QuerySet[Task]:
    """What is to be done, the earliest day first, what has no day last."""
    return tasks_of(case).filter(ended_at=None).order_by("due_on", "pk")


def days_of_tasks(case: Case) -> list[date]:
    """The days of what is to be done."""
    found = Task.objects.filter(case__in=family_of(case), ended_at=None)
    return [day for day in found.values_list("due_on", flat=True) if day]


def ended_tasks(case: Case) -> QuerySet[Task]:
    """What was done, the latest first."""
    return tasks_of(case).exclude(ended_at=None).order_by("-ended_at", "-pk")


def last_event_of(task: Task) -> Event | None:
    """The latest line of the file about a task."""
    found = Event.objects.filter(about_type="task", about_id=task.pk).defer("search")
    return found.order_by("-recorded_at", "-pk").first()


def task_changed_at(task: Task) -> datetime:
    """When a task was last changed: every change is a line of the file."""
    last = last_event_of(task)
    return last.recorded_at if last else task.made_at


def tasks_changed_at(tasks: Iterable[Task]) -> dict[UUID, datetime]:
    """The same of several, by key."""
    made = {one.pk: one.made_at for one in tasks}
    last = Event.objects.filter(about_type="task", about_id__in=made).order_by("about_id", "-recorded_at", "-pk")
    return made | {one.about_id: one.recorded_at for one in last.distinct("about_id").defer("search") if one.about_id}


def plans_of(case: Case) -> list[Event]:
    """The plan as it stands; after it those of the cases that are joined with it, unless one of the family stands for them."""
    family = family_of(case)
    latest = Event.objects.filter(case__in=family, what="plan").select_related("case").defer("search")
    latest = latest.order_by("case_id", "-pk").distinct("case_id")
    replaced = set(
        Event.objects.filter(replaces__in=[one.pk for one in latest], case__in=family).values_list("replaces")
    )
    return sorted(
        (one for one in latest if (one.pk,) not in replaced), key=lambda one: (one.case_id != case.pk, one.pk)
    )


def plan_of(case: Case) -> Event | None:
    """The plan that is gone on with: its own, or the one of a case that was joined with it."""
    return next(iter(plans_of(case)), None)


def versions_of_plan(case: Case) -> QuerySet[Event]:
    """Every plan that was ever written, of those joined with it too; the latest first."""
    return file_of(case, [Compartment.NARRATIVE]).filter(what="plan").order_by("-recorded_at", "-pk")


def notes_of(case: Case, compartments: list[str]) -> QuerySet[Event]:
    """Notes that can be corrected: the caller reads them, and nobody corrected them yet."""
    return case.events.filter(what__in=["note", "plan"], compartment__in=compartments, replaced_by=None)


LOOKS = {
    **{f"case.{one.value}_read": one.label for one in Compartment},
    "document.read": "A document",
    "evidence.seen": "A file of the evidence",
    "case.referral_read": "What was shared with another body",
    "case.referral_file_read": "A file that was shared with another body",
}
"""What somebody saw, in words, by the verb of the ledger."""


def looks_at(case: Case) -> QuerySet[Entry]:
    """Who opened which part of it or a file of its evidence, and of those joined with it: entries of the ledger, each with a verb of
    `LOOKS`.
    """
    family = [one.pk for one in family_of(case)]
    subjects = {
        "case": family,
        "exhibit": list(Exhibit.objects.filter(case__in=family).values_list("pk", flat=True)),
        "signed_statement": list(
            StatementVersion.objects.filter(statement__case__in=family).values_list("pk", flat=True)
        ),
    }
    about = Q()
    for subject_type, keys in subjects.items():
        about |= Q(subject_type=subject_type, subject_id__in=keys)
    return Entry.objects.filter(about, organisation_id=case.organisation_id, verb__in=LOOKS)


def more_of_looks(entries: Sequence[Entry]) -> dict[Any, str]:
    """Which document or exhibit it was, and for what it was taken away, by the key of the entry; "" where nothing is known."""
    told = {one.pk: json.loads(one.details) for one in entries}
    titles = dict(
        Produced.objects.filter(pk__in=[said["document"] for said in told.values() if "document" in said]).values_list(
            "pk", "title"
        )
    )
    marks = dict(
        Exhibit.objects.filter(pk__in=[one.subject_id for one in entries if one.subject_type == "exhibit"]).values_list(
            "pk", "mark"
        )
    )
    found = {}
    for one in entries:
        said = told[one.pk]
        what = marks.get(one.subject_id, "") if one.subject_id else ""
        if not what and "document" in said:
            what = titles.get(UUID(said["document"]), "")
        if one.subject_type == "signed_statement":
            what = "A signed statement"
        ground = grounds().get(said.get("ground", ""), "")
        found[one.pk] = ", ".join(filter(None, [what, f"taken away for: {ground.lower()}" if ground else ""]))
    return found


def page_of_file(case: Case, compartments: list[str], words: str, number: int, size: int) -> tuple[list[Event], bool]:
    """Page `number` (from 1) of the file, the newest first, narrowed by words; and whether there is more."""
    rows = list(lines_with(case, compartments, words)[(number - 1) * size : number * size + 1])
    return rows[:size], len(rows) > size


def lines_with(case: Case, compartments: list[str], words: str) -> QuerySet[Event]:
    """The file, the newest first, narrowed by words."""
    found = file_of(case, compartments)
    if words:
        found = found.filter(said(words, "text"))
    return found


def repeats_of(user: Any, reports: list[Incident]) -> list[Earlier]:
    """Earlier incidents with the same people, as far as the caller may know of them; each once, none of the case itself."""
    own = {one.pk for one in reports}
    found: dict[Any, Earlier] = {}
    for report in reports[:10]:
        for earlier in earlier_of(user, report, besides=own):
            found.setdefault(earlier.incident.pk, earlier)
    return [one for key, one in found.items() if key not in own]


def same_places(user: Any, reports: list[Incident]) -> list[SamePlace]:
    """The places of the case at which more was reported within a year, as far as the caller may know of it; the most first."""
    known = {one.place_id for one in reports if one.place_id is not None}
    if not known:
        return []
    found = incidents_for(user).filter(place__in=known, occurred_at__gte=now() - LOOKED_BACK)
    found = found.exclude(pk__in=[one.pk for one in reports]).exclude(
        status__in=[Incident.Status.MERGED, Incident.Status.WITHDRAWN]
    )
    counted = (
        found.order_by().values_list("place", "place__name", "place__site").annotate(Count("pk"), Max("occurred_at"))
    )
    listed = [
        SamePlace(name, number, last_at, f"/incidents?site={site}&place={place}")
        for place, name, site, number, last_at in counted
    ]
    return sorted(listed, key=lambda one: (-one.number, one.name))
