"""Handing a file to a browser, so that it can be seen, heard or kept and can do nothing else."""

import base64
import re
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager
from pathlib import PurePath
from typing import Any
from uuid import UUID

from asgiref.sync import sync_to_async
from django.db import connection
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.http import content_disposition_header

from alongside.evidence.actions import note_damage_seen, record_look
from alongside.evidence.keeping.classes import Use, grounds, terms_of
from alongside.evidence.media_types import media_type_named
from alongside.evidence.models import Keeping, StoredFile
from alongside.evidence.queries import Altered, Erased, index_of, read_file, read_proved
from alongside.ledger.actions import Actor
from alongside.people.scope import same_scope

WHOLE_UP_TO = 8 * 1024 * 1024
"""Bytes up to which a file is read and proved as a whole before any of it leaves."""
ALONE = "default-src 'none'; sandbox; frame-ancestors 'none'"
"""Content-Security-Policy of a file: it loads and runs nothing, also where it is opened by itself."""


class Withheld(Exception):
    """A file that is not handed out now, and why: `page` is the template that says it, with `told`; `sentence` says it to a program.
    `asks`: nothing is wrong, a reason is only asked for.
    """

    def __init__(self, status: int, page: str, sentence: str, *, asks: bool = False, **told: Any) -> None:
        super().__init__(sentence)
        self.status, self.page, self.sentence, self.asks, self.told = status, page, sentence, asks, told


def tell_on_page(request: HttpRequest, withheld: Withheld) -> HttpResponse:
    """What a person is shown instead of a file."""
    status = 200 if withheld.asks else withheld.status
    return render(request, f"evidence/{withheld.page}.html", withheld.told, status=status)


def send_file(
    request: HttpRequest,
    file: StoredFile,
    *,
    by: Actor,
    verb: str = "evidence.seen",
    about: tuple[str, UUID] | None = None,
    details: dict[str, Any] | None = None,
    download: bool = False,
    look: Callable[[dict[str, Any]], None] | None = None,
    tell: Callable[[HttpRequest, Withheld], HttpResponse] = tell_on_page,
) -> HttpResponseBase:
    """The answer that holds a file, or the part of it that `Range` asks for (RFC 9110 section 14; Safari plays
    nothing without). The caller has found `file` by a query that starts from what the person may see.

    1. What is sent is proved first: a file of up to 8 MB by the hash of the whole, of a larger one each piece before it leaves
       (`queries.read_proved`), so that no more than a piece is held. An altered one is never shown: the answer is a page
       that says so, or breaks off where its damaged piece begins.
    2. The look is put into the ledger: `verb` by `by`, about the file itself or about `about` (type and id); where `look` is
       given, it does that, told what is known of the reason.
    3. Pictures and sound are shown in the page; everything else, and everything where `download` is true, is only
       downloaded. `Repr-Digest` tells the hash of the whole (RFC 9530).

    Where a malware scanner is set up, a file is shown only once it found nothing (409 until then), and what it found
    something in, never. Where the purpose asks for a reason (`keeping/retention.toml`), a page asks for it first; what cannot be shown in
    the page leaves with every look, and is asked about as what is downloaded is.

    An erased file is answered 410. `tell` says why a file is not sent, where it is not a person who asks.
    """
    media_type = media_type_named(file.media_type)
    leaves = download or not media_type.shown
    part = _asked_part(request.headers.get("Range", ""), file.size_bytes)
    try:
        _refuse_now(request, file, "export" if leaves else "view")
        content = _content(file, part)
    except Withheld as withheld:
        return tell(request, withheld)
    except Erased:
        sentence = f"This file was erased, because {file.erased_because}."
        return tell(request, Withheld(410, "erased", sentence, file=file))
    except Altered as fault:
        note_damage_seen(fault.file, fault.why)
        sentence = "What is stored is no longer what was received. It is not sent, so that nobody relies on it."
        return tell(request, Withheld(500, "damaged", sentence, file=file))
    why = {"ground": request.GET["why"]} if request.GET.get("why") in grounds() else {}
    known = {**(details or {}), **why}
    if look is None:
        record_look(file, by, verb, about or ("evidence", file.pk), known)
    else:
        look(known)
    answer = _answer(content, media_type.name, part, file.size_bytes)
    for name, value in {
        "Accept-Ranges": "bytes",
        "Cache-Control": "private, no-store",
        "Content-Disposition": content_disposition_header(leaves, _named(file.name, media_type.extension))
        or "attachment",
        "Content-Security-Policy": ALONE,
        "Cross-Origin-Resource-Policy": "same-origin",
        "Repr-Digest": f"sha-256=:{base64.b64encode(bytes.fromhex(file.sha256)).decode()}:",
        "X-Content-Type-Options": "nosniff",
    }.items():
        answer.headers[name] = value
    return answer


NOT_SCANNED = {
    Keeping.Scan.WAITING: "This file is being looked at for malware. Ask for it again later.",
    Keeping.Scan.INFECTED: "Malware was found in this file. It is kept as it was received, and is sent to nobody.",
    Keeping.Scan.TOO_LARGE: "This file is too large for the malware scanner. Somebody who keeps evidence can release it.",
}


def _refuse_now(request: HttpRequest, file: StoredFile, use: Use) -> None:
    """Raises `Withheld` because of a malware scan, or because a reason is asked for first."""
    keeping = Keeping.objects.filter(file=file).first()
    terms = terms_of(file.purpose)
    if file.erased_at is None and keeping is not None:
        early = terms.shown_before_scan and keeping.scan != Keeping.Scan.INFECTED
        if keeping.scan in NOT_SCANNED and not early:
            raise Withheld(409, "scan", NOT_SCANNED[Keeping.Scan(keeping.scan)], file=file, keeping=keeping)
    if use in terms.reason_for and request.GET.get("why") not in grounds():
        kept = [(name, text) for name, text in request.GET.items() if name not in ("why", "asked")]
        wrong = bool({"why", "asked"} & request.GET.keys())
        sentence = f"Say why you need this file: {', '.join(grounds())}."
        told = {"file": file, "grounds": grounds(), "kept": kept, "wrong": wrong}
        raise Withheld(422, "why", sentence, asks=not wrong, **told)


def _content(file: StoredFile, part: range | None) -> bytes | AsyncIterator[bytes]:
    """The bytes that are asked for, or the way to them. What is wrong at their beginning is noticed now."""
    wanted = range(file.size_bytes) if part is None else part
    if file.size_bytes <= WHOLE_UP_TO or not file.pieces_sha256:
        return read_file(file)[wanted.start : wanted.stop]
    index = index_of(file)
    if not wanted:
        return b""
    read_proved(file, wanted.start // file.piece_bytes + 1, index)
    return _pieces(file, wanted, index, same_scope())


async def _pieces(
    file: StoredFile, wanted: range, index: list[bytes], scope: Callable[[], AbstractContextManager[None]]
) -> AsyncIterator[bytes]:
    """Piece after piece, each read when the one before has left, with a connection that is given back in between."""

    def read(number: int) -> bytes:
        with scope():
            content = read_proved(file, number, index)
        if not connection.in_atomic_block:
            connection.close()
        return content

    def note(fault: Altered) -> None:
        with scope():
            note_damage_seen(fault.file, fault.why)

    for number in range(wanted.start // file.piece_bytes + 1, (wanted.stop - 1) // file.piece_bytes + 2):
        begins = (number - 1) * file.piece_bytes
        try:
            content = await sync_to_async(read)(number)
        except Altered as fault:
            await sync_to_async(note)(fault)
            raise
        yield content[max(wanted.start - begins, 0) : wanted.stop - begins]


def _answer(content: bytes | AsyncIterator[bytes], media_type: str, part: range | None, size: int) -> HttpResponseBase:
    if part is not None and not part:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    status = 200 if part is None else 206
    answer: HttpResponseBase
    if isinstance(content, bytes):
        answer = HttpResponse(content, status=status, content_type=media_type)
    else:
        answer = StreamingHttpResponse(content, status=status, content_type=media_type)
        answer.headers["Content-Length"] = str(size if part is None else len(part))
    if part is not None:
        answer.headers["Content-Range"] = f"bytes {part.start}-{part.stop - 1}/{size}"
    return answer


def _asked_part(header: str, size: int) -> range | None:
    """The bytes that a `Range` header asks for; None for the whole, which also answers what cannot be read or asks for
    several parts; an empty range where there is nothing at that place.
    """
    asked = re.fullmatch(r"bytes=(\d{0,18})-(\d{0,18})", header.strip())
    if asked is None or not (asked[1] or asked[2]):
        return None
    if not asked[1]:
        return range(max(size - int(asked[2]), 0), size)
    first, last = int(asked[1]), int(asked[2] or size)
    if asked[2] and last < first:
        return None
    return range(first, min(last + 1, size))


def _named(name: str, extension: str) -> str:
    """The sender's name for it, with an ending that fits what it is: `photo.exe` with a picture in it becomes `photo.exe.jpg`."""
    return name if PurePath(name).suffix.lower() == extension else f"{name}{extension}"
