"""What a change of a rota would do to the plans that use it."""

from datetime import datetime
from zoneinfo import ZoneInfo

from alongside.watch.behind import KnownRota
from alongside.watch.holding import Holding
from alongside.watch.models import Plan, PlanVersion, Rota
from alongside.watch.planning.coverage import WEEK, gaps_of, in_words
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
        version = plan.versions.latest("version")
        content = engine_plan(version)
        before = {(one.begins, one.ends) for one in gaps_of(plan, content, moment, moment + WEEK)}
        holding = Holding(plan.organisation_id)
        known = holding.behind.rota(rota.pk)
        holding.behind.rotas[rota.pk] = KnownRota(rota.name, turns, known.known)
        after = gaps_of(plan, content, moment, moment + WEEK, holding=holding)
        new = [one for one in after if (one.begins, one.ends) not in before]
        zone = ZoneInfo(plan.organisation.time_zone)
        found += [f"{plan.name}: {words}" for words in in_words(new, zone)]
    return found


def _uses(version: PlanVersion, rota: Rota) -> bool:
    return any(target.rota_id == rota.pk for step in engine_plan(version).steps for target in step.targets)
