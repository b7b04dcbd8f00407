"""What a change of a rota would do to the plans that use it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from alongside.watch.behind import KnownRota
from alongside.watch.holding import Holding
from alongside.watch.models import Plan, PlanVersion, Rota
from alongside.watch.planning.coverage import WEEK, Gap, gaps_of, in_words, workers_of
from alongside.watch.plans import engine_plan
from alongside.watch.rotas import Rota as Turns


def plans_using(rota: Rota) -> list[Plan]:
    """Plans whose newest version rings by this rota."""
    versions = PlanVersion.objects.filter(organisation_id=rota.organisation_id, plan__last_resort=False)
    newest = versions.order_by("plan", "-version").distinct("plan").select_related("plan__organisation", "plan__team")
    return [one.plan for one in newest if _uses(one, rota)]


def new_gaps(rota: Rota, turns: Turns, moment: datetime) -> list[str]:
    """When plans that use the rota would not hold in the next seven days, and hold as it is now; in words."""
    found = []
    for plan in plans_using(rota):
        content = engine_plan(plan.versions.latest("version"))
        before = _by_worker(plan, gaps_of(plan, content, moment, moment + WEEK))
        holding = Holding(plan.organisation_id)
        known = holding.behind.rota(rota.pk)
        holding.behind.rotas[rota.pk] = KnownRota(rota.name, turns, known.known)
        after = gaps_of(plan, content, moment, moment + WEEK, holding=holding)
        new = [one for one in after if _is_new(plan, one, before)]
        zone = ZoneInfo(plan.organisation.time_zone)
        found += [f"{plan.name}: {words}" for words in in_words(new, zone)]
    return found


Spans = dict[UUID | None, list[tuple[datetime, datetime]]]


def _by_worker(plan: Plan, gaps: Sequence[Gap]) -> Spans:
    """The gaps of each worker, those that follow each other in one; a plan without workers has the gaps of None."""
    found: Spans = {}
    for gap in gaps:
        for key in _whose(plan, gap):
            spans = found.setdefault(key, [])
            if spans and spans[-1][1] == gap.begins:
                spans[-1] = (spans[-1][0], gap.ends)
            else:
                spans.append((gap.begins, gap.ends))
    return found


def _is_new(plan: Plan, gap: Gap, before: Spans) -> bool:
    return any(
        not any(begins <= gap.begins and gap.ends <= ends for begins, ends in before.get(key, []))
        for key in _whose(plan, gap)
    )


def _whose(plan: Plan, gap: Gap) -> list[UUID | None]:
    workers = gap.workers or [one for one in workers_of(plan) if not one._state.adding]
    return [one.pk for one in workers] or [None]


def _uses(version: PlanVersion, rota: Rota) -> bool:
    return any(target.rota_id == rota.pk for step in engine_plan(version).steps for target in step.targets)
