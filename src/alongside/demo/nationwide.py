"""The rest of the country, for the national size: pure, and the same for the same seed."""

from collections.abc import Iterator, Mapping
from functools import cache
from itertools import cycle
from random import Random
from typing import Any

from alongside.demo import cast
from alongside.demo.cast import Body, people_for_posts, read_list

NORTH, SOUTH = 54.6, 51.2
WEST, EAST = -2.9, 0.1
"""Between these lies land, nearly everywhere."""


@cache
def national(seed: int) -> tuple[Body, ...]:
    """Local health systems and their providers, each provider after its system."""
    given = read_list("national.toml")
    chance = Random(f"country {seed}")  # noqa: S311 (no secret)
    places = [start + end for start in given["place_beginnings"] for end in given["place_endings"]]
    chance.shuffle(places)
    names = people_for_posts(seed, without=[member for body in cast.small(seed) for member in body.members])
    numbers = cycle(cast.DRAMA_NUMBERS)
    kinds = [kind for kind in given["provider"] for _ in range(kind["share"])]
    bodies: list[Body] = []
    for system in range(given["systems"]):
        own = range(system, given["providers"], given["systems"])
        code = f"ZZY{system:02}"
        heart = " and ".join(sorted(places[provider] for provider in own[:2]))
        bodies.append(Body(code, f"{heart} Health System", "system", cast.small(seed)[0].code, (), (), ()))
        centre = (chance.uniform(SOUTH, NORTH), chance.uniform(WEST, EAST))
        for provider in own:
            described = _describe(given, chance.choice(kinds), f"ZZP{provider:03}", places[provider], centre, chance)
            bodies.append(cast.make_body(described, parent=code, names=names, numbers=numbers, seed=seed))
    return tuple(bodies)


def _describe(
    given: Mapping[str, Any],
    kind: Mapping[str, Any],
    code: str,
    place: str,
    centre: tuple[float, float],
    chance: Random,
) -> dict[str, Any]:
    """A provider as `small.toml` would describe it."""
    site = {
        "name": kind["site"].format(place=place),
        "address": f"1 High Street, {place}",
        "lat": round(centre[0] + chance.uniform(-0.2, 0.2), 5),
        "lon": round(centre[1] + chance.uniform(-0.3, 0.3), 5),
    }
    return {
        "code": code,
        "name": kind["name"].format(place=place),
        "kind": "provider",
        "site": [site],
        "team": [{"site": site["name"], **team} for team in kind["team"]],
        "post": list(_posts(given, kind)),
    }


def _posts(given: Mapping[str, Any], kind: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield from given["office"]
    for team in kind["team"]:
        for post in given["in_team"]:
            yield {**post, "team": team["name"]}
