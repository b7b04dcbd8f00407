"""Violence markers for tests: made through the actions of the product, on a report of the nurse."""

from datetime import date, timedelta
from typing import Any

from alongside.incidents.models import Incident
from alongside.people.actions import actor_for, add_contact_point, add_staff
from alongside.people.days import today_in
from alongside.people.models import Staff, User
from alongside.people.roles import Role
from alongside.risk.markers.actions import Decider, Given, move, propose
from alongside.risk.models import Marker, Subject
from alongside.risk.subjects import Who
from tests.situations import submitted
from tests.world import World

NUMBER = "9990000018"
NAME, ADVICE = "Arno Velt", "Go in twos. Ring before you come in."
MARKS = {"degree": 2, "injury_physical": 1, "injury_psychological": 1, "urgency": 3, "likelihood": 2}
PATIENT = Who(Subject.Kind.PATIENT, name=NAME, nhs_number=NUMBER)


def report_of(world: World) -> Incident:
    """What the nurse reported."""
    return submitted(world).incident


def proposed(world: World, who: Who = PATIENT, **said: Any) -> Marker:
    """A proposal of the LSMS."""
    said = {"proposal": "He threw a chair when she said no.", "by": actor_for(world.lsms.user)} | said
    incidents = said.pop("incidents") if "incidents" in said else [report_of(world).pk]
    return propose(world.organisation, who, incidents=incidents, marks=MARKS, **said)


def in_days(world: World, days: int) -> date:
    return today_in(world.organisation) + timedelta(days=days)


def decider(staff: Staff) -> Decider:
    return Decider(staff.pk, staff.name)


def active(world: World, who: Who = PATIENT, *, days: int = 90, advice: str = ADVICE, **said: Any) -> Marker:
    """A marker on which the LSMS decided."""
    given = Given("It is needed.", advice, in_days(world, days), [decider(world.lsms)])
    return move(proposed(world, who, **said), "decide", given, by=actor_for(world.lsms.user))


def interim(world: World, who: Who = PATIENT, **said: Any) -> Marker:
    given = Given("Somebody goes there tomorrow.", ADVICE)
    return move(proposed(world, who, **said), "warn", given, by=actor_for(world.lsms.user))


def panel_member(world: World, name: str = "Mara Quince", username: str = "panel") -> Staff:
    """Somebody who sits on the panel and holds no other role."""
    user = User.objects.create_user(username, name=name, email=f"{username}@example.org", password="correct horse")
    staff = add_staff(world.organisation, name, user=user, roles=[Role.MARKER_PANEL])
    add_contact_point(staff, "console", verified=True)
    return staff
