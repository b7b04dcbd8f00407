"""Tables as people send them: CSV and Excel, one row at a time. Pure.

A file is read to its end without being held in memory. What cannot be read is told in a sentence (`Unreadable`), never as
a fault of the program.
"""

import codecs
import csv
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from io import TextIOWrapper
from typing import IO, Any

from openpyxl import load_workbook

LONGEST_CELL = 100_000
"""Characters. Longer cells come from a missing quotation mark."""
LARGEST_FIELD = 8 * 1024 * 1024
csv.field_size_limit(LARGEST_FIELD)  # Python keeps one limit for the whole process
MOST_COLUMNS = 400
MOST_ROWS = 2_000_000
MOST_HEADINGS_SKIPPED = 20
LARGEST_PART = 1024 * 1024 * 1024
LARGEST_STRINGS = 256 * 1024 * 1024
"""An Excel file is a zip; its table of texts is held in memory while it is read."""
SEPARATORS = ",;\t|"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
TOO_LONG = "This cell has more than 100,000 characters. A quotation mark may be missing."
NO_TEXT = "This cell holds characters that are no text. Type it again, or save the file anew."
UNCLOSED = (
    "From row {line} on the file cannot be read: a quotation mark opens and is never closed. Correct that row and send "
    "the file again."
)


class Unreadable(Exception):
    """The file cannot be read as a table. Its text is the sentence for the person who sent it."""


@dataclass(frozen=True, slots=True)
class Row:
    """`line`: the row's number in Excel, or the line of the file on which it begins; cells as text, "" where empty."""

    line: int
    cells: list[str]
    problem: tuple[int, str] | None = None
    """The cell that cannot be read, counted from 0, and why."""


@dataclass(frozen=True, slots=True)
class Table:
    """A file's headings and its rows below them. `shape` says how it was read: "CSV, UTF-8, separated by commas"."""

    headings: list[str]
    rows: Iterator[Row]
    shape: str


NOT_A_TABLE = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"%PDF")
"""How files begin that people send by mistake."""


def open_table(file: IO[bytes], known: Callable[[str], bool] = lambda _heading: False) -> Table:
    """The table in a file. `known` tells which headings are recognised: rows above the heading row are skipped.

    Empty rows are left out. Raises Unreadable, also while rows are read.
    """
    file.seek(0)
    start = file.read(8)
    file.seek(0)
    if not start:
        raise Unreadable("The file is empty. Choose another.")
    if start.startswith(b"PK"):
        rows, shape = _excel(file)
    elif start.startswith(OLE):
        raise Unreadable(
            "This is an Excel file of the old kind (.xls), or one with a password. Open it, save it as .xlsx or CSV without "
            "a password, and send that."
        )
    elif start.startswith(NOT_A_TABLE):
        raise Unreadable("This is a picture or a PDF, not a table. Save the table as .xlsx or CSV, and send that.")
    else:
        rows, shape = _csv(file)
    return _below_headings(rows, known, shape)


def _below_headings(rows: Iterator[Row], known: Callable[[str], bool], shape: str) -> Table:
    first: list[Row] = []
    for row in rows:
        first.append(row)
        if len(first) >= MOST_HEADINGS_SKIPPED:
            break
    if not first:
        raise Unreadable("The file has no rows. Choose another.")
    best = max(range(len(first)), key=lambda at: (_worth(first[at], known), -at))
    if not any(known(cell) for cell in first[best].cells):
        best = max(range(len(first)), key=lambda at: (sum(map(bool, first[at].cells)) > 1, -at))
    headings = _named(first[best].cells)
    if len(headings) > MOST_COLUMNS:
        raise Unreadable(f"The file has more than {MOST_COLUMNS} columns. Send one with fewer.")
    return Table(headings, _fitted([*first[best + 1 :]], rows, len(headings)), shape)


def _worth(row: Row, known: Callable[[str], bool]) -> int:
    return sum(known(cell) for cell in row.cells if len(cell) <= 200)


def _named(cells: Sequence[str]) -> list[str]:
    """Headings that differ from each other; a column without one is called by its number."""
    cells = list(cells)
    while cells and not cells[-1]:
        cells.pop()
    names: list[str] = []
    for number, cell in enumerate(cells, start=1):
        plain = " ".join(cell.replace("\0", " ").split())[:200] or f"Column {number}"
        name, again = plain, 2
        while name in names:
            name, again = f"{plain} ({again})", again + 1
        names.append(name)
    return names


def _fitted(first: Iterable[Row], rest: Iterator[Row], width: int) -> Iterator[Row]:
    count = 0
    for source in (first, rest):
        for row in source:
            count += 1
            if count > MOST_ROWS:
                raise Unreadable(f"The file has more than {MOST_ROWS:,} rows. Send it in parts.")
            yield _fit(row, width)


def _fit(row: Row, width: int) -> Row:
    cells = row.cells
    extra = cells[width:]
    problem = row.problem
    if any(extra) and problem is None:
        problem = (
            width - 1,
            f"This row has {len(cells)} columns, and the headings have {width}. A separator or quotation mark may be wrong.",
        )
    cells = cells[:width] + [""] * (width - len(cells))
    if problem is None and not _plainly_well(cells):
        for at, cell in enumerate(cells):
            if len(cell) > LONGEST_CELL:
                cells[at], problem = cell[:200], (at, TOO_LONG)
            elif "\0" in cell or not _is_text(cell):
                cells[at], problem = cell.replace("\0", " ").encode("utf-8", "replace").decode(), (at, NO_TEXT)
    return Row(row.line, cells, problem)


def _plainly_well(cells: list[str]) -> bool:
    """Looked at once for the whole row: hardly any row needs the look at each cell."""
    text = "".join(cells)
    return text.isascii() and len(text) <= LONGEST_CELL and "\0" not in text


def _is_text(cell: str) -> bool:
    if cell.isascii():
        return True
    try:
        cell.encode()
    except UnicodeEncodeError:
        return False
    return True


def _csv(file: IO[bytes]) -> tuple[Iterator[Row], str]:
    encoding, called = _encoding(file)
    file.seek(0)
    text = TextIOWrapper(_Unclosed(file), encoding, errors="replace", newline="")
    separator = _separator(text.readline())
    text.seek(0)
    named = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}[separator]
    return _csv_rows(text, separator), f"CSV, {called}, separated by {named}"


def _csv_rows(text: TextIOWrapper, separator: str) -> Iterator[Row]:
    reader = csv.reader(text, delimiter=separator)
    line = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise Unreadable(UNCLOSED.format(line=line)) from error
        if any(cells):
            cells = [cell.strip() for cell in cells]
            if any(cells):
                yield Row(line, cells)
        line = reader.line_num + 1


class _Unclosed:
    """The file for a reader that would close it."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.closed = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def close(self) -> None:
        return

    def readable(self) -> bool:
        return True

    def writable(self) -> bool:
        return False

    def seekable(self) -> bool:
        return True


def _encoding(file: IO[bytes]) -> tuple[str, str]:
    """How the file's bytes are text: what it says itself, UTF-8 where that fits, or what Windows writes in Britain."""
    start = file.read(4)
    file.seek(0)
    if start.startswith(codecs.BOM_UTF8):
        return "utf-8-sig", "UTF-8"
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16", "UTF-16"
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while chunk := file.read(1024 * 1024):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1252", "Windows-1252"
    return "utf-8", "UTF-8"


def _separator(line: str) -> str:
    if line.lower().startswith("sep=") and len(line) > 4:
        return line[4] if line[4] in SEPARATORS else ","
    outside, quoted = [], False
    for letter in line[:LARGEST_FIELD]:
        if letter == '"':
            quoted = not quoted
        elif not quoted:
            outside.append(letter)
    return max(SEPARATORS, key=lambda mark: (outside.count(mark), -SEPARATORS.index(mark)))


def _excel(file: IO[bytes]) -> tuple[Iterator[Row], str]:
    damaged = Unreadable("This file is damaged or is no Excel file. Save it anew as .xlsx or CSV, and send that.")
    try:
        with zipfile.ZipFile(file) as parts:
            sizes = {part.filename: part.file_size for part in parts.infolist()}
    except Exception as error:
        raise damaged from error
    if "xl/workbook.xml" not in sizes:
        raise Unreadable("This is a zip file, but no Excel workbook. Save the table as .xlsx or CSV, and send that.")
    if max(sizes.values()) > LARGEST_PART or sizes.get("xl/sharedStrings.xml", 0) > LARGEST_STRINGS:
        raise Unreadable("This Excel file is too large once unpacked. Save the table as CSV, and send that.")
    file.seek(0)
    try:
        book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"] or list(book.worksheets)
    except Exception as error:  # whatever the library meets in a stranger's bytes
        raise damaged from error
    if not sheets:
        raise Unreadable("This workbook has no sheet with rows. Choose another.")
    sheet = sheets[0]
    return _excel_rows(sheet, damaged), f"Excel, sheet “{sheet.title}”"


def _excel_rows(sheet: Any, damaged: Unreadable) -> Iterator[Row]:
    try:
        sheet.reset_dimensions()
        for line, values in enumerate(sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS + 1), start=1):
            cells = [_written(value) for value in values]
            while cells and not cells[-1]:
                cells.pop()
            if any(cells):
                yield Row(line, cells)
    except Exception as error:
        raise damaged from error


def _written(value: Any) -> str:
    """A cell as text; dates and times as ISO 8601, which every date format of an import understands."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value.replace("_x000D_", "").strip()
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds") if value.time() != time(0) else value.date().isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        seconds = round(value.total_seconds())
        return f"{seconds // 3600:02}:{seconds // 60 % 60:02}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
