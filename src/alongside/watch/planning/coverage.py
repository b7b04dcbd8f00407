"""For whom a plan is, and at which hours it does not hold for them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q

from alongside.ledger.keys import new_id
from alongside.people.models import Staff, Team
from alongside.people.roles import Role
from alongside.watch.buddies.standing import turns_of
from alongside.watch.engine import Plan as EnginePlan
from alongside.watch.holding import Holding, Stretch, names_of, when_in_words, who_in_words
from alongside.watch.models import Plan
from alongside.watch.rotas import DAY, moment_of, people_of

WEEK = timedelta(days=7)
FEW = 3
"""Workers who are named in a gap; more are counted."""


@dataclass(frozen=True, slots=True)
class Gap:
    """When a plan does not hold, who can be rung then, and for which workers (none: for everybody)."""

    begins: datetime
    ends: datetime
    people: tuple[UUID, ...]
    workers: tuple[Staff, ...]


@dataclass(frozen=True, slots=True)
class Hour:
    """One hour of the week as the clock on the wall shows it. `reached` is the least number of people whom any worker could have
    rung, None where the hour is left out when the clock is put forward."""

    reached: int | None
    centre: bool
    holds: bool


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days from `first_day` on: `days` of 24 hours each, and the gaps in words."""

    first_day: date
    days: tuple[tuple[date, tuple[Hour, ...]], ...]
    gaps: tuple[str, ...]


def workers_of(plan: Plan) -> list[Staff]:
    """The lone workers whom a plan protects; a stand-in where there is none yet, so that a plan can be tried before."""
    working = Q(appointments__role=Role.WORKER) & (Q(appointments__team=None) | Q(appointments__team_id=plan.team_id))
    found = Staff.objects.active().filter(working, organisation_id=plan.organisation_id)
    if plan.team_id:
        found = found.filter(team_id=plan.team_id)
    else:
        having = Team.objects.filter(organisation_id=plan.organisation_id, plan__versions__isnull=False)
        found = found.filter(Q(team=None) | ~Q(team__in=having.values("pk")))
    people = list(found.select_related("organisation", "team").distinct().order_by("name", "pk"))
    return people or [_stand_in(plan)]


def gaps_of(
    plan: Plan, content: EnginePlan, begin: datetime, end: datetime, *, holding: Holding | None = None
) -> list[Gap]:
    """When the plan with this content does not hold between two moments, earliest first."""
    workers = workers_of(plan)
    found: dict[tuple[datetime, datetime, tuple[UUID, ...]], list[Staff]] = {}
    for worker, stretches in _by_worker(plan, content, workers, begin, end, holding):
        for one in stretches:
            if not one.holds:
                found.setdefault((one.begins, one.ends, tuple(sorted(one.people))), []).append(worker)
    return [
        Gap(*key, workers=() if len(whom) == len(workers) else tuple(whom))
        for key, whom in sorted(found.items(), key=lambda item: item[0])
    ]


def holds_for_nobody(gaps: Sequence[Gap], workers: Sequence[Staff], length: timedelta) -> bool:
    """Whether the gaps fill so long a time for each of the workers."""
    gone = dict.fromkeys((worker.pk for worker in workers), timedelta())
    for gap in gaps:
        for worker in gap.workers or workers:
            gone[worker.pk] = gone.get(worker.pk, timedelta()) + gap.ends - gap.begins
    return all(gone[worker.pk] >= length for worker in workers)


def week_of(plan: Plan, content: EnginePlan, first_day: date, *, worker: Staff | None = None) -> Week:
    """Seven days of the plan: for one worker, or for all whom it protects, each hour as it is for whoever is worst off."""
    zone = ZoneInfo(plan.organisation.time_zone)
    begin = moment_of(first_day, time(), zone.key)
    end = moment_of(first_day + WEEK, time(), zone.key)
    workers = [worker] if worker else workers_of(plan)
    found = [stretches for _, stretches in _by_worker(plan, content, workers, begin, end, None)]
    days = tuple(
        (day, tuple(_hour(day, hour, zone, found) for hour in range(24)))
        for day in (first_day + DAY * number for number in range(7))
    )
    gaps = (
        [Gap(one.begins, one.ends, one.people, ()) for one in found[0] if not one.holds]
        if worker
        else gaps_of(plan, content, begin, end)
    )
    return Week(first_day, days, tuple(in_words(gaps, zone)))


def in_words(gaps: Sequence[Gap], zone: ZoneInfo) -> list[str]:
    """ "Tuesday 02:00 to 06:00: only Ben Ode can be reached", with for whom, where that is not everybody."""
    names = names_of(key for gap in gaps for key in gap.people)
    return [f"{when_in_words(gap.begins, gap.ends, zone)}: {_who(gap, names)}" for gap in gaps]


def _who(gap: Gap, names: Mapping[UUID, str]) -> str:
    said = who_in_words(gap.people, names)
    if not gap.workers:
        return said
    whom = [worker.name for worker in gap.workers]
    if len(whom) > FEW:
        return f"{said} for {len(whom)} of those who work alone"
    return f"{said} for {', '.join(whom)}"


def _by_worker(
    plan: Plan,
    content: EnginePlan,
    workers: Sequence[Staff],
    begin: datetime,
    end: datetime,
    holding: Holding | None,
) -> list[tuple[Staff, list[Stretch]]]:
    """The stretches of each worker; those for whom the same people stand behind the plan are asked about once."""
    holding = holding or Holding(plan.organisation_id)
    known: dict[tuple[object, ...], list[Stretch]] = {}
    inside = _inside(plan, content, holding, begin)
    holding.behind.know_buddies(worker.pk for worker in workers)
    found = []
    for worker in workers:
        alike = (
            worker.team_id,
            worker.line_manager_id,
            turns_of(holding.behind.buddies(worker.pk), begin, end),
            worker.pk if worker.pk in inside else None,
        )
        if alike not in known:
            known[alike] = holding.stretches(content, worker, begin, end)
        found.append((worker, known[alike]))
    return found


def _inside(plan: Plan, content: EnginePlan, holding: Holding, at: datetime) -> set[UUID]:
    """Everybody who may be rung by the plan, so that a worker among them is looked at for themselves."""
    stand_in = _stand_in(plan)
    targets = [one for one in content.broadcast_targets(without=stand_in.pk) if not one.kin]
    inside = set(holding.behind.find([one for one in targets if not one.rota_id], stand_in, at))
    for target in targets:
        if target.rota_id and (turns := holding.behind.rota(target.rota_id).turns):
            inside |= set(people_of(turns))
            inside |= {cover.by for cover in holding.behind.rota(target.rota_id).known.covers}
    return inside


def _stand_in(plan: Plan) -> Staff:
    return Staff(
        id=new_id(),
        organisation=plan.organisation,
        team=plan.team,
        name="Somebody who works alone",
    )


def _hour(day: date, hour: int, zone: ZoneInfo, found: Sequence[Sequence[Stretch]]) -> Hour:
    begins = moment_of(day, time(hour), zone.key)
    ends = moment_of(day, time(hour + 1), zone.key) if hour < 23 else moment_of(day + DAY, time(), zone.key)
    if begins >= ends:
        return Hour(None, centre=False, holds=True)
    there = [one for stretches in found for one in stretches if one.begins < ends and one.ends > begins]
    return Hour(
        min((len(one.people) for one in there), default=0),
        centre=all(one.centre for one in there),
        holds=all(one.holds for one in there),
    )
