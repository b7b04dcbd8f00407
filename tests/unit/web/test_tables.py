"""Tables that people take away open in Excel and everywhere else, hold what they should, and take no memory."""

import asyncio
import csv
import io
import tracemalloc
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any
from zipfile import ZipFile
from zoneinfo import ZoneInfo

import pytest
from openpyxl import load_workbook
from openpyxl.utils.escape import unescape

from alongside.web import workbook
from alongside.web.tables import csv_answer, csv_pieces, streamed_answer, xlsx_answer
from alongside.web.workbook import workbook_pieces

LONDON = ZoneInfo("Europe/London")
RUN = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\uff1d1+1"]


def read_csv(pieces: Any) -> list[list[str]]:
    text = b"".join(pieces).decode("utf-8")
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:], newline="")))


def read_sheets(pieces: Any) -> list[list[tuple[Any, ...]]]:
    book = load_workbook(io.BytesIO(b"".join(pieces)))
    return [list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets]


def read_column(*values: Any) -> list[Any]:
    (sheet,) = read_sheets(workbook_pieces([["heading"], *[[value] for value in values]]))
    return [unescape(row[0]) if isinstance(row[0], str) else row[0] for row in sheet[1:]]


@pytest.mark.parametrize("text", RUN)
def test_no_cell_of_a_csv_file_is_run_as_a_formula(text: str) -> None:
    ((written,),) = read_csv(csv_pieces([[text]]))
    assert written.startswith("'")
    assert written[1:].replace("\r", "\n") == text.replace("\r", "\n")


@pytest.mark.parametrize("text", RUN)
def test_no_cell_of_an_excel_file_is_a_formula(text: str) -> None:
    book = load_workbook(io.BytesIO(b"".join(workbook_pieces([["h"], [text]]))))
    cell = book.active["A2"]
    assert cell.data_type == "s"
    assert cell.value == text.replace("\r", "\n")


def test_numbers_stay_numbers_and_below_nothing_is_no_formula() -> None:
    assert read_csv(csv_pieces([[-5, 1.5, None, True, False]])) == [["-5", "1.5", "", "yes", "no"]]
    assert read_column(-5, 1.5, None, True, False) == [-5, 1.5, None, True, False]


def test_a_number_too_long_for_excel_is_kept_whole_as_text() -> None:
    assert read_column(9434765919123456, float("nan")) == ["9434765919123456", "nan"]


def test_a_moment_stands_there_as_the_clock_showed_it() -> None:
    at = datetime(2026, 7, 1, 9, 42, tzinfo=UTC).astimezone(LONDON)
    assert read_csv(csv_pieces([[at, at.date()]])) == [["2026-07-01 10:42", "2026-07-01"]]
    moment, day = read_column(at, at.date())
    assert moment.isoformat() == "2026-07-01T10:42:00"
    assert day.isoformat() == "2026-07-01T00:00:00"


def test_a_day_before_excel_counts_days_is_written_as_text() -> None:
    assert read_column(date(1899, 12, 31), datetime(1850, 1, 2, 3, 4, tzinfo=LONDON)) == [
        "1899-12-31",
        "1850-01-02 03:04",
    ]


def test_a_cell_longer_than_excel_allows_says_that_it_goes_on() -> None:
    (text,) = read_column("x" * 40_000)
    assert len(text) == 32_767
    assert text.endswith("…")
    assert read_csv(csv_pieces([["x" * 40_000]])) == [["x" * 40_000]]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x00b\x1b\x0bc", "abc"),
        ("\ud800", None),
        ("line one\r\nline two", "line one\nline two"),
        (" spaces ", " spaces "),
        ('<b>&amp;"', '<b>&amp;"'),
        ("_x0041_ stays", "_x0041_ stays"),
        ("😀 é 日本", "😀 é 日本"),
    ],
)
def test_any_text_can_be_opened_and_reads_as_it_was(text: str, shown: str | None) -> None:
    assert read_column(text) == [shown]


def test_more_rows_than_a_sheet_takes_go_on_another_with_its_headings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MOST_ROWS", 4)
    sheets = read_sheets(workbook_pieces([["number"], *[[number] for number in range(7)]]))
    assert sheets == [
        [("number",), (0,), (1,), (2,)],
        [("number",), (3,), (4,), (5,)],
        [("number",), (6,)],
    ]


def test_a_sheet_that_is_just_full_is_followed_by_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MOST_ROWS", 4)
    assert len(read_sheets(workbook_pieces([["number"], [0], [1], [2]]))) == 1


def test_a_sheet_that_grows_too_large_is_followed_by_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MOST_BYTES", 50_000)
    rows = [["text"], *[[f"{number}: {'x' * 80}"] for number in range(2000)]]
    sheets = read_sheets(workbook_pieces(rows))
    assert len(sheets) > 1
    assert [row[0] for sheet in sheets for row in sheet[1:]] == [row[0] for row in rows[1:]]


def test_a_table_without_rows_still_opens() -> None:
    assert read_sheets(workbook_pieces([["a", "b"]])) == [[("a", "b")]]
    assert read_csv(csv_pieces([["a", "b"]])) == [["a", "b"]]
    assert len(read_sheets(workbook_pieces([]))) == 1


def test_what_excel_opens_is_a_sound_zip_file() -> None:
    with ZipFile(io.BytesIO(b"".join(workbook_pieces([["a"], ["b"]])))) as book:
        assert book.testzip() is None
        assert "xl/workbook.xml" in book.namelist()


@pytest.mark.parametrize("pieces", [csv_pieces, workbook_pieces])
def test_two_hundred_thousand_rows_take_no_more_memory_than_a_few(pieces: Any) -> None:
    def rows() -> Iterator[Sequence[Any]]:
        for number in range(200_000):
            yield [number, f"what happened in number {number}", None]

    tracemalloc.start()
    sent = 0
    for piece in pieces(rows()):
        sent += len(piece)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert sent > 1_000_000
    assert most < 3_000_000


@pytest.mark.parametrize("answer", [csv_answer, xlsx_answer])
def test_a_short_list_is_read_before_the_answer_begins(answer: Any) -> None:
    read = []

    def rows() -> Iterator[Sequence[Any]]:
        for number in range(3):
            read.append(number)
            yield [number]

    made = answer("list", rows())
    assert read == [0, 1, 2]
    assert int(made["Content-Length"]) == len(asyncio.run(whole(made)))
    assert made["Cache-Control"] == "private, no-store"


def test_a_long_list_is_read_while_it_is_sent_and_only_with_the_rights_of_who_asks() -> None:
    held, read = [], []

    @contextmanager
    def within() -> Iterator[None]:
        held.append(True)
        yield
        held.pop()

    def rows() -> Generator[Sequence[Any]]:
        for number in range(1500):
            read.append(bool(held))
            yield [number]

    answer = streamed_answer("list", "csv", rows(), within)
    assert read == []
    assert read_csv([asyncio.run(whole(answer))]) == [[str(number)] for number in range(1500)]
    assert all(read)
    assert not held


def test_a_list_that_nobody_waits_for_any_more_is_no_longer_read() -> None:
    ended = []

    def rows() -> Generator[Sequence[Any]]:
        number = 0
        try:
            while True:
                number += 1
                yield [number]
        finally:
            ended.append(number)

    @contextmanager
    def within() -> Iterator[None]:
        yield

    async def leave_after_a_piece() -> None:
        pieces = streamed_answer("list", "csv", rows(), within).streaming_content
        async for piece in pieces:
            if len(piece) > 10:
                break
        await pieces.aclose()

    asyncio.run(leave_after_a_piece())
    assert ended == [500]


async def whole(answer: Any) -> bytes:
    return b"".join([piece async for piece in answer])
