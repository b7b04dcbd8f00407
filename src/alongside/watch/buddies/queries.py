"""Reading what was agreed between buddies, and a worker's day as their buddy sees it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from alongside.ledger.clock import now
from alongside.people.models import Staff
from alongside.people.queries import places_of
from alongside.watch import engine
from alongside.watch.buddies.standing import in_effect
from alongside.watch.models import RUNNING, Alarm, BuddyAgreement, Visit
from alongside.watch.queries import alarms_for, state_as_heard

STATES = {
    "asked": "Asked, not answered",
    "agreed": "Agreed, and not over",
    "declined": "Declined",
    "over": "Over or ended",
}
SIDES = {"mine": "Who looks out for me", "theirs": "For whom I look out"}
AHEAD = timedelta(hours=24)
MOST_VISITS = 20


def agreements_for(user: Any) -> QuerySet[BuddyAgreement]:
    """Every agreement that is about this person: as the worker, as the buddy, or as the one who asked."""
    mine = [place.pk for place in places_of(user)]
    about = Q(worker__in=mine) | Q(buddy__in=mine) | Q(asked_by__in=mine)
    return BuddyAgreement.objects.filter(about).select_related(
        "worker__organisation", "buddy", "asked_by", "instead_of__buddy"
    )


def narrowed_agreements(user: Any, asked: Mapping[str, str]) -> QuerySet[BuddyAgreement]:
    """Those that fit: search (a part of a name), state (of STATES), side (of SIDES)."""
    found, moment = agreements_for(user), now()
    mine = [place.pk for place in places_of(user)]
    if words := asked["search"]:
        found = found.filter(Q(worker__name__unaccent__icontains=words) | Q(buddy__name__unaccent__icontains=words))
    if asked["side"]:
        found = found.filter(worker__in=mine) if asked["side"] == "mine" else found.filter(buddy__in=mine)
    past = Q(ends__lte=moment)
    match asked["state"]:
        case "asked":
            found = found.filter(status="asked").exclude(past)
        case "agreed":
            found = found.filter(status="accepted").exclude(past)
        case "declined":
            found = found.filter(status="declined")
        case "over":
            found = found.filter(Q(status="ended") | (Q(status__in=["asked", "accepted"]) & past))
    return found


def open_agreements(user: Any) -> list[BuddyAgreement]:
    """Those that are asked or agreed, and not over; the earliest first."""
    found = agreements_for(user).filter(status__in=["asked", "accepted"]).exclude(ends__lte=now())
    return list(found.order_by("begins", "pk"))


@dataclass(frozen=True, slots=True)
class Outing:
    """A visit as a buddy sees it: where to, when out, when due. No position and no note (S11)."""

    place: str
    state: str
    kind: str
    starts_at: datetime | None
    due_at: datetime | None
    ends_at: datetime | None


@dataclass(frozen=True, slots=True)
class Day:
    """Today of a worker, as their buddy sees it."""

    worker: Staff
    outings: Sequence[Outing]
    alarm: Alarm | None


def days_of_workers(user: Any) -> list[Day]:
    """The day of each worker whose buddy this person is now, by name: what runs, what ended today, and the coming 24 hours."""
    moment = now()
    mine = [place.pk for place in places_of(user)]
    agreed = BuddyAgreement.objects.filter(in_effect(moment), buddy__in=mine)
    workers = Staff.objects.filter(pk__in=agreed.values("worker"), active=True).select_related("organisation")
    alarms = {alarm.worker_id: alarm for alarm in alarms_for(user).filter(worker__in=workers, closed_at=None)}
    return [Day(one, _outings(one, moment), alarms.get(one.pk)) for one in workers.order_by("name", "pk")]


def _outings(worker: Staff, moment: datetime) -> list[Outing]:
    zone = ZoneInfo(worker.organisation.time_zone)
    midnight = datetime.combine(moment.astimezone(zone).date(), time(), tzinfo=zone)
    wanted = (
        Q(status__in=RUNNING)
        | Q(status="planned", planned_end__gt=moment, planned_start__lt=moment + AHEAD)
        | Q(status="planned", planned_end__gt=moment, planned_start=None)
        | Q(ended_at__gte=midnight)
    )
    visits = Visit.objects.filter(wanted, worker=worker).select_related("worker__last_heard").order_by("pk")
    shown = [_outing(one, moment) for one in visits[:MOST_VISITS]]
    return sorted(shown, key=lambda one: (one.starts_at is None, one.starts_at or moment))


def _outing(visit: Visit, moment: datetime) -> Outing:
    state = state_as_heard(visit)
    words, kind = status_in_words(state.status, visit, moment)
    running = state.status in RUNNING
    return Outing(
        place=visit.place,
        state=words,
        kind=kind,
        starts_at=visit.started_at or visit.planned_start,
        due_at=state.due_at if running else None,
        ends_at=visit.ended_at if not running else (state.end_by or visit.planned_end),
    )


def status_in_words(status: engine.VisitStatus, visit: Visit, at: datetime) -> tuple[str, str]:
    """How a visit stands, for a colleague who looks out for the worker, and how it is coloured."""
    if status is engine.VisitStatus.PLANNED:
        late = visit.planned_start is not None and visit.planned_start < at
        return ("Not begun yet", "warning") if late else ("Planned", "quiet")
    return {
        engine.VisitStatus.ACTIVE: ("Out", "calm"),
        engine.VisitStatus.DUE_SOON: ("Check-in due soon", "warning"),
        engine.VisitStatus.OVERDUE: ("Late", "danger"),
        engine.VisitStatus.IN_ALARM: ("Alarm", "danger"),
    }.get(status, ("Ended", "good"))
