"""Tables that people take away: CSV and Excel, written while they are read, however long they are."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from tempfile import TemporaryFile
from typing import Any

from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_EXCEL_CELL = 32_767
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_answer(name: str, rows: Iterable[Sequence[Any]]) -> HttpResponseBase:
    """Rows as a CSV file for Excel and everything else: UTF-8 with a mark, one row at a time (RFC 4180).

    A text that a spreadsheet would run as a formula gets an apostrophe in front of it.
    """
    answer = StreamingHttpResponse(_csv_lines(rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer


def xlsx_answer(name: str, rows: Iterable[Sequence[Any]]) -> HttpResponseBase:
    """Rows as an Excel file, of which no more than a row is held in memory. Times stand there without their zone."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in rows:
        sheet.append([_excel_cell(cell) for cell in row])
    file = TemporaryFile()  # noqa: SIM115 (closed with the answer)
    book.save(file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{name}.xlsx", content_type=XLSX)


class _Line:
    """What `csv.writer` writes to: hands each line back."""

    def write(self, line: str) -> str:
        return line


def _csv_lines(rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    writer = csv.writer(_Line())
    yield "\ufeff"
    for row in rows:
        yield writer.writerow([_csv_cell(cell) for cell in row])


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
