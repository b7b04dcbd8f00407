"""How lone working is used in a line manager's team: to help those who need help with it, never to compare people.

1. Counts are of a team or of all teams together. One with fewer than five people who work alone is not broken down: its counts would
   tell of persons.
2. People are named only where they might need help getting started, in the order of the alphabet, without any count.
3. A false alarm is nobody's fault: those that the worker ended at once stand apart from the rest.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import TruncMonth

from alongside.devices.models import Device
from alongside.ledger.clock import now
from alongside.people.models import Staff
from alongside.watch.engine import Outcome
from alongside.watch.models import Alarm, Visit, VisitNote
from alongside.watch.team.queries import team_of
from alongside.web.listing import day_of

FEWEST = 5
"""A group of fewer people is not broken down."""
AT_ONCE = timedelta(seconds=60)
"""A false alarm that was over within this time was ended by the worker before anybody set out."""
USUAL = timedelta(days=90)
MONTHS = 12
FALSE = [Outcome.FALSE_ACCIDENTAL, Outcome.FALSE_DEVICE]


@dataclass(frozen=True, slots=True)
class Period:
    """From the first day until the last, as days there."""

    first: date
    last: date
    zone: ZoneInfo

    @property
    def begins(self) -> datetime:
        return datetime.combine(self.first, time(), tzinfo=self.zone)

    @property
    def ends(self) -> datetime:
        return datetime.combine(self.last + timedelta(days=1), time(), tzinfo=self.zone)


@dataclass(frozen=True, slots=True)
class Counts:
    """What was used how often, by all people of a group together."""

    planned: int = 0
    started: int = 0
    with_note: int = 0
    ended_on_time: int = 0
    alarms: int = 0
    false_at_once: int = 0
    false_other: int = 0


@dataclass(frozen=True, slots=True)
class Use:
    """The page. `counts` and `months` are None where the group is too small to be broken down."""

    people: int
    counts: Counts | None
    months: Sequence[tuple[str, Counts]] | None
    may_need_help: Sequence[str]
    unused_devices: Sequence[tuple[str, str]]


def period_of(first: str, last: str, zone: ZoneInfo) -> Period:
    """The days that an address asks for; the last 90 where it says none that fit together."""
    today = now().astimezone(zone).date()
    begin, end = day_of(first), day_of(last)
    end = min(end or today, today)
    begin = begin or end - USUAL
    if begin > end:
        begin = end
    return Period(max(begin, end - timedelta(days=366 * 3)), end, zone)


def use_of(user: Any, team: str, period: Period) -> Use:
    """How it was used in a team (its key), or by everybody whose line manager this person is, in that time."""
    people = team_of(user)
    if team:
        people = people.filter(team=UUID(team))
    number = people.count()
    whole = number >= FEWEST
    return Use(
        people=number,
        counts=_counts(people, period)[None] if whole else None,
        months=_months(people, period) if whole else None,
        may_need_help=_may_need_help(people, period),
        unused_devices=_unused_devices(people, period),
    )


def _months(people: QuerySet[Staff], period: Period) -> list[tuple[str, Counts]]:
    """The last months of the period, the latest first. A month in which fewer than five people were out says nothing."""
    found = _counts(people, period, by_month=True)
    out = {
        _month(row["month"]): row["people"]
        for row in _visits(people, period)
        .exclude(started_at=None)
        .annotate(month=TruncMonth(F("started_at"), tzinfo=period.zone))
        .values("month")
        .annotate(people=Count("worker", distinct=True))
    }
    months = sorted((month for month in found if month is not None), reverse=True)[:MONTHS]
    return [(f"{month:%B %Y}", found[month]) for month in months if out.get(month, 0) >= FEWEST]


def _counts(people: QuerySet[Staff], period: Period, *, by_month: bool = False) -> dict[date | None, Counts]:
    noted = Exists(VisitNote.objects.filter(visit=OuterRef("pk")))
    visits = _visits(people, period).annotate(noted=noted)
    alarms = Alarm.objects.filter(
        worker__in=people.values("pk"), raised_at__gte=period.begins, raised_at__lt=period.ends
    )
    alarms = alarms.exclude(closed_at=None).exclude(outcome=Outcome.TEST)
    false, at_once = Q(outcome__in=FALSE), Q(closed_at__lte=F("raised_at") + AT_ONCE)
    of_visits = {
        "planned": Count("pk", distinct=True),
        "started": Count("pk", filter=~Q(started_at=None), distinct=True),
        "with_note": Count("pk", filter=~Q(started_at=None) & Q(noted=True), distinct=True),
        "ended_on_time": Count("pk", filter=Q(ended_at__lte=F("planned_end")), distinct=True),
    }
    of_alarms = {
        "alarms": Count("pk"),
        "false_at_once": Count("pk", filter=false & at_once),
        "false_other": Count("pk", filter=false & ~at_once),
    }
    if not by_month:
        return {None: Counts(**visits.aggregate(**of_visits), **alarms.aggregate(**of_alarms))}
    gathered: dict[date, dict[str, int]] = defaultdict(dict)
    for rows, at, counted in ((visits, "planned_end", of_visits), (alarms, "raised_at", of_alarms)):
        monthly: Any = rows.annotate(month=TruncMonth(F(at), tzinfo=period.zone)).values("month").annotate(**counted)
        for row in monthly:
            gathered[_month(row.pop("month"))] |= row
    return {month: Counts(**row) for month, row in gathered.items()}


def _month(moment: datetime) -> date:
    return moment.date().replace(day=1)


def _visits(people: QuerySet[Staff], period: Period) -> QuerySet[Visit]:
    visits = Visit.objects.filter(worker__in=people.values("pk"), planned_end__gte=period.begins)
    return visits.filter(planned_end__lt=period.ends)


def _may_need_help(people: QuerySet[Staff], period: Period) -> list[str]:
    """Who has begun no visit in that time, in the order of the alphabet."""
    begun = Visit.objects.filter(worker=OuterRef("pk"), started_at__gte=period.begins, started_at__lt=period.ends)
    return list(people.filter(~Exists(begun)).order_by("name", "pk").values_list("name", flat=True))


def _unused_devices(people: QuerySet[Staff], period: Period) -> list[tuple[str, str]]:
    """Devices that were not heard in that time: what they are called, and who has them."""
    live = Device.objects.filter(worker__in=people.values("pk"), state=Device.State.LIVE, registered_at__lt=period.ends)
    silent = live.filter(Q(last_heard_at=None) | Q(last_heard_at__lt=period.begins))
    rows = silent.order_by("worker__name", "label", "pk").values_list("label", "worker__name")
    return [(label or "A device without a name", name) for label, name in rows]


LABELS = {
    "planned": "Visits planned",
    "started": "Of these, begun here",
    "with_note": "Begun with a note",
    "ended_on_time": "Ended by the planned end",
    "alarms": "Alarms that are over",
    "false_at_once": f"False, and over within {AT_ONCE.seconds} seconds",
    "false_other": "False, and over later",
}


def rows_of_use(use: Use) -> Iterator[list[Any]]:
    """The page as a file, its headings first: the whole time, then each month."""
    yield ["Time", *LABELS.values()]
    whole = [("The whole time", use.counts)] if use.counts else []
    for name, counts in [*whole, *(use.months or ())]:
        yield [name, *(getattr(counts, one.name) for one in fields(Counts))]
