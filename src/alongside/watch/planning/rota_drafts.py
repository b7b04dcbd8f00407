"""A rota as somebody writes it in a form, and what it means."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from alongside.people.models import Organisation
from alongside.watch.models import RotaVersion
from alongside.watch.planning.drafts import LONGEST_TEXT
from alongside.watch.planning.naming import read_people, write_people
from alongside.watch.rotas import (
    EVERY_DAY,
    MOST_SHIFTS,
    WEEK_DAYS,
    Length,
    Rota,
    Shift,
    faults,
    moment_of,
    rota_from_json,
)
from alongside.web.listing import day_of

LENGTHS = {
    Length.WEEK: "A week each",
    Length.DAY: "A day each",
    Length.HOURS: "At times of the day",
}
MOST_TOGETHER = 4


@dataclass(slots=True)
class ShiftDraft:
    """A line of times as it was written; `days` are numbers from 0 for Monday."""

    begin: str = ""
    end: str = ""
    people: str = ""
    days: list[str] = field(default_factory=lambda: [str(day) for day in EVERY_DAY])


@dataclass(slots=True)
class RotaDraft:
    """A rota as it was written."""

    name: str = ""
    team: str = ""
    length: str = str(Length.WEEK)
    first_day: str = ""
    hand_over: str = "09:00"
    people: str = ""
    shifts: list[ShiftDraft] = field(default_factory=lambda: [ShiftDraft()])
    together: str = "1"
    gaps: bool = False


@dataclass(frozen=True, slots=True)
class Understood:
    """What a form means: the rota, None where it cannot be one, and what is wrong by the name of the field."""

    rota: Rota | None
    errors: dict[str, str]


def rota_draft_from_form(form: Any) -> RotaDraft:
    """What a form (a QueryDict) says: `lines`, and of each line `begin-1`, `end-1`, `people-1`, `days-1`."""
    said = str(form.get("lines", ""))
    number = min(max(int(said), 1), MOST_SHIFTS) if said.isascii() and said.isdigit() and len(said) < 4 else 1
    return RotaDraft(
        name=form.get("name", "").strip()[:LONGEST_TEXT],
        team=form.get("team", "")[:40],
        length=form.get("length", "")[:10],
        first_day=form.get("first_day", "").strip()[:10],
        hand_over=form.get("hand_over", "").strip()[:5],
        people=form.get("people", "")[:LONGEST_TEXT],
        shifts=[
            ShiftDraft(
                begin=form.get(f"begin-{one}", "").strip()[:5],
                end=form.get(f"end-{one}", "").strip()[:5],
                people=form.get(f"people-{one}", "")[:LONGEST_TEXT],
                days=[day for day in form.getlist(f"days-{one}") if day in {str(known) for known in EVERY_DAY}],
            )
            for one in range(1, number + 1)
        ],
        together=form.get("together", "1").strip()[:3],
        gaps=form.get("gaps") == "yes",
    )


def rota_draft_of(version: RotaVersion) -> RotaDraft:
    """A rota as it stands, to be changed."""
    rota, organisation = rota_from_json(version.content), version.rota.organisation
    return RotaDraft(
        name=version.rota.name,
        team=str(version.rota.team_id or ""),
        length=str(rota.length),
        first_day=rota.first_day.isoformat(),
        hand_over=f"{rota.hand_over:%H:%M}",
        people=write_people(rota.people, organisation),
        shifts=[
            ShiftDraft(
                f"{one.begin:%H:%M}",
                f"{one.end:%H:%M}",
                write_people(one.people, organisation),
                [str(day) for day in one.days],
            )
            for one in rota.shifts
        ]
        or [ShiftDraft()],
        together=str(rota.together),
        gaps=rota.gaps,
    )


def fresh_rota(today: date) -> RotaDraft:
    """An empty form: turns of a week from the next Monday on."""
    return RotaDraft(first_day=(today + timedelta(days=-today.weekday() % 7)).isoformat())


def understand_rota(draft: RotaDraft, organisation: Organisation) -> Understood:
    """What the form means; errors where a day or a time is none, where somebody is not known, where turns overlap or leave a
    gap that nobody said is meant.
    """
    errors: dict[str, str] = {}
    if not draft.name or len(draft.name) > 100:
        errors["name"] = "Write a name of 100 characters or fewer."
    if draft.length not in {str(one) for one in LENGTHS}:
        errors["length"] = "Choose how long a turn is."
    by_hours = draft.length == Length.HOURS
    first_day = day_of(draft.first_day)
    if first_day is None:
        errors["first_day"] = "Choose the day on which the first turn begins."
    hand_over = time_of(draft.hand_over)
    if hand_over is None and not by_hours:
        errors["hand_over"] = "Write when a turn is handed over, for example 09:00."
    people, wrong = read_people(draft.people, organisation) if not by_hours else ((), [])
    if wrong:
        errors["people"] = " ".join(wrong)
    if not (draft.together.isascii() and draft.together.isdigit() and 1 <= int(draft.together) <= MOST_TOGETHER):
        errors["together"] = f"Write how many are on call at once, from 1 to {MOST_TOGETHER}."
    shifts = _shifts(draft, organisation, errors) if by_hours else ()
    if errors or first_day is None:
        return Understood(None, errors)
    rota = Rota(
        zone=organisation.time_zone,
        first_day=first_day,
        length=Length(draft.length),
        hand_over=hand_over or time(9),
        people=people,
        shifts=shifts,
        together=int(draft.together),
        gaps=draft.gaps,
    )
    found = faults(rota)
    field_of_faults = "begin-1" if by_hours else "people"
    return Understood(None if found else rota, {field_of_faults: " ".join(found)} if found else {})


def time_of(text: str) -> time | None:
    """A time of the day as 09:00, or None."""
    try:
        return time.fromisoformat(text) if len(text) == 5 else None
    except ValueError:
        return None


def times_from(form: Mapping[str, str], zone: str) -> tuple[datetime | None, datetime | None, dict[str, str]]:
    """From when until when (begins_day, begins_time, ends_day, ends_time), by the clock there, and what is wrong with it."""
    errors: dict[str, str] = {}
    moments: list[datetime | None] = []
    for name in ("begins", "ends"):
        day, at = day_of(form.get(f"{name}_day", "")), time_of(form.get(f"{name}_time", ""))
        if day is None or at is None:
            errors[f"{name}_day"] = f"Choose the day and the time when it {name}."
            moments.append(None)
        else:
            moments.append(moment_of(day, at, zone))
    return moments[0], moments[1], errors


def days_in_words(days: tuple[int, ...]) -> str:
    """ "every day", "Monday to Friday", "Saturday and Sunday"."""
    days = tuple(sorted(days))
    if days == EVERY_DAY:
        return "every day"
    if len(days) > 2 and days == tuple(range(days[0], days[-1] + 1)):
        return f"{WEEK_DAYS[days[0]]} to {WEEK_DAYS[days[-1]]}"
    names = [WEEK_DAYS[day] for day in days]
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _shifts(draft: RotaDraft, organisation: Organisation, errors: dict[str, str]) -> tuple[Shift, ...]:
    shifts = []
    for number, one in enumerate(draft.shifts, start=1):
        begin, end = time_of(one.begin), time_of(one.end)
        if begin is None or end is None:
            errors["begin-1" if begin is None and number == 1 else f"begin-{number}"] = (
                f"Write when line {number} begins and ends, for example 22:00 and 06:00."
            )
        people, wrong = read_people(one.people, organisation)
        if wrong or not people:
            errors[f"people-{number}"] = " ".join(wrong) or f"Name at least one person in line {number}."
        if not one.days:
            errors[f"days-{number}"] = f"Choose at least one day for line {number}."
        if begin is not None and end is not None and one.days:
            shifts.append(Shift(begin, end, people, tuple(int(day) for day in one.days)))
    return tuple(shifts)
