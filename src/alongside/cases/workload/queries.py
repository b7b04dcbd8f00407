"""Counting cases by who works them, from what the caller may see. The database counts; no case is read."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Aggregate, Count, FloatField, Min, Q
from django.db.models.functions import Extract

from alongside.cases.finding.queries import today_of
from alongside.cases.queries import cases_for
from alongside.cases.tracks import case as states
from alongside.ledger.clock import now

BANDS = ((0, 30), (30, 90), (90, 180), (180, None))
"""Ages in whole days since a case was opened: from, and up to but without."""
LATELY = timedelta(days=30)
DAY = timedelta(days=1)


class Median(Aggregate):
    """The middle of the values; of an even number, half-way between the two in the middle."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


@dataclass(slots=True)
class Load:
    """What one person has, or nobody (`key` is None). Ages in whole days; None where nothing runs."""

    key: UUID | None
    name: str
    running: int = 0
    late: int = 0
    median: int | None = None
    oldest: int | None = None
    bands: tuple[int, ...] = (0,) * len(BANDS)
    waits: dict[str, int] = field(default_factory=dict)
    opened: int = 0
    closed: int = 0


def workload_of(user: Any) -> list[Load]:
    """A row for everybody who has running cases, or whose were opened or closed in the last 30 days: nobody's first,
    then by name.
    """
    at = now()
    seen = cases_for(user).select_related(None).order_by()
    running = seen.filter(status__in=states.RUNNING)
    loads: dict[UUID | None, Load] = {}

    def of(row: dict[str, Any]) -> Load:
        return loads.setdefault(row["owner"], Load(row["owner"], row["owner__name"] or "Nobody"))

    who = ("owner", "owner__name")
    bands = {
        f"band{number}": Count("id", filter=Q(opened_at__lte=at - first * DAY, **_younger_than(last, at)))
        for number, (first, last) in enumerate(BANDS)
    }
    for row in running.values(*who).annotate(
        number=Count("id"),
        late=Count("id", filter=Q(next_due_on__lt=today_of(user))),
        median=Median(Extract("opened_at", "epoch")),
        oldest=Min("opened_at"),
        **bands,
    ):
        one = of(row)
        one.running, one.late = row["number"], row["late"]
        one.median = int((at.timestamp() - row["median"]) // DAY.total_seconds())
        one.oldest = (at - row["oldest"]) // DAY
        one.bands = tuple(row[name] for name in bands)
    pending = running.filter(status=states.PENDING).exclude(waits_on="")
    for row in pending.values(*who, "waits_on").annotate(number=Count("id")):
        of(row).waits[row["waits_on"]] = row["number"]
    opened = Q(opened_at__gt=at - LATELY) & ~Q(status=states.MERGED)
    closed = Q(closed_at__gt=at - LATELY)
    for row in (
        seen.filter(opened | closed)
        .values(*who)
        .annotate(opened=Count("id", filter=opened), closed=Count("id", filter=closed))
    ):
        one = of(row)
        one.opened, one.closed = row["opened"], row["closed"]
    return sorted(loads.values(), key=lambda one: (one.key is not None, one.name, str(one.key)))


def waited_on(loads: Iterable[Load]) -> set[str]:
    """The codes of `waits_on` that occur."""
    return {code for one in loads for code in one.waits}


def counted_of(user: Any) -> dict[Any, int]:
    """How many running cases of which organisation the workload is about."""
    rows: Any = cases_for(user).filter(status__in=states.RUNNING).select_related(None).order_by()
    return dict(rows.values_list("organisation").annotate(number=Count("id")))


def _younger_than(days: int | None, at: datetime) -> dict[str, Any]:
    return {} if days is None else {"opened_at__gt": at - days * DAY}
