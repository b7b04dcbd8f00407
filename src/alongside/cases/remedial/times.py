"""When somebody is written to about an action. Pure; the numbers are in `times.toml`, with their source."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

from alongside.cases.tracks.actions import WITH_OWNER, WITH_SETTER
from alongside.incidents.deadlines import add_months


@dataclass(frozen=True, slots=True)
class Times:
    """`before`, `after`: days from the day that is due; `repeat`: how often after the last of them; `unanswered`: how often
    whoever set it is reminded of an answer; `check_months`: when it is looked at again; `link_open`: for how long a link
    in a message opens it.
    """

    before: Sequence[int]
    after: Sequence[int]
    repeat: int
    unanswered: int
    check_months: int
    link_open: timedelta


@cache
def times() -> Times:
    """The times as they stand in the file."""
    read = tomllib.loads(files(__package__).joinpath("times.toml").read_text("utf-8"))
    return Times(
        before=sorted(read["before_days"], reverse=True),
        after=sorted(read["after_days"]),
        repeat=read["repeat_days"],
        unanswered=read["unanswered_days"],
        check_months=read["check_months"],
        link_open=timedelta(days=read["link_days"]),
    )


def check_day(accepted_on: date) -> date:
    """When an action that was accepted on this day is looked at again."""
    return add_months(accepted_on, times().check_months)


def next_notice(state: str, due_on: date, check_on: date | None, after: date) -> date | None:
    """The first day later than `after` on which somebody is written to; None where nothing more is to be said."""
    if state in WITH_OWNER:
        return _next(due_on, [-days for days in times().before] + list(times().after), after)
    if state in WITH_SETTER:
        return after + timedelta(days=times().unanswered)
    if state == "done" and check_on is not None:
        return _next(check_on, [0, *times().after], after)
    return None


def _next(day: date, offsets: Sequence[int], after: date) -> date:
    listed = [day + timedelta(days=offset) for offset in offsets]
    later = [one for one in listed if one > after]
    if later:
        return later[0]
    over = (after - listed[-1]).days // times().repeat + 1
    return listed[-1] + timedelta(days=over * times().repeat)
