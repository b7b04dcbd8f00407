"""Calls for help on real sockets, whatever happens at the other end, and somebody who answers them."""

import random
import threading
from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from tests.asking import Answer, NoAnswer, ask
from tests.eventually import eventually
from tests.installation import Installation

AT_ONCE = 8
TRIED_AGAIN_S = 0.1


@dataclass(frozen=True)
class Crowd:
    """Who calls and who is rung for them (`tests.fault.crowd`). A caller is (place, token)."""

    texted: Sequence[str]
    telephoned: str
    responder: tuple[str, str]
    callers: Sequence[tuple[str, str]]
    by_telephone: Sequence[tuple[str, str]] = ()


def gather(installation: Installation, callers: int, by_telephone: int = 0) -> Crowd:
    told = installation.inside("tests.fault.crowd", "gather", callers, by_telephone)
    return Crowd(
        texted=told["texted"],
        telephoned=told["telephoned"],
        responder=tuple(told["responder"]),
        callers=[tuple(one) for one in told["callers"]],
        by_telephone=[tuple(one) for one in told["by_telephone"]],
    )


@dataclass
class Calling:
    """Calls for help, one for each caller, within the `with` block. A call that got no answer, or that the answer says was not
    stored, is made again under the same key, as the pages do; one that is refused otherwise is kept in `refused`.

    `rate`: new calls a second; as fast as they are answered where it is None.
    """

    installation: Installation
    callers: Sequence[tuple[str, str]]
    rate: float | None = None
    acknowledged: dict[str, str] = field(default_factory=dict)
    """The alarm by the caller's place."""
    acknowledged_at: list[float] = field(default_factory=list)
    refused: list[Answer] = field(default_factory=list)
    unanswered: int = 0

    def __enter__(self) -> "Calling":
        self._waiting = deque(self.callers)
        self._turn, self._ended, self._begun = threading.Lock(), threading.Event(), monotonic()
        self._threads = [threading.Thread(target=self._call_on, daemon=True) for _ in range(AT_ONCE)]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *args: object) -> None:
        self._ended.set()
        for thread in self._threads:
            thread.join(60)

    def until_acknowledged(self, number: int | None = None, patience: float = 60.0) -> None:
        """Waits for so many acknowledgements, or all; `patience` is for the next hundred of them."""
        wanted = len(self.callers) if number is None else number
        while len(self.acknowledged) < wanted:
            goal = min(wanted, len(self.acknowledged) + 100)
            eventually(
                lambda goal=goal: len(self.acknowledged) >= goal or self.refused,
                lambda goal=goal: f"{goal} acknowledged calls (there are {len(self.acknowledged)})",
                patience=patience,
            )
            assert not self.refused, [one.text for one in self.refused]

    def _call_on(self) -> None:
        while (caller := self._next()) is not None:
            place, token = caller
            while not self._ended.is_set() and not self._is_acknowledged(place, token):
                self.unanswered += 1
                self._ended.wait(TRIED_AGAIN_S)

    def _next(self) -> tuple[str, str] | None:
        with self._turn:
            if not self._waiting:
                return None
            number = len(self.callers) - len(self._waiting)
            caller = self._waiting.popleft()
        if self.rate:
            self._ended.wait(max(0.0, self._begun + number / self.rate - monotonic()))
        return None if self._ended.is_set() else caller

    def _is_acknowledged(self, place: str, token: str) -> bool:
        answer = _post(self.installation, "/alarms", token, f"help-{place}", {"kind": "sos"})
        if answer is None or answer.status >= 500:
            return False
        if answer.status == 201:
            self.acknowledged[place] = answer.json["id"]
            self.acknowledged_at.append(monotonic())
        else:
            self.refused.append(answer)
        return True


@dataclass
class Responding:
    """The responder takes some of the alarms for which everybody was texted, and closes some of those, by chance."""

    installation: Installation
    crowd: Crowd
    chance: random.Random
    taken: set[str] = field(default_factory=set)
    closed: set[str] = field(default_factory=set)
    refused: list[Answer] = field(default_factory=list)

    def __enter__(self) -> "Responding":
        self._ended, self._heard = threading.Event(), len(self.installation.notify.sent)
        self._rung: dict[str, set[str]] = defaultdict(set)
        self._thread = threading.Thread(target=self._respond, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *args: object) -> None:
        self._ended.set()
        self._thread.join(60)

    def _respond(self) -> None:
        while not self._ended.wait(0.05):
            sent = self.installation.notify.sent[self._heard :]
            self._heard += len(sent)
            for text in sent:
                if not rings(text):
                    continue
                alarm = alarm_in(text)
                self._rung[alarm].add(text.to)
                if self._rung[alarm] >= set(self.crowd.texted) and self.chance.random() < 0.2:
                    self._answer(alarm)

    def _answer(self, alarm: str) -> None:
        if not self._does(alarm, "take", {}):
            return
        self.taken.add(alarm)
        if self.chance.random() < 0.5 and self._does(alarm, "close", {"outcome": "false_accidental", "text": ""}):
            self.closed.add(alarm)

    def _does(self, alarm: str, what: str, content: dict[str, Any]) -> bool:
        """Until it is answered; False where the end came first."""
        while not self._ended.is_set():
            path = f"/alarms/{alarm}/{what}"
            answer = _post(self.installation, path, self.crowd.responder[1], f"{what}-{alarm}", content)
            if answer is not None and answer.status < 500:
                if answer.status != 200:
                    self.refused.append(answer)
                return answer.status == 200
            self._ended.wait(TRIED_AGAIN_S)
        return False


def alarm_in(text: Any) -> str:
    """The alarm that a text message is about: its address ends with it."""
    return str(text.body.rpartition("/")[2])


def rings(text: Any) -> bool:
    """Whether a text message asks to take an alarm; others tell of one."""
    return "Reply TAKE" in text.body


def _post(installation: Installation, path: str, token: str, key: str, content: Any) -> Answer | None:
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": key}
    try:
        return ask("POST", f"{installation.web}/api/v1{path}", content=content, headers=headers)
    except NoAnswer:
        return None
