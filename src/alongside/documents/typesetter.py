"""The process in which a template becomes a document: `python -m alongside.documents.typesetter`. Started by `rendering` alone.

It reads one JSON object from standard input and writes one JSON object to standard output. Templates are written by people of many
organisations, so before the first byte of one is looked at, the process gives up what it could do harm with:

1. No file and no connection can be opened any more (no further file descriptor), whatever a template finds a way to.
2. It may use so much processor time and so much memory; past that it is killed, and only it.
3. It has an environment of its own, without the settings of the product, and never knew the database.

Everything that has to be read from the disk is read before: fonts, the layout, an empty document. Of the fonts for other scripts only
those are read that the characters of what is asked need.

No text stops a document: what no font can show is written with its name (`showing`), and the last page says so.
"""

import base64
import json
import os
import resource
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import typst

from alongside.documents.blocks import blocks_of, parts_of, text_of
from alongside.documents.filling import TemplateFault, clean, fill
from alongside.documents.showing import Probe, changed, names_of, texts_of, unusual, written_with_names
from alongside.documents.word import blank_document, docx_of

LAYOUT = Path(__file__).with_name("layout.typ")
FONTS = Path(__file__).parents[1] / "web" / "static" / "build" / "fonts"
STANDARDS: Any = ["a-2a", "ua-1"]
"""PDF/A-2a, for keeping it long, and PDF/UA-1, for reading it with a screen reader."""
LONGEST_TEXT = 10_000_000
FILLED_WITHIN_S = 5
"""Characters: some thousand pages."""
PICTURES = 12
"""How many pages are drawn as pictures, to be looked at."""
OPEN_ALREADY = 3
"""Standard input, output and errors."""
FIRST = "{% for one in all %}{{ 'a' | upper }}\n\n{{ one.b }}{% endfor %}"
"""A template for which the libraries read what they otherwise would when it is needed; its field is not there."""


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
    _set_pages(compiler, layout, _in_every_style("1"), "pdf")
    others = unusual(json.dumps(asked, ensure_ascii=False))
    if others:
        with suppress(TemplateFault):
            _set_pages(compiler, layout, _in_every_style(" ".join(others)), "pdf")
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
    blocks = blocks_of(*_filled(asked["source"], asked["data"]))
    text = text_of(blocks)
    if len(text) > LONGEST_TEXT:
        raise TemplateFault("It becomes too long. Does it repeat something without end?")
    told = _told(asked["title"], asked["day"], asked["letterhead"], blocks)
    answer: dict[str, Any] = {"text": text}
    shown = told
    if "pdf" in asked["wanted"] or ("png" in asked["wanted"] and unusual("\n".join(texts_of(told)))):
        shown, answer["pdf"] = _set_whatever_stands(compiler, layout, told)
    if "png" in asked["wanted"]:
        pages = _set_pages(compiler, layout, shown, "png")
        answer["png"] = [_as_text(page) for page in (pages if isinstance(pages, list) else [pages])[:PICTURES]]
    if "docx" in asked["wanted"]:
        answer["docx"] = _as_text(docx_of(told, blank))
    return answer


def _filled(source: str, data: dict[str, Any]) -> Any:
    """`fill`, in a bounded time: loops within loops end here and not with the whole process."""

    def too_long(*_: Any) -> None:
        raise TemplateFault("This takes too long. Does it repeat something within something that is repeated?")

    signal.signal(signal.SIGPROF, too_long)
    signal.setitimer(signal.ITIMER_PROF, FILLED_WITHIN_S)
    try:
        return fill(source, data)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _set_whatever_stands(compiler: typst.Compiler, layout: bytes, told: dict[str, Any]) -> tuple[dict[str, Any], str]:
    """What is shown, and its PDF: as it stands where fonts have all of it, otherwise with the names of what they have not.

    Raises `TemplateFault` where something else is wrong.
    """
    try:
        return told, _as_text(_set_pages(compiler, layout, told, "pdf"))
    except TemplateFault:
        signs = unusual("\n".join(texts_of(told)))
        if not signs:
            raise

    def shows(some: Sequence[str]) -> bool:
        try:
            _set_pages(compiler, layout, _in_every_style(" ".join(some)), "pdf")
        except TemplateFault:
            return False
        return True

    for unshowable in (Probe(shows).unshowable(signs), set(signs)):
        named = changed(told, lambda text, out=unshowable: written_with_names(text, out))  # type: ignore[misc]
        named["named"] = any(names_of(sign) for sign in unshowable)
        with suppress(TemplateFault):
            return named, _as_text(_set_pages(compiler, layout, named, "pdf"))
    raise TemplateFault("The pages cannot be set so.")


def _in_every_style(text: str) -> dict[str, Any]:
    """Something in every style of the font, to have it read, or to see whether it can be shown."""
    runs = [
        {"text": f"{text} ", "strong": strong, "emphasis": emphasis}
        for strong in (False, True)
        for emphasis in (False, True)
    ]
    return _told("-", [1970, 1, 1], None, [{"is": "paragraph", "runs": runs}])


def _told(title: str, day: list[int], letterhead: Any, blocks: list[dict[str, Any]]) -> dict[str, Any]:
    body, foot, later = parts_of(blocks)
    return {
        "title": clean(title),
        "day": day,
        "letterhead": clean(letterhead),
        "body": body,
        "foot": foot,
        "later": later,
    }


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
