"""Who is rung for an alarm, in which order. Roles and rotas become people outside, at the moment of ringing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

STEP_TIMEOUT_BOUNDS_S = (30, 30 * 60)
AGAIN_BOUNDS_S = (30, 30 * 60)

LATER: dict[str, Any] = {"later": True}
"""Metadata of a field that was added later: it is not written down while it holds its default, so that what does not use
it stays readable for the version before."""


@dataclass(frozen=True, slots=True)
class Target:
    """One person, whoever holds a role, whoever is on call by a rota, or the worker's next of kin. Exactly one of the four
    is given, else ValueError."""

    staff_id: UUID | None = None
    role: str | None = None
    rota_id: UUID | None = field(default=None, metadata=LATER)
    kin: bool = field(default=False, metadata=LATER)

    def __post_init__(self) -> None:
        if [self.staff_id is not None, self.role is not None, self.rota_id is not None, self.kin].count(True) != 1:
            raise ValueError("a target is either a person, a role, a rota or the next of kin")


@dataclass(frozen=True, slots=True)
class Step:
    """People who are rung together, and the seconds they have before the next step is rung as well. Where `again_s` is not
    0 they are rung again after so many seconds, until that time is over."""

    targets: tuple[Target, ...]
    timeout_s: int = 120
    again_s: int = field(default=0, metadata=LATER)

    def __post_init__(self) -> None:
        low, high = STEP_TIMEOUT_BOUNDS_S
        if not self.targets:
            raise ValueError("a step needs at least one person or role")
        if not low <= self.timeout_s <= high:
            raise ValueError("a step's timeout must be between 30 seconds and 30 minutes")
        low, high = AGAIN_BOUNDS_S
        if self.again_s and not low <= self.again_s <= high:
            raise ValueError("people of a step are rung again after 30 seconds to 30 minutes")

    @property
    def is_kin(self) -> bool:
        """The step at which the next of kin is told."""
        return any(target.kin for target in self.targets)


@dataclass(frozen=True, slots=True)
class Plan:
    """One version of an escalation plan. An alarm keeps the version that it was raised with.

    `broadcast`: who is rung besides everybody in the steps once the steps are used up (the response
    centre, security on call). `panic_to_all`: an SOS or duress rings every step at once, besides the next of kin.
    `cumulative`: with each step those of the steps before are rung again; otherwise each step rings its own people alone.
    The broadcast repeats every `repeat_s` seconds, `quick_repeats` times, then every `slow_repeat_s`.
    The next of kin is a step of its own, the last of several, else ValueError.
    """

    id: UUID
    version: int
    steps: tuple[Step, ...]
    broadcast: tuple[Target, ...] = ()
    panic_to_all: bool = True
    repeat_s: int = 120
    quick_repeats: int = 5
    slow_repeat_s: int = 300
    cumulative: bool = field(default=True, metadata=LATER)

    def __post_init__(self) -> None:
        if self.repeat_s < 1 or self.slow_repeat_s < 1 or self.quick_repeats < 0:
            raise ValueError("a broadcast must repeat")
        kin = [number for number, step in enumerate(self.steps) if step.is_kin]
        if kin and (kin != [len(self.steps) - 1] or kin == [0] or len(self.steps[kin[0]].targets) > 1):
            raise ValueError("the next of kin is the last step, alone, and never the first")
        if any(target.kin for target in self.broadcast):
            raise ValueError("the next of kin is the last step, and nowhere else")

    @property
    def work_steps(self) -> int:
        """How many steps there are before the next of kin."""
        return sum(not step.is_kin for step in self.steps)

    def targets_up_to(self, step: int, *, without: UUID) -> tuple[Target, ...]:
        """Everybody of steps 1 to `step`, each once, in order, without the worker whom the alarm is about."""
        return self.targets_of(1, step, without=without)

    def targets_of(self, first: int, last: int, *, without: UUID) -> tuple[Target, ...]:
        """Everybody of steps `first` to `last`, likewise."""
        found: dict[Target, None] = {}
        for one in self.steps[first - 1 : last]:
            for target in one.targets:
                if target.staff_id != without:
                    found[target] = None
        return tuple(found)

    def broadcast_targets(self, *, without: UUID) -> tuple[Target, ...]:
        """Everybody in the plan and everybody of the broadcast, each once, without the worker."""
        found = dict.fromkeys(self.targets_up_to(len(self.steps), without=without))
        found.update((target, None) for target in self.broadcast if target.staff_id != without)
        return tuple(found)

    def next_step(self, after: int, *, without: UUID) -> int | None:
        """The number of the next step that holds somebody besides the worker, or None after the last."""
        for number in range(after + 1, len(self.steps) + 1):
            if any(target.staff_id != without for target in self.steps[number - 1].targets):
                return number
        return None
