"""The situation `plan` of the access table, and what tests of plans and rotas begin with."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from alongside.ledger.actions import SYSTEM
from alongside.ledger.clock import now
from alongside.people.actions import add_contact_point
from alongside.people.models import Staff
from alongside.watch.models import Plan, Rota
from alongside.watch.planning import actions
from alongside.watch.planning.drafts import Draft, DraftStep
from alongside.watch.rotas import Rota as Turns
from alongside.watch.rotas import moment_of
from tests.world import World

LONDON = ZoneInfo("Europe/London")


def plan_of(world: World) -> Plan:
    """The plan of the nurse's team."""
    return Plan.objects.select_related("organisation", "team").get(team=world.team)


def rota_of(world: World, *people: Staff, name: str = "Nights", **says: Any) -> Rota:
    """A rota of the nurse's team: by default a week each, from a Monday long ago, handed over at 9:00."""
    said: dict[str, Any] = {"first_day": date(2026, 3, 2), "people": tuple(one.pk for one in people)} | says
    turns = Turns(zone="Europe/London", **said)
    return actions.publish_rota(world.organisation, turns, name=name, team=world.team, by=SYSTEM).rota


def draft(*steps: DraftStep, **how: Any) -> Draft:
    """A plan as somebody writes it."""
    return Draft(steps=list(steps), **how)


def at(day: date, clock: str) -> datetime:
    """A moment as a clock shows it in London."""
    return moment_of(day, time.fromisoformat(clock), "Europe/London")


def today() -> date:
    return now().astimezone(LONDON).date()


def a_plan(world: World) -> dict[str, str]:
    """A draft, a rota with a cover and somebody away, and a number that is not verified; values for paths and bodies."""
    plan = plan_of(world)
    actions.save_draft(plan, draft(DraftStep(people="Bo Lind", roles=["operator"])), by=SYSTEM)
    rota = rota_of(world, world.manager, world.buddy)
    day = today() + timedelta(days=40)
    cover = actions.set_cover(rota, world.buddy, world.operator, at(day, "09:00"), at(day, "12:00"), by=SYSTEM)
    away = actions.set_away(world.manager, at(day, "09:00"), at(day, "12:00"), by=SYSTEM)
    point = add_contact_point(world.nurse, "sms", "+447700900777", position=3)
    return {
        "plan_id": str(plan.pk),
        "rota_id": str(rota.pk),
        "cover_id": str(cover.pk),
        "away_id": str(away.pk),
        "point_id": str(point.pk),
        "number": "1",
        "manager_id": str(world.manager.pk),
        "team_id": str(world.team.pk),
        "organisation_id": str(world.organisation.pk),
        "rota day": (day + timedelta(days=20)).isoformat(),
        "rota end": (day + timedelta(days=21)).isoformat(),
    }
