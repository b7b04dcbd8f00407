"""Tables that people take away: CSV and Excel, of which no more than a row is held in memory."""

import csv
from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import datetime
from io import TextIOWrapper
from os import SEEK_END
from tempfile import TemporaryFile
from typing import IO, Any

from django.http import HttpResponseBase, StreamingHttpResponse
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_EXCEL_CELL = 32_767
PIECE_BYTES = 64 * 1024
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_answer(name: str, rows: Iterable[Sequence[Any]]) -> HttpResponseBase:
    """Rows as a CSV file for Excel and everything else: UTF-8 with a mark (RFC 4180).

    A text that a spreadsheet would run as a formula gets an apostrophe in front of it.
    """
    file = TemporaryFile()  # noqa: SIM115 (closed with the answer)
    text = TextIOWrapper(file, encoding="utf-8-sig", newline="")
    writer = csv.writer(text)
    for row in rows:
        writer.writerow([_csv_cell(cell) for cell in row])
    text.detach()
    return _answer(file, f"{name}.csv", "text/csv; charset=utf-8")


def xlsx_answer(name: str, rows: Iterable[Sequence[Any]]) -> HttpResponseBase:
    """Rows as an Excel file. Times stand there without their zone."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in rows:
        sheet.append([_excel_cell(cell) for cell in row])
    file = TemporaryFile()  # noqa: SIM115 (closed with the answer)
    book.save(file)
    return _answer(file, f"{name}.xlsx", XLSX)


def _answer(file: IO[bytes], name: str, media_type: str) -> HttpResponseBase:
    """The file, piece by piece. It is written while the request lasts, under the rights of who asks: when an answer is
    streamed, the database shows nothing any more.
    """
    size = file.seek(0, SEEK_END)
    file.seek(0)
    answer = StreamingHttpResponse(_pieces(file), content_type=media_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Content-Length"] = str(size)
    return answer


async def _pieces(file: IO[bytes]) -> AsyncIterator[bytes]:
    with file:
        while piece := file.read(PIECE_BYTES):
            yield piece


def _csv_cell(cell: Any) -> Any:
    if isinstance(cell, str) and cell.startswith(FORMULA):
        return f"'{cell}"
    return cell.isoformat(sep=" ", timespec="minutes") if isinstance(cell, datetime) else cell


def _excel_cell(cell: Any) -> Any:
    if isinstance(cell, datetime):
        return cell.replace(tzinfo=None)
    if isinstance(cell, str):
        clean = ILLEGAL_CHARACTERS_RE.sub("", cell)[:LONGEST_EXCEL_CELL]
        return f"'{clean}" if clean.startswith(FORMULA) else clean
    return cell
