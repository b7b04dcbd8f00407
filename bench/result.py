"""What a benchmark says."""

import json
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any


class Failed(Exception):
    """What was measured is worth nothing: something was lost, refused or not durable."""


@dataclass(frozen=True)
class Beside:
    """What a figure is compared with, measured in the same run, in the same unit."""

    what: str
    value: float


@dataclass(frozen=True)
class Result:
    """One line of the output. `details` says how the figure came about."""

    name: str
    value: float
    unit: str
    beside: Beside
    details: dict[str, Any] = field(default_factory=dict)

    def line(self, machine: dict[str, Any]) -> str:
        """One line of JSON. `ratio` is value by beside."""
        return json.dumps(
            {
                "name": self.name,
                "value": rounded(self.value),
                "unit": self.unit,
                "beside": asdict(self.beside) | {"value": rounded(self.beside.value)},
                "ratio": rounded(self.value / self.beside.value),
                "details": self.details,
                "machine": machine,
            }
        )


def rounded(value: float) -> float:
    """To four significant digits: no run says more."""
    return float(f"{value:.4g}")


def percentile(values: Sequence[float], percent: float) -> float:
    """The value that `percent` of all do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * int(percent * 10) // 1000) - 1)]


def middle(values: Sequence[float]) -> float:
    """The median."""
    return statistics.median(values)
