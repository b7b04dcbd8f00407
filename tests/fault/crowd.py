"""Workers who call for help from the web, many of them, and the people who are rung for them: put there from inside."""

from typing import Any

from django.db import transaction

from alongside.people.actions import add_contact_point, add_staff, create_token
from alongside.people.models import Organisation, Staff, Team, User
from alongside.people.roles import Role
from alongside.watch.engine import Step, Target
from alongside.watch.engine.plan import STEP_TIMEOUT_BOUNDS_S
from alongside.watch.plans import publish_plan


@transaction.atomic
def gather(callers: int, by_telephone: int = 0) -> dict[str, Any]:
    """An organisation of its own with so many callers, for whom two people are texted at once; for the last few,
    `by_telephone`, one is texted and one is telephoned. Nobody else is rung for half an hour.
    """
    body = Organisation.objects.create(code="ZZF01", name="Fellmoor Community Health", kind="provider")
    wards, doors = (Team.objects.create(organisation=body, name=name) for name in ("Wards", "Doors"))
    first = _responder(body, "Jo Frith", {"console": "", "sms": "+447700900201"})
    second = _responder(body, "Ed Marlow", {"console": "", "sms": "+447700900202"})
    third = _responder(body, "Una Shaw", {"voice": "+447700900203"})
    for team, rung in ((wards, (first, second)), (doors, (first, third))):
        step = Step(tuple(Target(staff_id=one.pk) for one in rung), timeout_s=STEP_TIMEOUT_BOUNDS_S[1])
        publish_plan(body, f"Callers of {team.name}", [step], team=team)
    return {
        "texted": [_address(first, "sms"), _address(second, "sms")],
        "telephoned": _address(third, "voice"),
        "responder": [str(first.pk), create_token(first.user, "faults").secret],
        "callers": [_caller(body, wards, number) for number in range(callers)],
        "by_telephone": [_caller(body, doors, callers + number) for number in range(by_telephone)],
    }


def _responder(body: Organisation, name: str, ways: dict[str, str]) -> Staff:
    user = User.objects.create_user(name.split()[0].lower(), name=name)
    staff = add_staff(body, name, user=user, roles=[Role.OPERATOR])
    for position, (channel, address) in enumerate(ways.items(), start=1):
        add_contact_point(staff, channel, address, position=position, verified=True)
    return staff


def _address(staff: Staff, channel: str) -> str:
    return str(staff.contact_points.get(channel=channel).address)


def _caller(body: Organisation, team: Team, number: int) -> list[str]:
    user = User.objects.create_user(f"caller-{number}", name=f"Caller {number}")
    staff = add_staff(body, user.name, user=user, team=team, roles=[Role.WORKER])
    return [str(staff.pk), create_token(user, "faults").secret]
