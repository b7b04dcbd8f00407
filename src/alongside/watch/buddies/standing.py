"""Who is somebody's buddy at a moment: only who has agreed to be."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from alongside.people.models import Staff
from alongside.watch.models import BuddyAgreement


@dataclass(frozen=True, slots=True)
class Agreed:
    """Somebody has agreed to be a buddy from `begins` until before `ends` (None: until it is ended)."""

    id: UUID
    buddy: UUID
    begins: datetime
    ends: datetime | None
    covers: UUID | None = None
    """The agreement whose buddy they stand in for."""

    def counts(self, at: datetime) -> bool:
        return self.begins <= at and (self.ends is None or at < self.ends)


def buddies_at(agreed: Iterable[Agreed], at: datetime) -> tuple[UUID, ...]:
    """Who is rung as buddy at a moment: everybody who has agreed to, but those for whom somebody covers then."""
    now = [one for one in agreed if one.counts(at)]
    covered = {one.covers for one in now}
    return tuple(dict.fromkeys(one.buddy for one in now if one.id not in covered))


def edges_of(agreed: Iterable[Agreed]) -> set[datetime]:
    """The moments at which it changes who is rung."""
    return {moment for one in agreed for moment in (one.begins, one.ends) if moment}


def turns_of(agreed: Iterable[Agreed], begin: datetime, end: datetime) -> tuple[tuple[datetime, tuple[UUID, ...]], ...]:
    """Who is rung as buddy from `begin` to `end`: from each moment at which it changes on."""
    agreed = tuple(agreed)
    edges = sorted({begin} | {at for at in edges_of(agreed) if begin < at < end})
    return tuple((at, buddies_at(agreed, at)) for at in edges)


def agreed_for(workers: Iterable[UUID]) -> dict[UUID, tuple[Agreed, ...]]:
    """What was agreed about each of these workers, the earliest first."""
    found: dict[UUID, list[Agreed]] = {worker: [] for worker in workers}
    rows = BuddyAgreement.objects.filter(worker__in=found, status=BuddyAgreement.Status.ACCEPTED, buddy__active=True)
    for row in rows.order_by("pk"):
        covers = row.instead_of_id if row.takes == BuddyAgreement.Takes.COVER else None
        found[row.worker_id].append(Agreed(row.pk, row.buddy_id, row.begins, row.ends, covers))
    return {worker: tuple(some) for worker, some in found.items()}


def in_effect(at: datetime) -> Q:
    """Agreements that hold at a moment."""
    return Q(status=BuddyAgreement.Status.ACCEPTED, begins__lte=at) & (Q(ends=None) | Q(ends__gt=at))


def workers_looked_after(places: Iterable[Any], at: datetime) -> QuerySet[BuddyAgreement, Any]:
    """Keys of those whose buddy one of these places is at a moment, as a subquery; whoever is covered for is theirs still."""
    return BuddyAgreement.objects.filter(in_effect(at), buddy__in=list(places)).values("worker")


def is_buddy_of(place: Staff, worker_id: UUID, at: datetime) -> bool:
    """Whether this place is that worker's buddy at a moment."""
    return BuddyAgreement.objects.filter(in_effect(at), buddy=place, worker=worker_id).exists()


def buddies_of(worker: Staff, at: datetime) -> Sequence[Staff]:
    """Who is rung as this worker's buddy at a moment."""
    keys = buddies_at(agreed_for([worker.pk])[worker.pk], at)
    people = Staff.objects.in_bulk(keys)
    return [people[key] for key in keys]
