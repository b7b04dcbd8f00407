"""A simulated lone worker: makes visits by the API, and is heard through a phone or a badge."""

import asyncio
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import inf
from random import Random
from typing import Any

from alongside.demo.app import App, Declined
from alongside.demo.cast import Member, Site, words
from alongside.demo.choreography import Turn
from alongside.demo.credentials import DURESS_PIN, PIN
from alongside.demo.frames import Meaning, Sample, frame_of
from alongside.demo.phone import Phone
from alongside.demo.timekeeping import Clock
from alongside.demo.walking import Walk

VISIT_S = (480.0, 1200.0)
REST_S = (15.0, 50.0)
REPORT_S = (12.0, 24.0)
"""How often a phone that moves tells where it is."""
LOOK_S = (12.0, 20.0)
"""How often the app asks how the visit stands."""
BATTERY_LASTS_S = 8 * 3600

OVER = ("ended", "cancelled")
RUNG = ("due_soon", "overdue")


@dataclass(slots=True)
class Outing:
    """A visit as the worker sees it. Times are seconds on the clock; `inf` means not foreseen."""

    id: str
    status: str
    interval_s: float
    ends_at: float
    check_at: float
    report_at: float = 0.0
    look_at: float = 0.0
    silent: Turn | None = None
    """Why the worker does not check in at present."""
    answer_at: float = inf
    """When a silent worker will be heard again."""

    @property
    def next_at(self) -> float:
        return min(self.ends_at, self.check_at, self.report_at, self.look_at, self.answer_at)


class Worker:
    """One simulated worker. `meet` makes something happen to them; `say` is told of it in words."""

    def __init__(
        self, member: Member, site: Site, app: App, phone: Phone, clock: Clock, *, seed: int, say: Callable[[str], None]
    ) -> None:
        self.member = member
        self.phone = phone
        self.visits = 0
        self._app = app
        self._clock = clock
        self._say = say
        self._chance = Random(f"worker {member.username} {seed}")  # noqa: S311 (no secret)
        self._walk = Walk(site.lat, site.lon, seed=f"{member.username} {seed}")
        self._device = member.devices[0]
        self._battery = self._chance.uniform(40, 100)
        self._turns: deque[Turn] = deque()
        self._met = asyncio.Event()
        self._present: Outing | None = None

    def meet(self, turn: Turn) -> None:
        """Something happens to this worker, on the present visit or at once on the next."""
        self._turns.append(turn)
        self._met.set()

    async def run(self) -> None:
        """Lives, until cancelled."""
        while True:
            outing = self._present = await self._begin()
            ended_by = await self._be_on(outing) if outing else None
            self._present = None
            if ended_by is Turn.DURESS:
                await self._clock.sleep(600)
                self._turns.clear()
            else:
                await self._wait_until(self._clock.now() + self._between(REST_S))

    async def go_home(self) -> None:
        """Ends the present visit, for the simulation is over. Whoever waits for help stays until it has come."""
        if self._present and self._present.status != "in_alarm":
            with suppress(Declined):
                await self._app.post(f"/visits/{self._present.id}/end", pin=PIN)

    async def _begin(self) -> Outing | None:
        """Starts a visit, or goes on with the one that an earlier run left; None where neither can be."""
        latest = await self._app.get("/visits", mine="true", limit="20")
        left = next((one for one in latest["items"] if one["status"] not in (*OVER, "planned")), None)
        if left:
            return self._outing(left)
        length_s = self._between(VISIT_S)
        street, place = self._chance.choice(words().streets), self._walk.at(self._clock.now())
        try:
            visit = await self._app.post(
                "/visits",
                place=f"{self._chance.randint(1, 90)} {street}",
                purpose=self._chance.choice(words().purposes),
                risk=self._chance.choice(("low", "low", "medium")),
                lat=place.lat,
                lon=place.lon,
                planned_end=_round_up(datetime.now(UTC) + timedelta(seconds=length_s)).isoformat(),
                start=True,
            )
            if self._chance.random() < 0.4:
                await self._app.post(f"/visits/{visit['id']}/note", text=self._chance.choice(words().notes))
        except Declined as declined:
            self._say(f"{self.member.name} cannot start a visit: {declined}")
            return None
        self.visits += 1
        return self._outing(visit, length_s)

    def _outing(self, visit: dict[str, Any], length_s: float = 300.0) -> Outing:
        moment = self._clock.now()
        interval_s = 300.0
        if visit["due_at"] and visit["started_at"]:
            due, started = datetime.fromisoformat(visit["due_at"]), datetime.fromisoformat(visit["started_at"])
            interval_s = max(60.0, (due - started).total_seconds())
        outing = Outing(visit["id"], visit["status"], interval_s, moment + length_s, inf)
        outing.check_at = self._next_check(outing)
        return outing

    async def _be_on(self, outing: Outing) -> Turn | None:
        """One visit from its start to its end; returns DURESS where that was how it ended."""
        while True:
            await self._wait_until(outing.next_at)
            try:
                if self._turns and (turn := self._turns.popleft()) and await self._take_turn(turn, outing):
                    return turn
                if await self._do_what_is_due(outing):
                    return None
            except Declined:  # somebody else ended the visit, or it is gone
                return None

    async def _do_what_is_due(self, outing: Outing) -> bool:
        """Whether the visit is over."""
        moment = self._clock.now()
        if moment >= outing.report_at:
            self._send(Meaning.HERE)
            outing.report_at = moment + self._between(REPORT_S)
        if moment >= outing.look_at:
            await self._look(outing, moment)
        if moment >= outing.answer_at:
            self._say(f"{self.member.name} is heard again")
            self._check_in(outing)
        if moment >= outing.check_at:
            self._check_in(outing)
        if outing.status in OVER:
            return True
        if moment >= outing.ends_at:
            if outing.silent or outing.status == "in_alarm":
                outing.ends_at = moment + 60
            else:
                await self._app.post(f"/visits/{outing.id}/end", pin=PIN)
                return True
        return False

    async def _take_turn(self, turn: Turn, outing: Outing) -> bool:
        """Whether the visit is over by it. Somebody who is waiting for help already has no further turns."""
        if turn is Turn.NO_SIGNAL:
            self.phone.lose_signal(self._between((60, 200)))
            self._say(f"{self.member.name} has no signal")
        elif outing.status == "in_alarm" or outing.silent:
            return False
        elif turn in (Turn.FORGET, Turn.LATE):
            outing.silent, outing.check_at = turn, inf
        elif turn is Turn.DURESS:
            await self._app.post(f"/visits/{outing.id}/end", pin=DURESS_PIN)
            self._say(f"{self.member.name} ends the visit with the duress PIN")
            return True
        else:
            fallen = turn is Turn.FALL and self._device.protocol == "osmand"  # the others cannot tell a fall
            self._send(Meaning.FALLEN if fallen else Meaning.HELP)
            self._say(f"{self.member.name} {'has fallen' if fallen else 'calls for help'}")
            outing.check_at, outing.look_at = inf, 0.0
        return False

    async def _look(self, outing: Outing, moment: float) -> None:
        """Reads how the visit stands, as the app shows it, and what that means to the worker."""
        before, outing.status = outing.status, (await self._app.get(f"/visits/{outing.id}"))["status"]
        outing.look_at = moment + self._between(LOOK_S)
        in_alarm = outing.status == "in_alarm"
        if outing.silent is Turn.FORGET and in_alarm and outing.answer_at == inf:
            self._say(f"{self.member.name} has missed a check-in")
            outing.answer_at = moment + self._between((60, 150))
        elif outing.silent is Turn.LATE and (in_alarm or outing.status == "overdue") and outing.answer_at == inf:
            outing.answer_at = moment + self._between((10, 25))
        elif not outing.silent and outing.status in RUNG:
            self._check_in(outing)
        if in_alarm:
            outing.check_at = inf
        elif before == "in_alarm":
            outing.silent, outing.answer_at = None, inf
            outing.check_at = self._next_check(outing)
            outing.ends_at = max(outing.ends_at, moment + self._between((60, 180)))

    def _check_in(self, outing: Outing) -> None:
        self._send(Meaning.WELL)
        outing.silent, outing.answer_at = None, inf
        outing.check_at = self._next_check(outing) if outing.status != "in_alarm" else inf

    def _next_check(self, outing: Outing) -> float:
        return self._clock.now() + self._chance.uniform(0.4, 0.75) * outing.interval_s

    def _send(self, meaning: Meaning) -> None:
        moment = self._clock.now()
        battery = round(self._battery - moment / BATTERY_LASTS_S * 100) % 101
        sample = Sample(datetime.now(UTC), self._walk.at(moment), battery)
        frame = frame_of(self._device, sample, meaning, as_json=self._chance.random() < 0.5)
        if frame:
            self.phone.say(frame)

    async def _wait_until(self, moment: float) -> None:
        """Waits, but no longer than until something happens to the worker."""
        if self._turns:
            return
        self._met.clear()
        await self._clock.wait(self._met, moment - self._clock.now())

    def _between(self, bounds: tuple[float, float]) -> float:
        return self._chance.uniform(*bounds)


def _round_up(moment: datetime) -> datetime:
    """The planned end that a person would write: at a full five minutes, with five more to spare."""
    spare = moment + timedelta(minutes=10)
    return spare.replace(minute=spare.minute // 5 * 5, second=0, microsecond=0)
