"""The stories of riddor_cases.toml as facts and expectations."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from alongside.incidents.riddor import (
    Absence,
    AbsenceKind,
    Attacker,
    Country,
    Diagnosis,
    Exposure,
    ExposureBy,
    Facts,
    Happening,
    Injury,
    RoadException,
    Source,
    Status,
)

CODES = {
    "country": Country,
    "status": Status,
    "happening": Happening,
    "attacker": Attacker,
    "road_exception": RoadException,
}


@dataclass(frozen=True)
class Case:
    """One story: what is known, the day on which it is decided, and what is expected."""

    story: str
    facts: Facts
    today: date
    expect: dict[str, Any]


def read_cases() -> list[Case]:
    """Every story, with the defaults filled in."""
    text = tomllib.loads(Path(__file__).with_name("riddor_cases.toml").read_text("utf-8"))
    defaults = text["defaults"]
    return [
        Case(
            row["story"],
            facts_of({**defaults["facts"], **row.get("facts", {})}),
            row.get("today", defaults["today"]),
            row["expect"],
        )
        for row in text["case"]
    ]


def facts_of(row: dict[str, Any]) -> Facts:
    """Facts as a story writes them; "not known" stands for None."""
    return Facts(**{name: _value(name, value) for name, value in row.items()})


def _value(name: str, value: Any) -> Any:
    if value == "not known":
        return None
    if name in CODES:
        return CODES[name](value)
    rows = [{key: None if field == "not known" else field for key, field in row.items()} for row in _tables(value)]
    match name:
        case "injuries":
            return tuple(Injury(**row) for row in rows)
        case "absences":
            return tuple(Absence(**{**row, "kind": AbsenceKind(row.get("kind", "off_work"))}) for row in rows)
        case "exposures":
            return tuple(Exposure(ExposureBy(row["by"]), Source(row["source"])) for row in rows)
        case "diagnoses":
            return tuple(Diagnosis(**row) for row in rows)
    return value


def _tables(value: Any) -> list[dict[str, Any]]:
    return value if isinstance(value, list) else []
