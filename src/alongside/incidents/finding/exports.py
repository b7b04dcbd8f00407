"""A list as a file: codes beside their words, nothing out of a compartment.

Rows go out as they are read, a thousand at a time, so that a list of any length takes the same memory.
"""

import csv
import io
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import datetime
from tempfile import TemporaryFile
from typing import Any
from zoneinfo import ZoneInfo

from asgiref.sync import sync_to_async
from django.db import connection
from openpyxl import Workbook

from alongside.incidents.codes import code_list
from alongside.incidents.finding import queries
from alongside.incidents.finding.filters import Filters
from alongside.incidents.models import Incident
from alongside.people.scope import acting_as

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a spreadsheet takes for the beginning of a formula (OWASP, CSV Injection)."""
PIECE = 64 * 1024
MOST_ROWS_OF_A_SHEET = 1_048_575
"""Excel's limit, without the row of headings."""

Column = tuple[str, Callable[[Incident, ZoneInfo], Any]]


def _time(name: str) -> Callable[[Incident, ZoneInfo], Any]:
    def written(incident: Incident, zone: ZoneInfo) -> str:
        at: datetime | None = getattr(incident, name)
        return at.astimezone(zone).strftime("%Y-%m-%d %H:%M") if at else ""

    return written


def _plain(name: str) -> Callable[[Incident, ZoneInfo], Any]:
    return lambda incident, zone: getattr(incident, name)


def _display(name: str) -> Callable[[Incident, ZoneInfo], Any]:
    return lambda incident, zone: getattr(incident, f"get_{name}_display")()


def _words(name: str, list_name: str) -> Callable[[Incident, ZoneInfo], Any]:
    return lambda incident, zone: "; ".join(code_list(list_name).label(code) for code in _listed(incident, name))


def _codes(name: str) -> Callable[[Incident, ZoneInfo], Any]:
    return lambda incident, zone: "; ".join(_listed(incident, name))


def _listed(incident: Incident, name: str) -> list[str]:
    value = getattr(incident, name)
    return value if isinstance(value, list) else [value]


def _named(name: str) -> Callable[[Incident, ZoneInfo], Any]:
    return lambda incident, zone: getattr(getattr(incident, name), "name", "")


def _yes(name: str) -> Callable[[Incident, ZoneInfo], Any]:
    said = {True: "yes", False: "no", None: ""}
    return lambda incident, zone: said[getattr(incident, name)]


def _coded(heading: str, name: str, list_name: str) -> list[Column]:
    return [(heading, _words(name, list_name)), (f"{heading} (codes)", _codes(name))]


COLUMNS: list[Column] = [
    ("Reference", _plain("reference")),
    ("Your own number", _plain("external_reference")),
    ("Status", _display("status")),
    ("Happened", _time("occurred_at")),
    ("Time is estimated", _yes("occurred_estimated")),
    ("Reported", _time("reported_at")),
    ("How it was reported", _display("source")),
    ("Reported anonymously", _yes("anonymous")),
    ("Site", _named("site")),
    ("Place", _named("place")),
    ("Team", _named("team")),
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
    ("National definition of 2003", _display("definition")),
    *_coded("Urgent because", "urgent_because", "urgencies"),
    ("Urgency", _plain("urgency")),
    ("Assigned to", _named("assigned_to")),
    ("Looked at", _time("triaged_at")),
    ("Closed", _time("closed_at")),
    ("Version of the codes", _plain("code_version")),
]


def harmless(value: Any) -> Any:
    """A cell that no spreadsheet runs: text that begins like a formula gets an apostrophe before it."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def csv_pieces(user: Any, filters: Filters) -> AsyncIterator[bytes]:
    """The list as UTF-8 CSV (RFC 4180) with a byte order mark, which Excel needs."""

    def written() -> Iterator[bytes]:
        yield "\ufeff".encode() + _csv([[heading for heading, _ in COLUMNS]])
        for incidents in queries.every(user, filters):
            yield _csv(_cells(user, incidents))

    return _one_by_one(user, written())


def xlsx_pieces(user: Any, filters: Filters) -> AsyncIterator[bytes]:
    """The list as an Excel file. It is put together on disk first: such a file can only be read when it is whole."""

    def written() -> Iterator[bytes]:
        book = Workbook(write_only=True)
        sheet = _new_sheet(book)
        rows = 0
        for incidents in queries.every(user, filters):
            for cells in _cells(user, incidents):
                if rows == MOST_ROWS_OF_A_SHEET:
                    sheet, rows = _new_sheet(book), 0
                sheet.append(cells)
                rows += 1
            yield b""  # a pause, in which the server sees whether anybody still waits
        with TemporaryFile() as file:
            book.save(file)
            file.seek(0)
            while piece := file.read(PIECE):
                yield piece

    return _one_by_one(user, written())


def _new_sheet(book: Workbook) -> Any:
    sheet = book.create_sheet("Incidents")
    sheet.freeze_panes = "B2"
    sheet.append([heading for heading, _ in COLUMNS])
    return sheet


def _cells(user: Any, incidents: list[Incident]) -> list[list[Any]]:
    zone = ZoneInfo(queries.zone_of(user))
    return [[harmless(read(incident, zone)) for _, read in COLUMNS] for incident in incidents]


def _csv(rows: list[list[Any]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


async def _one_by_one(user: Any, pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    """Each piece is made in a thread that works for this user and holds no connection between two pieces."""
    while (piece := await sync_to_async(_next)(user, pieces)) is not None:
        yield piece


def _next(user: Any, pieces: Iterator[bytes]) -> bytes | None:
    try:
        with acting_as(user):
            return next(pieces, None)
    finally:
        if not connection.in_atomic_block:
            connection.close()  # back into the pool
