"""Handing a file to a browser, so that it can be seen, heard or kept and can do nothing else."""

import base64
import re
from pathlib import PurePath
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.http import content_disposition_header

from alongside.evidence.actions import record_look
from alongside.evidence.media_types import media_type_named
from alongside.evidence.models import StoredFile
from alongside.evidence.queries import Erased, read_file
from alongside.ledger.actions import Actor

ALONE = "default-src 'none'; sandbox; frame-ancestors 'none'"
"""Content-Security-Policy of a file: it loads and runs nothing, also where it is opened by itself."""


def send_file(
    request: HttpRequest,
    file: StoredFile,
    *,
    by: Actor,
    verb: str = "evidence.seen",
    about: tuple[str, UUID] | None = None,
    details: dict[str, Any] | None = None,
    download: bool = False,
) -> HttpResponseBase:
    """The answer that holds a file, or the part of it that `Range` asks for (RFC 9110 section 14; Safari plays
    nothing without). The caller has found `file` by a query that starts from what the person may see.

    1. The whole file is read and its hash checked before a byte of it leaves; an altered one is never shown.
    2. The look is put into the ledger: `verb` by `by`, about the file itself or about `about` (type and id).
    3. Pictures and sound are shown in the page; everything else, and everything where `download` is true, is only
       downloaded. `Repr-Digest` tells the hash of the whole (RFC 9530).

    An erased file is answered 410.
    """
    try:
        content = read_file(file)
    except Erased:
        return render(request, "evidence/erased.html", {"file": file}, status=410)
    record_look(file, by, verb, about or ("evidence", file.pk), details or {})
    media_type = media_type_named(file.media_type)
    part = _asked_part(request.headers.get("Range", ""), len(content))
    if part is None:
        answer = HttpResponse(content, content_type=media_type.name)
    elif len(part) == 0:
        answer = HttpResponse(status=416, headers={"Content-Range": f"bytes */{len(content)}"})
    else:
        answer = HttpResponse(content[part.start : part.stop], status=206, content_type=media_type.name)
        answer.headers["Content-Range"] = f"bytes {part.start}-{part.stop - 1}/{len(content)}"
    for name, value in {
        "Accept-Ranges": "bytes",
        "Cache-Control": "private, no-store",
        "Content-Disposition": content_disposition_header(
            download or not media_type.shown, _named(file.name, media_type.extension)
        )
        or "attachment",
        "Content-Security-Policy": ALONE,
        "Cross-Origin-Resource-Policy": "same-origin",
        "Repr-Digest": f"sha-256=:{base64.b64encode(bytes.fromhex(file.sha256)).decode()}:",
        "X-Content-Type-Options": "nosniff",
    }.items():
        answer.headers[name] = value
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
