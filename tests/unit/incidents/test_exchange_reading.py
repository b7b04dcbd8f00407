"""Tables as people send them: whatever they hold is read, or told in a sentence."""

import csv
import io
import zipfile
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from alongside.incidents.exchange.fields import is_known, propose
from alongside.incidents.exchange.reading import Row, Table, Unreadable, open_table


def read(content: bytes) -> tuple[Table, list[Row]]:
    table = open_table(io.BytesIO(content), lambda heading: is_known("incidents", heading))
    return table, list(table.rows)


def excel(rows: Sequence[Sequence[object]], **merged: str) -> bytes:
    book = Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(row)  # type: ignore[union-attr, arg-type]
    for cells in merged.values():
        sheet.merge_cells(cells)  # type: ignore[union-attr]
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


@pytest.mark.parametrize(
    ("content", "shape"),
    [
        ("ID,Description\n1,Café\n".encode(), "CSV, UTF-8, separated by commas"),
        ("\ufeffID;Description\n1;Café\n".encode(), "CSV, UTF-8, separated by semicolons"),
        ("ID\tDescription\n1\tCafé\n".encode("utf-16"), "CSV, UTF-16, separated by tabs"),
        ("ID,Description\r\n1,Café\r\n".encode("cp1252"), "CSV, Windows-1252, separated by commas"),
    ],
)
def test_a_table_in_any_writing(content: bytes, shape: str) -> None:
    table, rows = read(content)
    assert (table.headings, table.shape) == (["ID", "Description"], shape)
    assert rows == [Row(2, ["1", "Café"])]


def test_words_in_quotes_may_have_line_breaks_and_the_row_is_where_it_begins() -> None:
    _, rows = read(b'ID,Description\n1,"first\nsecond ""third"""\n\n2,x\n')
    assert [(row.line, row.cells) for row in rows] == [(2, ["1", 'first\nsecond "third"']), (5, ["2", "x"])]


def test_a_title_above_the_headings_is_skipped() -> None:
    table, rows = read(b"Report of May,,\n,,\nDatix ID,Incident date,Description\n1,2,3\n")
    assert table.headings == ["Datix ID", "Incident date", "Description"]
    assert [row.line for row in rows] == [4]


def test_headings_that_are_missing_or_twice_get_names_of_their_own() -> None:
    table, _ = read(b"ID,Description,,Description\n1,2,3,4\n")
    assert table.headings == ["ID", "Description", "Column 3", "Description (2)"]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (b"1,2,3,4", "has 4 columns"),
        (b"1,a\x00b,3", "no text"),
        (b"1," + b"x" * 100_001 + b",3", "more than 100,000 characters"),
    ],
)
def test_a_row_that_cannot_be_read_is_told_and_the_next_one_is_read(row: bytes, reason: str) -> None:
    _, rows = read(b"ID,Description,Site\n" + row + b"\n2,b,c\n")
    assert rows[0].problem is not None
    assert reason in rows[0].problem[1]
    assert rows[1] == Row(3, ["2", "b", "c"])


def test_a_quotation_mark_that_is_never_closed_is_told_with_its_row() -> None:
    before = csv.field_size_limit(1000)
    try:
        with pytest.raises(Unreadable, match="From row 3"):
            read(b'ID,Description\n1,x\n2,"never closed\n' + b"3,x\n" * 1000)
    finally:
        csv.field_size_limit(before)


def test_merged_cells_dates_numbers_and_empty_rows_of_excel() -> None:
    content = excel(
        [["Incident", None, None], ["ID", "Incident date", "Severity"], [7.0, 46145, True], [None], [8, "x", 1.5]],
        title="A1:C1",
    )
    table, rows = read(content)
    assert table.shape == "Excel, sheet “Sheet”"
    assert table.headings == ["ID", "Incident date", "Severity"]
    assert [(row.line, row.cells) for row in rows] == [(3, ["7", "46145", "Yes"]), (5, ["8", "x", "1.5"])]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty"),
        (b"\n\n", "no rows"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100, "old kind"),
        (b"PK\x03\x04nothing", "damaged"),
        (b"\x89PNG\r\n\x1a\n", "not a table"),
        (b"%PDF-1.7", "not a table"),
    ],
)
def test_what_is_no_table_is_told_in_a_sentence(content: bytes, sentence: str) -> None:
    with pytest.raises(Unreadable, match=sentence):
        read(content)


def test_a_zip_that_is_no_workbook_and_one_that_unpacks_to_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as parts:
        parts.writestr("readme.txt", "x")
    with pytest.raises(Unreadable, match="no Excel workbook"):
        read(kept.getvalue())
    monkeypatch.setattr("alongside.incidents.exchange.reading.LARGEST_PART", 100)
    with pytest.raises(Unreadable, match="too large once unpacked"):
        read(excel([["ID", "Description"], ["1", "x"]]))


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=600))
def test_no_bytes_break_the_reader(content: bytes) -> None:
    told = "."
    try:
        table, rows = read(content)
    except Unreadable as error:
        told = str(error)
    else:
        assert all(len(row.cells) == len(table.headings) for row in rows)
        assert all("\0" not in cell for row in rows for cell in row.cells)
    assert told.endswith(".")


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 5000), st.binary(min_size=1, max_size=40))
def test_no_damage_to_an_excel_file_breaks_the_reader(at: int, damage: bytes) -> None:
    content = bytearray(excel([["ID", "Description"], ["1", "x"], ["2", "y"]]))
    content[at : at + len(damage)] = damage
    told = "."
    try:
        read(bytes(content))
    except Unreadable as error:
        told = str(error)
    assert told.endswith(".")


def test_the_headings_of_a_datix_export_are_known() -> None:
    headings = [
        "Datix ID",
        "Incident date",
        "Incident time",
        "Description",
        "Category",
        "Sub category",
        "Site",
        "Location",
    ]
    proposed = propose("incidents", [*headings, "Type of person", "Something else"])
    assert list(proposed.values()) == [
        "reference", "day", "time", "account", "kinds", "kinds", "site", "place", "affected_kind",
    ]  # fmt: skip
