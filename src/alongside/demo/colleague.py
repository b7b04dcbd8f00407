"""A simulated operator on nights: takes what nobody has taken for some minutes, and closes it.

Whoever plays operator comes first: this colleague waits, and leaves alone what somebody has taken, and whatever is not
about a simulated worker.
"""

import asyncio
from collections.abc import Callable, Collection
from random import Random
from typing import Any

from alongside.demo.app import App, Declined
from alongside.demo.cast import Member, words
from alongside.demo.timekeeping import Clock

PATIENCE_S = 240.0
"""How long an alarm is left to people."""
LOOK_S = 8.0
UNANSWERED = ("raised", "ringing", "exhausted")

_OUTCOMES = {
    "sos": ("false_accidental", "false_accidental", "found_safe", "genuine"),
    "fall": ("false_device", "found_safe"),
    "duress": ("genuine", "false_accidental"),
}


class Colleague:
    """One operator, for the alarms of `workers` (ids of staff)."""

    def __init__(
        self,
        member: Member,
        app: App,
        clock: Clock,
        workers: Collection[str],
        *,
        seed: int,
        say: Callable[[str], None],
    ) -> None:
        self.member = member
        self.closed = 0
        self._app = app
        self._clock = clock
        self._workers = workers
        self._say = say
        self._chance = Random(f"colleague {member.username} {seed}")  # noqa: S311 (no secret)
        self._first_seen: dict[str, float] = {}
        self._dealing: dict[str, asyncio.Task[None]] = {}

    async def run(self) -> None:
        """Works, until cancelled."""
        me = (await self._app.get("/me"))["places"][0]["staff_id"]
        async with asyncio.TaskGroup() as tasks:
            while True:
                await self._look(me, tasks)
                await self._clock.sleep(LOOK_S)

    async def _look(self, me: str, tasks: asyncio.TaskGroup) -> None:
        items = (await self._app.get("/alarms", state="open", limit="200"))["items"]
        moment = self._clock.now()
        self._first_seen = {one["id"]: self._first_seen.get(one["id"], moment) for one in items}
        self._dealing = {key: task for key, task in self._dealing.items() if not task.done()}
        for alarm in items:
            if alarm["id"] in self._dealing or alarm["worker"]["id"] not in self._workers:
                continue
            waited = moment - self._first_seen[alarm["id"]] >= PATIENCE_S
            mine = bool(alarm["owner"]) and alarm["owner"]["id"] == me
            if mine or (waited and alarm["status"] in UNANSWERED):
                self._dealing[alarm["id"]] = tasks.create_task(self._deal_with(alarm))

    async def _deal_with(self, alarm: dict[str, Any]) -> None:
        here, worker = f"/alarms/{alarm['id']}", alarm["worker"]["name"]
        outcome = self._chance.choice(_OUTCOMES.get(alarm["kind"], ("found_safe",)))
        try:
            await self._app.post(f"{here}/take")
            self._say(f"{self.member.name} takes the alarm of {worker}")
            await self._clock.sleep(self._chance.uniform(15, 30))
            await self._app.post(f"{here}/note", text=self._chance.choice(words().progress))
            await self._clock.sleep(self._chance.uniform(20, 45))
            await self._app.post(f"{here}/close", outcome=outcome, text=words().closing[outcome])
        except Declined:  # a person was quicker, or has it now
            return
        self.closed += 1
        self._say(f"{self.member.name} closes the alarm of {worker}")
