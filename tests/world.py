"""A small world for tests: one provider with a person in every role, and another with the outsider."""

from dataclasses import dataclass
from typing import Any

from alongside.demo.buddies import agree
from alongside.people.actions import add_contact_point, add_staff, appoint, set_pins
from alongside.people.models import Organisation, Staff, Team, User
from alongside.people.roles import Role
from alongside.watch.engine import Step, Target
from alongside.watch.plans import publish_plan

PASSWORD = "correct horse battery staple"
PIN, DURESS_PIN = "2468", "8642"
POSTER = "poster-of-ward-7-in-northbrook-hospital"
"""The secret of the poster that hangs in Ward 7 of a running installation (`tests.inhabitants`)."""


@dataclass(frozen=True)
class World:
    """`nurse` works alone; `manager`, `buddy`, two operators, a supervisor and the LSMS answer; the `director` answers
    for security to the board and the `chief_executive` above; the `administrator` keeps people and places; `outsider` is operator, worker and LSMS
    of another provider."""

    organisation: Organisation
    team: Team
    nurse: Staff
    second_nurse: Staff
    manager: Staff
    buddy: Staff
    operator: Staff
    second_operator: Staff
    supervisor: Staff
    lsms: Staff
    director: Staff
    administrator: Staff
    outsider: Staff
    chief_executive: Staff

    def users(self) -> dict[str, Any]:
        """Accounts by the name of the field above."""
        return {name: place.user for name, place in vars(self).items() if isinstance(place, Staff)}


def make_world() -> World:
    """Writes the world through the actions of the product."""
    body = Organisation.objects.create(code="ZZNAT", name="Health Safety Authority", kind="national_body")
    north = Organisation.objects.create(code="ZZN01", name="Northbrook Community Health", kind="provider", parent=body)
    south = Organisation.objects.create(code="ZZS01", name="Southmere Health", kind="provider", parent=body)
    team = Team.objects.create(organisation=north, name="District nursing")

    def place(username: str, name: str, *roles: Role, organisation: Organisation = north, **more: Any) -> Staff:
        user = User.objects.create_user(username, name=name, email=f"{username}@example.org", password=PASSWORD)
        staff = add_staff(organisation, name, user=user, roles=roles, **more)
        add_contact_point(staff, "console", verified=True)
        add_contact_point(staff, "sms", f"+4477009{User.objects.count():05d}", position=2, verified=True)
        return staff

    manager = place("manager", "Asha Rao", team=team)
    appoint(manager, Role.LINE_MANAGER, team=team)
    buddy = place("buddy", "Bo Lind", Role.BUDDY, Role.WORKER, team=team)
    nurse = place("nurse", "Nia Okoye", Role.WORKER, team=team, job_title="Community nurse")
    Staff.objects.filter(pk=nurse.pk).update(line_manager=manager)
    nurse.refresh_from_db()
    agree(nurse, buddy)
    set_pins(nurse, PIN, DURESS_PIN)
    second_nurse = place("second_nurse", "Tomas Vale", Role.WORKER, team=team)
    operator = place("operator", "Olu Grant", Role.OPERATOR)
    second_operator = place("second_operator", "Pia Marsh", Role.OPERATOR)
    supervisor = place("supervisor", "Sam Quill", Role.OPERATOR_SUPERVISOR)
    lsms = place("lsms", "Lee Stone", Role.LSMS)
    director = place("director", "Dara Holm", Role.SECURITY_DIRECTOR)
    administrator = place("administrator", "Ada Quist", Role.ADMINISTRATOR)
    outsider = place("outsider", "Ida Frost", Role.OPERATOR, Role.WORKER, Role.LSMS, organisation=south)
    chief_executive = place("chief_executive", "Cleo Marr", Role.CHIEF_EXECUTIVE)
    steps = [
        Step((Target(staff_id=buddy.pk), Target(role=Role.LINE_MANAGER))),
        Step((Target(role=Role.OPERATOR),)),
    ]
    publish_plan(north, "District nursing", steps, team=team)
    publish_plan(south, "Everybody", [Step((Target(role=Role.OPERATOR),))])
    return World(
        organisation=north,
        team=team,
        nurse=nurse,
        second_nurse=second_nurse,
        manager=manager,
        buddy=buddy,
        operator=operator,
        second_operator=second_operator,
        supervisor=supervisor,
        lsms=lsms,
        director=director,
        administrator=administrator,
        outsider=outsider,
        chief_executive=chief_executive,
    )
