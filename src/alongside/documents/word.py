"""The same blocks as an editable document: Office Open XML, which Word, LibreOffice and Google Docs open. Pure.

The same document gives the same bytes: the packer of python-docx writes the time of day into the archive, so it is packed anew.
"""

from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from alongside.documents.blocks import Block, Run

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FONT = "Arial"
"""One that every office program has, or has a match for; it is not embedded."""
QUIET = RGBColor(0x4C, 0x62, 0x72)
TEXT_WIDTH = Mm(162)
AFTER_BORDERS = [
    f"w:{name}"
    for name in [
        "shd",
        "tabs",
        "suppressAutoHyphens",
        "kinsoku",
        "wordWrap",
        "overflowPunct",
        "topLinePunct",
        "autoSpaceDE",
        "autoSpaceDN",
        "bidi",
        "adjustRightInd",
        "snapToGrid",
        "spacing",
        "ind",
        "contextualSpacing",
        "mirrorIndents",
        "suppressOverlap",
        "jc",
        "textDirection",
        "textAlignment",
        "textboxTightWrap",
        "outlineLvl",
        "divId",
        "cnfStyle",
        "rPr",
        "sectPr",
        "pPrChange",
    ]
]
"""What the properties of a paragraph hold after its borders (ECMA-376, CT_PPr): Word reads them in this order alone."""
ZIP_BEGINS = (1980, 1, 1, 0, 0, 0)
SIZES = {1: 17, 2: 13.5, 3: 11.5}


def blank_document() -> bytes:
    """A document without words, with all its parts. It is made of files; from it others are made without any."""
    document, made = Document(), BytesIO()
    section = document.sections[0]
    for part in (section.header, section.first_page_header, section.footer, section.first_page_footer):
        part.is_linked_to_previous = False
        for paragraph in part.paragraphs:
            part._element.remove(paragraph._p)
    document.save(made)
    return made.getvalue()


def docx_of(told: dict[str, Any], blank: bytes) -> bytes:
    """The document as .docx. `told` is what `layout.typ` takes; `blank` a `blank_document`."""
    document = Document(BytesIO(blank))
    _set_up(document, told)
    if told["letterhead"]:
        _letterhead(document, told["letterhead"])
    _draw(document, told["body"])
    section = document.sections[0]
    if told["later"]:
        section.different_first_page_header_footer = True
        section.first_page_header.add_paragraph()
        _draw(section.header, told["later"], across=True, size=9.5)
    else:
        section.header.add_paragraph()
        section.first_page_header.add_paragraph()
    for part in (section.footer, section.first_page_footer):
        if told["foot"]:
            _draw(part, told["foot"], across=True, size=9.5)
        else:
            _page_foot(part, told)
    packed = BytesIO()
    document.save(packed)
    return _packed_anew(packed)


def _set_up(document: Any, told: dict[str, Any]) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(24)
    section.top_margin, section.bottom_margin = Mm(24), Mm(26)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(11.5)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-GB")
    normal.element.rPr.append(language)
    for level, size in SIZES.items():
        style = document.styles[f"Heading {level}"]
        style.font.name, style.font.size, style.font.bold = FONT, Pt(size), True
        style.font.color.rgb = RGBColor(0x21, 0x2B, 0x32)
        fonts = style.element.rPr.rFonts
        for name in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(name), None)
    about, moment = document.core_properties, _moment(told["day"])
    about.title, about.author, about.comments, about.language = told["title"], "", "", "en-GB"
    about.created = about.modified = moment
    about.last_modified_by = ""


def _letterhead(document: Any, head: dict[str, Any]) -> None:
    if head["picture"] is not None:
        paragraph = document.add_paragraph()
        shape = paragraph.add_run().add_picture(BytesIO(bytes(head["picture"])), height=Mm(18))
        shape._inline.docPr.set("descr", head["name"])
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    run = paragraph.add_run(head["name"])
    run.bold, run.font.size = True, Pt(14)
    for line in head["lines"]:
        run = paragraph.add_run()
        run.add_break()
        run.add_text(line)
        run.font.size, run.font.color.rgb = Pt(10), QUIET
    _border(paragraph, "bottom")


def _draw(where: Any, blocks: list[Block], *, across: bool = False, size: float = 0, indent: float = 0) -> None:
    for block in blocks:
        kind, name = block["is"], block.get("name", "")
        if kind == "heading":
            _write(where.add_paragraph(style=f"Heading {block['outline']}"), block["runs"], SIZES[block["level"]])
        elif kind == "paragraph":
            paragraph = where.add_paragraph()
            paragraph.paragraph_format.left_indent = Mm(indent) if indent else None
            _write(paragraph, block["runs"], size)
        elif kind == "list":
            _list(where, block, size)
        elif kind == "table":
            _table(where, block)
        elif kind == "rule":
            _border(where.add_paragraph(), "bottom")
        elif kind == "gap":
            where.add_paragraph().paragraph_format.space_after = Pt(24)
        elif kind == "new-page":
            where.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
        elif name == "sign":
            _sign(where, block["blocks"], across, size)
        elif name == "boxed":
            _box(where, block["blocks"])
        else:
            _draw(
                where,
                block["blocks"],
                across=across,
                size=9 if name == "small" else size,
                indent=5 if kind == "quote" else indent,
            )


def _write(paragraph: Any, runs: list[Run], size: float = 0) -> None:
    for one in runs:
        if "break" in one:
            paragraph.add_run().add_break()
        elif "count" in one:
            _count(paragraph, "PAGE" if one["count"] == "page" else "NUMPAGES", one, size)
        else:
            _styled(paragraph, one, size).add_text(one["text"])


def _styled(paragraph: Any, one: Run, size: float) -> Any:
    run = paragraph.add_run()
    run.bold, run.italic = one.get("strong") or None, one.get("emphasis") or None
    if size:
        run.font.size = Pt(size)
    return run


def _count(paragraph: Any, field: str, one: Run, size: float) -> None:
    """A field that the program fills in when it opens the document: what stands in it until then is marked as out of date."""
    for kind, text in (("begin", ""), ("", field), ("separate", ""), ("text", "1"), ("end", "")):
        run = _styled(paragraph, one, size)
        if kind == "text":
            run.add_text(text)
            continue
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
            if kind == "begin":
                element.set(qn("w:dirty"), "true")
        else:
            element.text = text
        run._r.append(element)


def _list(where: Any, block: Block, size: float) -> None:
    """Numbers are written out: they are then the same in every program, wherever a list begins."""
    for number, item in enumerate(block["items"], block["start"]):
        for place, inner in enumerate(item):
            if inner["is"] != "paragraph":
                _draw(where, [inner], size=size, indent=6)
                continue
            paragraph = where.add_paragraph()
            paragraph.paragraph_format.left_indent = Mm(7)
            if place == 0:
                paragraph.paragraph_format.first_line_indent = Mm(-7)
                paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(7))
                paragraph.add_run(f"{number}.\t" if block["ordered"] else "•\t")
            _write(paragraph, inner["runs"], size)


def _table(where: Any, block: Block) -> None:
    rows = [block["head"], *block["rows"]]
    table = _add_table(where, len(rows), len(block["head"]))
    table.style, table.alignment = "Table Grid", WD_TABLE_ALIGNMENT.LEFT
    cells = table._cells
    width = len(block["head"])
    for number, row in enumerate(rows):
        for place, runs in enumerate(row):
            shown = [{**run, "strong": True} if number == 0 and "text" in run else run for run in runs]
            _write(cells[number * width + place].paragraphs[0], shown, 10)
    head = table.rows[0]._tr.get_or_add_trPr()
    repeated = OxmlElement("w:tblHeader")
    repeated.set(qn("w:val"), "true")
    head.append(repeated)
    where.add_paragraph()


def _add_table(where: Any, rows: int, columns: int) -> Any:
    is_head_or_foot = hasattr(where, "is_linked_to_previous")
    return where.add_table(rows, columns, TEXT_WIDTH) if is_head_or_foot else where.add_table(rows, columns)


def _box(where: Any, blocks: list[Block]) -> None:
    table = _add_table(where, 1, 1)
    table.style = "Table Grid"
    cell = table.cell(0, 0)
    _draw(cell, blocks)
    if len(cell.paragraphs) > 1 and not cell.paragraphs[0].text:
        cell._tc.remove(cell.paragraphs[0]._p)
    where.add_paragraph()


def _sign(where: Any, blocks: list[Block], across: bool, size: float) -> None:
    lines = [line for block in blocks if block["is"] == "paragraph" for line in _lines(block["runs"])]
    if across:
        paragraph = where.add_paragraph()
        each = int(TEXT_WIDTH / max(len(lines), 1))
        for number, line in enumerate(lines, 1):
            paragraph.paragraph_format.tab_stops.add_tab_stop(
                each * number - Mm(3), WD_TAB_ALIGNMENT.LEFT, WD_TAB_LEADER.LINES
            )
            _write(paragraph, line, size)
            paragraph.add_run(" \t")
            if number < len(lines):
                paragraph.add_run("  ")
        return
    for line in lines:
        paragraph = where.add_paragraph()
        paragraph.paragraph_format.space_before = Pt(16)
        paragraph.paragraph_format.tab_stops.add_tab_stop(TEXT_WIDTH, WD_TAB_ALIGNMENT.LEFT, WD_TAB_LEADER.LINES)
        _write(paragraph, line, size)
        paragraph.add_run(" \t")


def _lines(runs: list[Run]) -> list[list[Run]]:
    found: list[list[Run]] = [[]]
    for run in runs:
        if "break" in run:
            found.append([])
        else:
            found[-1].append(run)
    return [line for line in found if line]


def _page_foot(part: Any, told: dict[str, Any]) -> None:
    paragraph = part.add_paragraph()
    paragraph.paragraph_format.tab_stops.add_tab_stop(TEXT_WIDTH, WD_TAB_ALIGNMENT.RIGHT)
    note = told["letterhead"]["foot"] if told["letterhead"] else ""
    runs: list[Run] = [{"text": f"{note}\tPage "}, {"count": "page"}, {"text": " of "}, {"count": "pages"}]
    _write(paragraph, runs, 9.5)


def _moment(day: list[int]) -> datetime:
    year, month, date = day
    return datetime(year, month, date, tzinfo=UTC)


def _border(paragraph: Any, side: str) -> None:
    borders, border = OxmlElement("w:pBdr"), OxmlElement(f"w:{side}")
    for name, value in (("val", "single"), ("sz", "8"), ("space", "4"), ("color", "212B32")):
        border.set(qn(f"w:{name}"), value)
    borders.append(border)
    paragraph._p.get_or_add_pPr().insert_element_before(borders, *AFTER_BORDERS)


def _packed_anew(packed: BytesIO) -> bytes:
    made = BytesIO()
    with ZipFile(packed) as old, ZipFile(made, "w") as new:
        for name in old.namelist():
            entry = ZipInfo(name, ZIP_BEGINS)
            entry.compress_type = ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return made.getvalue()
