"""When somebody is asked how they are. Pure; the days are in `dates.toml`, with their source."""

import tomllib
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Dates:
    """`ask_after`: from the report to each question, ascending. `link_open`: how long a link opens the page."""

    ask_after: tuple[timedelta, ...]
    link_open: timedelta
    too_late_after: timedelta


@cache
def dates() -> Dates:
    """The days as they stand in the file."""
    read = tomllib.loads(files(__package__).joinpath("dates.toml").read_text("utf-8"))
    return Dates(
        ask_after=tuple(timedelta(days=days) for days in sorted(read["ask_after_days"])),
        link_open=timedelta(days=read["link_days"]),
        too_late_after=timedelta(days=read["too_late_after_days"]),
    )


def due_times(reported_at: datetime) -> list[datetime]:
    """When the questions after a report are due."""
    return [reported_at + after for after in dates().ask_after]
