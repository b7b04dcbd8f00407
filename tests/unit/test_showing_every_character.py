"""Whatever people type, a document comes of it: in its script where a font has it, otherwise by its name."""

import random
import unicodedata
from io import BytesIO

import pytest
from docx import Document
from pypdf import PdfReader

from alongside.documents import showing
from alongside.documents.rendering import Letterhead, typeset
from alongside.documents.showing import PLAIN, Probe, signs_of, unusual, written_with_names

TEMPLATE = "# Statement\n\n{{ words }}\n\n**{{ words }}** *{{ words }}*\n"
NOTE = "About this PDF"
PRIVATE, ELDER = "\uf0b7", "𐎠"
"""A bullet as Word pastes it; a letter of Old Persian."""


def read(words: str, **more: object) -> str:
    made = typeset(TEMPLATE, {"words": words}, wanted=("pdf",), **more)  # type: ignore[arg-type]
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(made.pdf)).pages).split())


@pytest.mark.parametrize(
    "words",
    [
        "I said “我会杀了你 🔪”",
        "سأقتلك",
        "میں تمہیں مار ڈالوں گا",
        "👩🏽‍⚕️ 🇬🇧 1️⃣ ❤️",
        "Ω Ж Ł ș ễ → ✓",
    ],
)
def test_what_people_write_every_day_is_shown_as_they_wrote_it(words: str) -> None:
    said = read(words)
    assert NOTE not in said
    assert "U+" not in said


def test_chinese_can_be_read_and_searched_in_the_pdf() -> None:
    assert "我会杀了你" in read("我会杀了你 🔪").replace(" ", "")


def test_what_no_font_has_stands_with_its_name_and_the_last_page_says_so() -> None:
    said = read(f"Here {ELDER}{PRIVATE} ends.")
    assert "[OLD PERSIAN SIGN A U+103A0, PRIVATE USE CHARACTER U+F0B7]" in said
    assert said.count("U+103A0") == 3
    assert NOTE in said


def test_the_editable_document_keeps_the_characters() -> None:
    made = typeset(TEMPLATE, {"words": f"我 🔪 {ELDER}{PRIVATE}"}, wanted=("pdf", "docx"))
    text = "\n".join(one.text for one in Document(BytesIO(made.docx)).paragraphs)
    assert f"我 🔪 {ELDER}{PRIVATE}" in text
    assert NOTE not in text
    assert ELDER in made.text


def test_a_letterhead_and_a_title_stop_nothing() -> None:
    head = Letterhead(f"Trust {PRIVATE}\x0b", [ELDER], f"Charity {ELDER}")
    said = read("Hello.", letterhead=head, title=f"A{PRIVATE}{ELDER}\x01\ufffe")
    assert "Trust [PRIVATE USE CHARACTER U+F0B7]" in said
    assert typeset(TEMPLATE, {"words": "x"}, wanted=("docx",), letterhead=head, title="A\x01").docx


def test_the_pages_that_are_looked_at_first_are_those_of_the_pdf() -> None:
    assert typeset(TEMPLATE, {"words": f"{ELDER}{PRIVATE}"}, wanted=("png",)).pages


def test_no_character_of_unicode_stops_a_document() -> None:
    dice = random.Random(4)
    known = [chr(code) for code in range(0x110000) if unicodedata.category(chr(code)) not in ("Cs", "Cn")]
    for _ in range(4):
        words = "".join(dice.choice(known) for _ in range(60))
        assert typeset(TEMPLATE, {"words": words}, wanted=("pdf",)).pdf.startswith(b"%PDF"), words


def test_a_page_full_of_a_script_that_no_font_has_is_set_in_time() -> None:
    cuneiform = "".join(chr(code) for code in range(0x12000, 0x12300))
    assert "CUNEIFORM SIGN A U+12000" in read(cuneiform)


def test_plain_characters_need_no_trying() -> None:
    plain = "".join(sorted(one for one in PLAIN if one.isprintable()))
    assert unusual(plain) == []
    assert NOTE not in read(plain)


def test_a_sign_of_several_characters_is_one() -> None:
    assert list(signs_of("a👩🏽‍⚕️🇬🇧🇫🇷e\u0301")) == ["a", "👩🏽‍⚕️", "🇬🇧", "🇫🇷", "e\u0301"]
    assert written_with_names("x🔪🔪\nz", {"🔪"}) == "x[HOCHO U+1F52A, HOCHO U+1F52A]\nz"


def test_what_nobody_came_to_try_is_named() -> None:
    asked = []

    def shows(signs: object) -> bool:
        asked.append(signs)
        return False

    signs = [chr(0x4E00 + number) for number in range(5 * showing.TRIES)]
    assert Probe(shows).unshowable(signs) == set(signs)
    assert len(asked) == showing.TRIES
