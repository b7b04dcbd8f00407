"""The days that the parts of cases bring, of all cases that somebody may see: hearings, deadlines, recordings, interviews, money,
sanctions, supervision. As `due` counts them case by case; each leads to its section, and is there for those who may open that.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet

from alongside.cases.codes import code_list
from alongside.cases.days import local_day
from alongside.cases.models import (
    Case,
    Claim,
    CourtOrder,
    FootageRequest,
    Hearing,
    Instalment,
    Interview,
    PracticeRemoval,
    Sanction,
)
from alongside.cases.police.clocks import name_of
from alongside.cases.police.queries import OWED_RULES, due_day
from alongside.cases.queries import cases_for, standing_for
from alongside.cases.sanctions.kinds import MACHINES, kind_of
from alongside.cases.sanctions.queries import ENDS, next_day_of
from alongside.cases.sanctions.scheme import SCHEME_RULES
from alongside.cases.sections import address
from alongside.cases.tracks.case import RUNNING
from alongside.cases.tracks.footage import ASKED
from alongside.cases.tracks.removal import REMOVAL
from alongside.incidents.models import Duty
from alongside.people.days import today_in

CLOCKS = "#clocks"
"""Where deadlines stand in their section."""
ALIVE = {state.code for machine in MACHINES.values() for state in machine.states.values() if not state.is_end}
"""States of a sanction that are no end, whatever kind it is of."""


@dataclass(frozen=True, slots=True)
class Due:
    """One thing that is due of a case. `plain` is what it is where the calendar is somebody else's server: no words of anybody;
    `key` is the same for as long as it is the same thing. `is_deadline`: the calendar of deadlines has it already.
    """

    what: str
    href: str
    reference: str
    owner: str
    due_on: date
    key: UUID
    plain: str
    is_deadline: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """From which local day until which, both included, in the time zone of whatever organisation it is."""

    first: date
    last: date

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """The moments that may be in it somewhere."""
        return (
            datetime.combine(self.first, time(0), UTC) - timedelta(days=1),
            datetime.combine(self.last, time(0), UTC) + timedelta(days=2),
        )

    def has(self, day: date | None) -> bool:
        """Whether a day lies in it."""
        return day is not None and self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class _Found:
    """A thing of a case with its day; `anchor` is where it stands in its section, which opens `compartment`."""

    case_id: UUID
    what: str
    day: date | None
    section: str
    compartment: str
    anchor: str
    key: UUID
    plain: str = ""
    outlives: bool = False
    """Whether it goes on after the case was closed: money that is owed, a sanction that stands."""


def days_between(user: Any, span: Span, *, owners: Iterable[UUID] | None = None, most: int = 1000) -> list[Due]:
    """What is due in those days of running cases, and what outlives a closed one, as far as the caller may open where it stands; `owners` narrows it to the
    cases of these.
    """
    seen = cases_for(user).order_by().select_related(None)
    rows = [one for part in PARTS for one in part(seen.values("pk"), span, most) if span.has(one.day)]
    cases = {one.pk: one for one in cases_for(user).filter(pk__in={one.case_id for one in rows})}
    standing = {key: standing_for(one) for key, one in cases.items()}
    wanted = None if owners is None else set(owners)

    @cache
    def opens(key: UUID, compartment: str) -> bool:
        return bool(user.has_perm(f"cases.read_{compartment}", standing[key]))

    found = []
    for one in rows:
        case = standing.get(one.case_id)
        if case is None or one.day is None or not opens(one.case_id, one.compartment):
            continue
        if case.status not in RUNNING and not one.outlives:
            continue
        if wanted is not None and case.owner_id not in wanted:
            continue
        href, owner = address(case, one.section) + one.anchor, case.owner.name if case.owner else ""
        plain, is_deadline = one.plain or one.what, one.anchor == CLOCKS
        found.append(Due(one.what, href, case.reference, owner, one.day, one.key, plain, is_deadline))
    return found


Seen = QuerySet[Case, Any]


def _hearings(seen: Seen, span: Span, most: int) -> Iterator[_Found]:
    found = Hearing.objects.filter(
        track__incident__case_links__case__in=seen,
        track__incident__case_links__unlinked_at=None,
        result="",
        starts_at__range=span.moments,
    ).select_related("track__incident__organisation")
    for one in found.annotate(of=F("track__incident__case_links__case")).order_by("starts_at", "pk")[:most]:
        day = local_day(one.track.incident.organisation, one.starts_at)
        yield _Found(one.of, "Hearing", day, "police", "suspect", f"#t{one.track_id}", one.pk)


def _clocks(seen: Seen, span: Span, most: int) -> Iterator[_Found]:
    found = Duty.objects.filter(
        incident__case_links__case__in=seen,
        incident__case_links__unlinked_at=None,
        rule__in=OWED_RULES,
        ended_at=None,
        due_at__range=span.moments,
    ).select_related("organisation")
    for one in found.annotate(of=F("incident__case_links__case")).order_by("due_at", "pk")[:most]:
        yield _Found(one.of, name_of(one), due_day(one), "police", "suspect", CLOCKS, one.pk)


def _scheme(seen: Seen, span: Span, most: int) -> Iterator[_Found]:
    """What is due of removals from a practice: the confirmation, what the commissioner does."""
    found = Duty.objects.filter(
        incident__case_links__case__in=seen,
        incident__case_links__unlinked_at=None,
        rule__in=SCHEME_RULES,
        ended_at=None,
        due_at__range=span.moments,
    ).select_related("organisation")
    for one in found.annotate(of=F("incident__case_links__case")).order_by("due_at", "pk")[:most]:
        yield _Found(one.of, name_of(one), due_day(one), "sanctions", "suspect", "#practice-heading", one.pk)


def _orders(seen: Seen, span: Span, most: int) -> Iterator[_Found]:
    """The last days of what a court ordered, as long as it binds: after them nothing is late."""
    found = CourtOrder.objects.filter(
        track__incident__case_links__case__in=seen,
        track__incident__case_links__unlinked_at=None,
        taken_back_at=None,
        ends_on__range=(span.first, span.last),
    ).select_related("track__incident__organisation")
    for one in found.annotate(of=F("track__incident__case_links__case")).order_by("ends_on", "pk")[:most]:
        if one.ends_on is not None and one.ends_on >= today_in(one.track.incident.organisation):
            said = f"Last day of an order: {code_list('sentences').label(one.kind).lower()}"
            there = f"#t{one.track_id}"
            yield _Found(one.of, said, one.ends_on, "police", "suspect", there, one.pk, "Last day of an order", True)


def _footage(seen: Seen, span: Span, most: int) -> Iterator[_Found]:
    found = FootageRequest.objects.filter(case__in=seen, state=ASKED, overwritten_on__range=(span.first, span.last))
    for one in found.order_by("overwritten_on", "pk")[:most]:
        what = "A recording is written over"
        yield _Found(one.case_id, what, one.overwritten_on, "exhibits", "evidence", f"#f{one.pk}", one.pk)


def _interviews(seen: Seen, span: Span, most: int) -> Iterator[_Found]:
    found = Interview.objects.filter(case__in=seen, state=Interview.State.PLANNED, starts_at__range=span.moments)
    for one in found.select_related("organisation").order_by("starts_at", "pk")[:most]:
        day = local_day(one.organisation, one.starts_at)
        yield _Found(one.case_id, "Interview", day, "inquiry", "evidence", f"#i{one.pk}", one.pk)


def _money(seen: Seen, span: Span, most: int) -> Iterator[_Found]:
    owed, days = ("awarded", "paying"), (span.first, span.last)
    parts = Instalment.objects.filter(
        claim__case__in=seen,
        claim__status__in=owed,
        replaced_at=None,
        due_on__range=days,
        due_on__gte=F("claim__due_on"),
    ).select_related("claim")
    planned = set()
    for part in parts.order_by("due_on", "pk")[:most]:
        planned.add(part.claim_id)
        there = f"redress/claims/{part.claim_id}"
        yield _Found(
            part.claim.case_id, "An instalment is due", part.due_on, there, "narrative", "", part.pk, outlives=True
        )
    claims = Claim.objects.filter(case__in=seen, status__in=owed, due_on__range=days).exclude(pk__in=planned)
    for one in claims.order_by("due_on", "pk")[:most]:
        yield _Found(
            one.case_id, "Money is due", one.due_on, f"redress/claims/{one.pk}", "narrative", "", one.pk, outlives=True
        )


def _sanctions(seen: Seen, span: Span, most: int) -> Iterator[_Found]:
    days = (span.first, span.last)
    found = Sanction.objects.filter(Q(review_on__range=days) | Q(ends_on__range=days), case__in=seen)
    found = found.filter(status__in=ALIVE)
    for one in found.order_by("pk")[:most]:
        if one.status in ENDS[one.machine]:
            continue
        day = next_day_of(one)
        what = "Last day" if day == one.ends_on and day != one.review_on else "Review"
        said = f"{what} of a sanction: {kind_of(one.kind).label.lower()}"
        yield _Found(
            one.case_id, said, day, f"sanctions/{one.pk}", "suspect", "", one.pk, f"{what} of a sanction", True
        )
    removals = PracticeRemoval.objects.filter(case__in=seen, review_on__range=days)
    for removal in removals.order_by("review_on", "pk")[:most]:
        if not REMOVAL.state(removal.status).is_end:
            what = "Review of a place on the scheme"
            yield _Found(
                removal.case_id, what, removal.review_on, "sanctions", "suspect", "", removal.pk, outlives=True
            )


PARTS: tuple[Callable[[Seen, Span, int], Iterator[_Found]], ...] = (
    _hearings,
    _clocks,
    _scheme,
    _orders,
    _footage,
    _interviews,
    _money,
    _sanctions,
)
