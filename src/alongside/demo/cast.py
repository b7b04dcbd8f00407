"""Who and what there is in the made-up world, before any of it is written: pure, and the same for the same seed.

`small.toml` says which bodies, teams and posts there are; this gives each post a person, with a manager, a buddy,
telephone numbers out of those that Ofcom keeps free for drama (ofcom.org.uk, "Numbers for drama use": 07700 900000 to
900999) and addresses under example.org (RFC 2606).
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from random import Random
from types import MappingProxyType
from typing import Any

from alongside.demo import credentials
from alongside.people.roles import Role

DRAMA_NUMBERS = tuple(f"+447700900{number:03}" for number in range(1000))

WORKER = "worker"
COLLEAGUE = "colleague"
"""Whom `simulate` plays: lone workers, and operators who take what nobody has taken. Nobody else moves by themselves."""


@dataclass(frozen=True, slots=True)
class Device:
    """A registered device. `identifier` and `secret` are what it is sent with; a check-in link's are both its key."""

    protocol: str
    identifier: str
    secret: str | None


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who works for a body. `roles` are held in all of it, `team_roles` in the team."""

    username: str
    name: str
    job_title: str
    phone: str
    email: str
    password: str
    token: str
    team: str | None = None
    roles: tuple[Role, ...] = ()
    team_roles: tuple[Role, ...] = ()
    devices: tuple[Device, ...] = ()
    sign_in: Role | None = None
    """The role for which this person is shown among those who can sign in."""
    also_signs_in: Role | None = None
    """The same for somebody besides: another body's, or a second one."""
    played_as: str | None = None
    line_manager: str | None = None
    buddy: str | None = None
    """Both by user name."""


@dataclass(frozen=True, slots=True)
class Site:
    """A site of a body, degrees WGS 84, with its wards and other places."""

    name: str
    address: str
    lat: float
    lon: float
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Team:
    """A team. `timing` holds what differs from the defaults of `watch.timings.Timings`, in seconds."""

    name: str
    site: str
    timing: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Body:
    """A health body with everything in it. Where anybody works there is a site; the first is the main one."""

    code: str
    name: str
    kind: str
    parent: str | None
    sites: tuple[Site, ...]
    teams: tuple[Team, ...]
    members: tuple[Member, ...]

    def site_of(self, member: Member) -> Site:
        """Where somebody works from."""
        name = next((team.site for team in self.teams if team.name == member.team), None)
        return next((site for site in self.sites if site.name == name), self.sites[0])


@dataclass(frozen=True, slots=True)
class Words:
    """What `words.toml` holds."""

    first_names: tuple[str, ...]
    last_names: tuple[str, ...]
    password_words: tuple[str, ...]
    streets: tuple[str, ...]
    purposes: tuple[str, ...]
    notes: tuple[str, ...]
    progress: tuple[str, ...]
    closing: Mapping[str, str]


@cache
def small(seed: int) -> tuple[Body, ...]:
    """The small world: the national body, then its providers."""
    names, numbers = people_for_posts(seed), iter(DRAMA_NUMBERS)
    bodies: list[Body] = []
    for given in read_list("small.toml")["organisation"]:
        parent = bodies[0].code if bodies else None
        bodies.append(make_body(given, parent=parent, names=names, numbers=numbers, seed=seed))
    return tuple(bodies)


def make_body(
    given: Mapping[str, Any], *, parent: str | None, names: Iterator[tuple[str, str]], numbers: Iterator[str], seed: int
) -> Body:
    """A body as a table of `small.toml` describes it, with the next people of `names` and telephones of `numbers`."""
    members: list[Member] = []
    for post in given["post"]:
        for _ in range(post.get("count", 1)):
            members.append(_member(post, *next(names), phone=next(numbers), seed=seed))
    return Body(
        code=given["code"],
        name=given["name"],
        kind=given["kind"],
        parent=parent,
        sites=tuple(Site(**{**site, "places": tuple(site.get("places", ()))}) for site in given.get("site", ())),
        teams=tuple(
            Team(team["name"], team["site"], MappingProxyType(dict(team.get("timing", {}))))
            for team in given.get("team", ())
        ),
        members=_with_support(members),
    )


@cache
def words() -> Words:
    """The words that the world is told in."""
    read = read_list("words.toml")
    closing = MappingProxyType(read.pop("closing"))
    return Words(**{name: tuple(values) for name, values in read.items()}, closing=closing)


def people_for_posts(seed: int, *, without: Sequence[Member] = ()) -> Iterator[tuple[str, str]]:
    """User names and names, none twice, and none of `without`."""
    chance = Random(f"names {seed}")  # noqa: S311 (who is called what is no secret)
    taken = {member.username for member in without}
    while True:
        first, last = chance.choice(words().first_names), chance.choice(words().last_names)
        username = f"{first}.{last}".lower()
        if username not in taken:
            taken.add(username)
            yield username, f"{first} {last}"


def read_list(name: str) -> dict[str, Any]:
    """A TOML file of this room."""
    return tomllib.loads(files("alongside.demo").joinpath(name).read_text("utf-8"))


def _member(post: Mapping[str, Any], username: str, name: str, *, phone: str, seed: int) -> Member:
    played_as = post.get("played_as")
    return Member(
        username=username,
        name=name,
        job_title=post["title"],
        phone=phone,
        email=f"{username}@example.org",
        password=credentials.password_of(seed, username, words().password_words),
        token=credentials.token_of(seed, username),
        team=post.get("team"),
        roles=tuple(Role(role) for role in post.get("roles", ())),
        team_roles=tuple(Role(role) for role in post.get("team_roles", ())),
        devices=tuple(_device(protocol, username, played_as, seed) for protocol in post.get("devices", ())),
        sign_in=Role(post["sign_in"]) if "sign_in" in post else None,
        also_signs_in=Role(post["roles"][0]) if post.get("also_signs_in") else None,
        played_as=played_as,
    )


def _device(protocol: str, username: str, played_as: str | None, seed: int) -> Device:
    secret = credentials.secret_of(seed, protocol, username)
    if protocol == "owntracks":
        return Device(protocol, f"{username}.phone", secret)
    if protocol == "link":
        return Device(protocol, secret, secret)
    # As Traccar Client is set up by hand, the id alone is the key; the simulated ones send a secret beside it.
    return Device(protocol, credentials.identifier_of(seed, protocol, username), secret if played_as else None)


def _with_support(members: list[Member]) -> tuple[Member, ...]:
    """Everybody with the line manager of their team, and with the next person there who is a buddy."""
    supported = []
    for member in members:
        team = [other for other in members if member.team and other.team == member.team and other is not member]
        managers = [other.username for other in team if Role.LINE_MANAGER in other.team_roles]
        buddies = [other for other in team if Role.BUDDY in other.roles]
        later = [other for other in buddies if members.index(other) > members.index(member)]
        if Role.LINE_MANAGER in member.team_roles:
            managers = [other.username for other in members if Role.SECURITY_DIRECTOR in other.roles]
        supported.append(
            replace(
                member,
                line_manager=managers[0] if managers else None,
                buddy=(later or buddies)[0].username if buddies and Role.WORKER in member.roles else None,
            )
        )
    return tuple(supported)
