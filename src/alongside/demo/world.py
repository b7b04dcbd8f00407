"""Writing the made-up world, through the actions of the rooms, as the owner process.

Loading it again changes nothing, except that yesterday's visits make room for today's. It goes only where nothing
real is: its passwords and tokens follow from the seed, and whoever can read this knows them.
"""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from functools import cache
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.hashers import PBKDF2PasswordHasher, get_hasher, make_password
from django.db import transaction

from alongside.demo import cast, nationwide
from alongside.demo.buddies import agree
from alongside.demo.bulk import employ_all
from alongside.demo.casework import work_cases
from alongside.demo.cast import Body, Member
from alongside.demo.credentials import DURESS_PIN, PIN
from alongside.demo.reports import report_all
from alongside.demo.risks import show_risk
from alongside.devices.actions import register_device
from alongside.incidents.reporting.link_actions import make_posters, open_door
from alongside.ledger.actions import SYSTEM
from alongside.ledger.clock import now
from alongside.people import actions as people
from alongside.people.models import ApiToken, Organisation, Site, Staff, Team, User
from alongside.people.roles import Role
from alongside.watch.actions import Itinerary, cancel_visit, plan_visit
from alongside.watch.engine import Step, Target, VisitStatus
from alongside.watch.models import Rota, Visit
from alongside.watch.planning.actions import publish_rota, set_cover
from alongside.watch.plans import publish_plan
from alongside.watch.rotas import Rota as Turns
from alongside.watch.rotas import moment_of, on_call
from alongside.watch.timings import set_timings

CODES = "ZZ"
"""What the codes of invented bodies begin with."""

LABEL = "Demonstration"
QUICK_HASH = 1000
"""Rounds of the hash of passwords and PINs. They are printed at the start: the usual million would protect nothing,
and would make the first start a minute longer."""


class NotHere(Exception):
    """The made-up world cannot be loaded into this database; the sentence says why."""


def load(size: str = "small", seed: int = 1, say: Callable[[str], None] | None = None) -> dict[str, Any]:
    """Loads the world where it is absent; returns what the ready line says of it (`design/contracts.md`).

    `say` is told the progress. Raises NotHere where the database holds bodies that are not invented, or the world of
    another seed.
    """
    with transaction.atomic():
        _refuse_real_installations(seed)
        for body in cast.small(seed):
            _write_once(body, _employ_each, seed)
        _renew_visits(seed)
        show_risk(shown_worker(seed))
        for provider in Organisation.objects.filter(kind=Organisation.Kind.PROVIDER, code__in=_codes(seed)):
            report_all(provider)
            work_cases(provider)
    if size == "national":
        _load_the_country(seed, say or (lambda words: None))
    return {
        "sign_ins": sign_ins(seed),
        "more_sign_ins": more_sign_ins(seed),
        "tokens": tokens(seed),
        "devices_registered": devices_registered(seed),
    }


def sign_ins(seed: int = 1) -> list[dict[str, str]]:
    """Who can sign in: one person for each role, in the order of the roles."""
    shown = {member.sign_in: member for member in _members(seed) if member.sign_in}
    return [
        {
            "username": shown[role].username,
            "password": shown[role].password,
            "role": role.value,
            "name": shown[role].name,
        }
        for role in Role
    ]


def shown_worker(seed: int = 1) -> str:
    """The user name of the lone worker who can sign in."""
    return next(one["username"] for one in sign_ins(seed) if one["role"] == Role.WORKER)


def more_sign_ins(seed: int = 1) -> list[dict[str, str]]:
    """Who can sign in besides, with their body: so that what one body sends, another receives, and a caseload has a taker."""
    return [
        {
            "username": member.username,
            "password": member.password,
            "role": member.also_signs_in.value,
            "name": member.name,
            "organisation": body.name,
        }
        for body in cast.small(seed)
        for member in body.members
        if member.also_signs_in
    ]


def tokens(seed: int = 1) -> dict[str, str]:
    """The API tokens of the same people, by role."""
    return {member.sign_in.value: member.token for member in _members(seed) if member.sign_in}


def devices_registered(seed: int = 1) -> list[dict[str, str | None]]:
    """The devices of workers whom nobody simulates: whoever sends with them is that worker. Those of the worker who
    can sign in come first.
    """
    members = sorted(_members(seed), key=lambda member: member.sign_in is not Role.WORKER)
    return [
        {"protocol": device.protocol, "id": device.identifier, "secret": device.secret, "worker": member.name}
        for member in members
        if not member.played_as
        for device in member.devices
    ]


def _codes(seed: int) -> list[str]:
    return [body.code for body in cast.small(seed)]


def _members(seed: int) -> list[Member]:
    return [member for body in cast.small(seed) for member in body.members]


def _refuse_real_installations(seed: int) -> None:
    if Organisation.objects.exclude(code__startswith=CODES).exists():
        raise NotHere("Real organisations are kept here. The made-up world can be loaded only where there are none.")
    known = sha256(next(member.token for member in _members(seed) if member.sign_in).encode()).digest()
    if Organisation.objects.exists() and not ApiToken.objects.filter(digest=known).exists():
        raise NotHere("The made-up world of another seed is kept here. Load that one, or begin with an empty database.")


def _load_the_country(seed: int, say: Callable[[str], None]) -> None:
    """One system with its providers at a time, so that it can be stopped and taken up again."""
    bodies = nationwide.national(seed)
    systems = [body.code for body in bodies if body.kind == Organisation.Kind.SYSTEM]
    for number, code in enumerate(systems, start=1):
        with transaction.atomic():
            for body in bodies:
                if code in (body.code, body.parent):
                    _write_once(body, _employ_in_bulk, seed)
        say(f"{number} of {len(systems)} health systems")


_Employ = Callable[[Body, Organisation, dict[str, Team]], None]


def _write_once(body: Body, employ: _Employ, seed: int) -> None:
    """Writes a body with its sites, places, teams, people, devices and plans, unless it is there."""
    if Organisation.objects.filter(code=body.code).exists():
        return
    parent = Organisation.objects.get(code=body.parent) if body.parent else None
    organisation = people.open_organisation(body.code, body.name, body.kind, parent=parent)
    sites = {
        site.name: people.open_site(organisation, site.name, address=site.address, position=(site.lat, site.lon))
        for site in body.sites
    }
    _take_reports(body, organisation, sites)
    teams = {team.name: people.form_team(organisation, team.name, site=sites[team.site]) for team in body.teams}
    for team in body.teams:
        set_timings(organisation, teams[team.name], team.timing)
    employ(body, organisation, teams)
    if any(Role.OPERATOR in member.roles for member in body.members):
        rota = _publish_rota(organisation) if employ is _employ_each else None
        _publish_plans(organisation, teams, rota)


def _take_reports(body: Body, organisation: Organisation, sites: dict[str, Site]) -> None:
    """A provider is open to everybody's reports, and a poster hangs at each of its places; it can be printed again."""
    if body.kind != Organisation.Kind.PROVIDER:
        return
    open_door(organisation)
    places = [people.open_place(sites[site.name], name) for site in body.sites for name in site.places]
    make_posters(places)


def _employ_each(body: Body, organisation: Organisation, teams: dict[str, Team]) -> None:
    staff = {member.username: _employ(member, organisation, teams) for member in body.members}
    for member in body.members:
        manager, buddy = staff.get(member.line_manager or ""), staff.get(member.buddy or "")
        if manager:
            people.name_support(staff[member.username], line_manager=manager)
        if buddy:
            agree(staff[member.username], buddy)


def _employ_in_bulk(body: Body, organisation: Organisation, teams: dict[str, Team]) -> None:
    if body.members:
        employ_all(body, organisation, teams, pins=_pin_hashes(), hash_password=_quick_hash, label=LABEL)


def _employ(member: Member, organisation: Organisation, teams: dict[str, Team]) -> Staff:
    user = User.objects.create_user(member.username, name=member.name, email=member.email)
    user.password = _quick_hash(member.password)
    user.save(update_fields=["password"])
    team = teams.get(member.team or "")
    staff = people.add_staff(
        organisation, member.name, user=user, team=team, job_title=member.job_title, roles=member.roles
    )
    for role in member.team_roles:
        people.appoint(staff, role, team=team)
    people.create_token(user, LABEL, secret=member.token)
    people.add_contact_point(staff, "console", position=1, verified=True)
    rung_first = Role.LINE_MANAGER in (*member.roles, *member.team_roles)
    ways = ("voice", "sms", "email") if rung_first else ("sms", "email")
    for position, channel in enumerate(ways, start=2):
        address = member.email if channel == "email" else member.phone
        people.add_contact_point(staff, channel, address, position=position, verified=True)
    if Role.WORKER in member.roles:
        people.keep_pins(staff, *_pin_hashes())
    for device in member.devices:
        label = f"{member.name.split()[0]}'s {'badge' if device.protocol == 'link' else 'phone'}"
        identifier = "" if device.protocol == "link" else device.identifier
        register_device(staff, device.protocol, identifier, label=label, secret=device.secret)
    return staff


def _publish_plans(organisation: Organisation, teams: dict[str, Team], rota: Rota | None) -> None:
    """Near people first, then the response centre, then whoever is on call, or is responsible for security."""
    near = Step((Target(role=Role.BUDDY), Target(role=Role.LINE_MANAGER)), timeout_s=60)
    centre = Step((Target(role=Role.OPERATOR), Target(role=Role.OPERATOR_SUPERVISOR)), timeout_s=90)
    security = Step((Target(role=Role.LSMS), Target(role=Role.SECURITY_DIRECTOR)))
    on_call = Step((Target(rota_id=rota.pk),), timeout_s=180, again_s=60) if rota else security
    publish_plan(organisation, "Everybody else", [centre, security])
    for name, team in teams.items():
        steps = [near, centre, on_call, *([security] if rota else [])]
        publish_plan(organisation, name, steps, team=team)


def _publish_rota(organisation: Organisation) -> Rota | None:
    """Managers on call, a week each from Monday morning on; one covers for another for a day of next week."""
    roles = (Role.LINE_MANAGER, Role.OPERATOR_SUPERVISOR, Role.LSMS)
    holding = Staff.objects.filter(organisation=organisation, appointments__role__in=roles)
    people = list(holding.distinct().order_by("name", "pk")[:6])
    if len(people) < 2:
        return None
    today = now().astimezone(ZoneInfo(organisation.time_zone)).date()
    monday = today - timedelta(days=today.weekday() + 28)
    turns = Turns(zone=organisation.time_zone, first_day=monday, people=tuple(one.pk for one in people))
    version = publish_rota(organisation, turns, name="Managers on call", by=SYSTEM)
    begins = moment_of(monday + timedelta(days=36), time(8), organisation.time_zone)  # Tuesday of next week
    covered = next(one for one in people if one.pk in on_call(turns, begins))
    cover = next(one for one in people if one != covered)
    set_cover(version.rota, covered, cover, begins, begins + timedelta(days=1), by=SYSTEM)
    return version.rota


@cache
def _pin_hashes() -> tuple[str, str]:
    return _quick_hash(PIN), _quick_hash(DURESS_PIN)


def _quick_hash(text: str) -> str:
    hasher = get_hasher()
    if isinstance(hasher, PBKDF2PasswordHasher):
        return hasher.encode(text, hasher.salt(), iterations=QUICK_HASH)
    return make_password(text)


def _renew_visits(seed: int) -> None:
    """Gives today's list to every worker whom nobody simulates, unless they have it; what was never started before
    is taken off.
    """
    words, moment = cast.words(), now()
    usernames = [member.username for member in _members(seed) if Role.WORKER in member.roles and not member.played_as]
    workers = Staff.objects.filter(user__username__in=usernames).select_related("organisation", "team__site", "user")
    for number, worker in enumerate(workers.order_by("user__username")):
        midnight = _start_of_day(moment, worker)
        if Visit.objects.filter(worker=worker, made_at__gte=midnight).exists():
            continue
        for visit in Visit.objects.filter(worker=worker, status=VisitStatus.PLANNED, planned_end__lt=moment):
            cancel_visit(visit, by=SYSTEM)
        for place in range(3):
            starts = _next_quarter(moment) + timedelta(minutes=15 + 75 * place)
            turn = 3 * number + place
            site = worker.team.site if worker.team else None
            itinerary = Itinerary(
                place=f"{turn * 7 % 60 + 1} {words.streets[turn % len(words.streets)]}",
                purpose=words.purposes[turn % len(words.purposes)],
                risk=("low", "medium", "low")[place],
                planned_start=starts,
                planned_end=starts + timedelta(minutes=45),
                lat=_near(site.lat, turn, 0.006) if site else None,
                lon=_near(site.lon, turn * 3, 0.009) if site else None,
            )
            plan_visit(worker, itinerary, by=SYSTEM)


def _start_of_day(moment: datetime, worker: Staff) -> datetime:
    local = moment.astimezone(ZoneInfo(worker.organisation.time_zone))
    return datetime.combine(local.date(), time(), local.tzinfo)


def _next_quarter(moment: datetime) -> datetime:
    whole = moment.replace(minute=moment.minute // 15 * 15, second=0, microsecond=0)
    return whole + timedelta(minutes=15)


def _near(centre: float | None, turn: int, reach: float) -> float | None:
    """A place within `reach` degrees of the site, another one each turn."""
    return None if centre is None else round(centre + reach * ((turn * 37 % 100) / 50 - 1), 6)
