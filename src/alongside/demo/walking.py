"""How somebody walks about near a place: pure, and the same for the same seed."""

import math
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

METRES_PER_DEGREE = 111_320.0
"""Of latitude; of longitude times the cosine of the latitude. Good to half a per cent, which is plenty here."""

STEP_M = (40.0, 260.0)
SPEED_MS = (1.1, 1.6)
"""Walking speeds of adults, metres per second."""
PAUSE_S = (20.0, 150.0)


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody is at a moment: degrees WGS 84, metres, metres per second, degrees clockwise from north."""

    lat: float
    lon: float
    accuracy_m: float
    altitude_m: float
    speed_ms: float
    course: float | None
    """None while standing still: a phone then knows no direction."""


@dataclass(frozen=True, slots=True)
class _Leg:
    begins: float
    ends: float
    start: tuple[float, float]
    end: tuple[float, float]


class Walk:
    """A walk that never ends, within `reach_m` of the point where it begins. Legs and pauses take turns."""

    def __init__(self, lat: float, lon: float, *, seed: str, reach_m: float = 500.0) -> None:
        self._centre = (lat, lon)
        self._reach_m = reach_m
        self._chance = Random(f"walk {seed}")  # noqa: S311 (no secret)
        self._legs: list[_Leg] = []
        self._begins: list[float] = []
        self._base_altitude = self._chance.uniform(8, 90)

    def at(self, seconds: float) -> Place:
        """Where the walker is so many seconds after the start. What was asked before changes nothing."""
        if seconds < 0:
            raise ValueError("a walk has no place before its start")
        leg = self._leg_at(seconds)
        share = (seconds - leg.begins) / (leg.ends - leg.begins)
        east = leg.start[0] + (leg.end[0] - leg.start[0]) * share
        north = leg.start[1] + (leg.end[1] - leg.start[1]) * share
        way = math.dist(leg.start, leg.end)
        lat, lon = self._centre
        wave = math.sin(seconds / 61) + math.sin(seconds / 17)
        return Place(
            lat=round(lat + north / METRES_PER_DEGREE, 6),
            lon=round(lon + east / (METRES_PER_DEGREE * math.cos(math.radians(lat))), 6),
            accuracy_m=round(11 + 4 * wave, 1),
            altitude_m=round(self._base_altitude + 2 * math.sin(seconds / 240), 1),
            speed_ms=round(way / (leg.ends - leg.begins), 2),
            course=round(math.degrees(math.atan2(leg.end[0] - leg.start[0], leg.end[1] - leg.start[1])) % 360, 1) % 360
            if way
            else None,
        )

    def _leg_at(self, seconds: float) -> _Leg:
        while not self._legs or self._legs[-1].ends <= seconds:
            self._add_leg()
        return self._legs[bisect_right(self._begins, seconds) - 1]

    def _add_leg(self) -> None:
        last = self._legs[-1] if self._legs else _Leg(0.0, 0.0, (0.0, 0.0), (0.0, 0.0))
        between: Callable[[tuple[float, float]], float] = lambda bounds: self._chance.uniform(*bounds)  # noqa: E731
        if last.start != last.end:
            leg = _Leg(last.ends, last.ends + between(PAUSE_S), last.end, last.end)
        else:
            way, heading = between(STEP_M), self._chance.uniform(0, 2 * math.pi)
            end = (last.end[0] + way * math.sin(heading), last.end[1] + way * math.cos(heading))
            if math.hypot(*end) > self._reach_m:  # that is too far: cross the middle instead
                end = (-last.end[0] / 2 + 1, -last.end[1] / 2 + 1)
            leg = _Leg(last.ends, last.ends + math.dist(last.end, end) / between(SPEED_MS), last.end, end)
        self._legs.append(leg)
        self._begins.append(leg.begins)
