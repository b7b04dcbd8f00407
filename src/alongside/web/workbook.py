"""An Excel workbook (ECMA-376, Office Open XML) of any number of rows, written piece by piece. Pure.

Nothing of it is kept: each piece can be sent as soon as it is made. The libraries there are put a workbook together whole on
the disk, and take minutes for what takes seconds here.
"""

import re
from collections.abc import Generator, Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import chain
from math import isfinite
from typing import Any
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

MOST_ROWS = 1_048_576
"""Of a sheet, its headings included."""
MOST_BYTES = 1_900 * 1024 * 1024
"""Of a sheet, unpacked: beyond two GiB a part of a zip file needs an extension (ZIP64) that Excel asks to repair."""
LONGEST_CELL = 32_767
LARGEST_NUMBER = 10**15
"""Excel keeps 15 digits; a longer number, which will be somebody's identifier, is written as text."""
PIECE_ROWS = 500
PACKED = 1
"""How hard it is packed: more takes three times as long for a file a tenth smaller."""
EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 (Excel knows no zones)
FIRST_DAY = datetime(1900, 3, 1)  # noqa: DTZ001
"""Before it Excel counts a day that never was."""

NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
LOOKS_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
HEADING, DAY, MOMENT = 1, 2, 3
"""Styles of a cell, in the order of `cellXfs`."""

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
STYLES = f"""{XML}<styleSheet xmlns="{MAIN}">
<numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/><numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm"/></numFmts>
<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>
<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>
<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>
<cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>
<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>
<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>
<xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>
</styleSheet>"""
BEGINS = (
    f'{XML}<worksheet xmlns="{MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2"'
    ' activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/>'
    '<cols><col min="1" max="{columns}" width="18" customWidth="1"/></cols><sheetData>'
)
ENDS = "</sheetData></worksheet>"


def workbook_pieces(rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """The bytes of a workbook with these rows, the first of which holds the headings; they begin every further sheet too.

    A cell is text, a number, yes or no, a day, a moment (written without its zone), or None. Text stays text, whatever it
    begins with: nothing in the file is a formula.
    """
    sink = _Sink()
    rows = iter(rows)
    headings = next(rows, [])
    sheets = 0
    with ZipFile(sink, "w", ZIP_DEFLATED, compresslevel=PACKED) as book:
        left: Iterator[Sequence[Any]] | None = rows
        while left is not None:
            sheets += 1
            left = yield from _sheet(book, sink, sheets, headings, left)
        for name, text in _parts(sheets).items():
            book.writestr(name, text)
    yield sink.taken()


def _sheet(
    book: ZipFile, sink: "_Sink", number: int, headings: Sequence[Any], rows: Iterator[Sequence[Any]]
) -> Generator[bytes, None, Iterator[Sequence[Any]] | None]:
    """Writes a sheet; returns the rows that are left for another one, or None."""
    written, size = 1, 0
    with book.open(f"xl/worksheets/sheet{number}.xml", "w") as sheet:
        begun = BEGINS.format(columns=max(1, len(headings)))
        sheet.write((begun + _row(headings, style=HEADING)).encode())
        piece: list[str] = []
        for row in rows:
            if written == MOST_ROWS or size > MOST_BYTES:
                sheet.write("".join([*piece, ENDS]).encode())
                return chain([row], rows)
            piece.append(_row(row))
            written += 1
            if len(piece) == PIECE_ROWS:
                packed = "".join(piece).encode()
                size += len(packed)
                sheet.write(packed)
                piece = []
                yield sink.taken()
        sheet.write("".join([*piece, ENDS]).encode())
    return None


def _row(values: Sequence[Any], style: int = 0) -> str:
    return f"<row>{''.join([_cell(value, style) for value in values])}</row>"


def _cell(value: Any, style: int = 0) -> str:
    if type(value) is not str:
        if value is None:
            return "<c/>"
        if isinstance(value, bool):
            return f'<c t="b"><v>{value:d}</v></c>'
        if isinstance(value, int | float) and isfinite(value) and abs(value) < LARGEST_NUMBER:
            return f"<c><v>{value!r}</v></c>"
        if isinstance(value, date):
            return _day(value)
    text = _text(str(value))
    space = ' xml:space="preserve"' if text[:1].isspace() or text[-1:].isspace() or "\n" in text else ""
    styled = f' s="{style}"' if style else ""
    return f'<c t="inlineStr"{styled}><is><t{space}>{text}</t></is></c>' if text else "<c/>"


def _text(text: str) -> str:
    if len(text) > LONGEST_CELL:
        text = text[: LONGEST_CELL - 1] + "…"
    if not text.isprintable():
        text = NOT_XML.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    if "_x" in text:
        text = LOOKS_ESCAPED.sub("_x005F_", text)
    return escape(text)


def _day(value: date) -> str:
    moment = value.replace(tzinfo=None) if isinstance(value, datetime) else datetime.combine(value, datetime.min.time())
    if moment < FIRST_DAY:
        written = moment.isoformat(sep=" ", timespec="minutes") if isinstance(value, datetime) else value.isoformat()
        return _cell(written)
    since = moment - EPOCH
    if not isinstance(value, datetime):
        return f'<c s="{DAY}"><v>{since.days}</v></c>'
    return f'<c s="{MOMENT}"><v>{since / timedelta(days=1)!r}</v></c>'


def _parts(sheets: int) -> dict[str, str]:
    """Everything else that a workbook consists of."""
    numbers = range(1, sheets + 1)
    kinds = "".join(
        f'<Override PartName="/xl/worksheets/sheet{at}.xml" ContentType="{KIND}.worksheet+xml"/>' for at in numbers
    )
    listed = "".join(f'<sheet name="Sheet {at}" sheetId="{at}" r:id="rId{at}"/>' for at in numbers)
    related = "".join(
        f'<Relationship Id="rId{at}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{at}.xml"/>' for at in numbers
    )
    return {
        "[Content_Types].xml": f'{XML}<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{KIND}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{KIND}.styles+xml"/>{kinds}</Types>',
        "_rels/.rels": f'{XML}<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{XML}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{XML}<Relationships xmlns="{PACKAGE}/relationships">{related}'
        f'<Relationship Id="rId{sheets + 1}" Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": STYLES,
    }


class _Sink:
    """What `ZipFile` writes to; it goes only forward, so nothing that was taken is missed."""

    def __init__(self) -> None:
        self._kept: list[bytes] = []

    def write(self, data: bytes, /) -> int:
        self._kept.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        return

    def close(self) -> None:
        return

    def taken(self) -> bytes:
        """What was written since it was last asked."""
        taken, self._kept = b"".join(self._kept), []
        return taken
