"""A list as a table to take away: codes beside their words, nothing out of a compartment."""

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from alongside.incidents.codes import code_list
from alongside.incidents.finding import queries
from alongside.incidents.finding.actions import record_export_ended
from alongside.incidents.finding.filters import Filters
from alongside.incidents.models import Incident
from alongside.ledger.actions import Actor
from alongside.people.scope import acting_as

YES = {True: "yes", False: "no", None: ""}

Cell = Callable[[Any, ZoneInfo], Any]
Column = tuple[str, str, Cell]
"""Heading, field of `Incident`, and what its value is in the table."""


def _plain(value: Any, zone: ZoneInfo) -> Any:
    return value


def _yes(value: Any, zone: ZoneInfo) -> Any:
    return YES[value]


def _time(value: datetime | None, zone: ZoneInfo) -> Any:
    return value and value.astimezone(zone)


def _codes(value: str | list[str], zone: ZoneInfo) -> Any:
    return value if isinstance(value, str) else "; ".join(value)


def _words(list_name: str) -> Cell:
    label = cache(code_list(list_name).label)
    return lambda value, zone: label(value) if isinstance(value, str) else "; ".join(map(label, value))


def _display(field: str) -> Cell:
    words: Mapping[str, str] = dict(Incident._meta.get_field(field).flatchoices)  # type: ignore[union-attr]
    return lambda value, zone: words.get(value, value)


def _coded(heading: str, field: str, list_name: str) -> list[Column]:
    return [(heading, field, _words(list_name)), (f"{heading} (codes)", field, _codes)]


COLUMNS: list[Column] = [
    ("Reference", "reference", _plain),
    ("Your own number", "external_reference", _plain),
    ("Status", "status", _display("status")),
    ("Happened", "occurred_at", _time),
    ("Time is estimated", "occurred_estimated", _yes),
    ("Reported", "reported_at", _time),
    ("How it was reported", "source", _display("source")),
    ("Reported anonymously", "anonymous", _yes),
    ("Site", "site__name", _plain),
    ("Place", "place__name", _plain),
    ("Place in words", "place_said", _plain),
    ("Team", "team__name", _plain),
    *_coded("Kind of place", "place_kind", "place_kinds"),
    *_coded("Shift", "shift", "shift_bands"),
    *_coded("What happened", "kinds", "kinds"),
    *_coded("How", "acts", "acts"),
    *_coded("Sexual safety", "sexual_acts", "sexual_acts"),
    *_coded("Weapon", "weapons", "weapons"),
    *_coded("Hate, because of", "hate_strands", "hate_strands"),
    *_coded("Target", "targets", "targets"),
    *_coded("Who did it", "responsible_kinds", "responsible_kinds"),
    *_coded("Factors", "factors", "factors"),
    *_coded("Response", "responses", "responses"),
    *_coded("Injury", "injury", "injuries"),
    *_coded("Physical harm", "harm_physical", "harm_physical"),
    *_coded("Psychological harm", "harm_psychological", "harm_psychological"),
    *_coded("Police", "police", "police_wishes"),
    ("National definition of 2003", "definition", _display("definition")),
    *_coded("Urgent because", "urgent_because", "urgencies"),
    ("Urgency", "urgency", _plain),
    ("Assigned to", "assigned_to__name", _plain),
    ("Looked at", "triaged_at", _time),
    ("Closed", "closed_at", _time),
    ("Version of the codes", "code_version", _plain),
]
FIELDS = [field for _, field, _ in COLUMNS]


def rows(user: Any, filters: Filters, *, by: Actor) -> Generator[Sequence[Any]]:
    """The headings, and a row for each incident of the list. When it ends, or is closed before, the ledger gets to know how many
    rows were given.
    """
    yield [heading for heading, _, _ in COLUMNS]
    zone = ZoneInfo(queries.zone_of(user))
    cells = [cell for _, _, cell in COLUMNS]
    given, whole = 0, False
    try:
        for values in queries.every(user, filters, FIELDS):
            given += 1
            yield [cell(value, zone) for cell, value in zip(cells, values, strict=True)]
        whole = True
    finally:
        record_export_ended(user, given, whole=whole, by=by)


@contextmanager
def within(user: Any) -> Iterator[None]:
    """Where rows are read: by what this person may see, holding no connection between two pieces."""
    try:
        with acting_as(user):
            yield
    finally:
        if not connection.in_atomic_block:
            connection.close()  # back into the pool
