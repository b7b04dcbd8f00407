"""Supervision as pages and tables show it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from alongside.cases.models import AgreedAction, Case, Supervision, SupervisionNote

COLUMNS = ("Day", "Supervised", "Supervisor", "About", "Note", "Written by", "Written", "Agreed, and not done")


@dataclass(frozen=True, slots=True)
class Agreed:
    """What was agreed, as it stands now: of a task, as the task stands."""

    agreed: AgreedAction
    what: str
    owner: str
    due_on: date | None
    case: Case | None
    is_open: bool
    is_late: bool
    outcome: str


@dataclass(slots=True)
class About:
    """The notes of one case, or of the caseload (`case` is None): each with those that amend it."""

    case: Case | None
    notes: list[tuple[SupervisionNote, list[SupervisionNote]]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Row:
    """A supervision in the list."""

    supervision: Supervision
    cases: list[Case]
    is_of_caseload: bool
    undone: int
    late: int


def agreed_shown(agreed: AgreedAction, today: date) -> Agreed:
    """One thing that was agreed."""
    task = agreed.task
    if task is None:
        late = agreed.ended_at is None and agreed.due_on < today
        return Agreed(
            agreed, agreed.what, agreed.owner.name, agreed.due_on, None, agreed.ended_at is None, late, agreed.result
        )
    is_open = task.ended_at is None
    return Agreed(
        agreed,
        task.what,
        task.owner.name if task.owner else "Nobody",
        task.due_on,
        task.case,
        is_open,
        bool(is_open and task.due_on and task.due_on < today),
        "" if is_open else ": ".join(filter(None, [task.get_ending_display(), task.result])),
    )


def grouped(notes: Iterable[SupervisionNote]) -> list[About]:
    """Notes by what they are about, the caseload first; a further note stands below the one that it amends."""
    found: dict[Any, About] = {}
    listed = list(notes)
    known = {one.pk for one in listed}
    for note in listed:
        if note.adds_to_id is None or note.adds_to_id not in known:
            about = found.setdefault(note.case_id, About(note.case))
            about.notes.append((note, _further(note, listed)))
    return sorted(found.values(), key=lambda one: (one.case is not None, one.case.reference if one.case else ""))


def row_of(supervision: Supervision, today: date) -> Row:
    """A line of the list. Its notes and what was agreed are read before (`queries.find`)."""
    notes = list(supervision.notes.all())
    cases = {note.case.pk: note.case for note in notes if note.case is not None}
    agreed = [agreed_shown(one, today) for one in supervision.agreed.all()]
    return Row(
        supervision,
        sorted(cases.values(), key=lambda one: one.reference),
        any(note.case is None for note in notes),
        sum(one.is_open for one in agreed),
        sum(one.is_late for one in agreed),
    )


def table(supervisions: Iterable[Supervision], today: date, counted: dict[Any, int]) -> Iterator[list[Any]]:
    """The list as a table to take away, a row for each note; `counted` becomes how many were of which organisation."""
    yield list(COLUMNS)
    for one in supervisions:
        zone = ZoneInfo(one.organisation.time_zone)
        undone = "; ".join(
            f"{shown.what} ({shown.owner}, until {shown.due_on or 'no day'})"
            for shown in (agreed_shown(agreed, today) for agreed in one.agreed.all())
            if shown.is_open
        )
        for number, note in enumerate(one.notes.all()):
            counted[one.organisation_id] = counted.get(one.organisation_id, 0) + 1
            yield [
                one.held_on,
                one.supervised.name,
                one.supervisor.name,
                note.case.reference if note.case else "The caseload",
                note.text,
                note.author_name,
                note.at.astimezone(zone),
                undone if number == 0 else "",
            ]


def _further(note: SupervisionNote, listed: Iterable[SupervisionNote]) -> list[SupervisionNote]:
    return [one for one in listed if one.adds_to_id == note.pk]
