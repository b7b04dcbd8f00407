"""The situation `plan` of the access table, and what tests of plans and rotas begin with."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from alongside.devices.actions import register_device
from alongside.ledger.actions import SYSTEM
from alongside.ledger.clock import now
from alongside.ledger.keys import new_id
from alongside.messages.proving import send_code
from alongside.people.actions import add_contact_point, add_staff, form_team
from alongside.people.models import ContactPoint, Organisation, Staff
from alongside.people.reached import add_way, prove
from alongside.people.roles import Role
from alongside.watch.engine import Step, Target
from alongside.watch.models import Plan, PlanVersion, Rota
from alongside.watch.planning import actions
from alongside.watch.planning.drafts import Draft, DraftStep
from alongside.watch.plans import publish_plan
from alongside.watch.rotas import Length, Shift, moment_of, on_call
from alongside.watch.rotas import Rota as Turns
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


def published(world: World, *steps: Step, **how: Any) -> PlanVersion:
    """A version of the plan of the nurse's team with these steps."""
    return publish_plan(world.organisation, "District nursing", steps, team=world.team, **how)


def nights_of(world: World, *people: Staff) -> Rota:
    """A rota from 18:00 to 08:00; with nobody in between."""
    line = Shift(time(18), time(8), tuple(one.pk for one in people))
    return rota_of(world, name="Nights only", people=(), length=Length.HOURS, shifts=(line,), gaps=True)


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
        "buddy_id": str(world.buddy.pk),
        "team_id": str(world.team.pk),
        "organisation_id": str(world.organisation.pk),
        "place_id": str(world.team.pk),
        "rota day": (day + timedelta(days=20)).isoformat(),
        "rota end": (day + timedelta(days=21)).isoformat(),
    }


def a_team(name: str) -> None:
    """Inside a running installation: a team without a plan, and without anybody in it."""
    form_team(Organisation.objects.get(code="ZZN01"), name)


def hand_over_soon() -> str:
    """Inside a running installation: a team whose plan rings the buddy, and three minutes later whoever is on call: that is the
    manager, and within ninety seconds the LSMS. Tells the key of the badge of somebody who works alone there.
    """
    buddy, manager, lsms = (Staff.objects.get(user__username=name) for name in ("buddy", "manager", "lsms"))
    organisation = buddy.organisation
    team = form_team(organisation, f"Night team {new_id()}")
    worker = add_staff(organisation, "Una Reed", team=team, roles=[Role.WORKER])
    soon = now() + timedelta(seconds=90)
    turns = Turns(
        zone="Europe/London",
        first_day=soon.astimezone(LONDON).date() - timedelta(days=7),
        length=Length.DAY,
        hand_over=soon.astimezone(LONDON).time().replace(second=0, microsecond=0),
        people=(manager.pk, lsms.pk),
    )
    if on_call(turns, now()) != (manager.pk,):
        turns = replace(turns, people=(lsms.pk, manager.pk))
    rota = actions.publish_rota(organisation, turns, name="On call", team=team, by=SYSTEM).rota
    steps = [Step((Target(buddy.pk),), 180), Step((Target(rota_id=rota.pk),), 600)]
    publish_plan(organisation, team.name, steps, team=team, panic_to_all=False)
    return register_device(worker, "link", "Badge of Una").identifier


def add_number(username: str, number: str, channel: str = "sms") -> None:
    """Inside a running installation: somebody adds a number, and is sent a code."""
    staff = Staff.objects.select_related("organisation").get(user__username=username)
    send_code(add_way(staff, channel, number, by=SYSTEM), by=SYSTEM)


def prove_number(username: str, number: str, code: str) -> bool:
    """Inside a running installation: they enter the code; whether the number is verified then. It is taken away again."""
    prove(ContactPoint.objects.get(staff__user__username=username, address=number), code, by=SYSTEM)
    return has_verified(username, number)


def has_verified(username: str, number: str) -> bool:
    """Inside a running installation: whether this number of theirs is verified; then it is taken away again."""
    points = ContactPoint.objects.filter(staff__user__username=username, address=number)
    verified = points.exclude(verified_at=None).exists()
    points.delete()
    return verified


def on_call_alone(username: str) -> None:
    """Inside a running installation: a rota of theirs, on which nobody else is. No plan uses it."""
    staff = Staff.objects.select_related("organisation").get(user__username=username)
    if Rota.objects.filter(name="On call alone").exists():
        return
    turns = Turns(zone="Europe/London", first_day=today(), length=Length.DAY, people=(staff.pk,))
    actions.publish_rota(staff.organisation, turns, name="On call alone", by=SYSTEM)
