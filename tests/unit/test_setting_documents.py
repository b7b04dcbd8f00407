"""A template with its data becomes the same PDF and editable document every time, and a template can do no harm."""

import json
import socket
import sys
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from subprocess import TimeoutExpired, run
from threading import BoundedSemaphore, Thread
from typing import Any
from zipfile import ZipFile

import pytest
from docx import Document
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from alongside.documents import rendering
from alongside.documents.blocks import AREAS, blocks_of, parts_of, text_of
from alongside.documents.filling import UNWRITABLE, TemplateFault, fill
from alongside.documents.rendering import Letterhead, docx, pdf, typeset

MUCH = rendering.BYTES + 1
STATEMENT = """
# Witness statement

Statement of {{ name }}

{{ words }}

| Day | What |
| --- | --- |
{% for one in rows %}
| {{ one.day }} | {{ one.what }} |
{% endfor %}

::: boxed
This statement has {{ pages }} pages.
:::

:::: every-page
::: sign
Signature
Witnessed by
:::
::::

::: later-pages
Statement of {{ name }}, continued
:::
"""
DATA: dict[str, Any] = {
    "name": "Nia Okoye",
    "words": "He struck me.\n\nI fell.",
    "rows": [{"day": "3 November", "what": "a | b"}, {"day": "4 November", "what": ""}],
}


def pages_of(content: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(BytesIO(content)).pages]


def words_of(content: bytes) -> str:
    """What stands in the text of an editable document, its tables included."""
    return "".join(
        part.text or "" for part in Document(BytesIO(content)).element.body.iter() if part.tag.endswith("}t")
    )


def one_line(text: str) -> str:
    return " ".join(text.split())


def fault_of(source: str, data: dict[str, Any] | None = None, **more: Any) -> TemplateFault:
    with pytest.raises(TemplateFault) as caught:
        typeset(source, data or {}, wanted=("pdf",), **more)
    return caught.value


def test_pdf_and_editable_document_say_the_same() -> None:
    made = typeset(STATEMENT, DATA, title="Statement", letterhead=Letterhead("Northbrook", ["1 High Street"]))
    printed, edited = one_line(" ".join(pages_of(made.pdf))), words_of(made.docx)
    for words in (
        "Northbrook",
        "1 High Street",
        "Witness statement",
        "He struck me.",
        "I fell.",
        "3 November",
        "a | b",
    ):
        assert words in printed, words
        assert words in edited, words


def test_the_same_template_and_data_make_the_same_bytes() -> None:
    first = typeset(STATEMENT, DATA, title="Statement", letterhead=Letterhead("Northbrook"))
    again = typeset(STATEMENT, DATA, title="Statement", letterhead=Letterhead("Northbrook"))
    assert (first.pdf, first.docx) == (again.pdf, again.docx)
    assert {entry.date_time for entry in ZipFile(BytesIO(first.docx)).infolist()} == {(1980, 1, 1, 0, 0, 0)}
    other = typeset(STATEMENT, {**DATA, "name": "Bo Lind"}, title="Statement", letterhead=Letterhead("Northbrook"))
    assert other.pdf != first.pdf
    assert other.docx != first.docx


def test_a_screen_reader_finds_its_way_through_the_pdf() -> None:
    reader = PdfReader(BytesIO(pdf(STATEMENT, DATA, title="Statement of Nia Okoye")))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert reader.metadata is not None
    assert reader.metadata.title == "Statement of Nia Okoye"
    kept = root["/Metadata"].get_data().decode()
    assert "pdfuaid:part" in kept
    assert "pdfaid:part" in kept


def test_every_page_has_its_place_to_sign_and_the_number_of_pages_is_right() -> None:
    pages = pages_of(pdf(STATEMENT, {**DATA, "words": "\n\n".join(["A long account of it. " * 40] * 12)}))
    assert len(pages) > 2
    assert f"This statement has {len(pages)} pages." in one_line(" ".join(pages))
    assert all("Signature" in page and "Witnessed by" in page for page in pages)
    assert "continued" not in pages[0]
    assert all("Statement of Nia Okoye, continued" in one_line(page) for page in pages[1:])


def test_nothing_that_somebody_typed_becomes_a_heading_a_field_or_typst() -> None:
    typed = '# Heading\n\n{{ 7 * 7 }} *bold* #read("/etc/hostname") $x$ [a](http://b.example) <b> \ue0000\ue001'
    printed = one_line(" ".join(pages_of(pdf("Said: {{ words }}", {"words": typed}))))
    assert '# Heading {{ 7 * 7 }} *bold* #read("/etc/hostname") $x$ [a](http://b.example) <b> 0' in printed
    filled = blocks_of(*fill("{{ words }}", {"words": typed}))
    assert [block["is"] for block in filled] == ["paragraph", "paragraph"]


def test_a_gap_in_square_brackets_stays_to_be_seen() -> None:
    assert text_of(blocks_of(*fill("From [name of the sender], *by hand*", {}))) == "From [name of the sender], by hand"


@pytest.mark.parametrize(
    ("source", "line", "words"),
    [
        ("One\n\n{{ nme }}", 3, "no field called “nme”"),
        ("One\n{{ person.nme }}", 2, "no field called “nme”"),
        ("One\n\n\n{% for a in rows %}", 4, "not complete"),
        ("{{ rows + 1 }}", 1, "cannot be worked out"),
        ("One\n{% include '/etc/hostname' %}", 2, "cannot take in another"),
        ("{% extends '/etc/hostname' %}", 1, "cannot take in another"),
        ("{{ ''.__class__.__mro__ }}", 1, "may only use its fields"),
        ("{{ rows.append(1) }}", 1, "may only use its fields"),
    ],
)
def test_what_is_wrong_with_a_template_is_said_with_its_line(source: str, line: int, words: str) -> None:
    fault = fault_of(source, {"person": {"name": "Nia"}, "rows": []})
    assert fault.line == line
    assert words in fault.sentence


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("{{ today", "Something is not complete or not spelt right here. A field stands in two braces, {{ today }}"),
        ("{{ a b }}", "Something is not complete or not spelt right here. A field stands in two braces, {{ today }}"),
        ("{% while x %}", "There is no instruction called “while”."),
    ],
)
def test_a_fault_is_told_in_words_of_ours(source: str, words: str) -> None:
    sentence = fault_of(source).sentence
    assert sentence.startswith(words)
    assert ".." not in sentence
    assert "print statement" not in sentence


def test_loops_within_loops_end_soon() -> None:
    fault = fault_of("{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}")
    assert fault.sentence == "This takes too long. Does it repeat something within something that is repeated?"
    assert fault.line == 1


@pytest.mark.parametrize(
    "source",
    [
        "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
        "{{ 9 ** (9 ** 9) }}",
        "{{ 'x' * 10 ** 10 }}",
        "{% set all = namespace(of='x') %}{% for a in range(60) %}{% set all.of = all.of ~ all.of %}{% endfor %}{{ all.of }}",
    ],
    ids=["loop", "number", "text", "doubling"],
)
def test_a_template_without_end_is_stopped(source: str) -> None:
    fault = fault_of(source, seconds=2)
    assert "too long or needs too much memory" in fault.sentence
    assert fault.__cause__ is None, "the kernel ends it by its own time, not the clock on the wall"


def test_no_more_are_set_at_once_than_the_machine_can_bear(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendering, "LONGEST_SECONDS", 0.05)
    turns = BoundedSemaphore(1)
    monkeypatch.setattr(rendering, "AT_ONCE", turns)
    with turns:
        assert "Try again in a minute" in fault_of("Dear colleague").sentence
    monkeypatch.undo()
    monkeypatch.setattr(rendering, "AT_ONCE", turns)
    fault_of("{{ nothing }}")
    assert pdf("Dear colleague", {}), "a fault gives its turn back"


def test_where_the_machine_is_too_busy_nobody_waits_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendering, "LONGEST_SECONDS", 0.01)
    fault = fault_of("Dear colleague")
    assert "too long" in fault.sentence
    assert isinstance(fault.__cause__, TimeoutExpired)


@pytest.fixture
def knocks() -> Iterator[tuple[int, list[bool]]]:
    """A server that notes who comes: its port, and what it noted."""
    noted: list[bool] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(30)

        def wait() -> None:
            try:
                server.accept()[0].close()
                noted.append(True)
            except OSError:
                return

        listening = Thread(target=wait, daemon=True)
        listening.start()
        yield server.getsockname()[1], noted


def test_whatever_gets_out_of_a_template_reaches_neither_file_nor_network(
    tmp_path: Path, knocks: tuple[int, list[bool]]
) -> None:
    """Run inside the typesetter, in the place of a template that found a way out of the sandbox."""
    secret = tmp_path / "secret"
    secret.write_text("sesame")
    port, noted = knocks
    tries = f"""
import json, os, socket, sys
sys.argv = ["typesetter"]
from alongside.documents import typesetter
said = {{}}
def attempt(name, deed):
    try:
        said[name] = str(deed())
    except Exception as error:
        said[name] = type(error).__name__ + ": " + str(error)
def instead(*_):
    attempt("file", lambda: open({str(secret)!r}).read())
    attempt("network", lambda: socket.create_connection(("127.0.0.1", {port}), 5))
    attempt("process", lambda: os.popen("id").read())
    attempt("memory", lambda: len(bytearray({MUCH})))
    attempt("settings", lambda: dict(os.environ))
    return {{"text": json.dumps(said)}}
typesetter._set = instead
typesetter.main()
"""
    asked = {"root": str(tmp_path), "seconds": 20, "bytes": rendering.BYTES}
    done = run(
        [sys.executable, "-c", tries], input=json.dumps(asked), capture_output=True, text=True, check=True, timeout=60
    )
    said = json.loads(json.loads(done.stdout)["text"])
    assert "Too many open files" in said["file"], said
    assert "Too many open files" in said["network"], said
    assert "Too many open files" in said["process"], said
    assert "MemoryError" in said["memory"], said
    assert said["settings"] == "{}"
    assert not noted


def test_an_editable_document_has_its_head_and_foot() -> None:
    document = Document(BytesIO(docx(STATEMENT, DATA, title="Statement of Nia Okoye")))
    section = document.sections[0]
    assert section.different_first_page_header_footer
    assert "continued" in section.header.paragraphs[0].text
    assert "Witnessed by" in section.footer.paragraphs[0].text
    assert "Witnessed by" in section.first_page_footer.paragraphs[0].text
    assert document.core_properties.title == "Statement of Nia Okoye"


EVERYTHING = """
# One

Words, **strong** and *slanted*, page {{ page }} of {{ pages }}.

- a list

  with another paragraph

  1. and another list

| A | B |
| --- | --- |
| 1 | 2 |

> Quoted.

---

### Three, without a second

::: gap
:::

::: sign
Name
:::
"""


def test_every_block_can_stand_in_every_area() -> None:
    for name in AREAS:
        inside = f":::: {name}\n{EVERYTHING}\n::::\n\nAfter."
        made = typeset(inside, {}, title=name)
        assert made.pdf, name
        assert Document(BytesIO(made.docx)).paragraphs, name


def test_an_area_that_nobody_knows_stays_as_it_was_written() -> None:
    assert "::: nowhere" in typeset("::: nowhere\nWords\n:::", {}, wanted=()).text


@given(typed=st.text(max_size=200))
def test_whatever_was_typed_stands_in_it_as_it_was_typed(typed: str) -> None:
    blocks = blocks_of(
        *fill("Before {{ typed }} after\n\n| {{ typed }} | b |\n| --- | --- |\n| c | {{ typed }} |", {"typed": typed})
    )
    kept = "".join(sign for sign in typed.replace("\r\n", "\n") if ord(sign) not in UNWRITABLE)
    bare = "".join(text_of(blocks).split())
    assert bare.startswith(f"Before{''.join(kept.split())}after")
    assert all("is" in block for block in blocks)
    assert blocks[-1]["is"] == "table"
    assert len(blocks[-1]["rows"]) == 1


@given(source=st.text(alphabet=st.sampled_from(list("ab \n#*|-:>1.{}%_[]()`~!<&\\")), max_size=120))
def test_whatever_a_template_is_it_is_read_or_its_fault_is_told(source: str) -> None:
    with suppress(TemplateFault):
        blocks = parts_of(blocks_of(*fill(source, {})))[0]
        levels = [block["outline"] for block in blocks if block["is"] == "heading"]
        assert not levels or levels[0] == 1


def test_signs_that_no_page_can_hold_are_left_out() -> None:
    assert typeset("a{{ b }}", {"b": "\x00\x0b\ufffe\ud800c"}).text == "ac"


def test_word_reads_the_properties_of_a_paragraph_in_their_order() -> None:
    """ECMA-376, CT_PPr: borders stand before tabs, spacing and alignment."""
    made = docx("Words\n\n---", {}, letterhead=Letterhead("Northbrook"))
    bordered = [
        [child.tag.rpartition("}")[2] for child in part.pPr]
        for part in (paragraph._p for paragraph in Document(BytesIO(made)).paragraphs)
        if part.pPr is not None and part.pPr.find(qn("w:pBdr")) is not None
    ]
    assert len(bordered) == 2
    assert ["pBdr", "jc"] in bordered


def test_word_counts_the_pages_itself_when_it_opens_the_document() -> None:
    document = Document(BytesIO(docx("It has {{ pages }} pages.", {})))
    fields = [part for part in document.element.body.iter() if part.tag == qn("w:fldChar")]
    assert [part.get(qn("w:fldCharType")) for part in fields] == ["begin", "separate", "end"]
    assert fields[0].get(qn("w:dirty")) == "true"
    assert [part.text for part in document.element.body.iter() if part.tag == qn("w:instrText")] == ["NUMPAGES"]
