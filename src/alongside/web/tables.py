"""Tables that people take away, of any length: CSV for Excel and everything else, and Excel workbooks.

Rows come one after the other, their headings first, and no more than some hundred of them are held in memory. A cell is text, a
number, yes or no, a day, a moment (written without its zone: give it as the clock on the wall there shows it), or None.
"""

import csv
from collections.abc import AsyncIterator, Callable, Generator, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from io import StringIO
from itertools import islice
from os import SEEK_END
from tempfile import TemporaryFile
from typing import IO, Any

from asgiref.sync import sync_to_async
from django.http import HttpResponseBase, StreamingHttpResponse

from alongside.web.workbook import workbook_pieces

Rows = Iterable[Sequence[Any]]

PIECE_BYTES = 64 * 1024
PIECE_ROWS = 500
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What a spreadsheet may take for the beginning of a formula (OWASP, CSV Injection), also in full-width letters."""


def csv_answer(name: str, rows: Rows) -> HttpResponseBase:
    """Rows as a CSV file. They are read before this returns, so that they may come from the database, and be counted."""
    return _at_once(f"{name}.csv", csv_pieces(rows))


def xlsx_answer(name: str, rows: Rows) -> HttpResponseBase:
    """The same as an Excel file."""
    return _at_once(f"{name}.xlsx", workbook_pieces(rows))


def streamed_answer(
    name: str, form: str, rows: Generator[Sequence[Any]], within: Callable[[], AbstractContextManager[Any]]
) -> HttpResponseBase:
    """Rows as `name`.csv or `name`.xlsx, sent while they are read, for lists that take longer than anybody waits.

    Rows are read some hundred at a time, in a thread, within what `within` gives: the rights of who asks. `rows` is closed
    when all are sent or nobody waits for them any more.
    """
    pieces = {"csv": csv_pieces, "xlsx": workbook_pieces}[form](rows)
    return _answer(f"{name}.{form}", _one_by_one(pieces, rows.close, within))


def csv_pieces(rows: Rows) -> Iterator[bytes]:
    """CSV (RFC 4180) in UTF-8 with the mark by which Excel knows it.

    Text that a spreadsheet would run as a formula gets an apostrophe in front of it.
    """
    yield "\ufeff".encode()
    rows = iter(rows)
    text = StringIO()
    write = csv.writer(text).writerow
    while some := list(islice(rows, PIECE_ROWS)):
        for row in some:
            write([_cell(value) for value in row])
        yield text.getvalue().encode()
        text.seek(0)
        text.truncate()


def _cell(value: Any) -> Any:
    if type(value) is str:
        return f"'{value}" if value.startswith(FORMULA) else value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.replace(tzinfo=None).isoformat(sep=" ", timespec="minutes")
    return value.isoformat() if isinstance(value, date) else value


def _at_once(name: str, pieces: Iterator[bytes]) -> HttpResponseBase:
    """Written while the request lasts, under the rights of who asks: later the database shows nothing any more."""
    file = TemporaryFile()  # noqa: SIM115 (closed with the answer)
    for piece in pieces:
        file.write(piece)
    size = file.seek(0, SEEK_END)
    file.seek(0)
    answer = _answer(name, _read(file))
    answer["Content-Length"] = str(size)
    return answer


def _answer(name: str, pieces: AsyncIterator[bytes]) -> HttpResponseBase:
    kind = (
        "text/csv; charset=utf-8"
        if name.endswith(".csv")
        else "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return StreamingHttpResponse(pieces, content_type=kind, headers=headers)


async def _read(file: IO[bytes]) -> AsyncIterator[bytes]:
    with file:
        while piece := file.read(PIECE_BYTES):
            yield piece


async def _one_by_one(
    pieces: Iterator[bytes], close: Callable[[], None], within: Callable[[], AbstractContextManager[Any]]
) -> AsyncIterator[bytes]:
    def following() -> bytes | None:
        with within():
            return next(pieces, None)

    def end() -> None:
        with within():
            close()

    try:
        while (piece := await sync_to_async(following)()) is not None:
            if piece:
                yield piece
    finally:
        await sync_to_async(end)()
