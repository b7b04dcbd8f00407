"""The people and devices of a running installation, put there from inside (`Installation.inside`)."""

from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.http import HttpRequest

from alongside.devices.actions import register_device
from alongside.incidents.reporting.link_actions import make_posters, open_door
from alongside.ledger.keys import new_id
from alongside.people.actions import actor_for, add_contact_point, add_staff, create_token, open_place, open_site
from alongside.people.models import Organisation, Staff, Team, User
from alongside.people.roles import Role
from alongside.risk.assessments.actions import Assessing, assess
from alongside.risk.gate_rules import set_rule
from alongside.risk.models import Subject
from alongside.risk.subjects import Who, subject_for
from alongside.watch.timings import set_timings
from tests.referrals import make_bodies
from tests.world import POSTER, make_world


class QuickHasher(PBKDF2PasswordHasher):
    """What the product itself can check, with so few rounds that making it costs nothing."""

    iterations = 1000


def settle(workers: int) -> dict[str, Any]:
    """Puts everybody there, and so many further workers with a pendant.

    Tells of `people` by the name of `World`'s field, with what they sign in with, and of `pendants` by worker.
    """
    settings.PASSWORD_HASHERS = ["tests.inhabitants.QuickHasher"]
    world = make_world()
    ward = open_place(open_site(world.organisation, "Northbrook Hospital"), "Ward 7")
    make_posters([ward], secrets=[POSTER])
    open_door(world.organisation)
    west = Organisation.objects.create(code="ZZW01", name="Westvale Care", kind="provider")
    user = User.objects.create_user("newcomer", name="Noor Ash", email="newcomer@example.org")
    newcomer = add_staff(west, "Noor Ash", user=user, roles=[Role.WORKER])
    user = User.objects.create_user("guardian", name="Gil Reed", email="guardian@example.org")
    guardian = add_staff(west, "Gil Reed", user=user, roles=[Role.LSMS])
    add_contact_point(guardian, "sms", "+447700900099", verified=True)
    for staff in (world.manager, world.supervisor):
        add_contact_point(staff, "email", staff.user.email, position=3, verified=True)
    places = {name: place for name, place in vars(world).items() if isinstance(place, Staff)}
    bodies = make_bodies(world)
    places |= {"newcomer": newcomer, "guardian": guardian}
    places |= {"adviser": bodies.adviser, "case_manager": bodies.case_manager}
    people: dict[str, Any] = {name: _describe(place) for name, place in places.items()}
    for name in ("nurse", "second_nurse", "newcomer"):
        phone = register_device(places[name], "owntracks", f"{name}-phone")
        pendant = register_device(places[name], "osmand", f"{name}-pendant")
        link = register_device(places[name], "link", f"{name}-badge")
        people[name] |= {"phone": [phone.identifier, phone.secret], "pendant": pendant.identifier}
        people[name] |= {"badge": link.identifier}
    for name, place in places.items():
        people[name]["token"] = create_token(place.user, "stories").secret
    pendants = []
    for number in range(workers):
        worker = add_staff(world.organisation, f"Worker {number}", team=world.team, roles=[Role.WORKER])
        pendants.append([str(worker.pk), register_device(worker, "osmand", f"worker-{new_id()}").identifier])
    return {"people": people, "pendants": pendants}


def have_telephones(ways: dict[str, list[str]]) -> None:
    """Gives people (by id) these ways, in this order, and no others: `voice` rings the number that they are texted on."""
    for staff_id, channels in ways.items():
        staff = Staff.objects.get(pk=staff_id)
        known = dict(staff.contact_points.values_list("channel", "address"))
        number = known.get("sms") or known["voice"]
        addresses = {"console": "", "sms": number, "voice": number, "email": staff.user.email}
        staff.contact_points.all().delete()
        for position, channel in enumerate(channels, start=1):
            add_contact_point(staff, channel, addresses[channel], position=position, verified=True)


def make_token(username: str, label: str) -> str:
    """An API token that nobody else's test uses."""
    return create_token(User.objects.get(username=username), label).secret


def begin_session(username: str) -> str:
    """A session as signing in begins one; returns the cookie by which a browser has it."""
    request = HttpRequest()
    request.META["HTTP_USER_AGENT"] = "Chrome"
    request.session = import_module(settings.SESSION_ENGINE).SessionStore()
    login(request, User.objects.get(username=username), backend=settings.AUTHENTICATION_BACKENDS[0])
    request.session.set_expiry(0)
    request.session.save()
    return str(request.session.session_key)


def _describe(place: Any) -> dict[str, Any]:
    point = place.contact_points.filter(channel="sms").first()
    return {
        "id": str(place.pk),
        "name": place.name,
        "username": place.user.username,
        "number": point.address if point else "",
        "email": place.user.email,
    }


def time_the_team(said: dict[str, int]) -> None:
    """From now on the nurses' team is timed so; in seconds, by field of `watch.timings.Timings`."""
    team = Team.objects.get(name="District nursing")
    set_timings(team.organisation, team, said)


def ask_before_visits(said: dict[str, str]) -> None:
    """From now on visits of the nurses' team wait at the gate, and the patient of reference RX-17 is assessed as of `level`."""
    team = Team.objects.get(name="District nursing")
    set_rule(team.organisation, team, asked="block")
    subject = subject_for(team.organisation, Who(Subject.Kind.PATIENT, name="Arno Velt", reference=said["reference"]))
    if said["level"]:
        manager = Staff.objects.get(user__username="manager")
        found = Assessing(said["level"], controls="In the morning, by two")
        assess(team.organisation, subject, found, manager, by=actor_for(manager.user))
