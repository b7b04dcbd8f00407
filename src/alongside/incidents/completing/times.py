"""When a part is due, and whom nobody asks by themselves. Pure; the numbers are in `times.toml`, with their source."""

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Times:
    """`due` by part; `link_open`: how long a link opens a part; `remind_every`: the shortest time between reminders."""

    due: Mapping[str, timedelta]
    link_open: timedelta
    remind_every: timedelta
    not_when_responsible: frozenset[str]
    not_when_kinds: frozenset[str]

    def manager_may_be_asked(self, kinds: Collection[str], responsible_kinds: Collection[str]) -> bool:
        """Whether the line manager is asked by itself: not where a colleague or the manager may have done it."""
        return not (self.not_when_kinds & set(kinds) or self.not_when_responsible & set(responsible_kinds))


@cache
def times() -> Times:
    """The times as they stand in the file."""
    read = tomllib.loads(files(__package__).joinpath("times.toml").read_text("utf-8"))
    return Times(
        due={part: timedelta(days=days) for part, days in read["due_days"].items()},
        link_open=timedelta(days=read["link_days"]),
        remind_every=timedelta(hours=read["shortest_hours_between_reminders"]),
        not_when_responsible=frozenset(read["never_by_itself"]["responsible_kinds"]),
        not_when_kinds=frozenset(read["never_by_itself"]["kinds"]),
    )
