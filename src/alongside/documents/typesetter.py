"""The process in which a template becomes a document: `python -m alongside.documents.typesetter`. Started by `rendering` alone.

It reads one JSON object from standard input and writes one JSON object to standard output. Templates are written by people of many
organisations, so before the first byte of one is looked at, the process gives up what it could do harm with:

1. No file and no connection can be opened any more (no further file descriptor), whatever a template finds a way to.
2. It may use so much processor time and so much memory; past that it is killed, and only it.
3. It has an environment of its own, without the settings of the product, and never knew the database.

Everything that has to be read from the disk is read before: fonts, the layout, an empty document.
"""

import base64
import json
import os
import resource
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import typst

from alongside.documents.blocks import blocks_of, parts_of, text_of
from alongside.documents.filling import TemplateFault, fill
from alongside.documents.word import blank_document, docx_of

LAYOUT = Path(__file__).with_name("layout.typ")
FONTS = Path(__file__).parents[1] / "web" / "static" / "build" / "fonts"
STANDARDS: Any = ["a-2a", "ua-1"]
"""PDF/A-2a, for keeping it long, and PDF/UA-1, for reading it with a screen reader."""
LONGEST_TEXT = 10_000_000
"""Characters: some thousand pages."""
PICTURES = 12
"""How many pages are drawn as pictures, to be looked at."""
OPEN_ALREADY = 3
"""Standard input, output and errors."""
FIRST = "{% for one in all %}{{ 'a' | upper }}\n\n{{ one.b }}{% endfor %}"
"""A template for which the libraries read what they otherwise would when it is needed; its field is not there."""
STYLES = [
    {
        "is": "paragraph",
        "runs": [
            {"text": "1", "strong": strong, "emphasis": emphasis}
            for strong in (False, True)
            for emphasis in (False, True)
        ],
    }
]
"""Something in every style of the font, to have it read."""


def main() -> None:
    """Reads what is asked, sets it, writes what came of it."""
    asked = json.load(sys.stdin)
    compiler = typst.Compiler(
        root=asked["root"],
        font_paths=typst.Fonts(include_system_fonts=False, font_paths=[str(FONTS)]),
        ignore_system_fonts=True,
        package_path=asked["root"],
        package_cache_path=asked["root"],
    )
    layout = LAYOUT.read_bytes()
    with suppress(TemplateFault):
        fill(FIRST, {"all": [{}]})
    _set_pages(compiler, layout, _told("-", [1970, 1, 1], None, STYLES), "pdf")
    blank = blank_document()
    _draw_in(asked["seconds"], asked["bytes"])
    try:
        answer = _set(compiler, layout, blank, asked)
    except TemplateFault as fault:
        answer = {"fault": fault.sentence, "line": fault.line}
    json.dump(answer, sys.stdout)


def _draw_in(seconds: int, size: int) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_ALREADY, OPEN_ALREADY))
    os.environ.clear()


def _set(compiler: typst.Compiler, layout: bytes, blank: bytes, asked: dict[str, Any]) -> dict[str, Any]:
    blocks = blocks_of(*fill(asked["source"], asked["data"]))
    text = text_of(blocks)
    if len(text) > LONGEST_TEXT:
        raise TemplateFault("It becomes too long. Does it repeat something without end?")
    told = _told(asked["title"], asked["day"], asked["letterhead"], blocks)
    answer: dict[str, Any] = {"text": text}
    if "pdf" in asked["wanted"]:
        answer["pdf"] = _as_text(_set_pages(compiler, layout, told, "pdf"))
    if "png" in asked["wanted"]:
        pages = _set_pages(compiler, layout, told, "png")
        answer["png"] = [_as_text(page) for page in (pages if isinstance(pages, list) else [pages])[:PICTURES]]
    if "docx" in asked["wanted"]:
        answer["docx"] = _as_text(docx_of(told, blank))
    return answer


def _told(title: str, day: list[int], letterhead: Any, blocks: list[dict[str, Any]]) -> dict[str, Any]:
    body, foot, later = parts_of(blocks)
    return {"title": title, "day": day, "letterhead": letterhead, "body": body, "foot": foot, "later": later}


def _set_pages(compiler: typst.Compiler, layout: bytes, told: dict[str, Any], form: Any) -> Any:
    more: dict[str, Any] = {"pdf_standards": STANDARDS, "timestamp": 0} if form == "pdf" else {"ppi": 80}
    try:
        return compiler.compile(layout, format=form, sys_inputs={"document": json.dumps(told)}, **more)
    except typst.TypstError as error:
        raise TemplateFault(f"The pages cannot be set so: {error.message}.") from error


def _as_text(content: bytes) -> str:
    return base64.b64encode(content).decode()


if __name__ == "__main__":
    main()
