"""Whether a plan holds: for a worker, from one moment to another, enough people can be reached (S8).

It holds while at least two people can be rung at a verified number, or somebody of the response centre. An e-mail or a screen
that nobody may be looking at does not count, nor does somebody who is away; they are rung all the same. A number that was
verified long ago counts (decision 34).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from alongside.ledger.clock import now
from alongside.people.models import ContactPoint, Staff
from alongside.people.roles import Role
from alongside.watch.behind import Behind, away_of
from alongside.watch.buddies.standing import buddies_at, edges_of
from alongside.watch.engine import Plan, Target
from alongside.watch.models import PlanVersion
from alongside.watch.plans import RESPONSE_CENTRE, engine_plan
from alongside.watch.rotas import turns

ENOUGH = 2
NUMBERED = ContactPoint.TELEPHONES
"""Channels that ring where somebody is."""

NO_PLAN = "Your team has no plan of who is called when you need help. Ask your manager to make one before you start."
NOT_ENOUGH = "Fewer than two people can be reached if you need help"
MEND = "Ask your manager to mend your team's plan before you start."


@dataclass(frozen=True, slots=True)
class Stretch:
    """From `begins` until before `ends` these people can be rung; `centre`: somebody of the response centre is among them."""

    begins: datetime
    ends: datetime
    people: tuple[UUID, ...]
    centre: bool

    @property
    def holds(self) -> bool:
        return self.centre or len(self.people) >= ENOUGH


@dataclass(slots=True)
class Holding:
    """Looks at plans of one organisation; what it has read it keeps, so that many workers can be asked about."""

    organisation_id: UUID
    behind: Behind = field(init=False)
    _numbered: frozenset[UUID] | None = None

    def __post_init__(self) -> None:
        self.behind = Behind(self.organisation_id)

    def stretches(self, plan: Plan, worker: Staff, begin: datetime, end: datetime) -> list[Stretch]:
        """The time from `begin` to `end` in stretches in which the same people can be rung for this worker, one after the
        other without a hole. `plan` is the engine's.
        """
        targets = [one for one in plan.broadcast_targets(without=worker.pk) if not one.kin]
        timed = [one for one in targets if one.rota_id or one.role == Role.BUDDY]
        at_all_times = self.behind.find([one for one in targets if one not in timed], worker, begin)
        agreed = self.behind.buddies(worker.pk) if any(one.role == Role.BUDDY for one in timed) else ()
        rotas = [self.behind.rota(one.rota_id) for one in targets if one.rota_id]
        centre = set(self.behind.find([Target(role=role) for role in RESPONSE_CENTRE], worker, begin))
        away = away_of([*at_all_times, *(one.buddy for one in agreed)])
        edges = {begin} | {at for at in edges_of(agreed) if begin < at < end}
        edges |= {at for one in away for at in (one.begins, one.ends) if begin < at < end}
        for rota in rotas:
            if rota.turns:
                edges |= {turn.begins for turn in turns(rota.turns, begin, end, rota.known)}
        moments = sorted(edges)
        found: list[Stretch] = []
        for at, until in zip(moments, [*moments[1:], end], strict=True):
            gone = {one.person for one in away if one.begins <= at < one.ends}
            there = dict.fromkeys(key for key in at_all_times if key not in gone)
            there |= dict.fromkeys(key for key in buddies_at(agreed, at) if key not in gone)
            for rota in rotas:
                there |= dict.fromkeys(rota.on_call(at, without=[worker.pk]))
            people = tuple(key for key in there if key in self.numbered)
            one = Stretch(at, until, people, any(key in centre for key in people))
            if found and (found[-1].people, found[-1].centre) == (one.people, one.centre):
                one = Stretch(found.pop().begins, until, one.people, one.centre)
            found.append(one)
        return found

    @property
    def numbered(self) -> frozenset[UUID]:
        """Everybody of the organisation with a verified number."""
        if self._numbered is None:
            points = ContactPoint.objects.filter(
                organisation_id=self.organisation_id, channel__in=NUMBERED, staff__active=True
            )
            self._numbered = frozenset(points.exclude(verified_at=None).values_list("staff_id", flat=True))
        return self._numbered


def gap_in(
    version: PlanVersion | None, worker: Staff, *, begin: datetime | None = None, end: datetime | None = None
) -> str | None:
    """Why nobody may start lone work under this plan from `begin` (or now) to `end` (or for this moment), in words for the
    worker; None where it holds (S8).
    """
    if version is None:
        return NO_PLAN
    begin = begin or now()
    end = max(end or begin, begin) + datetime.resolution
    found = Holding(worker.organisation_id).stretches(engine_plan(version), worker, begin, end)
    gaps = [one for one in found if not one.holds]
    if not gaps:
        return None
    if gaps[0].begins == begin:
        return f"{NOT_ENOUGH}. {MEND}"
    zone = ZoneInfo(worker.organisation.time_zone)
    names = names_of(key for gap in gaps for key in gap.people)
    when = " and ".join(when_in_words(gap.begins, gap.ends, zone) for gap in gaps)
    return f"{NOT_ENOUGH} on {when}: {who_in_words(gaps[0].people, names)}. {MEND}"


def names_of(keys: Iterable[UUID]) -> dict[UUID, str]:
    """Names of people by key."""
    return dict(Staff.objects.filter(pk__in=set(keys)).values_list("pk", "name"))


def who_in_words(people: Sequence[UUID], names: Mapping[UUID, str]) -> str:
    """ "nobody can be reached", "only Ben Ode can be reached"."""
    if not people:
        return "nobody can be reached"
    return f"only {' and '.join(names.get(key, 'somebody') for key in people)} can be reached"


def when_in_words(begins: datetime, ends: datetime, zone: ZoneInfo) -> str:
    """ "Tuesday 02:00 to 06:00", "Tuesday 22:00 to Wednesday 06:00"; the end as a clock shows it where a day ends at midnight
    ("Tuesday 02:00 to midnight").
    """
    if ends - begins >= timedelta(days=7):
        return "At every hour"
    first, last = begins.astimezone(zone), ends.astimezone(zone)
    if last.second or last.microsecond:
        last = (ends.astimezone(UTC).replace(second=0, microsecond=0)).astimezone(zone)
    if last.date() == first.date():
        return f"{first:%A %H:%M} to {last:%H:%M}"
    if (last.date() - first.date()).days == 1 and (last.hour, last.minute) == (0, 0):
        return f"{first:%A %H:%M} to midnight"
    return f"{first:%A %H:%M} to {last:%A %H:%M}"
