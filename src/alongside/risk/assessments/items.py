"""What an assessment asks."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

ANSWERS = {"yes": "Yes", "no": "No", "unknown": "Not known"}
"""What may be answered; what was not asked has no answer at all."""
NOT_ASKED = "Not asked"


@dataclass(frozen=True, slots=True)
class Item:
    key: str
    asks: str
    good: str = "no"
    """The answer that is no cause for concern."""
    quick: bool = False


@dataclass(frozen=True, slots=True)
class Area:
    key: str
    name: str
    items: tuple[Item, ...]


@cache
def areas() -> tuple[Area, ...]:
    """The five areas with their items."""
    told = tomllib.loads(files("alongside.risk.assessments").joinpath("items.toml").read_text("utf-8"))
    return tuple(Area(one["key"], one["name"], tuple(Item(**item) for item in one["items"])) for one in told["area"])


@cache
def all_items() -> dict[str, Item]:
    """Every item by its key."""
    return {item.key: item for area in areas() for item in area.items}


@cache
def quick_items() -> tuple[Item, ...]:
    """What the quick assessment asks."""
    return tuple(item for item in all_items().values() if item.quick)
