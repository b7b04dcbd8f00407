"""Handing a document over as it was produced."""

from uuid import UUID

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from alongside.documents.models import Produced
from alongside.evidence.sending import send_file
from alongside.people.actions import actor_for


def send_produced(request: HttpRequest, made: Produced, form: str, *, about: tuple[str, UUID]) -> HttpResponseBase:
    """The document as `form`, pdf or docx, to be kept; the look at it is in the ledger, about that thing. Raises Http404 for another form.

    Who may have it is the caller's question.
    """
    file = {"pdf": made.pdf, "docx": made.docx}.get(form)
    if file is None:
        raise Http404
    return send_file(
        request,
        file,
        by=actor_for(request.user),
        verb="document.read",
        about=about,
        details={"document": str(made.pk), "kind": made.kind},
        download=True,
    )
