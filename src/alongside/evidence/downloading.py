"""A file by the API: the same rules as in a browser; what keeps a file from being sent is told as a problem."""

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from ninja import Query

from alongside.evidence.keeping.classes import grounds
from alongside.evidence.models import StoredFile
from alongside.evidence.sending import Withheld, send_file
from alongside.people.middleware import problem

Why = Annotated[
    str, Query(max_length=40, description=f"Why the file is taken away, where that is asked: {', '.join(grounds())}")
]
"""The reason as a parameter; `send_file` reads it from the address."""
FILE = {
    "responses": {
        200: {
            "description": "The file as it was received; `Repr-Digest` holds its SHA-256 (RFC 9530).",
            "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
        },
        409: {"description": "The malware scan has not found nothing in it yet."},
        410: {"description": "It was erased."},
        422: {"description": "Its purpose asks for a reason: say `why`."},
    }
}
"""What the documentation says of an operation that answers with a file."""


def download(request: HttpRequest, file: StoredFile, **how: Any) -> HttpResponseBase:
    """The file to be kept, or a problem; `how` as `send_file` takes it."""
    return send_file(request, file, download=True, tell=_tell_program, **how)


def _tell_program(request: HttpRequest, withheld: Withheld) -> HttpResponse:
    more = {"errors": {"why": [withheld.sentence]}} if withheld.page == "why" else {}
    title = {409: "Not possible now", 410: "Erased", 422: "Not valid", 500: "Damaged"}[withheld.status]
    return problem(withheld.status, title, withheld.sentence, **more)
