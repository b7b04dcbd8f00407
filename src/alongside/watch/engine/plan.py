"""Who is rung for an alarm, in which order. Roles become people outside, at the moment of ringing."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

STEP_TIMEOUT_BOUNDS_S = (30, 30 * 60)


@dataclass(frozen=True, slots=True)
class Target:
    """One person, or whoever holds a role. Exactly one of the two is given, else ValueError."""

    staff_id: UUID | None = None
    role: str | None = None

    def __post_init__(self) -> None:
        if (self.staff_id is None) == (self.role is None):
            raise ValueError("a target is either a person or a role")


@dataclass(frozen=True, slots=True)
class Step:
    """People who are rung together, and the seconds they have before the next step is rung as well."""

    targets: tuple[Target, ...]
    timeout_s: int = 120

    def __post_init__(self) -> None:
        low, high = STEP_TIMEOUT_BOUNDS_S
        if not self.targets:
            raise ValueError("a step needs at least one person or role")
        if not low <= self.timeout_s <= high:
            raise ValueError("a step's timeout must be between 30 seconds and 30 minutes")


@dataclass(frozen=True, slots=True)
class Plan:
    """One version of an escalation plan. An alarm keeps the version that it was raised with.

    `broadcast`: who is rung besides everybody in the steps once the steps are used up (the response
    centre, security on call). `panic_to_all`: an SOS or duress rings every step at once.
    The broadcast repeats every `repeat_s` seconds, `quick_repeats` times, then every `slow_repeat_s`.
    """

    id: UUID
    version: int
    steps: tuple[Step, ...]
    broadcast: tuple[Target, ...] = ()
    panic_to_all: bool = True
    repeat_s: int = 120
    quick_repeats: int = 5
    slow_repeat_s: int = 300

    def __post_init__(self) -> None:
        if self.repeat_s < 1 or self.slow_repeat_s < 1 or self.quick_repeats < 0:
            raise ValueError("a broadcast must repeat")

    def targets_up_to(self, step: int, *, without: UUID) -> tuple[Target, ...]:
        """Everybody of steps 1 to `step`, each once, in order, without the worker whom the alarm is about."""
        found: dict[Target, None] = {}
        for one in self.steps[:step]:
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
