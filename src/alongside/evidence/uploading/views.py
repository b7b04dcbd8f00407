"""Uploads over HTTP: what tus clients speak, and the page of what somebody has not sent to its end.

Answers to a tus client are short sentences in plain text, made to be shown.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from alongside.evidence.models import Upload
from alongside.evidence.owners import address_of, owner_of
from alongside.evidence.uploading import actions, protocol
from alongside.evidence.uploading.queries import last_piece, unfinished_named, unfinished_of, uploads_of
from alongside.evidence.uploading.sources import check_source
from alongside.people.access import SIGNED_IN, allow
from alongside.people.actions import actor_for, note_list_taken
from alongside.people.models import User
from alongside.people.queries import zone_of
from alongside.web.listing import address, asked_for, page_of
from alongside.web.tables import csv_answer, xlsx_answer

OWN = ("owner", "key", "purpose", "filename", "modified")
"""What this room reads of what the sender says; the rest is for the room that owns the file."""
FORMS = {"csv": csv_answer, "xlsx": xlsx_answer}
DONE = {
    "cancelled": "That file is cancelled. What had arrived of it is erased.",
    "too-late": "That file has arrived whole. It cannot be cancelled any more.",
}
MISMATCH = 460
"""The status that tus gives a part which is not what its checksum says."""
OVER = {
    Upload.State.KEPT: "This file has arrived and is kept.",
    Upload.State.ARRIVED: "This file has arrived whole and is being checked.",
    Upload.State.CANCELLED: "This upload was cancelled. Begin it again.",
}


@allow(SIGNED_IN)
def uploads(request: HttpRequest) -> HttpResponseBase:
    """/evidence/uploads: GET what I have not finished, POST begin one, OPTIONS what this server can do."""
    method = _method(request)
    if method == "OPTIONS":
        return _told(204, **_abilities())
    if method == "POST":
        return _spoken(request, lambda: _begin(request))
    if method not in ("GET", "HEAD"):
        return _told(405, "Begin an upload by POST.", Allow="GET, HEAD, POST, OPTIONS")
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse({"uploads": [_described(one) for one in _asked(request)]})
    return _listed(request)


def _listed(request: HttpRequest) -> HttpResponseBase:
    """?search=film&before=ID&format=csv: what this person has not sent to its end, as a page or as a file."""
    user, asked = request.user, asked_for(request.GET, search=None)
    found = unfinished_named(user, asked["search"])
    if (form := request.GET.get("format", "")) in FORMS and isinstance(user, User):
        note_list_taken(user, "files-on-their-way", form, by=actor_for(user))
        return FORMS[form]("files-on-their-way", _rows(found, zone_of(user)))
    page = page_of(found, request.GET, asked)
    formats = (("csv", "CSV"), ("xlsx", "Excel"))
    shown = {
        "page": page,
        "uploads": [(one, address_of(one.owner, one.subject_id)) for one in page.rows],
        "narrowed": bool(asked["search"]),
        "search": {"name": "search", "label": "File, or what it belongs to", "value": asked["search"]},
        "exports": [{"text": text, "href": address(asked, format=form)} for form, text in formats] if page.rows else [],
        "done": DONE.get(request.GET.get("done", ""), ""),
    }
    return render(request, "evidence/uploads.html", shown)


def _rows(found: QuerySet[Upload], zone: ZoneInfo) -> Iterator[list[Any]]:
    yield ["File", "For", "State", "Bytes", "Arrived", "Begun", "Erased if nothing more comes"]
    for one in found.iterator(500):
        moments = (at.astimezone(zone) if at else "" for at in (one.begun_at, one.ends_at))
        state = one.get_state_display()
        yield [one.name, one.subject_label, state, one.size_bytes, one.received_bytes, *moments]


@allow(SIGNED_IN)
def upload(request: HttpRequest, upload: UUID) -> HttpResponse:
    """/evidence/uploads/ID: HEAD how far, PATCH the next part, DELETE cancel, GET what became of it."""
    method = _method(request)
    spoken = {"HEAD": _how_far, "PATCH": _take, "DELETE": _cancel}
    if method not in {*spoken, "GET", "OPTIONS"}:
        return _told(405, "Send parts by PATCH.", Allow="GET, HEAD, PATCH, DELETE, OPTIONS")
    found = get_object_or_404(uploads_of(request.user), pk=upload)
    if method in spoken:
        return _spoken(request, lambda: spoken[method](request, found))
    if method == "OPTIONS":
        return _told(204, **_abilities())
    return JsonResponse(_described(found), headers={"Cache-Control": "no-store"})


@require_POST
@allow(SIGNED_IN)
def cancel(request: HttpRequest, upload: UUID) -> HttpResponse:
    """POST /evidence/uploads/ID/cancel: from the page, by a button."""
    found = get_object_or_404(uploads_of(request.user), pk=upload)
    try:
        actions.cancel_upload(found.pk, actor_for(request.user))
    except (actions.Over, actions.Busy):
        return redirect("/evidence/uploads?done=too-late")
    return redirect("/evidence/uploads?done=cancelled")


def _spoken(request: HttpRequest, act: Callable[[], HttpResponse]) -> HttpResponse:
    """The answer to a tus client; what went wrong becomes a status and a sentence."""
    if request.headers.get("Tus-Resumable") != protocol.VERSION:
        return _told(412, "This server speaks tus 1.0.0.", **{"Tus-Version": protocol.VERSION})
    try:
        return act()
    except protocol.Malformed as error:
        return _told(400, str(error))
    except (LookupError, Http404):
        return _told(404, "There is nothing here that you could send a file to.")
    except PermissionDenied:
        return _told(403, "You may not add files here.")
    except ValidationError as error:
        code = getattr(error, "code", "") or ""
        return _told(413 if code == "too_large" else 422, " ".join(error.messages))
    except actions.Busy:
        return _told(423, "Another part of this file is being stored. Try again in a moment.")
    except actions.WrongPlace as error:
        return _told(409, f"Go on at byte {error.upload.received_bytes}.", **_place(error.upload))
    except actions.Mismatch:
        return _told(MISMATCH, "This part was damaged on its way. Send it again.")
    except actions.Over as error:
        return _told(410, error.upload.why or OVER.get(Upload.State(error.upload.state), "This upload is over."))


def _begin(request: HttpRequest) -> HttpResponse:
    size = protocol.read_length(request.headers.get("Upload-Length"), "Upload-Length")
    told = protocol.read_metadata(request.headers.get("Upload-Metadata", ""))
    owner = owner_of(told.get("owner", ""))
    purpose = told.get("purpose", "")
    if purpose not in owner.purposes:
        raise LookupError(f"{owner.code} takes no {purpose}")
    said = {name: text for name, text in told.items() if name not in OWN}
    modified = told.get("modified", "")
    subject = owner.find(request.user, told.get("key", ""), said)
    check_source(owner.code, subject.id, said)
    begun = actions.begin_upload(
        subject,
        owner=owner.code,
        purpose=purpose,
        name=told.get("filename", ""),
        size_bytes=size,
        said=said,
        by=actor_for(request.user),
        modified_ms=int(modified) if modified.isascii() and modified.isdigit() and len(modified) < 16 else None,
    )
    return _told(201, Location=f"/evidence/uploads/{begun.pk}", **_place(begun), **_expiry(begun))


def _how_far(request: HttpRequest, found: Upload) -> HttpResponse:
    if found.state in Upload.ERASABLE:
        raise actions.Over(found)
    said = protocol.write_metadata({"filename": found.name, **found.said})
    return _told(200, **_place(found), **_expiry(found), **{"Upload-Metadata": said})


def _take(request: HttpRequest, found: Upload) -> HttpResponse:
    if request.headers.get("Content-Type") != protocol.PART:
        return _told(415, f"A part is sent as {protocol.PART}.")
    offset = protocol.read_length(request.headers.get("Upload-Offset"), "Upload-Offset")
    checksum = protocol.read_checksum(request.headers.get("Upload-Checksum"))
    if "Content-Length" not in request.headers:
        return _told(411, "Say how long the part is (Content-Length).")
    length = protocol.read_length(request.headers["Content-Length"], "Content-Length")
    if length > settings.LARGEST_PART:
        return _told(413, f"Send at most {settings.LARGEST_PART} bytes at a time.")
    stands = actions.take_part(found.pk, offset=offset, body=request, length=length, checksum=checksum)
    if stands.state == Upload.State.REFUSED:
        return _told(415, stands.why)
    return _told(204, **_place(stands), **_expiry(stands))


def _cancel(request: HttpRequest, found: Upload) -> HttpResponse:
    actions.cancel_upload(found.pk, actor_for(request.user))
    return _told(204)


def _place(found: Upload) -> dict[str, str]:
    return {"Upload-Offset": str(found.received_bytes), "Upload-Length": str(found.size_bytes)}


def _expiry(found: Upload) -> dict[str, str]:
    return {"Upload-Expires": protocol.write_time(found.ends_at)} if found.state == Upload.State.ARRIVING else {}


def _abilities() -> dict[str, str]:
    return {
        "Tus-Version": protocol.VERSION,
        "Tus-Extension": protocol.EXTENSIONS,
        "Tus-Max-Size": str(max(settings.EVIDENCE_LARGEST_UPLOAD.values())),
        "Tus-Checksum-Algorithm": ",".join(protocol.ALGORITHMS),
    }


def _told(status: int, words: str = "", **headers: str) -> HttpResponse:
    answer = HttpResponse(words, status=status, content_type="text/plain; charset=utf-8")
    for name, value in {"Tus-Resumable": protocol.VERSION, "Cache-Control": "no-store", **headers}.items():
        answer.headers[name] = value
    return answer


def _asked(request: HttpRequest) -> Any:
    """What the sender has not finished; of one thing where the address names it (`owner`, `key`)."""
    try:
        owner = owner_of(request.GET.get("owner", ""))
        return unfinished_of(request.user, owner.code, owner.find(request.user, request.GET.get("key", ""), {}).id)
    except (LookupError, PermissionDenied, ValidationError, Http404):
        return unfinished_of(request.user)


def _described(found: Upload) -> Mapping[str, Any]:
    return {
        "id": str(found.pk),
        "address": f"/evidence/uploads/{found.pk}",
        "name": found.name,
        "size_bytes": found.size_bytes,
        "received_bytes": found.received_bytes,
        "modified_ms": found.modified_ms,
        "state": found.state,
        "why": found.why,
        "ends_at": found.ends_at.isoformat(timespec="seconds"),
        "last_piece": last_piece(found) if found.state == Upload.State.ARRIVING else None,
    }


def _method(request: HttpRequest) -> str:
    return (request.headers.get("X-HTTP-Method-Override") or request.method or "").upper()
