"""Setting a template with its data: PDF, editable document, or pictures of the pages.

Each setting has a process of its own (`typesetter`), which can open no file and no connection and is killed where it takes too long or too
much memory. The same template with the same data, title, letterhead and day gives the same bytes.
"""

import base64
import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from tempfile import TemporaryDirectory
from threading import BoundedSemaphore
from typing import Any, Literal

from alongside.documents.filling import TemplateFault

__all__ = ["Letterhead", "Set", "TemplateFault", "docx", "pdf", "typeset"]

SECONDS = 20
"""Processor time for one document. A pack of 500 pages needs about 5."""
LONGEST_SECONDS = 40
"""On the clock: the machine may be busy."""
BYTES = 1536 * 1024 * 1024
LONG_AGO = date(1970, 1, 1)
TOO_MUCH = "It takes too long or needs too much memory. Does it repeat something without end?"
AT_ONCE = BoundedSemaphore(2)
"""How many are set at the same time by one process of the web: each takes a processor and some hundred MB."""
BUSY = "Too many documents are being produced at the moment. Try again in a minute."
Form = Literal["pdf", "docx", "png"]


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What stands on top of a letter, and small at the foot of its pages. `picture`: PNG or JPEG."""

    name: str
    lines: Sequence[str] = ()
    foot: str = ""
    picture: bytes | None = None


@dataclass(frozen=True, slots=True)
class Set:
    """What came of it; what was not wanted is empty. `text`: the words alone."""

    text: str
    pdf: bytes = b""
    docx: bytes = b""
    pages: list[bytes] = field(default_factory=list)
    """Pictures of the pages."""


def pdf(template_source: str, data: Mapping[str, Any], **more: Any) -> bytes:
    """The document as PDF (PDF/A-2a, PDF/UA-1). `more` as in `typeset`."""
    return typeset(template_source, data, wanted=("pdf",), **more).pdf


def docx(template_source: str, data: Mapping[str, Any], **more: Any) -> bytes:
    """The document as .docx. `more` as in `typeset`."""
    return typeset(template_source, data, wanted=("docx",), **more).docx


def typeset(
    template_source: str,
    data: Mapping[str, Any],
    *,
    title: str = "Document",
    day: date = LONG_AGO,
    letterhead: Letterhead | None = None,
    wanted: Sequence[Form] = ("pdf", "docx"),
    seconds: int = SECONDS,
) -> Set:
    """Sets a template with `data`, which must be plain JSON. `day` is the date that the files carry.

    Raises `TemplateFault`, with a sentence and a line, where the template is wrong, or takes too long or too much memory.
    """
    with TemporaryDirectory(prefix="alongside-") as nothing:
        asked = {
            "source": template_source,
            "data": data,
            "title": title or "Document",
            "day": [day.year, day.month, day.day],
            "letterhead": _plain(letterhead),
            "wanted": list(wanted),
            "seconds": seconds,
            "bytes": BYTES,
            "root": nothing,
        }
        answer = _ask(json.dumps(asked), nothing)
    if "fault" in answer:
        raise TemplateFault(answer["fault"], answer["line"])
    return Set(
        text=answer["text"],
        pdf=base64.b64decode(answer.get("pdf", "")),
        docx=base64.b64decode(answer.get("docx", "")),
        pages=[base64.b64decode(page) for page in answer.get("png", [])],
    )


def _ask(asked: str, folder: str) -> dict[str, Any]:
    """What the typesetter answers, when its turn has come. Raises `TemplateFault` where it was killed, RuntimeError where it is broken itself."""
    if not AT_ONCE.acquire(timeout=LONGEST_SECONDS):
        raise TemplateFault(BUSY)
    try:
        return _ask_at_once(asked, folder)
    finally:
        AT_ONCE.release()


def _ask_at_once(asked: str, folder: str) -> dict[str, Any]:
    surroundings = {"PATH": os.defpath, "RAYON_NUM_THREADS": "2", "MALLOC_ARENA_MAX": "2", "LANG": "C.UTF-8"}
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-m", "alongside.documents.typesetter"],
            input=asked.encode(),
            capture_output=True,
            timeout=LONGEST_SECONDS,
            env=surroundings,
            cwd=folder,
        )
    except subprocess.TimeoutExpired as error:
        raise TemplateFault(TOO_MUCH) from error
    if done.returncode == 0:
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer
    said = done.stderr.decode(errors="replace")
    if done.returncode < 0 or "MemoryError" in said or "memory allocation" in said:
        raise TemplateFault(TOO_MUCH)
    raise RuntimeError(f"the typesetter ended with {done.returncode}: {said[-2000:]}")


def _plain(letterhead: Letterhead | None) -> dict[str, Any] | None:
    if letterhead is None:
        return None
    picture = list(letterhead.picture) if letterhead.picture else None
    return {"name": letterhead.name, "lines": list(letterhead.lines), "foot": letterhead.foot, "picture": picture}
